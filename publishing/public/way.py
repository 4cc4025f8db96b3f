"""A way through pages that belong together: from each to the one before it and the one behind it."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Step(NamedTuple):
    """A page on the way. name: what stands behind the topic's address. url: "" where it does not exist."""

    name: str
    title: Any
    url: str


def around(steps: Iterable[Step], here: str) -> dict[str, Step | None]:
    """Return the steps before and behind one, as `previous_step` and `next_step`; None where there is none.

    Steps that do not exist are passed over. Raises ValueError where `here` is none of them.
    """
    found = [step for step in steps if step.url or step.name == here]
    place = [step.name for step in found].index(here)
    before, behind = found[:place], found[place + 1 :]
    return {"previous_step": before[-1] if before else None, "next_step": behind[0] if behind else None}
