"""A few lines of a page around the words that were asked for, which are marked."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.analysis import stems_of

LONGEST = 220  # characters of an excerpt
_SHORT = 70  # characters of a line that the next is put behind
_WORD = re.compile(r"[\w'’]+")


class Piece(NamedTuple):
    """Some of the text, and whether it was asked for."""

    text: str
    is_marked: bool


@lru_cache(maxsize=20_000)
def _stems(word: str, language: str) -> frozenset[str]:
    return frozenset(stems_of(word, language))


def excerpt(text: str, words: Sequence[Mapping[str, float]], language: str) -> list[Piece]:
    """Return the line of a text that answers most of a question, or the text's beginning where none answers any.

    words: for each word of the question the stems that mean it, with what each counts for.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    best = max(range(len(lines)), key=lambda number: _worth(lines[number], words, language), default=0)
    chosen = " ".join(lines[best : best + (2 if lines and len(lines[best]) < _SHORT else 1)])
    stems = {stem for word in words for stem in word}
    return marked(_around(chosen, stems, language), stems, language)


def marked(text: str, stems: Collection[str], language: str) -> list[Piece]:
    """Return a text in pieces, each word that has one of some stems marked."""
    pieces, end = [], 0
    for found in _WORD.finditer(text):
        if not _stems(found[0], language).isdisjoint(stems):
            pieces += [Piece(text[end : found.start()], False), Piece(found[0], True)]
            end = found.end()
    return [piece for piece in [*pieces, Piece(text[end:], False)] if piece.text]


def _worth(line: str, words: Sequence[Mapping[str, float]], language: str) -> float:
    """Return how much of a question a line has: of each word what counts for most."""
    has = {stem for word in _WORD.findall(line) for stem in _stems(word, language)}
    return sum(max((word[stem] for stem in has & word.keys()), default=0.0) for word in words)


def _around(line: str, stems: Collection[str], language: str) -> str:
    """Return at most so many characters as an excerpt has, from a little before the first word that was asked for."""
    if len(line) <= LONGEST:
        return line
    start = max(next(_places(line, stems, language), 0) - LONGEST // 3, 0)
    start = line.rfind(" ", 0, start + 1) + 1 if start else 0
    end = start + LONGEST
    cut = line[start:end] if end >= len(line) else line[start:end].rpartition(" ")[0]
    return f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(line) else ''}"


def _places(line: str, stems: Collection[str], language: str) -> Iterator[int]:
    return (found.start() for found in _WORD.finditer(line) if not _stems(found[0], language).isdisjoint(stems))
