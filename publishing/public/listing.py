"""Lists of pages as a patient looks for them: from A to Z with other names, and by group."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import TextChoices

from publishing.life.models import Page
from publishing.text.offered import Offered

#: Pages, or those of one kind.
OfPage = TypeVar("OfPage", bound=Page)
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Entry:
    """A line of an A to Z: a title, or another name that leads to the page of that title."""

    name: str
    page: Page

    @property
    def is_other_name(self) -> bool:
        """Whether the line stands for a page that is called something else."""
        return self.name != self.page.title


@dataclass
class Group:
    """Pages under one heading."""

    id: str
    title: str
    pages: list[Page] = field(default_factory=list)


def by_title(pages: Iterable[OfPage]) -> list[OfPage]:
    """Return pages by their title. Sorted here, because every database has an alphabet of its own."""
    return sorted(pages, key=lambda page: (_sorted_as(page.title), page.address))


def a_to_z(pages: Iterable[Page]) -> dict[str, list[Entry]]:
    """Return the entries by first letter, in the order of the alphabet; what starts with no letter stands under #."""
    entries = [Entry(name, page) for page in pages for name in dict.fromkeys([page.title, *page.also_called])]
    return by_letter(entries, lambda entry: entry.name)


def by_letter(things: Iterable[Thing], called: Callable[[Thing], str]) -> dict[str, list[Thing]]:
    """Return things by the first letter of what they are called, as `a_to_z` does."""
    letters: dict[str, list[Thing]] = {}
    for thing in sorted(things, key=lambda thing: _sorted_as(called(thing))):
        first = _sorted_as(called(thing))[:1].upper()
        letters.setdefault(first if first.isalpha() else "#", []).append(thing)
    return letters


def grouped(
    pages: Iterable[OfPage], choices: type[TextChoices], groups_of: Callable[[OfPage], Iterable[str]]
) -> list[Group]:
    """Return the pages under each of the choices that has any, in the order of the choices."""
    groups = {value: Group(value, label) for value, label in choices.choices}
    for page in pages:
        for value in groups_of(page):
            groups[value].pages.append(page)
    return [group for group in groups.values() if group.pages]


def done_here(pages: Iterable[OfPage]) -> list[OfPage]:
    """Return the pages that are about what the clinic has said it does itself."""
    return [page for page in pages if page.offered == Offered.HERE]


def is_said_of_all(pages: Sequence[Page]) -> bool:
    """Whether the clinic has said of every page of a list whether it does what the page is about."""
    return bool(pages) and all(page.offered for page in pages)


def _sorted_as(name: str) -> str:
    """Fold a name so that accents and case do not scatter the alphabet."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name)
    return "".join(character for character in plain if not unicodedata.combining(character)).lower()
