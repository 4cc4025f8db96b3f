"""How a page that answers is printed: the section that does, a line of it with the words marked, the name asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from publishing.life.models import Page
from publishing.public import assembling
from publishing.text import kinds
from publishing.text.passages import Passage, put_in
from publishing.text.prose import tokens
from search import excerpts
from search.excerpts import Piece
from search.index import Word
from search.keeping import Kept
from search.known import Known
from search.questions import Question
from search.ranking import Found
from search.synonyms import passed_over, told_stems


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


def _marked(question: Question, kept: Kept) -> Iterator[dict[str, float]]:
    """Yield for each word of a question the stems that are marked for it, with what each counts for."""
    silent = passed_over(kept.index.language).stems
    for part in question.parts:
        also = {stem: part.weight for stems in part.instead for stem in stems}
        for number, word in enumerate(part.words or (Word({}),)):
            stems = {**(also if not number else {}), **word.stems}
            yield {stem: weight * kept.index.rarity(stem) for stem, weight in stems.items() if stem not in silent}


def results_of(question: Question, found: Sequence[Found], kept: Kept, known: Known) -> list[Result]:
    """Return what is printed of those pages that are live. One query, and what stands for all pages."""
    language = kept.index.language
    pages = Page.objects.published().titles("passages").in_bulk([one.page for one in found])
    stand = assembling.standing(language)
    words = list(_marked(question, kept))

    def shown(one: Found) -> Result:
        page = pages[one.page]
        place = _passage(page, one.place)
        text = tokens.fill(put_in(place.text, known.shared), stand.tokens) if place else page.summary
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
