"""Which procedures a reader compares: names out of an address, which may hold anything."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from procedures.models import Procedure
from procedures.types import MOST_COMPARED
from publishing.life import addresses
from publishing.life.models.page import PageQuerySet
from publishing.public import listing
from publishing.text.manuscripts import SLUG

#: Of how many names an address is read at most, and how long one may be.
MOST_NAMES, LONGEST = 12, 80


def names_in(values: Iterable[str]) -> list[str]:
    """Return the names in the values of a query, each once, in their order: what is between commas."""
    names = (name.strip() for value in values for name in value.split(","))
    return list(dict.fromkeys(name for name in names if name))


def readable(names: Iterable[str]) -> list[str]:
    """Return those of the names that a procedure could have, and no more of them than an address is read of."""
    return [name for name in names if len(name) <= LONGEST and SLUG.fullmatch(name)][:MOST_NAMES]


@dataclass(frozen=True)
class Chosen:
    """The procedures that are shown. is_short: whether a name had no public procedure behind it. is_cut: whether more
    were named than are shown.
    """

    pages: list[Procedure] = field(default_factory=list)
    is_short: bool = False
    is_cut: bool = False

    @classmethod
    def of(cls, values: Iterable[str], language: str) -> "Chosen":
        """Return the public procedures that are named, also by a name of before. Three queries at most."""
        names = names_in(values)
        known = addresses.named(language, [f"procedures/{name}" for name in readable(names)])
        found = [known.get(f"procedures/{name}") for name in readable(names)]
        ids = list(dict.fromkeys(one.pk for one in found if one and one.url))
        shown: dict[int, Procedure] = (
            PageQuerySet(Procedure).published().as_read().in_bulk(ids[:MOST_COMPARED]) if ids else {}
        )
        is_short = len(readable(names)) < len(names) or any(one is None or not one.url for one in found)
        return cls([shown[pk] for pk in ids if pk in shown], is_short, len(ids) > MOST_COMPARED)


def fields(pages: list[Procedure], language: str) -> list[dict]:
    """Return the boxes in which a reader chooses, each with what is chosen there now. One query."""
    labels = (_("First"), _("Second"), _("Third, if you like"))
    everything: PageQuerySet = PageQuerySet(Procedure)
    choices: list[Procedure] = listing.by_title(everything.published().in_language(language).titles())
    now = [page.slug for page in pages] + [""] * MOST_COMPARED
    return [{"label": label, "choices": choices, "now": slug} for label, slug in zip(labels, now, strict=False)]
