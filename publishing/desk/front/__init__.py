"""The first page of the desk, the header of every screen, and its help."""
