"""How often something is opened that takes the desk's threads and needs no account: so often a minute, and no more.

Counted is the link, in the memory of each process; not who opens it. All that are not ours count as one, so that
guessing is slow whoever does it, and takes no memory.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Hashable

log = logging.getLogger(__name__)


class Pace:
    """most: how often one thing may be opened in so many seconds."""

    def __init__(self, most: int, seconds: float = 60) -> None:
        self.seconds = seconds
        self._most = most
        self._lock = threading.Lock()
        self._period = 0
        self._opened: Counter[Hashable] = Counter()

    def is_kept(self, what: Hashable) -> bool:
        """Count that a thing is opened once more, and return whether that is not too often."""
        with self._lock:
            period = int(time.monotonic() // self.seconds)
            if period != self._period:
                self._period, self._opened = period, Counter()
            self._opened[what] += 1
            times = self._opened[what]
        if times == self._most + 1:
            log.warning("Links are opened more than %s times a minute: they answer 429 for the rest of it.", self._most)
        return times <= self._most


#: Of links to drafts and to approvals. A person who reads opens one a few times.
links = Pace(most=30)
