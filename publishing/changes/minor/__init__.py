"""Is an edit of a live page minor? Only what can be proven minor is: then no clinician needs to approve it (R2).

Proven minor is white space inside a line, some punctuation between ordinary words, and a misspelled ordinary word put
right. Whatever this package does not understand is clinical. It compares two texts and nothing else: it must not know
models, revisions, people or what becomes of its answer.

The words that decide about doses, sides, negations and the like are in `words/`, one a line; a word within one edit of
one of them is treated like it. Ordinary words are those of pyspellchecker's English dictionary.
"""

from publishing.changes.minor.change import Change
from publishing.changes.minor.pages import changes, is_minor

__all__ = ["Change", "changes", "is_minor"]
