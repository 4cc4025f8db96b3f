"""Names that somebody may be typing: what begins with the letters so far, at any word of a name."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile
from operator import itemgetter
from typing import NamedTuple

from search.analysis import words_of
from search.entries import Entry
from search.spelling import Spelling

#: How many are shown.
SHOWN = 8
#: Letters before which nothing is suggested.
LEAST = 2
_MOST_LETTERS = 1024  # of a name, and more than any has
_LOOKED_AT = 400  # names that are weighed: two letters may begin thousands


class Name(NamedTuple):
    """One of the names of a page. is_title: whether it is its first."""

    text: str
    page: int
    is_title: bool


#: What a name says from one of its words on, which word that is, and the name.
Way = tuple[str, int, Name]


class Suggestions:
    """The names of a language's pages, by what each of their words and the words behind it begin with.

    What was learned since `fill` stands in a short list of its own: to sort all names anew takes a tenth of a second.
    """

    def __init__(self) -> None:
        self._all = Sorted(())
        self._new: list[Way] = []
        self._renamed: frozenset[int] = frozenset()

    def put(self, found: Collection[Entry], gone: Collection[int] = ()) -> None:
        """Learn the names of pages, in the place of those that they had, and forget those of pages that went."""
        changed = {entry.pk for entry in found} | set(gone)
        kept = [way for way in self._new if way[2].page not in changed]
        self._new = sorted([*kept, *(way for entry in found for name in names_of(entry) for way in _ways(name))])
        self._renamed |= changed

    def fill(self, names: Iterable[Name]) -> None:
        """Begin with all names of a language."""
        self._all, self._new, self._renamed = Sorted(names), [], frozenset()

    def for_letters(self, letters: str, spelling: Spelling) -> list[Name]:
        """Return at most so many names as are shown, one of a page, the likeliest first."""
        words = words_of(letters)
        if not words or len("".join(words)) < LEAST:
            return []
        found = list(self._beginning(" ".join(words))) or self._beginning(_corrected(words, spelling))
        names: dict[int, Name] = {}
        for _start, _place, name in sorted(found, key=_order):
            names.setdefault(name.page, name)
        return list(names.values())[:SHOWN]

    def _beginning(self, text: str) -> Iterator[Way]:
        if text:
            renamed = self._renamed
            yield from (way for way in self._all.beginning(text) if way[2].page not in renamed)
            start = bisect_left(self._new, text, key=itemgetter(0))
            yield from takewhile(lambda way: way[0].startswith(text), self._new[start : start + _LOOKED_AT])


class Sorted:
    """Ways in order, for many names: of each only the number of its name and of its first letter is kept."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = list(names)
        self._texts = [" ".join(words_of(name.text)) for name in self._names]
        starts = (number * _MOST_LETTERS + place for number, text in enumerate(self._texts) for place in _starts(text))
        self._starts = array("Q", sorted(starts, key=self._said_from))

    def beginning(self, text: str) -> Iterator[Way]:
        """Yield the ways that begin with a text, as far as they are weighed."""
        first = bisect_left(self._starts, text, key=self._said_from)
        for start in self._starts[first : first + _LOOKED_AT]:
            said = self._said_from(start)
            if not said.startswith(text):
                return
            number, place = divmod(start, _MOST_LETTERS)
            yield said, place, self._names[number]

    def _said_from(self, start: int) -> str:
        number, place = divmod(start, _MOST_LETTERS)
        return self._texts[number][place:]


def names_of(entry: Entry) -> Iterator[Name]:
    """Yield the names of a page, its title first."""
    return (Name(text, entry.pk, not number) for number, text in enumerate(entry.names))


def _ways(name: Name) -> Iterator[Way]:
    """Yield what a name says from each of its words on."""
    text = " ".join(words_of(name.text))
    return ((text[place:], place, name) for place in _starts(text))


def _starts(text: str) -> list[int]:
    """Return where each word of a text begins."""
    return [0, *(place + 1 for place, letter in enumerate(text) if letter == " ")] if text else []


def _order(way: Way) -> tuple[bool, bool, int, str]:
    """What sorts names: those that begin with the letters, titles, the shortest."""
    _text, place, name = way
    return (place > 0, not name.is_title, len(name.text), name.text)


def _corrected(words: list[str], spelling: Spelling) -> str:
    """Return the words as they may have been meant."""
    return " ".join(word if spelling.knows(word) else next(iter(spelling.meant(word)), word) for word in words)
