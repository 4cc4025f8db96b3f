"""Words, numbers with their unit, and signs: the smallest pieces of a text that two versions are told apart by.

Knows one text, not versions of it. The site's own {clinic_phone} is a piece like any other.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from publishing.changes.words import lists

_UNITS = frozenset().union(*map(lists.read_list, ("doses", "spanish/doses", "symbols")))
_DOSES = "|".join(sorted(_UNITS, key=lambda unit: (-len(unit), unit)))
_PIECE = re.compile(
    rf"""
      (?P<opaque> \[@[^\]\[]{{1,400}}\]          # a citation
                | \]\([^)\s]{{1,400}}            # the target of a link
                | https?://[^\s)]{{1,400}}
                | \{{\#[^}}\s]{{1,100}}\}} )
    | (?P<dose>   (?:(?<!\w)[-−])?\d+(?:[.,:/]\d+)*[ -]?(?:{_DOSES})\b(?:/\w+)? )
    | (?P<number> (?:(?<!\w)[-−+<>≤≥])?\d+(?:[.,:/]\d+)*%?
                | \{{(?:emergency_number|clinic_phone)\}} )
    | (?P<word>   \w+(?:['’-]\w+)* )
    | (?P<sign>   (?P<one>[^\w\s])(?P=one)* )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """A piece as it is compared (key) and shown (text). kind: the group of `_PIECE`, or "whole".

    alarm: which alarm its change raises, or "". behind: the white space that stands behind it.
    """

    text: str
    key: str
    kind: str = "word"
    alarm: str = ""
    behind: str = " "


def pieces_of(text: str) -> list[Piece]:
    """Split text into words, numbers with their unit, and signs. A source's name or a link's target is no number."""
    found: list[Piece] = []
    for match in _PIECE.finditer(text):
        behind = " " if text[match.end() : match.end() + 1].isspace() else ""
        kind = match.lastgroup or ""
        alarm = kind if kind in {"dose", "number"} else lists.alarm(match[0]) if kind == "word" else ""
        found.append(Piece(match[0], match[0], kind, alarm, behind))
    words = [piece.text for piece in found]
    return [
        replace(piece, alarm="") if piece.alarm and lists.is_everyday(words, place) else piece
        for place, piece in enumerate(found)
    ]


def whole(text: Any, key: str = "", alarm: str = "", behind: str = "\n") -> Piece:
    """A piece that changes as a whole."""
    return Piece(plain(text), key or plain(text), "whole", alarm, behind)


def plain(text: Any) -> str:
    """Return a string without what a subclass of str promises: a name marked as safe HTML is a name, not HTML."""
    return "".join(list(str(text)))
