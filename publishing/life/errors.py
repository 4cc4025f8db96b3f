"""What a verb answers when it must not be done: sentences for the person who tried."""

from collections.abc import Iterable, Sequence

from django.utils.translation import ngettext

from publishing.life.models import Revision
from publishing.text.schema import Fault

#: How many faults anybody is shown at once: a text of 100 kB can have ten thousand.
MAX_SHOWN = 50


def first_of(faults: Sequence[Fault]) -> tuple[Sequence[Fault], int]:
    """Return the faults that are shown of a text, and how many more there are."""
    return faults[:MAX_SHOWN], max(len(faults) - MAX_SHOWN, 0)


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
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """The first faults, each with its line; and how many more there are."""
        shown, more = first_of(self.faults)
        rest = [ngettext("and one more", "and %(n)s more", more) % {"n": more}] if more else []
        return [*map(str, shown), *rest]
