"""Two versions of a text: what differs, what of it is dangerous, and what is proven minor.

Knows texts alone; must not know whose they are or what becomes of the answer.
"""
