"""What a reader gets for a question: pages with the section that answers, what a word means, where else to go.

The index says what may answer; the database says what is live, and what is printed of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator

from publishing.life.models import Page
from publishing.public import assembling
from publishing.text import kinds
from search import questions, ranking, ways
from search.keeping import Kept, keeper
from search.known import Known, known
from search.questions import Question
from search.ranking import Found
from search.shown import Result, results_of
from search.ways import Way

#: How many stand on one page of results.
SIZE = 10
_WEAK = 0.22  # of what the best page counts for: below, a page has a word by chance
_OF_NO_TOPIC = 0.8  # what a page counts for that is not about health
_OF_BEING_NAMED = 0.06  # what each doubling of the pages that name a page adds: most look for what others lead to


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


def asked(text: str, language: str, kept: Kept) -> Question:
    """Return what somebody typed as the search reads it."""
    return questions.read(text, language, kept.spelling, known(language).synonyms)


def answer(text: str, language: str, number: Any = 1) -> Answer:
    """Return what a question is answered with. number: which page of results, from 1. Nine queries at most."""
    kept = keeper.kept(language)
    if kept is None:
        return Answer(Question(""), Paginator([], SIZE).get_page(1), is_ready=False)
    stands = known(language)
    question = questions.read(text, language, kept.spelling, stands.synonyms)
    found, words = _found(question, kept, stands)
    live = set(Page.objects.published().filter(pk__in=[one.page for one in found]).values_list("pk", flat=True))
    turn = Paginator([one for one in found if one.page in live], SIZE).get_page(number)
    word = Page.objects.live().titles().filter(pk__in=words).first() if words else None
    return Answer(
        question,
        turn,
        results_of(question, list(turn), kept, stands),
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
    return _found(question, kept, known(kept.index.language))[0]


def _found(question: Question, kept: Kept, stands: Known) -> tuple[list[Found], list[int]]:
    """Return the pages that answer, and the hard words that the whole question asks for."""
    explained = set(kinds.explained_names())
    everything = ranking.rank(question, kept.index, kept.names, lambda page: _weight(page, kept))
    found = [one for one in everything if kept.kinds.get(one.page) not in explained]
    best = found[0].score if found else 0.0
    strong = [one for one in found if one.score >= best * _WEAK]
    first = stands.promoted.get(question.stems)
    if first is not None and question.stems:
        strong = [Found(first, best, is_promoted=True), *(one for one in strong if one.page != first)]
    named = [page for page, stems in kept.names.within(question.stems) if stems == question.stems]
    return strong, [page for page in named if kept.kinds.get(page) in explained]


def _weight(page: int, kept: Kept) -> float:
    kind = kept.kinds.get(page)
    of_kind = 1.0 if kind is None or kinds.get(kind).teaches else _OF_NO_TOPIC
    return of_kind * (1 + _OF_BEING_NAMED * math.log2(1 + kept.named.get(page, 0)))
