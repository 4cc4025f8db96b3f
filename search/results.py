"""What a reader gets for a question: pages with the section that answers, what a word means, where else to go.

The index says what may answer; the database says what is live, and what is printed of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.utils.text import capfirst

from publishing.life.models import Page
from publishing.life.models.version import per_version
from publishing.public import assembling
from publishing.text import kinds
from publishing.text.passages import Passage, put_in
from publishing.text.prose import tokens
from search import excerpts, questions, ranking, synonyms, ways
from search.entries import shared_words
from search.excerpts import Piece
from search.index import Word
from search.keeping import Kept, keeper
from search.models import Promoted, Synonym
from search.questions import Question
from search.ranking import Found
from search.synonyms import Synonyms, passed_over, told_stems
from search.ways import Way

#: How many stand on one page of results.
SIZE = 10
_WEAK = 0.22  # of what the best page counts for: below, a page has a word by chance
_OF_NO_TOPIC = 0.8  # what a page counts for that is not about health


@dataclass(frozen=True)
class Result:
    """A page that answers. section: the heading under which it does, "" where the page as a whole does.

    also: the other name by which it was asked for, "" where its title says it.
    """

    title: str
    url: str
    kind: str
    excerpt: list[Piece]
    section: str = ""
    also: str = ""
    is_promoted: bool = False


@dataclass(frozen=True)
class Answer:
    """All that a question is answered with. turn: the page of results. word: the hard word that it is, or None.

    strange: words of the question that no page has, nor any that mean the same.
    """

    question: Question
    turn: Any
    results: list[Result] = field(default_factory=list)
    word: Page | None = None
    word_url: str = ""
    ways: Sequence[Way] = ()
    is_ready: bool = True
    strange: Sequence[str] = ()

    @property
    def is_in_vain(self) -> bool:
        """Whether there is nothing to offer."""
        return not (self.results or self.word or self.ways)

    @property
    def is_missing(self) -> bool:
        """Whether staff should hear of it: nothing was found, or pages that have not all of its words."""
        return self.is_in_vain or bool(self.strange)


class Known(NamedTuple):
    """What is known of a language beside its pages. promoted: the stems of a question -> the page that stands first.

    shared: slug -> the words of a shared text.
    """

    synonyms: Synonyms
    promoted: Mapping[tuple[str, ...], int]
    shared: Mapping[str, str]


@per_version
def known(language: str) -> Known:
    """Return what is known of a language. Three queries, once per content version."""
    own = [synonym.line for synonym in Synonym.objects.filter(language=language)]
    rows = Promoted.objects.filter(language=language).only("asked", "page_id", "language")
    return Known(
        synonyms.with_own(synonyms.of_language(language), synonyms.of_lines(own, language)),
        {told_stems(phrase, language): row.page_id for row in rows for phrase in row.phrases},
        shared_words().get(language, {}),
    )


def asked(text: str, language: str, kept: Kept) -> Question:
    """Return what somebody typed as the search reads it."""
    return questions.read(text, language, kept.spelling, known(language).synonyms)


def answer(text: str, language: str, number: Any = 1) -> Answer:
    """Return what a question is answered with. number: which page of results, from 1. Six queries at most."""
    kept = keeper.kept(language)
    if kept is None:
        return Answer(Question(""), Paginator([], SIZE).get_page(1), is_ready=False)
    question = asked(text, language, kept)
    found, words = _found(question, kept)
    live = set(Page.objects.published().filter(pk__in=[one.page for one in found]).values_list("pk", flat=True))
    turn = Paginator([one for one in found if one.page in live], SIZE).get_page(number)
    word = Page.objects.live().titles().filter(pk__in=words).first() if words else None
    return Answer(
        question,
        turn,
        _results(question, list(turn), kept),
        word,
        f"{assembling.glossary()}#{word.slug}" if word else "",
        ways.leading_from(question.stems, language),
        strange=_strange(question, kept),
    )


def _strange(question: Question, kept: Kept) -> list[str]:
    """Return the words of a question that no page has, nor any that mean the same."""
    return [
        word.text
        for part in question.parts
        if not any(all(map(kept.index.has, stems)) for stems in part.instead)
        for word in part.words
        if not any(map(kept.index.has, word.stems))
    ]


def is_spoken(language: str) -> bool:
    """Whether any page of a language is live. One query."""
    return Page.objects.published().in_language(language).exists()


def ranked(question: Question, kept: Kept) -> list[Found]:
    """Return the pages that answer, the best first, whether they are live or not."""
    return _found(question, kept)[0]


def _found(question: Question, kept: Kept) -> tuple[list[Found], list[int]]:
    """Return the pages that answer, and the hard words that the whole question asks for."""
    explained = set(kinds.explained_names())
    everything = ranking.rank(question, kept.index, kept.names, lambda page: _weight(kept.kinds.get(page)))
    found = [one for one in everything if kept.kinds.get(one.page) not in explained]
    best = found[0].score if found else 0.0
    strong = [one for one in found if one.score >= best * _WEAK]
    first = known(kept.index.language).promoted.get(question.stems)
    if first is not None and question.stems:
        strong = [Found(first, best, is_promoted=True), *(one for one in strong if one.page != first)]
    named = [page for page, stems in kept.names.within(question.stems) if stems == question.stems]
    return strong, [page for page in named if kept.kinds.get(page) in explained]


def _weight(kind: str | None) -> float:
    return 1.0 if kind is None or kinds.get(kind).teaches else _OF_NO_TOPIC


def _marked(question: Question, kept: Kept) -> Iterator[dict[str, float]]:
    """Yield for each word of a question the stems that are marked for it, with what each counts for."""
    silent = passed_over(kept.index.language).stems
    for part in question.parts:
        also = {stem: part.weight for stems in part.instead for stem in stems}
        for number, word in enumerate(part.words or (Word({}),)):
            stems = {**(also if not number else {}), **word.stems}
            yield {stem: weight * kept.index.rarity(stem) for stem, weight in stems.items() if stem not in silent}


def _results(question: Question, found: Sequence[Found], kept: Kept) -> list[Result]:
    language = kept.index.language
    pages = Page.objects.published().titles("passages").in_bulk([one.page for one in found])
    stand = assembling.standing(language)
    shared = known(language).shared
    words = list(_marked(question, kept))

    def shown(one: Found) -> Result:
        page = pages[one.page]
        place = _passage(page, one.place)
        text = tokens.fill(put_in(place.text, shared), stand.tokens) if place else page.summary
        return Result(
            page.title,
            f"{page.get_absolute_url()}{f'#{place.place}' if place else ''}",
            str(capfirst(kinds.get(page.kind).model._meta.verbose_name)),
            excerpts.excerpt(text, words, language),
            place.title if place else "",
            _also(page, question, language),
            one.is_promoted,
        )

    return [shown(one) for one in found if one.page in pages]


def place_of(found: Found) -> str:
    """Return the id of the section that answers; "" where the page as a whole does. One query."""
    passage = _passage(Page.objects.only("passages").get(pk=found.page), found.place)
    return passage.place if passage else ""


def _passage(page: Page, place: int) -> Passage | None:
    """Return the passage of a number of the index, from 1; None for 0, and where the page has changed meanwhile."""
    sections = [passage for stored in page.passages if (passage := Passage.read(stored)).is_section]
    return sections[place - 1] if 0 < place <= len(sections) else None


def _also(page: Page, question: Question, language: str) -> str:
    """Return the other name that the question has more of than of the title, or ""."""
    asked_for = set(question.stems)

    def count(name: str) -> int:
        return len(asked_for & set(told_stems(name, language)))

    best = max(page.also_called, key=lambda name: (count(name), -len(name)), default="")
    return best if best and count(best) > count(page.title) else ""
