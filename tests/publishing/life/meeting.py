"""Two people at once on PostgreSQL, each with a connection: one is stopped in a verb until the other waits or is done.

`Ground` puts a state of the whole database back in some milliseconds, so that a thousand meetings begin alike.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum

from django.db import connection, connections
from django.db.models import TextField
from django.db.models.functions import MD5, Cast

from procedures.models import Indication
from publishing.life.actions import InvalidManuscript, Refused
from publishing.life.models import (
    Citation,
    ClinicProfile,
    ContentVersion,
    Event,
    FormerAddress,
    Mention,
    Page,
    RareWord,
    Revision,
)

LIMIT = 10  # seconds: five times the lock timeout
SWEEP = 20  # fills: rows that were taken away are read on, and the suite's server sweeps none of them up by itself
DONE, REFUSED = "done", "refused"


class Point(StrEnum):
    """Where a verb is stopped: it has read, it has locked, it has written."""

    START = "before it locks or writes"
    LOCKED = "before it writes"
    WRITTEN = "before it commits"


def writes(sql: str) -> bool:
    """Whether a statement writes."""
    return sql.startswith(("INSERT", "UPDATE", "DELETE"))


def locks(sql: str) -> bool:
    """Whether a statement takes rows for itself."""
    return writes(sql) or sql.endswith(" UPDATE") or " UPDATE OF " in sql


@contextmanager
def transactions() -> Iterator[list[list[str]]]:
    """Collect what each transaction of this thread locks and writes, in order."""
    found: list[list[str]] = [[]]
    commit = connection.commit

    def watch(execute, sql, params, many, context):
        if locks(sql):
            found[-1].append(sql)
        return execute(sql, params, many, context)

    def ended() -> None:
        commit()
        found.append([])

    connection.commit = ended
    try:
        with connection.execute_wrapper(watch):
            yield found
    finally:
        del connection.commit
        found[:] = filter(None, found)


class Stop:
    """A stop at a point, once."""

    def __init__(self, point: Point) -> None:
        self.point, self.reached, self.released = point, threading.Event(), threading.Event()
        self.wrote = False

    def here(self) -> None:
        """Wait here until the other is waiting or done."""
        if not self.reached.is_set():
            self.reached.set()
            assert self.released.wait(LIMIT)

    def watch(self, execute, sql, params, many, context):
        """Stop before the statement that the point names."""
        if (self.point == Point.START and locks(sql)) or (self.point == Point.LOCKED and writes(sql)):
            self.here()
        self.wrote = self.wrote or writes(sql)
        return execute(sql, params, many, context)

    @contextmanager
    def on_the_way(self) -> Iterator[None]:
        """Stop whatever this thread's connection does in the block."""
        commit = connection.commit

        def stopped() -> None:
            if self.point == Point.WRITTEN and self.wrote:
                self.here()
            commit()

        connection.commit = stopped
        try:
            with connection.execute_wrapper(self.watch):
                yield
        finally:
            del connection.commit


class Person:
    """Somebody with a thread and a connection."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.pid = self.begin(_pid).result(LIMIT)

    def begin(self, work: Callable, stop: Stop | None = None) -> Future:
        """Begin to do something."""
        return self._thread.submit(_stopped, work, stop)

    def leave(self) -> None:
        """Close the connection."""
        self._thread.submit(connections.close_all).result(LIMIT)
        self._thread.shutdown()


def _pid() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid


def _stopped(work: Callable, stop: Stop | None):
    if stop is None:
        return work()
    with stop.on_the_way():
        return work()


def outcome(work: Callable) -> str:
    """Do something, and say whether it was refused with a sentence. Any other exception is an error."""
    try:
        work()
    except (Refused, InvalidManuscript) as error:
        assert str(error)
        return REFUSED
    return DONE


def meet(one: Person, other: Person, first: Callable, second: Callable, point: Point) -> tuple[str, str]:
    """Stop the first at a point, let the second come as far as it can, and return the outcomes of both."""
    stop = Stop(point)
    stopped = one.begin(lambda: outcome(first), stop)
    _until(lambda: stop.reached.is_set() or stopped.done())
    coming = other.begin(lambda: outcome(second))
    _until(lambda: coming.done() or _waits(other))
    stop.released.set()
    return _said(stopped), _said(coming)


def _said(future: Future) -> str:
    try:
        return future.result(LIMIT)
    except Exception as error:  # what the person would see as a server error
        return f"{type(error).__name__}: {error}".splitlines()[0]


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.0005)


def _waits(person: Person) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [person.pid])
        return cursor.fetchone()[0]


class Ground:
    """States of the database, kept under names as schemas of their own."""

    #: What does not change, and gets new ids when the tests' database is emptied.
    LEFT_ALONE = ("django_content_type", "auth_permission", "auth_group", "auth_user_user_permissions")

    def __init__(self) -> None:
        assert connection.settings_dict["NAME"].startswith("test_"), "what is emptied here is a database of tests"
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self.tables = sorted(name for name in names if not name.startswith(self.LEFT_ALONE))
        self._kept: dict[str, list[str]] = {"": []}  # the tables that had rows
        self._filled = 0

    @contextmanager
    def afterwards_as_it_was(self) -> Iterator[None]:
        """Let stand behind the block what stood before it."""
        self._keep("as it was")
        yield
        self._fill("as it was")

    def stand(self, name: str, build: Callable[[], None], on: str = "") -> None:
        """Let a state stand; build it, on another or on nothing, where it was not kept yet."""
        if name not in self._kept:
            self._fill(on)
            build()
            self._keep(name)
        self._fill(name)

    def clear(self) -> None:
        """Let nothing stand."""
        self._fill("")

    def _keep(self, name: str) -> None:
        ask = " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM public.\"{one}\")" for one in self.tables)
        self._kept[name] = [table for (table,) in self._run(ask)]
        copies = [f'CREATE TABLE "{name}"."{table}" AS TABLE public."{table}";' for table in self._kept[name]]
        self._run(f'DROP SCHEMA IF EXISTS "{name}" CASCADE; CREATE SCHEMA "{name}";' + "".join(copies))

    def _fill(self, name: str) -> None:
        if self._filled % SWEEP == 0:
            self._run(f"VACUUM {', '.join(self.tables)}")
        self._filled += 1
        emptied = [f'DELETE FROM public."{table}";' for table in self.tables]
        filled = [f'INSERT INTO public."{table}" SELECT * FROM "{name}"."{table}";' for table in self._kept[name]]
        statements = "".join(emptied + filled)
        self._run(f"SET session_replication_role = replica; {statements} SET session_replication_role = DEFAULT")

    @staticmethod
    def _run(sql: str) -> list:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


def standing() -> dict[int | str, list[str]]:
    """Everything that verbs write, of each page and beside the pages, without the moments at which it was written."""
    columns = ("pk", "kind", "slug", "status", "title", MD5(Cast("html", TextField())), "rendered_with")
    columns += ("loaded_sha256", "live_revision__number", "owner", "deputy", "reviewed_on", "reviewed_by")
    columns += ("review_due_on", "withdrawal_due_at", "withdrawal_by", "withdrawal_note")
    of_revisions = ("page", "number", "slug", "sha256", "state", "origin", "is_minor", "based_on__number")
    of_revisions += ("created_by", "edited_by", "approved_by", "approved_sha256", "published_by", "scheduled_for")
    of_indications = ("procedure", "position", "condition", "rendered_with", MD5(Cast("html", TextField())))
    found: dict[int | str, list[str]] = {
        "clinic": list(map(str, ClinicProfile.objects.values_list("phone"))),
        "version": list(map(str, ContentVersion.objects.values_list("number"))),
    }
    for model, names in (
        (Page, columns),
        (Page.related.through, ("from_page", "to_page")),
        (Page.authors.through, ("page", "contributor")),
        (Citation, ("page", "source")),
        (RareWord, ("page", "word")),
        (Indication, of_indications),
        (Revision, of_revisions),
        (Mention, ("revision__page", "revision__number", "what", "name", "target")),
        (FormerAddress, ("page", "kind", "slug")),
        (Event, ("page", "verb", "by", "revision__number", "note", "sha256")),
    ):
        for row in model.objects.order_by().values_list(*names):
            found.setdefault(row[0], []).append(f"{model.__name__} {row}")
    return {of: sorted(rows) for of, rows in found.items()}
