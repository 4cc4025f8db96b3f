"""Of which release a database is, by the migrations that were applied to it; and how it comes to this one."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.loader import MigrationLoader

from publishing.life.models import Page


class NewerDatabase(Exception):
    """A database is of a newer release than this code. Says which migrations this code does not have."""


class Release(Enum):
    """What a database is to this code."""

    NONE = auto()  # none of our tables
    OLDER = auto()
    THIS = auto()
    NEWER = auto()


def of(alias: str = DEFAULT_DB_ALIAS) -> Release:
    """Return of which release a database is. Reads only; raises DatabaseError where it cannot."""
    loader = MigrationLoader(connections[alias])
    applied = set(loader.applied_migrations or ())
    if not any(app == Page._meta.app_label for app, _name in applied):
        return Release.NONE
    if _unknown(loader):
        return Release.NEWER
    return Release.OLDER if set(loader.graph.nodes) - applied else Release.THIS


def _unknown(loader: MigrationLoader) -> set[tuple[str, str]]:
    """Return the migrations of ours that were applied and that this code does not have: it would not know the rules of
    what it writes. One of a library is none: its version may be stepped back alone.
    """
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    applied = {(app, name) for app, name in loader.applied_migrations or () if app in ours}
    return applied - set(loader.disk_migrations or ())


def bring() -> None:
    """Bring the tables of the site's database to this release. Raises DatabaseError or OSError where it cannot, and
    NewerDatabase where another release has been there that knows more.

    Whoever is killed at it can start again: `migrate` notes what it does in the same transaction. On SQLite whoever
    comes at the same moment waits, and finds it done.
    """
    with _alone():
        _refuse_newer()
        call_command("migrate", verbosity=0)


def _refuse_newer() -> None:
    """Raise NewerDatabase for a database of a newer release."""
    if unknown := _unknown(MigrationLoader(connection)):
        raise NewerDatabase(", ".join(sorted(f"{app} {name}" for app, name in unknown)))


@contextmanager
def _alone() -> Iterator[None]:
    """Let only one process at a time bring a file of SQLite to this release."""
    if connection.vendor != "sqlite":
        yield
        return
    place = Path(connection.settings_dict["NAME"])
    with place.with_name(f".{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
