"""Where a text cites sources and names targets, by line: all of it is found in one walk, however many are looked up."""

import re
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

from publishing.text.prose import citations

# The three forms of a target: up to a space or a bracket, between angle brackets, with brackets of its own.
_TARGETS = (
    re.compile(r"\]\(\s*<?([^\s>)]*)"),
    re.compile(r"\]\(\s*<([^<>\n]*)>"),
    re.compile(r"\]\(\s*([^\s()]*(?:\([^\s()]*\)[^\s()]*)+)"),
)


class Places:
    """The lines, from 1, of a text on which a source is cited, or a link or a picture has a target.

    The text is read when it is first asked for one: of a text without a fault nobody asks.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _ends(self) -> list[int]:
        return [place for place, character in enumerate(self._text) if character == "\n"]

    @cached_property
    def _cited(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for match in citations.PATTERN.finditer(self._text):
            for name in citations.named_in(match[1]):
                found[name].add(self._line(match.end()))
        return found

    @cached_property
    def _targets(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for pattern in _TARGETS:
            for match in pattern.finditer(self._text):
                found[match[1]].add(self._line(match.end()))
        return found

    def of_source(self, name: str) -> list[int]:
        """Return the lines that cite a source; none where it stands in no citation."""
        return sorted(self._cited.get(name, ()))

    def of_target(self, target: str) -> list[int]:
        """Return the lines with a link or a picture of that target."""
        return sorted(self._targets.get(target, ()))

    def _line(self, place: int) -> int:
        return bisect_left(self._ends, place) + 1
