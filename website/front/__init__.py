"""What stands in front of Django: it answers from the shelf what was asked for before, and lets Django do the rest.

A public page is the same for everybody until the content version rises or the day ends, so its bytes are made once.
None of this knows what a page says: only that Django calls it public.
"""
