"""A difference of two texts and the answer to it. Must not know how the answer was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One place at which two manuscripts differ; an empty side means that nothing stands there.

    place: what people call the field that it stands in, where that is none of words: its sides are data then.
    """

    before: str
    after: str
    is_minor: bool
    reason: str
    place: str = ""


def clinical(before: str, after: str, reason: str, place: str = "") -> Difference:
    """A difference that needs a clinician."""
    return Difference(before, after, False, reason, place)
