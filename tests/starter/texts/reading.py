"""A manuscript as its reader meets it: pieces of text with their place, running text apart from lists and cards."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from publishing.text import kinds, wording
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import readability
from publishing.text.schema import ListOf, Record, Type

_MARK = re.compile(r"\[@[^\[\]]*\]")
#: Keys whose text is for machines and lists, or is a name that somebody else gave.
_SILENT = {"title", "also_called", "icd10", "file", "name", "symptoms", "risk_factors"}


class Piece(NamedTuple):
    """A value of the front matter, or a block of the body: its place, its text, whether a source stands with it."""

    place: str
    text: str
    cites: bool


def pieces(manuscript: Manuscript) -> Iterator[Piece]:
    """Yield every piece of text that a reader meets."""
    schema = kinds.get(manuscript.kind).schema
    yield from _values(schema, manuscript.data, "", False)
    for section, block in wording.blocks(manuscript.body):
        yield Piece(section, block, bool(_MARK.search(block)))


def _values(kind: Type, value: Any, place: str, cites: bool) -> Iterator[Piece]:
    if isinstance(kind, Record):
        cites = cites or bool(value.get("sources"))
        for key, inner in value.items():
            if key not in _SILENT and key in kind.keys:
                yield from _values(kind.keys[key].type, inner, f"{place}{key} ", cites)
    elif isinstance(kind, ListOf):
        for number, inner in enumerate(value, 1):
            yield from _values(kind.item, inner, f"{place}{number} ", cites)
    elif isinstance(value, str) and " " in value:
        yield Piece(place.strip(), value, cites or bool(_MARK.search(value)))


def without_marks(text: str) -> str:
    """Return a text without its citations."""
    return _MARK.sub("", text)


def sentences(manuscript: Manuscript) -> list[tuple[str, int]]:
    """Return every sentence of a manuscript with its words."""
    texts = [piece.text for piece in pieces(manuscript) if not piece.text.startswith("|")]  # a row of a table is none
    return [found for text in texts for found in readability.sentences(text)]


def grade(manuscript: Manuscript) -> float:
    """Return the reading grade of the running text of a manuscript, in US school years.

    The formula was made for sentences; lists and cards, which are pieces of them, make any text look easy.
    """
    return readability.measure(readability.running(manuscript.body), "en").grade
