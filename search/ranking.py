"""Which pages answer a question, and with which section: what the index found, weighed.

The weights were found on one set of questions and held on another (tests/search/queries.tsv, `manage.py search_eval`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from search.analysis import stems_of, words_of
from search.entries import Entry
from search.index import PageIndex, Part, Word
from search.questions import Question
from search.synonyms import Stems, told

_LOOKED_AT = 40  # pages that are weighed
_OF_A_NAME = 8.0  # for each word of a name that the question has whole
_OF_THE_WHOLE = 15.0  # where the question is nothing but a name
_OF_A_PASSAGE = 0.5  # what the best passage adds
_LEAST = 2.0  # what a passage must count for to be the answer


@dataclass(frozen=True)
class Found:
    """A page that answers. place: the number of the passage that does, from 1; 0 where the page as a whole does.

    name: which of its names the question has, "" where it has none.
    """

    page: int
    score: float
    place: int = 0
    name: str = ""
    is_promoted: bool = False


@dataclass
class Names:
    """What pages are called: the stems of a name, without the words that are passed over -> page -> the name."""

    language: str
    by_stems: dict[Stems, dict[int, str]] = field(default_factory=dict)
    of_page: dict[int, tuple[Stems, ...]] = field(default_factory=dict)

    def put(self, entry: Entry) -> None:
        """Learn what a page is called, in the place of what it was called before."""
        self.remove(entry.pk)
        said = {stems: name for name in reversed(entry.names) if (stems := self._stems(name))}
        for stems, name in said.items():  # in a new dictionary: somebody may be reading the old one
            self.by_stems[stems] = {**self.by_stems.get(stems, {}), entry.pk: name}
        self.of_page[entry.pk] = tuple(said)

    def remove(self, page: int) -> None:
        """Forget what a page is called."""
        for stems in self.of_page.pop(page, ()):
            pages = {other: name for other, name in self.by_stems[stems].items() if other != page}
            if pages:
                self.by_stems[stems] = pages
            else:
                del self.by_stems[stems]

    def within(self, stems: Stems) -> Iterator[tuple[int, Stems, str]]:
        """Yield page, stems and name for each name that stands whole among some stems."""
        for start in range(len(stems)):
            for end in range(start + 1, len(stems) + 1):
                for page, name in self.by_stems.get(stems[start:end], {}).items():
                    yield page, stems[start:end], name

    def words_in(self, page: int) -> set[str]:
        """Return the stems of all names of a page."""
        return {stem for stems in self.of_page.get(page, ()) for stem in stems}

    def _stems(self, name: str) -> Stems:
        return tuple(stems_of(" ".join(told(words_of(name), self.language)), self.language))


def rank(question: Question, index: PageIndex, names: Names, factor: Callable[[int], float]) -> list[Found]:
    """Return the pages that answer a question, the best first, each with the section that does.

    factor: what a page counts for beside others.
    """
    found = {hit.page: Found(hit.page, hit.score) for hit in index.pages(question.parts, question.pairs, _LOOKED_AT)}
    for page, stems, name in names.within(question.stems):
        is_whole = stems == question.stems
        of_name = sum(index.rarity(stem) for stem in stems) * _OF_A_NAME + is_whole * _OF_THE_WHOLE
        before = found.get(page, Found(page, 0.0))
        found[page] = replace(before, score=before.score + of_name, name=before.name or name)
    best = sorted(found.values(), key=lambda one: -one.score * factor(one.page))[:_LOOKED_AT]
    placed = _with_passages(best, question.parts, index, names)
    return sorted(placed, key=lambda one: -one.score * factor(one.page))


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

    return bool(part.words) and all(has(word) for word in part.words)


def _placed(found: Found, score: float, place: int) -> Found:
    return replace(found, score=found.score + score * _OF_A_PASSAGE, place=place if score >= _LEAST else 0)
