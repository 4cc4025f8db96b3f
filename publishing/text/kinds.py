"""The kinds of page. Each app on a higher floor registers its own, so that this floor never lists them.

The order of registration is the order of INSTALLED_APPS, from the lowest floor up: pages are applied in that order,
because a link needs the page it points to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from publishing.text.prose import References
from publishing.text.schema import Record


@dataclass(frozen=True)
class Part:
    """One level 2 section of a kind's skeleton.

    id: the heading's id. title: given where the section is made from data; then the manuscript has no heading for it.
    template: what is printed behind its prose. keys: the front matter that it shows, rendered at this point so that
    citations are numbered in the order in which they are read.
    """

    id: str
    title: Any = ""
    template: str = ""
    keys: tuple[str, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether the manuscript has a heading for it."""
        return not self.title


@dataclass(frozen=True)
class Kind:
    """What a kind of page is.

    name: its folder in the library and the first part of its address. model: the child of Page.
    schema: its front matter. skeleton: its sections in order; where headings are free, only the made ones, at the end.
    opening: the front matter shown before the first section. review_months: after how long a review is due (R5).
    has_address: whether the public can open it. teaches: whether its pages are about health, so that they owe the
    reader sources, and other pages lead to them. needs_emergency_card: whether a page (its data) must say when to call.
    apply: writes the typed columns and links of a page from its data, with what a text may refer to.
    """

    name: str
    model: Any
    schema: Record
    skeleton: tuple[Part, ...] = ()
    opening: tuple[str, ...] = ("key_points", "drawings")
    review_months: int = 36
    has_address: bool = True
    teaches: bool = True
    needs_emergency_card: Callable[[dict], bool] = lambda data: False
    apply: Callable[[Any, dict, References], None] = lambda page, data, references: None

    @property
    def written_parts(self) -> tuple[str, ...]:
        """The ids that a manuscript's level 2 headings must have, in order; empty where they are free."""
        return tuple(part.id for part in self.skeleton if part.is_written)


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
