"""A difference of two texts and the answer to it. Must not know how the answer was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One place at which two manuscripts differ; an empty side means that nothing stands there."""

    before: str
    after: str
    is_minor: bool
    reason: str
