"""A brake on guessing passwords: after some wrong ones for a name, nobody signs in by that name for some minutes.

Only how often is kept, in the memory of each process, under a digest of the name; not where from, and not what was
typed. So each process counts by itself: with four of them up to four times as many guesses pass. A restart forgets them
all, and so does whoever tries some hundred names, since that memory has 300 places. And since nobody asks where from, a
stranger who knows a name can keep its owner from signing in for as long as they go on. Whoever is signed in stays so.
"""

import hashlib
import unicodedata
from contextlib import suppress

from django.core.cache import cache

MOST = 5  # wrong passwords
MINUTES = 10


def must_wait(name: str) -> bool:
    """Whether too many wrong passwords were sent for a name a short while ago."""
    return cache.get(_key(name), 0) >= MOST


def count_wrong(name: str) -> None:
    """Note that a wrong password was sent for a name. The minutes run from the first one."""
    cache.add(_key(name), 0, MINUTES * 60)
    with suppress(ValueError):  # it may have ended this moment
        cache.incr(_key(name))


def forget(name: str) -> None:
    """Note that a right one was."""
    cache.delete(_key(name))


def _key(name: str) -> str:
    digest = hashlib.sha256(unicodedata.normalize("NFKC", name).strip().casefold().encode(errors="replace"))
    return f"wrong-passwords-{digest.hexdigest()}"
