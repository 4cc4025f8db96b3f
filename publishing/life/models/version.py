"""The content version: one number that tells every process whether what it knows of the content is still true.

Its row is the first that every verb locks that changes what the public sees. One lock that all take first is one order:
two such verbs cannot each hold what the other waits for. Whoever works on drafts, notes or autosave locks the page
alone, and never asks for this row afterwards. And because the row is held until the commit, versions are in the order
of commits: a process that has seen version 8 has seen all that version 7 changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Generic, TypeVar, TypeVarTuple

from django.db import connection, models, transaction
from django.db.models import F

Asked = TypeVarTuple("Asked")
Found = TypeVar("Found")
Key = TypeVar("Key")


class ContentVersion(models.Model):
    """One row. Raising it inside the publishing transaction locks it, so that the numbers are in commit order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_content_version")]

    def __str__(self) -> str:
        return str(self.number)


def current() -> int:
    """Return the content version, 0 before the first publication.

    By a bare SELECT: every request asks, and building the query takes longer than the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {ContentVersion._meta.db_table} WHERE id = 1")  # noqa: S608 (our own name)
        found = cursor.fetchone()
    return found[0] if found else 0


_asked: ContextVar[list[int] | None] = ContextVar("asked", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within, whatever is remembered per version asks for the version once. For what writes nothing that raises it."""
    before = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(before)


def _now() -> int:
    """Return the content version, as it was when it was first asked for where that is enough."""
    asked = _asked.get()
    if asked is None:
        return current()
    if not asked:
        asked.append(current())
    return asked[0]


def lock() -> None:
    """Take the row, and hold it until the transaction ends. Call it before anything else in the transaction."""
    if not ContentVersion.objects.select_for_update().filter(pk=1):
        ContentVersion.objects.get_or_create(pk=1)  # an emptied database; of two that come at once one waits here
        list(ContentVersion.objects.select_for_update().filter(pk=1))


def raise_version() -> int:
    """Raise the content version by one and return it. The caller's transaction has taken the row with `lock`."""
    ContentVersion.objects.get_or_create(pk=1)
    ContentVersion.objects.filter(pk=1).update(number=F("number") + 1)
    number = current()
    transaction.on_commit(lambda: _tell(number))
    return number


_told: list[Callable[[int], None]] = []


def on_raise(tell: Callable[[int], None]) -> None:
    """Have something told each version that this process raises, when it is committed."""
    _told.append(tell)


def _tell(number: int) -> None:
    for tell in _told:
        tell(number)


def content_changed() -> int:
    """Say that something beside the pages changes (clinic, source, person). Call it first in the same transaction."""
    lock()
    return raise_version()


def per_version(function: Callable[[*Asked], Found]) -> Callable[[*Asked], Found]:
    """Remember what a function of (hashable) arguments returned, for as long as the content version stands.

    The version costs one query a call, or one in all within `asked_once`. Before the first publication nothing is
    remembered.
    """
    known: dict[tuple[*Asked], tuple[int, Found]] = {}

    @wraps(function)
    def remembered(*args: *Asked) -> Found:
        version = _now()
        found = known.get(args)
        if found is None or found[0] != version or not version:
            found = (version, function(*args))
            if current() == version:  # a slow thread must not keep what it read of an older version
                known[args] = found
        return found[1]

    return remembered


class PerVersion(Generic[Key, Found]):
    """Things that are remembered one by one, for as long as the content version stands."""

    def __init__(self) -> None:
        self._kept: tuple[int, dict[Key, Found]] = (0, {})

    def now(self) -> dict[Key, Found]:
        """Return what is remembered of the version of this moment, to read from and to add to. One query, as of
        `per_version`.

        Take it once, before anything is read that is added to it: what was read while the version rose then goes with
        the version that it was read in.
        """
        version = _now()
        number, found = self._kept
        if number != version or not version:
            found = {}
            if current() == version:
                self._kept = (version, found)
        return found
