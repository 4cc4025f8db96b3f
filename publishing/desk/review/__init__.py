"""Deciding: what changed, what is asked before a verb, notes, history, and the next step."""
