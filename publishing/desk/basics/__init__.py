"""What every screen of the desk uses: who is let in, what was sent, how a moment or line reads, what a verb answers."""
