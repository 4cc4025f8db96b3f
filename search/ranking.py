"""Which pages answer a question, and with which section: what the index found, weighed.

The weights were found on one set of questions and held on another (tests/search/queries.tsv, `manage.py search_eval`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from sys import intern

from search.entries import Entry
from search.index import PageIndex, Part, Word
from search.questions import Question
from search.synonyms import Stems, told_stems

_LOOKED_AT = 40  # pages that are weighed
_OF_A_NAME = 6.0  # for each word of a name that the question has, less where it has not all of them
_OF_THE_WHOLE = 8.0  # where the question is nothing but a name, less the more of one it lacks or has beside it
_OF_A_PASSAGE = 0.75  # what the best passage adds
_LEAST = 1.75  # what a passage must count for to be the answer


@dataclass(frozen=True)
class Found:
    """A page that answers. place: the number of the passage that does, from 1; 0 where the page as a whole does."""

    page: int
    score: float
    place: int = 0
    is_promoted: bool = False


class Names:
    """What the pages of a language are called: the stems of a name, without the words that are passed over."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._pages: dict[Stems, tuple[int, ...]] = {}
        self._of_page: dict[int, tuple[Stems, ...]] = {}

    def put(self, entry: Entry) -> None:
        """Learn what a page is called, in the place of what it was called before."""
        self.remove(entry.pk)
        said = tuple({stems for name in entry.names if (stems := self._stems(name))})
        for stems in said:  # in a new tuple: somebody may be reading the old one
            self._pages[stems] = (*self._pages.get(stems, ()), entry.pk)
        self._of_page[entry.pk] = said

    def remove(self, page: int) -> None:
        """Forget what a page is called."""
        for stems in self._of_page.pop(page, ()):
            if left := tuple(other for other in self._pages[stems] if other != page):
                self._pages[stems] = left
            else:
                del self._pages[stems]

    def within(self, stems: Stems) -> Iterator[tuple[int, Stems]]:
        """Yield page and stems for each name that stands whole among some stems."""
        for start in range(len(stems)):
            for end in range(start + 1, len(stems) + 1):
                for page in self._pages.get(stems[start:end], ()):
                    yield page, stems[start:end]

    def of(self, page: int) -> tuple[Stems, ...]:
        """Return the stems of each name of a page."""
        return self._of_page.get(page, ())

    def words_in(self, page: int) -> set[str]:
        """Return the stems of all names of a page."""
        return {stem for stems in self.of(page) for stem in stems}

    def _stems(self, name: str) -> Stems:
        """Return the stems of a name, each word of the language once in memory."""
        return tuple(map(intern, told_stems(name, self._language)))


def rank(question: Question, index: PageIndex, names: Names, factor: Callable[[int], float]) -> list[Found]:
    """Return the pages that answer a question, the best first, each with the section that does.

    factor: what a page counts for beside others.
    """
    found = {hit.page: Found(hit.page, hit.score) for hit in index.pages(question.parts, question.pairs, _LOOKED_AT)}
    for page, _stems in names.within(question.stems):
        found.setdefault(page, Found(page, 0.0))
    nearness = _Nearness(question, index)
    found = {page: replace(one, score=one.score + nearness.of(names.of(page))) for page, one in found.items()}
    best = sorted(found.values(), key=lambda one: -one.score * factor(one.page))[:_LOOKED_AT]
    placed = _with_passages(best, question.parts, index, names)
    return sorted(placed, key=lambda one: -one.score * factor(one.page))


class _Nearness:
    """How near a question is to what a page is called, in whatever order, and in words that mean the same."""

    def __init__(self, question: Question, index: PageIndex) -> None:
        self._told = question.told
        self._rarity = cache(index.rarity)
        self._asked = sum(map(self._rarity, question.stems))

    def of(self, names: Iterable[Stems]) -> float:
        """Return what the nearest of some names counts for."""
        return max(map(self._of, names), default=0.0)

    def _of(self, name: Stems) -> float:
        shared = sum(self._told[stem] * self._rarity(stem) for stem in name if stem in self._told)
        if not shared or not self._asked:
            return 0.0
        of_name = shared / sum(map(self._rarity, name))
        of_question = min(shared / self._asked, 1.0)
        return shared * of_name**2 * _OF_A_NAME + of_name * of_question * _OF_THE_WHOLE


def _with_passages(found: list[Found], parts: Iterable[Part], index: PageIndex, names: Names) -> list[Found]:
    """Put on each page the passage that answers best what its names leave open."""
    if not found:
        return []
    said = names.words_in(found[0].page)
    left = [part for part in parts if not _is_in(part, said, index)]
    best: dict[int, tuple[float, int]] = {}
    for hit in index.passages(left, [one.page for one in found]):
        best.setdefault(hit.page, (hit.score, hit.place))
    return [_placed(one, *best.get(one.page, (0.0, 0))) for one in found]


def _is_in(part: Part, said: set[str], index: PageIndex) -> bool:
    """Whether some stems have a part of a question, or, where the site has no such word, what means the same."""

    def has(word: Word) -> bool:
        return word.stem in said or (not index.has(word.stem) and not said.isdisjoint(word.stems))

    return all(has(word) for word in part.words) if part.words else any(map(said.issuperset, part.instead))


def _placed(found: Found, score: float, place: int) -> Found:
    return replace(found, score=found.score + score * _OF_A_PASSAGE, place=place if score >= _LEAST else 0)
