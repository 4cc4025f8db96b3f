"""Is an edit of a live page minor? Only what can be proven minor is: then no clinician needs to approve it.

    is_minor("procedures", before, after, language="en")      # whether all of it is
    differences("procedures", before, after, language="en")   # each difference, and why it is minor or not

Proven minor are white space inside a line, the shape of quotes, a doubled word, and one misspelled ordinary word put
right. Whatever this package does not understand is clinical. It compares two texts and nothing else: it must not know
models, revisions, people or what becomes of its answer.
"""

from publishing.changes.minor.difference import Difference
from publishing.changes.minor.pages import differences, is_minor

__all__ = ["Difference", "differences", "is_minor"]
