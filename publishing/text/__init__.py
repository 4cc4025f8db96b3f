"""What a page is as text: its schema, its one written form, what makes it fit for the public, and its HTML.

The lowest room. Must not know a row, a person or a request.
"""
