"""Words, numbers with their unit, and signs: the smallest pieces that a comparison marks. Knows text, not versions."""

import re
from dataclasses import dataclass
from typing import Any

from publishing.changes.comparison.dangers import DOSE, DOSE_WORD, word_danger

_TOKEN = re.compile(
    rf"""
      (?P<opaque> \[@[^\]\[]{{1,400}}\]          # a citation
                | \]\([^)\s]{{1,400}}            # the target of a link
                | https?://[^\s)]{{1,400}}
                | \{{\#[^}}\s]{{1,100}}\}} )
    | (?P<dose>   (?:(?<!\w)[-−])?\d+(?:[.,:/]\d+)*[ -]?(?:{DOSE}|{DOSE_WORD})\b(?:/\w+)? )
    | (?P<number> (?:(?<!\w)[-−+<>≤≥])?\d+(?:[.,:/]\d+)*%?
                | \{{(?:emergency_number|clinic_phone)\}} )
    | (?P<word>   \w+(?:['’-]\w+)* )
    | (?P<sign>   (?P<one>[^\w\s])(?P=one)* )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """A word as it is compared (key) and shown (text), with what stands behind it. reason: why it is dangerous."""

    text: str
    key: str
    reason: str = ""
    behind: str = " "


def tokens_of(text: str) -> list[Token]:
    """Split text into words, numbers with their unit, and signs. A source's name or a link's target is no number."""
    found = []
    for match in _TOKEN.finditer(text):
        behind = " " if text[match.end() : match.end() + 1].isspace() else ""
        kind = match.lastgroup
        reason = kind if kind in {"dose", "number"} else word_danger(match[0]) if kind == "word" else ""
        found.append(Token(match[0], match[0], reason, behind))
    return found


def whole(text: str, key: str = "", reason: str = "", behind: str = "\n") -> Token:
    """A token that changes as a whole."""
    return Token(plain(text), key or plain(text), reason, behind)


def plain(text: Any) -> str:
    """Return a string without what a subclass of str promises: a name marked as safe HTML is a name, not HTML."""
    return "".join(list(str(text)))
