"""Which content version is true: asked for in the background, so that nobody waits for the answer.

While the database is away the last one stands: what is on the shelf is served on, and the log says so.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import connection

from publishing.life import outage
from publishing.life.models import version

EVERY = 0.25  # seconds
logger = logging.getLogger(__name__)


class Watch:
    """version: the one that this process has seen last; None before it has seen any. on_change: called with whether the
    database was put back to an earlier one, in the thread that has seen it.
    """

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        self.version: int | None = None
        self._on_change = on_change
        self._noting = threading.Lock()
        self._noted = 0
        self._is_away = False

    def begin(self) -> None:
        """Watch from now on, in a thread that ends with the process. What this process publishes it knows at once."""
        version.on_raise(self.note)
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def note(self, number: int) -> None:
        """Note the version that was just committed. Of two that are told in the wrong order the later one counts."""
        with self._noting:
            self._noted += 1
            if self.version is None or number > self.version:
                self._see(number)

    def look(self) -> None:
        """Ask the database once."""
        noted = self._noted
        try:
            number = version.current()
        except Exception as error:  # whatever it is: a watch that ended would let pages stand for ever
            with suppress(Exception):
                connection.close()
            self._say_away(error)
            return
        if self._is_away:
            self._is_away = False
            logger.warning("The database answers again.")
        with self._noting:
            if noted == self._noted:  # else what was asked for is older than what was noted meanwhile
                self._see(number)

    def _watch(self) -> None:
        while True:
            self.look()
            time.sleep(EVERY)

    def _see(self, number: int) -> None:
        """Held: the lock."""
        if number != self.version:
            is_back = self.version is not None and number < self.version
            self.version = number
            self._on_change(is_back)

    def _say_away(self, error: Exception) -> None:
        if not self._is_away:
            said = "The database is away (%s). Pages that were made before are served on."
            logger.error(said, outage.reason(error))
        self._is_away = True
