"""Writing: what can be put into a text, and what it looks like before anybody has saved it."""
