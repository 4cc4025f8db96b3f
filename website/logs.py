"""What a line of the log looks like, and what the log does not need: a traceback for each request that was not allowed
or too long, or met a lost database or a stranger's host name.

Named in settings and read before anything else of the site, so it must not know a model. It writes nothing of a person:
no address, no mail address, nothing that was asked for, and of an address that opens something only which kind it is.
"""

import json
import logging
import re
import threading
import time
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied

from publishing.life import outage
from website import request_ids

#: Characters of a host name that somebody else has chosen.
LONGEST = 200
#: Addresses that open something to whoever has them, and what else is one person's.
_SECRET = re.compile(r"/(drafts|approvals|admin/password)/[^\s'\"]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Lines in which PostgreSQL repeats what was written.
_VALUES = re.compile(r"(?m)^(?:DETAIL|CONTEXT): .*\n?")


class Plain(logging.Formatter):
    """A line for a person: moment, level, who says it, what, and in which request."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with a traceback below it where there is one."""
        return _without_person(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line alone."""
        name = _request_of(record)
        return super().formatMessage(record) + (f" [{name}]" if name else "")


class Json(logging.Formatter):
    """An object in one line, for what collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_person(record.getMessage()),
            "process": record.process,
            "request": _request_of(record),
            "status": getattr(record, "status_code", None),
            "traceback": _without_person(self.formatException(record.exc_info)) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def _request_of(record: logging.LogRecord) -> str:
    """Return the name of the request that a record is about: Django tells of some when it is done with them."""
    asked = getattr(getattr(record, "request", None), "META", {})
    return asked.get(request_ids.KEY) or request_ids.current()


def _without_person(text: str) -> str:
    return _MAIL.sub("…@…", _SECRET.sub(r"/\1/…", _VALUES.sub("", text)))


class OneLine(logging.Filter):
    """Puts what is no mistake of ours on one line, and says only so often that the database is lost, or that strangers
    ask by names that are not ours.
    """

    def __init__(self, seconds: float = 10) -> None:
        super().__init__()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self._held: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written. What it says is put on one line on the way."""
        if getattr(getattr(record, "request", None), "path_info", "") == "/readyz":
            return False  # whoever asks has read it in the answer, and asks again in a moment
        error = record.exc_info[1] if record.exc_info else None
        if record.name.startswith("django.security."):  # anybody can cause it, without signing in, a thousand times
            return self._is_due(record, record.name, record.getMessage()[:LONGEST])
        if isinstance(error, PermissionDenied):
            _say(record, record.getMessage()[:LONGEST])
        elif record.name.startswith(("django.request", "django.db")):
            if outage.is_outage(error) or getattr(record, "status_code", None) == 503:
                reason = outage.reason(error)
                said = f"The database is busy, away or full: {reason}" if reason else "The desk or the database is busy"
                return self._is_due(record, "outage", said)
        elif outage.is_outage(error):
            _say(record, f"{record.getMessage()}: {outage.reason(error)}")
        return True

    def _is_due(self, record: logging.LogRecord, kind: str, text: str) -> bool:
        """Whether the last line of a kind is long enough ago; then this one says how many there were in between."""
        with self._lock:
            if time.monotonic() - self._last.get(kind, float("-inf")) < self._seconds:
                self._held[kind] = self._held.get(kind, 0) + 1
                return False
            self._last[kind], held = time.monotonic(), self._held.pop(kind, 0)
        _say(record, text)
        if held:
            record.msg += f" (held back before this line: {held})"
        return True


def _say(record: logging.LogRecord, text: str) -> None:
    """Let a record say one thing, and that alone."""
    record.msg, record.args = " ".join(text.splitlines()), ()
    record.exc_info = record.exc_text = record.stack_info = None
