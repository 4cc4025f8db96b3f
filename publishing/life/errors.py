"""What a verb answers when it must not be done: sentences for the person who tried."""

from collections.abc import Iterable

from publishing.life.models import Revision
from publishing.text.schema import Fault


class Refused(Exception):
    """Something that may not be done, with the reason as a sentence for the person who tried."""


class Stale(Refused):
    """A save on top of a text that somebody else has changed meanwhile. `theirs` is the revision as it stands."""

    def __init__(self, message: str, theirs: Revision) -> None:
        super().__init__(message)
        self.theirs = theirs


class InvalidManuscript(ValueError):
    """A text that may not become public. `faults` has every reason with its line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))
