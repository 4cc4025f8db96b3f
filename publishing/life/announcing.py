"""What follows from a verb above this room: whoever writes mail or counts readers registers here, and is told.

Told inside the verb's transaction: a listener that talks to another system waits for the commit by itself.
"""

from collections.abc import Callable

from publishing.life.models import Event

_listeners: list[Callable[[Event], None]] = []


def listen(listener: Callable[[Event], None]) -> None:
    """Have a function called with every event. Called once, when an app is ready."""
    _listeners.append(listener)


def announce(event: Event) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(event)
