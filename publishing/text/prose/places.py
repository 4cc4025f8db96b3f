"""Where a text cites sources and names targets, by line: all of it is found in one walk, however many are looked up."""

import re
from bisect import bisect_left
from collections import defaultdict

from publishing.text.prose import citations

# The three forms of a target: up to a space or a bracket, between angle brackets, with brackets of its own.
_TARGETS = (
    re.compile(r"\]\(\s*<?([^\s>)]*)"),
    re.compile(r"\]\(\s*<([^<>\n]*)>"),
    re.compile(r"\]\(\s*([^\s()]*(?:\([^\s()]*\)[^\s()]*)+)"),
)


class Places:
    """The lines, from 1, of a text on which a source is cited, or a link or a picture has a target."""

    def __init__(self, text: str) -> None:
        self._ends = [place for place, character in enumerate(text) if character == "\n"]
        self._cited: dict[str, set[int]] = defaultdict(set)
        self._targets: dict[str, set[int]] = defaultdict(set)
        for match in citations.PATTERN.finditer(text):
            for name in citations.named_in(match[1]):
                self._cited[name].add(self._line(match.end()))
        for pattern in _TARGETS:
            for match in pattern.finditer(text):
                self._targets[match[1]].add(self._line(match.end()))

    def of_source(self, name: str) -> list[int]:
        """Return the lines that cite a source; none where it stands in no citation."""
        return sorted(self._cited.get(name, ()))

    def of_target(self, target: str) -> list[int]:
        """Return the lines with a link or a picture of that target."""
        return sorted(self._targets.get(target, ()))

    def _line(self, place: int) -> int:
        return bisect_left(self._ends, place) + 1
