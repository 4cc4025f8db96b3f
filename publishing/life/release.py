"""Of which release a database is, by the migrations that were applied to it; and how it comes to this one."""

import fcntl
from enum import Enum, auto
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.loader import MigrationLoader

from publishing.life.models import Page


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
    if set(loader.graph.nodes) - applied:
        return Release.OLDER
    known = set(loader.disk_migrations or ())
    is_newer = any(app in loader.migrated_apps and (app, name) not in known for app, name in applied)
    return Release.NEWER if is_newer else Release.THIS


def bring() -> None:
    """Bring the tables of the site's database to this release. Raises DatabaseError or OSError where it cannot.

    Django notes a migration when it is done, and whoever is killed in between cannot start again. So a new SQLite
    file is made beside, and put in its place whole. Whoever comes at the same moment waits, and finds it there.
    """
    if connection.vendor != "sqlite" or _has_tables():
        call_command("migrate", verbosity=0)
        return
    place = Path(connection.settings_dict["NAME"])
    with place.with_name(f".{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _has_tables():
            _make(place)
    call_command("migrate", verbosity=0)


def _has_tables() -> bool:
    """Whether there is anything in the database. It is closed again, so that its file can be put in place."""
    with connection.cursor() as cursor:
        found = bool(connection.introspection.table_names(cursor))
    connection.close()
    return found


def _make(place: Path) -> None:
    """Make a new SQLite file with every table, and put it in its place."""
    draft = place.with_name(f".{place.name}.new")
    for path in (draft, *_beside(draft), *_beside(place)):
        path.unlink(missing_ok=True)
    connection.settings_dict["NAME"] = str(draft)
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()  # the last one to close writes what stands beside the file into it
        connection.settings_dict["NAME"] = str(place)
    draft.replace(place)


def _beside(path: Path) -> list[Path]:
    """The files that SQLite keeps beside one."""
    return [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm")]
