"""Names in the order of the alphabet, and by letter."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from publishing.life.models import Page
from publishing.life.models.page import public_address
from publishing.life.states import PageStatus
from publishing.text import kinds

#: Pages, or those of one kind.
OfPage = TypeVar("OfPage", bound=Page)
Thing = TypeVar("Thing")
#: Under what a name stands that starts with no letter.
NO_LETTER = "#"


class Named(Protocol):
    """What has a title, and a name by which manuscripts refer to it."""

    @property
    def title(self) -> str: ...
    @property
    def address(self) -> str: ...


class Linked(Protocol):
    """What a link leads to."""

    @property
    def title(self) -> Any: ...

    def get_absolute_url(self) -> str: ...


OfTitle = TypeVar("OfTitle", bound=Named)


class Titled(NamedTuple):
    """A page as a link to it prints it."""

    pk: int
    kind: str
    language: str
    slug: str
    title: str
    status: str

    @property
    def address(self) -> str:
        """The name by which manuscripts refer to it."""
        return f"{self.kind}/{self.slug}"

    @property
    def is_public(self) -> bool:
        """Whether the public opens it."""
        return self.status == PageStatus.LIVE and kinds.get(self.kind).has_address

    def get_absolute_url(self) -> str:
        """Its address in its own language, without the host."""
        return public_address(self.kind, self.language, self.slug)


def address_of(view: str) -> str:
    """Return where something stands that is asked for by its name alone, in the language of this moment."""
    return _address_in(get_language(), view)


@lru_cache(maxsize=256)
def _address_in(_language: str | None, view: str) -> str:
    """Asked of the URL tree once: every page has some."""
    return reverse(view)


def list_of(page: Page) -> tuple[str, str] | None:
    """Return title and address of the list that a page stands in; None where its kind has no list."""
    return _list_in(page.kind, get_language())


@lru_cache(maxsize=64)
def _list_in(kind: str, _language: str | None) -> tuple[str, str] | None:
    title = kinds.get(kind).list_title
    return (str(title), address_of(f"{kind}:list")) if title else None


def by_title(pages: Iterable[OfTitle]) -> list[OfTitle]:
    """Return pages by their title. Sorted here, because every database has an alphabet of its own."""
    return sorted(pages, key=lambda page: (sorted_as(page.title), page.address))


def in_order(pages: QuerySet[OfPage]) -> list[int]:
    """Return the ids of pages of one kind as `by_title` would sort them. One query, for what the order needs."""
    names = pages.values_list("pk", "title", "slug")
    return [pk for pk, _title, _slug in sorted(names, key=lambda name: (sorted_as(name[1]), name[2]))]


def by_letter(things: Iterable[Thing], called: Callable[[Thing], str]) -> dict[str, list[Thing]]:
    """Return things by the first letter of what they are called, in the order of the alphabet; # comes last."""
    letters: dict[str, list[Thing]] = {}
    for thing in sorted(things, key=lambda thing: sorted_as(called(thing))):
        letters.setdefault(letter_of(called(thing)), []).append(thing)
    if NO_LETTER in letters:
        letters[NO_LETTER] = letters.pop(NO_LETTER)
    return letters


def letter_of(name: str) -> str:
    """Return the letter under which a name stands; what starts with no letter stands under #."""
    first = sorted_as(name)[:1].upper()
    return first if first.isalpha() else NO_LETTER


def linked(things: Iterable[Linked]) -> SafeString:
    """Return things as the items of a list of links."""
    items = (f'<li><a href="{escape(one.get_absolute_url())}">{escape(str(one.title))}</a></li>' for one in things)
    return mark_safe("".join(items))  # noqa: S308 (of parts that are escaped)


def is_said_of_all(pages: Sequence[Page]) -> bool:
    """Whether the clinic has said of every page of a list whether it does what the page is about."""
    return bool(pages) and all(page.offered for page in pages)


def sorted_as(name: str) -> str:
    """Fold a name so that accents and case do not scatter the alphabet."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name)
    return "".join(character for character in plain if not unicodedata.combining(character)).lower()
