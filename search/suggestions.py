"""Names that somebody may be typing: what begins with the letters so far, at any word of a name."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from operator import itemgetter
from typing import NamedTuple

from search.analysis import words_of
from search.entries import Entry
from search.spelling import Spelling

#: How many are shown.
SHOWN = 8
#: Letters before which nothing is suggested.
LEAST = 2
_LOOKED_AT = 400  # names that are weighed: two letters may begin thousands


class Name(NamedTuple):
    """One of the names of a page. is_title: whether it is its first."""

    text: str
    page: int
    is_title: bool


#: What a name says from one of its words on, which word that is, and the name.
Way = tuple[str, int, Name]


class Suggestions:
    """The names of a language's pages, by what each of their words and the words behind it begin with."""

    def __init__(self) -> None:
        self._ways: list[Way] = []
        self._new: list[Way] = []
        self._pages: set[int] = set()

    def put(self, found: Collection[Entry], gone: Collection[int] = ()) -> None:
        """Learn the names of pages, in the place of those that they had, and forget those of pages that went.

        They are suggested from `sort` on.
        """
        old = {entry.pk for entry in found} | set(gone)
        if not old.isdisjoint(self._pages):
            self._new = [way for way in self._new if way[2].page not in old]
        self._pages = (self._pages - set(gone)) | {entry.pk for entry in found}
        self._new += [way for entry in found for way in _ways(entry)]

    def sort(self) -> None:
        """Let what was learned be suggested. Readers keep the list that they have."""
        self._new.sort()
        self._ways = list(self._new)

    def for_letters(self, letters: str, spelling: Spelling) -> list[Name]:
        """Return at most so many names as are shown, one of a page, the likeliest first."""
        words = words_of(letters)
        if not words or len("".join(words)) < LEAST:
            return []
        found = self._beginning(" ".join(words)) or self._beginning(_corrected(words, spelling))
        names: dict[int, Name] = {}
        for _start, _place, name in sorted(found, key=_order):
            names.setdefault(name.page, name)
        return list(names.values())[:SHOWN]

    def _beginning(self, text: str) -> list[Way]:
        ways = self._ways
        start = bisect_left(ways, text, key=itemgetter(0))
        found = []
        for way in ways[start : start + _LOOKED_AT]:
            if not way[0].startswith(text):
                break
            found.append(way)
        return found if text else []


def _ways(entry: Entry) -> Iterator[Way]:
    """Yield for each word of each name what the name says from there, and which word it is."""
    for number, text in enumerate(entry.names):
        words = words_of(text)
        for place in range(len(words)):
            yield " ".join(words[place:]), place, Name(text, entry.pk, not number)


def _order(way: Way) -> tuple[bool, bool, int, str]:
    """What sorts names: those that begin with the letters, titles, the shortest."""
    _text, place, name = way
    return (place > 0, not name.is_title, len(name.text), name.text)


def _corrected(words: list[str], spelling: Spelling) -> str:
    """Return the words as they may have been meant."""
    return " ".join(word if spelling.knows(word) else next(iter(spelling.meant(word)), word) for word in words)
