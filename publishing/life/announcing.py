"""What follows from a verb above this room: whoever writes mail or counts readers registers here, and is told.

Told inside the verb's transaction: a listener that talks to another system waits for the commit by itself. Not told is
what a library brings for pages that nobody has touched (`actions.arrivals`): nobody can have asked to hear of it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from publishing.life.models import Event, Revision
from publishing.life.states import Verb

_listeners: list[Callable[[Event], None]] = []
_readers: list[Callable[[Verb, Revision], AbstractContextManager]] = []


def listen(listener: Callable[[Event], None]) -> None:
    """Have a function called with every event. Called once, when an app is ready."""
    _listeners.append(listener)


def read_ahead(reader: Callable[[Verb, Revision], AbstractContextManager]) -> None:
    """Have something entered around a verb before any row is held for it, where what is to be said of it takes long to
    find out. Called once, when an app is ready.
    """
    _readers.append(reader)


@contextmanager
def expected(verb: Verb, revision: Revision) -> Iterator[None]:
    """Within, something is done to a revision; entered outside of any transaction. It may yet be refused."""
    with ExitStack() as around:
        for reader in _readers:
            around.enter_context(reader(verb, revision))
        yield


def announce(event: Event) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(event)
