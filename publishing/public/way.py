"""A way through pages that belong together: from each to the one before it and the one behind it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from publishing.life.models import Page
from publishing.public import listing

#: The name of the sheet with what a reader wants to ask.
VISIT = "visit-sheet"


class Step(NamedTuple):
    """A page on the way. name: what stands behind the topic's address. url: "" where it does not exist."""

    name: str
    title: Any
    url: str


def visit(page: Page) -> Step:
    """Return the step to the visit sheet with the questions that the public page has."""
    return Step(VISIT, _("My visit"), f"{listing.address_of(VISIT)}?for={page.address}")


def around(steps: Iterable[Step], here: str) -> dict[str, Step | None]:
    """Return the steps before and behind one, as `previous_step` and `next_step`; None where there is none.

    Steps that do not exist are passed over. Raises ValueError where `here` is none of them.
    """
    found = [step for step in steps if step.url or step.name == here]
    place = [step.name for step in found].index(here)
    before, behind = found[:place], found[place + 1 :]
    return {"previous_step": before[-1] if before else None, "next_step": behind[0] if behind else None}
