"""What an error of the database means: that it is busy, away or full, or that we made a mistake.

Knows the numbers of SQLite and the five letters of PostgreSQL, and no model: logging reads it before there is any.
"""

import errno
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from django.db.utils import InterfaceError, OperationalError

#: Seconds after which to ask again.
RETRY_AFTER = 10
#: Seconds without a word after which the server takes a database for gone: longer than it lets one answer take.
SILENCE = 8

# Of PostgreSQL: waited for a lock too long, a deadlock, no order of two transactions.
_WAITED_IN_VAIN: set[int | str] = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03", "40P01", "40001"}
# Too long, a standby that only reads, a transaction that idled, then: disk, memory, connections, a limit of these.
_REFUSED: set[int | str] = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
_REFUSED |= {"57014", "25006", "25P03", "53100", "53200", "53300", "53400"}
_LOST = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT}
#: Of the disk under the database and the pictures: full, only to be read, a quota used up.
_NO_ROOM = {errno.ENOSPC, errno.EROFS, errno.EDQUOT}
_TOO_LARGE = "54"  # the class of what PostgreSQL can never take: asking again is no help


class StoreAway(OSError):
    """That the pictures are kept elsewhere, and cannot be had or written just now."""


def is_outage(error: BaseException | None) -> bool:
    """Whether an error says that the database, disk or bucket is busy, away or full. A missing table is a mistake."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM or isinstance(error, StoreAway)
    code = _code(error)
    if code in _WAITED_IN_VAIN | _REFUSED | _LOST:
        return True
    is_sqlite = isinstance(code, int)
    return isinstance(error, OperationalError | InterfaceError) and not (is_sqlite or str(code).startswith(_TOO_LARGE))


def is_busy(error: BaseException | None) -> bool:
    """Whether an error says that somebody else is writing, and waiting was in vain. What is written can be read."""
    return _code(error) in _WAITED_IN_VAIN


def is_undone(error: BaseException | None) -> bool:
    """Whether the transaction that met an error is certainly rolled back. A lost connection may hide a commit."""
    return _code(error) in _WAITED_IN_VAIN | _REFUSED


def reason(error: BaseException | None) -> str:
    """Return the first line of what the database said: the lines below it may quote what was written."""
    return next(iter(str(error or "").splitlines()), "")


def said(error: BaseException) -> str:
    """Return what keeps a command from going on, and what to do then, for whoever typed it. error: an outage."""
    what = "The database is busy, away or full: "
    if isinstance(error, OSError):
        what = "" if isinstance(error, StoreAway) else "The disk is full, or only to be read: "
    return f"{what}{reason(error).rstrip('.')}. What was finished stands; run it again when it is back."


def open_but_never_make(database: dict[str, Any]) -> None:
    """Let a database of SQLite be opened only where its file is: one that was moved away would be made anew, empty.

    database: its settings. What sets a site up may make it; what serves one must not.
    """
    name = str(database["NAME"])
    if database["ENGINE"].endswith("sqlite3") and not name.startswith("file:"):
        database["NAME"] = f"{Path(name).absolute().as_uri()}?mode=rw"


def limit(database: dict[str, Any], *, lock: int, statement: int = 0) -> None:
    """Let PostgreSQL end what waits for a lock, or lasts, for more seconds than these, or idles in a transaction.

    And let it notice within seconds that a machine of ours is gone, which would hold its locks for two hours else.
    database: its settings. 0: no limit. What brings a site to a release, loads or moves it has none.
    """
    if database["ENGINE"].endswith("postgresql"):
        seconds = {"lock": lock, "statement": statement, "idle_in_transaction_session": 30}
        limits = [f"-c {name}_timeout={number}s" for name, number in seconds.items()]
        limits += ["-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"]
        options = database.setdefault("OPTIONS", {})
        options["options"] = " ".join([*filter(None, [options.get("options")]), *limits])


def leave_when_silent(connection: Any, **_sent: Any) -> None:
    """Let nobody wait longer than SILENCE for a word of PostgreSQL on a line that was just opened (a receiver of
    `connection_created`).

    The line to a machine that is gone is closed (settings). A proxy in between, or a disk that hangs, keeps it open,
    and each who waits would hold a thread for as long.
    """
    if connection.vendor == "postgresql":
        line = connection.connection
        line.wait = partial(line.wait, timeout=SILENCE)


def _code(error: BaseException | None) -> int | str | None:
    """Return SQLite's primary number or PostgreSQL's SQLSTATE, from the driver's error that Django's stands for."""
    cause = getattr(error, "__cause__", None)
    number = getattr(cause, "sqlite_errorcode", None)
    return number & 0xFF if number is not None else getattr(cause, "sqlstate", None)
