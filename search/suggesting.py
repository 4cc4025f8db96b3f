"""What is suggested while somebody types: ways and pages by the names that begin so, as far as they are live."""

from typing import NamedTuple

from django.utils.text import capfirst

from publishing.life.models import Page
from publishing.public import assembling
from publishing.text import kinds
from search import results, ways
from search.analysis import tidy, words_of
from search.entries import searched_names
from search.keeping import Kept, keeper
from search.suggestions import LEAST, SHOWN, Name
from search.ways import Way

_PAGES = 4  # that are suggested where no name begins so
_LEAST_OF_A_QUESTION = 5  # letters
_WAYS = 2  # that are suggested beside pages


class Suggested(NamedTuple):
    """A name, the title to see for it ("" where it is the title), what people call its kind, and where it leads."""

    name: str
    see: str
    kind: str
    url: str


def suggested(text: str, language: str) -> list[Suggested]:
    """Return what may be meant by the letters so far, the likeliest first. Two queries."""
    letters = tidy(text)
    if len(letters) < LEAST or (kept := keeper.kept(language)) is None:
        return []
    names = kept.suggestions.for_letters(letters, kept.spelling) or _answering(letters, kept, language)
    pages = Page.objects.live().filter(kind__in=searched_names()).titles().in_bulk([name.page for name in names])
    found = [
        Suggested(name.text or page.title, "" if name.is_title else page.title, _kind_of(page), _url_of(page))
        for name in names
        if (page := pages.get(name.page)) is not None
    ]
    leading = [Suggested(way.name, "", way.kind, way.url) for way in _ways_for(letters, language)]
    return [*found[: SHOWN - len(leading)], *leading]


def _answering(letters: str, kept: Kept, language: str) -> list[Name]:
    """Return the titles of the pages that answer best, where no name begins so: patients have words of their own."""
    question = results.asked(letters, language, kept)
    if len(letters) < _LEAST_OF_A_QUESTION or question.is_empty:
        return []
    return [Name("", found.page, True) for found in results.ranked(question, kept)[:_PAGES]]


def _ways_for(letters: str, language: str) -> list[Way]:
    """Return the ways in whose names some word begins with the last of the letters, and that have all before it."""
    *before, last = words_of(letters) or [""]
    return [
        way
        for _stems, way in ways.ways(language)
        if (words := words_of(way.name)) and set(before) <= set(words) and any(one.startswith(last) for one in words)
    ][:_WAYS]


def _kind_of(page: Page) -> str:
    return str(capfirst(kinds.get(page.kind).model._meta.verbose_name))


def _url_of(page: Page) -> str:
    """Return where a page is read: at its address, or, for a hard word, on the list of these."""
    return page.public_url or f"{assembling.glossary()}#{page.slug}"
