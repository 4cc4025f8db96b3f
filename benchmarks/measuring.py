"""What a piece of work costs: CPU time, queries, and the longest time that it kept others from writing.

The lock is a wall time, since that is what others wait; `held` is the CPU time in it, which is the same on a machine
that has nothing else to do. On SQLite it begins when BEGIN IMMEDIATE returns, on PostgreSQL
when the first row is locked or written, and ends with the transaction. A write outside a transaction is a lock as long
as itself.
"""

import resource
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db import connection

_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Cost:
    """What one run took, in seconds. cpu: with that of the processes that it started and waited for."""

    cpu: float = 0.0
    wall: float = 0.0
    queries: int = 0
    lock: float = 0.0
    held: float = 0.0
    result: Any = None


Moment = tuple[float, float]  # wall and CPU


@dataclass
class _Watch:
    """Counts queries, and times the locks of one connection."""

    queries: int = 0
    longest: Moment = (0.0, 0.0)
    _since: Moment | None = field(default=None)

    def query(self, execute, sql, params, many, context):
        """Around each query."""
        began = _now()
        found = execute(sql, params, many, context)
        self.queries += 1
        is_write = sql.startswith(_WRITES)
        if sql.startswith("BEGIN") or (connection.in_atomic_block and (is_write or "FOR UPDATE" in sql)):
            self._since = self._since or _now()
        elif is_write:
            self._note(began)
        return found

    def ended(self, end: Callable[[], None]) -> None:
        """Around the end of a transaction."""
        end()
        if self._since is not None:
            self._note(self._since)
            self._since = None

    def _note(self, since: Moment) -> None:
        wall, used = _now()
        self.longest = max(self.longest, (wall - since[0], used - since[1]))


def _now() -> Moment:
    return time.perf_counter(), time.process_time()


def measured(work: Callable[[], Any]) -> Cost:
    """Do a piece of work once."""
    connection.ensure_connection()
    watch = _Watch()
    with ExitStack() as around:
        around.enter_context(connection.execute_wrapper(watch.query))
        for name in ("commit", "rollback"):
            end = partial(watch.ended, getattr(connection, name))
            around.enter_context(patch.object(connection, name, end))
        began, at = cpu(), time.perf_counter()
        result = work()
        return Cost(cpu() - began, time.perf_counter() - at, watch.queries, *watch.longest, result)


def least(work: Callable[[], Any], times: int) -> float:
    """Return the least CPU that a piece of work took in some runs, in milliseconds."""
    spent = []
    for _time in range(times):
        began = cpu()
        work()
        spent.append(cpu() - began)
    return min(spent) * 1000


def cpu() -> float:
    """Return the CPU seconds of this process so far, and of the processes that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
