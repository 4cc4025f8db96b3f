"""The kinds of page. Each app registers its own in one `Kind`, so that no floor below has to name it.

The order of registration is the order of INSTALLED_APPS, from the lowest floor up: pages are loaded in that order,
because a link needs the page it points to. docs/how-to-add.md adds a kind step by step.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import override

from publishing.text.budgets import Budget
from publishing.text.schema import Findings, Record

#: What stands in a section on a new page: its blocks, with nothing in them that could be printed by mistake.
BOTH_CARDS = "/// emergency\n- \n///\n\n/// call-today\n- \n///"
DO_AND_DONT = "/// do\n- \n///\n\n/// dont\n- \n///"


@dataclass(frozen=True)
class Part:
    """One level 2 section of a kind's skeleton.

    id: its place on the page. title: its one name, the same on every page; in a manuscript its heading. short: its name
    in the contents, where that is another. is_written: whether the manuscript has a heading for it; else it is made
    from data. asked_as: words with which readers ask for it, beside those of its title. template: what is printed
    behind its prose. keys: the front matter that it shows, bound at this point, in the order of reading. is_of_text:
    whether the template needs nothing but these keys (as `shown`): then it is rendered with the text. has_care_card:
    whether it must tell when to call whom. help: a line for whoever writes it, with its length. begins_with: what
    stands in it on a new page.
    """

    id: str
    title: Any
    template: str = ""
    keys: tuple[str, ...] = ()
    is_of_text: bool = False
    has_care_card: bool = False
    is_written: bool = True
    short: Any = ""
    asked_as: Any = ""
    help: Any = ""
    begins_with: str = ""


@dataclass(frozen=True)
class SecondPage:
    """The second depth of a topic: another address that is made from the same manuscript.

    name: what stands behind the page's address. title: its title, from the page's %(title)s. keys: the front
    matter that it prints. only: that of it which the main page does not print in full. with_more: takes the ids of
    pages, and returns those of which it says more than the main page; whatever leads to it is left out for the others.
    """

    name: str
    title: Any
    keys: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    with_more: Callable[[Iterable[int]], set[int]] = lambda ids: set()


#: Which words of a text's data a search finds it by, by the id of the section that prints them; "" is the page itself.
FoundBy = Mapping[str, Iterable[str]]


def _nothing(*_what: Any) -> None:
    """What a kind does where it has nothing to do."""


@dataclass(frozen=True)
class Lost:
    """What a page loses when another one leaves the public. said: in a sentence; warns: why it is worth a look."""

    page: Any
    said: str
    warns: str = ""


@dataclass(frozen=True)
class Kind:
    """What a kind of page is. This is all that the house knows of it.

    name: its folder in the library, the first part of its addresses, and its namespace of URLs.
    model: the child of Page. schema: its front matter.
    skeleton: its sections in order; where headings are free, only the made ones, at the end.
    second: its second page, where a topic has two depths. handout: the sections, beside the key points, of the one
    sheet that a patient takes along; none where there is no such sheet. blanks: what a patient writes
    on that sheet (page).
    sheets: further sheets, by what stands behind the page's address: each answers a request with a page (request, page,
    what stands for all pages or None).
    opening: the front matter shown before the first section.
    stencil: the template that prints the main part of a page with its text, with holes for what a request decides
    (`text.stencils`); "" where the whole page is printed at each request. retold: the front matter that is told again
    beside what is printed, by its keys; retold_sections: the sections of which that is so.
    found_by: words of its data by which a search finds a page, and which no section's own text has (`FoundBy`).
    budget_of: how long a page may be, from its data; None where nobody counts. words_around: how many words a page
    prints beside those of its own text, its answers folded, on average: names, labels, rows of other texts.
    review_months: after how long a review is due (docs/decisions.md, 29).
    list_title: what the list of its pages is called; empty where it has none. Its list is the view `<name>:list`.
    family: the key, and the column of its name, whose choices put its pages into families; "" where it has none. A new
    page begins with it.
    risk: how much a wrong word in a page could cost: 0 where it is about when to call for help, 1 high, 2 ordinary, 3
    background (page, as a row of its own kind). What is to be read first, is.
    has_address: whether the public can open a page of it. file: the one file that holds all its texts, where they have
    no files of their own. is_shared: whether it is put into other texts. is_explained: whether its pages are hard words
    that other pages explain (title, other names, summary).
    teaches: whether its pages are about health, so that they owe the reader sources, and other pages lead to them.
    can_be_offered: whether its pages are about what a clinic does, refers for, or does not offer, and so may say.
    needs_emergency_card: whether a page (its data) must say when to call at once.
    said: for whoever begins a page, in a sentence, what this kind is for.
    check: reports what no single key of a text can show (data, text, findings).
    fill: sets the typed columns of a page from its data; asks no database.
    link: writes the typed links of pages, a list of (page, data, shared HTML), in the transaction that publishes them.
    show: answers a request with a page put together (request, page, its rows, what stands for all pages or None,
    and of a kind with two pages, whether the second is meant).
    rows: the typed links that a page shows, from its text where it owns them, from the database where others do (page,
    data, shared HTML). links_to: the kind at the other end of the links that its texts own. rows_to: the links that
    many texts own, a list of (page, data, shared HTML), to one page of that kind; asks as often for many as for one.
    changed_at: the last change of the rows of other pages that pages show, by the pages' ids.
    rows_with: the public pages with which a page shares typed links; whichever goes, the other loses them.
    printing: the ids of the public pages that print a source (its id) in such a link, at either end of it.
    lost_with: what of such a page goes when a page leaves the public, each as `Lost`, what weighs most first.
    touch: called when a page left the public or came back to it, for the rows that other pages show.
    """

    name: str
    model: Any
    schema: Record
    skeleton: tuple[Part, ...] = ()
    second: SecondPage | None = None
    handout: tuple[str, ...] = ()
    blanks: Callable[[Any], tuple[Any, ...]] = lambda page: ()
    sheets: Mapping[str, Callable[[Any, Any, Any], Any]] = field(default_factory=dict)
    opening: tuple[str, ...] = ("key_points", "drawings")
    stencil: str = ""
    retold: tuple[str, ...] = ("authors", "questions_and_answers")
    retold_sections: tuple[str, ...] = ()
    found_by: Callable[[Mapping[str, Any]], FoundBy] = lambda data: {}
    budget_of: Callable[[Mapping[str, Any]], Budget | None] = lambda data: None
    words_around: int = 0
    review_months: int = 36
    family: str = ""
    risk: Callable[[Any], int] = lambda page: 3
    list_title: Any = ""
    has_address: bool = True
    file: str = ""
    is_shared: bool = False
    is_explained: bool = False
    teaches: bool = True
    can_be_offered: bool = False
    needs_emergency_card: Callable[[dict], bool] = lambda data: False
    said: Any = ""
    check: Callable[[dict, str, Findings], None] = _nothing
    fill: Callable[[Any, dict], None] = _nothing
    link: Callable[[list[tuple[Any, dict, dict]]], None] = _nothing
    show: Callable[[Any, Any, list, Any], Any] = _nothing
    rows: Callable[[Any, dict, dict], list] = lambda page, data, shared: []
    links_to: str = ""
    rows_to: Callable[[list, Any], list] = lambda texts, page: []
    changed_at: Callable[[Iterable[int]], dict[int, datetime.datetime]] = lambda ids: {}
    rows_with: Callable[[Any], Iterable] = lambda page: ()
    printing: Callable[[str], Iterable[int]] = lambda source: ()
    lost_with: Callable[[Any], Iterable[Lost]] = lambda page: ()
    touch: Callable[[Any], None] = _nothing

    @property
    def has_body(self) -> bool:
        """Whether its texts have something below their front matter. Those that share a file are records of it."""
        return not self.file

    def headings(self, language: str) -> dict[str, str]:
        """Return heading -> id of the sections of a manuscript of a language, in order; none where they are free."""
        with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            return {str(part.title): part.id for part in self.skeleton if part.is_written}

    @property
    def made_parts(self) -> tuple[Part, ...]:
        """The parts that are rendered with the text."""
        return tuple(part for part in self.skeleton if part.is_of_text)

    @property
    def care_part(self) -> str:
        """The id of the section that must hold a care card; empty where none must."""
        return next((part.id for part in self.skeleton if part.has_care_card), "")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Called once, when its app is ready."""
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """Return the kind of that name. Raises KeyError where there is none."""
    return _kinds[name]


def all_kinds() -> list[Kind]:
    """Return every kind, from the lowest floor up."""
    return list(_kinds.values())


def public_names() -> list[str]:
    """Return the names of the kinds that have an address."""
    return [kind.name for kind in _kinds.values() if kind.has_address]


def shared_names() -> list[str]:
    """Return the names of the kinds that are put into other texts."""
    return [kind.name for kind in _kinds.values() if kind.is_shared]


def explained_names() -> list[str]:
    """Return the names of the kinds whose pages are hard words."""
    return [kind.name for kind in _kinds.values() if kind.is_explained]


def offered_names() -> list[str]:
    """Return the names of the kinds of whose pages a clinic may say whether it does what they are about."""
    return [kind.name for kind in _kinds.values() if kind.can_be_offered]
