"""Of which release a database is, by the migrations that were applied to it."""

from enum import Enum, auto

from django.db import DEFAULT_DB_ALIAS, connections
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
