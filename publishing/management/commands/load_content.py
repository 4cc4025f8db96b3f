"""Load a library: check what is new in it, then bring that in, in bites."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from publishing.life import leaving, loading
from publishing.management.commands._content import ContentCommand
from publishing.management.commands._database import DatabaseCommand
from publishing.text import library


class Command(DatabaseCommand, ContentCommand):
    help = "Load a content folder into the database: all that has changed in it, or with any fault nothing."

    def handle(self, *, content: Path, **options: Any) -> None:
        found = library.scan(content, leaving.accepted())
        try:
            outcome = loading.load(found, self.progress("Published"))
        except loading.InvalidLibrary as error:
            self.print_faults(error.faults)
            raise CommandError(f"{len(error.faults)} faults. The database is as before.") from error
        for sentence in outcome.urgent:
            self.stdout.write(f"urgent: {sentence}")
        for sentence in outcome.recalled:
            self.stdout.write(f"withdrawn: {sentence}")
        for name in outcome.left:
            self.stdout.write(f"no longer in the library: {name}, still public")
        for conflict in outcome.conflicts:
            self.stdout.write(f"conflict: {conflict}")
        self.stdout.write(
            f"{outcome.new} new, {outcome.changed} changed, {outcome.unchanged} unchanged, "
            f"{len(outcome.conflicts)} conflicts"
        )
