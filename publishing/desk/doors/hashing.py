"""One password is hashed at a time in a process: each takes a processor for a tenth of a second, and 16 MB.

Whoever signs in gets a place first, and is told to come again where there is none. Whoever is signed in and sets a
password, or has a link for one, waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

from django.contrib.auth.hashers import ScryptPasswordHasher

#: Seconds after which somebody who found no place may try again.
RETRY_AFTER = 1
#: Held for one hash and nothing else: whoever waits for the database or for mail meanwhile keeps nobody waiting.
_turn = Lock()
#: Who is at it, and one who waits: two colleagues who sign in at the same moment both come in.
_places = BoundedSemaphore(2)


class NoPlace(Exception):
    """That so many sign in at this moment that one more would keep others waiting."""


@contextmanager
def place() -> Iterator[None]:
    """Be one of the two who sign in, for the length of the block. Raises NoPlace."""
    if not _places.acquire(blocking=False):
        raise NoPlace
    try:
        yield
    finally:
        _places.release()


class OneAtATime(ScryptPasswordHasher):
    """Django's scrypt, and what it stores; one at a time."""

    def encode(self, *args: Any, **kwargs: Any) -> str:
        with _turn:
            return super().encode(*args, **kwargs)
