"""Django's own `migrate`, but that a migration and the note that it was done are one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class AtOnce(MigrationExecutor):
    """Does a migration, or undoes it, and notes that in the same transaction.

    Django notes what leaves an index for its end, and whatever it undoes, after the commit: who was killed in between
    met a table that was there already, or not there any more, at every later start.
    """

    def apply_migration(self, state: ProjectState, migration: Migration, *how: Any, **named: Any) -> ProjectState:
        with self._one_transaction(migration):
            return super().apply_migration(state, migration, *how, **named)

    def unapply_migration(self, state: ProjectState, migration: Migration, *how: Any, **named: Any) -> ProjectState:
        with self._one_transaction(migration):
            return super().unapply_migration(state, migration, *how, **named)

    @contextmanager
    def _one_transaction(self, migration: Migration) -> Iterator[None]:
        if not migration.atomic:
            yield
            return
        # SQLite looks away from references, as every change of its tables wants it, only before a transaction begins.
        with self.connection.constraint_checks_disabled(), transaction.atomic(using=self.connection.alias):
            yield


migrate.MigrationExecutor = AtOnce  # type: ignore[attr-defined]  # by this name Django's command makes one


class Command(migrate.Command):
    """Stands in the place of Django's: a command of an app goes before one of its own."""
