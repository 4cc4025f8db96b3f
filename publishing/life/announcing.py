"""What follows from a verb above this room: whoever writes mail or counts readers registers here, and is told.

Told inside the verb's transaction: a listener that talks to another system waits for the commit by itself.
"""

from collections.abc import Callable

from publishing.life.models import Event, Revision
from publishing.life.states import Verb

_listeners: list[Callable[[Event], None]] = []
_readers: list[Callable[[Verb, Revision], None]] = []


def listen(listener: Callable[[Event], None]) -> None:
    """Have a function called with every event. Called once, when an app is ready."""
    _listeners.append(listener)


def read_ahead(reader: Callable[[Verb, Revision], None]) -> None:
    """Have a function called with a verb and its revision before any row is held for it, where what is to be said of it
    takes long to find out. Called once, when an app is ready.
    """
    _readers.append(reader)


def expect(verb: Verb, revision: Revision) -> None:
    """Say what is about to be done, outside of any transaction; it may yet be refused."""
    for reader in _readers:
        reader(verb, revision)


def announce(event: Event) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(event)
