"""Two versions of a page side by side, word by word: what a clinician with three minutes looks at before signing.

    rows = compare("procedures", before, after, name_of=...)   # the table
    summary(rows)                                              # how much changed, and what must be looked at
    cards_of(rows)                                             # one card for each change, what is dangerous first
    as_read(spans, called)                                     # words as patients read them, not as they are stored

Compares texts and knows no model: names of sources, pages and people are handed in. It shows drafts that may still be
wrong, so it reads without checking, and what it cannot read it compares line by line: no difference stays unsaid.
Everything here is plain text as somebody wrote it. Escaping is the template's work.
"""

from publishing.changes.comparison.as_read import Part, as_read, words_of
from publishing.changes.comparison.cards import Card, Cards, IsSlip, cards_of, text_of
from publishing.changes.comparison.pages import compare
from publishing.changes.comparison.rows import Place, Row, Span
from publishing.changes.comparison.shown import NameOf
from publishing.changes.comparison.summaries import Alarm, Summary, summary

__all__ = [
    "Alarm",
    "Card",
    "Cards",
    "IsSlip",
    "NameOf",
    "Part",
    "Place",
    "Row",
    "Span",
    "Summary",
    "as_read",
    "cards_of",
    "compare",
    "summary",
    "text_of",
    "words_of",
]
