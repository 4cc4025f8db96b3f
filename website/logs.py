"""What the log does not need: a traceback for each request that was not allowed or too long, or met a lost database or
a stranger's host name.

Named in settings and read before anything else of the site, so it must not know a model. It writes no address.
"""

import logging
import threading
import time

from django.core.exceptions import PermissionDenied

from publishing.life import outage

#: Characters of a host name that somebody else has chosen.
LONGEST = 200


class OneLine(logging.Filter):
    """Puts what is no mistake of ours on one line, and says of a lost database only so often that it is lost."""

    def __init__(self, seconds: float = 10) -> None:
        super().__init__()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._last = float("-inf")
        self._held = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written. What it says is put on one line on the way."""
        error = record.exc_info[1] if record.exc_info else None
        if record.name.startswith("django.security.") or isinstance(error, PermissionDenied):
            _say(record, record.getMessage()[:LONGEST])  # anybody can cause it, without signing in
        elif record.name.startswith(("django.request", "django.db")):
            if outage.is_outage(error) or getattr(record, "status_code", None) == 503:
                return self._is_due(record, outage.reason(error))
        elif outage.is_outage(error):
            _say(record, f"{record.getMessage()}: {outage.reason(error)}")
        return True

    def _is_due(self, record: logging.LogRecord, reason: str) -> bool:
        """Whether the last such line is long enough ago; then this one says how many there were in between."""
        with self._lock:
            if time.monotonic() - self._last < self._seconds:
                self._held += 1
                return False
            held, self._held, self._last = self._held, 0, time.monotonic()
        _say(record, f"The database is busy, away or full: {reason}" if reason else "The desk or the database is busy")
        if held:
            record.msg += f" (held back before this line: {held})"
        return True


def _say(record: logging.LogRecord, text: str) -> None:
    """Let a record say one thing, and that alone."""
    record.msg, record.args = " ".join(text.splitlines()), ()
    record.exc_info = record.exc_text = record.stack_info = None
