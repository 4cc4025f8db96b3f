"""A page on the desk: its beginning, its form, and the screens around it."""
