"""After a publication, what is asked for most is made anew before it is asked for; later it is packed smaller."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

MOST = 100  # pages
STANDS = 0.1  # seconds that a version stands before pages are made for it: a load raises it many times in a row
QUIET = 10.0  # seconds without another version until pages are packed
AGAIN = 60.0  # seconds without another version after which what was asked for since is packed, too
logger = logging.getLogger(__name__)


class Kept(Protocol):
    """What is warmed."""

    @property
    def version(self) -> int | None:
        """The content version that is true now."""

    def most_asked(self, many: int) -> list[str]:
        """Return the addresses that are asked for most."""

    def renew(self, address: str) -> None:
        """Make a page anew, and its most usual coding, where what stands there is not true any more."""

    def pack(self, address: str) -> None:
        """Make what stands there smaller."""


class Warmer:
    """kept: what is warmed. sleep: waits so many seconds, or less where it is woken."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._risen = threading.Event()

    def begin(self) -> None:
        """Warm from now on, in a thread that ends with the process."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def wake(self) -> None:
        """Say that the version has risen."""
        self._risen.set()

    def _warm(self) -> None:
        while True:
            self._risen.wait(AGAIN)
            try:
                self._once()
            except Exception:  # the next version is another try; a reader makes the page meanwhile
                logger.exception("Pages were not made in advance.")

    def _once(self) -> None:
        self._stand()
        addresses = self._kept.most_asked(MOST)
        if self._each(self._kept.renew, addresses) and not self._risen.wait(QUIET):
            self._each(self._kept.pack, addresses)

    def _stand(self) -> None:
        """Wait until no other version has come for a while."""
        while self._risen.is_set():
            self._risen.clear()
            time.sleep(STANDS)

    def _each(self, do: Callable[[str], None], addresses: list[str]) -> bool:
        """Do it with each, as long as the version stands; whether it did."""
        for address in addresses:
            if self._risen.is_set():
                return False
            do(address)
        return True
