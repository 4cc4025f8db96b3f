"""What an editor should look at, and why: the lists of the desk, counted and exported."""
