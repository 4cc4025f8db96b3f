"""Write the public site as files, for a server that knows no Python."""

import errno
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from publishing.management.commands._database import DatabaseCommand
from website.export import exporting
from website.export.folder import Refused


class Command(DatabaseCommand):
    help = "Write every public page, file and picture into a folder, and switch to it when all is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a new or empty folder, or that of the last export"
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            made = exporting.export(folder)
        except (Refused, exporting.Failed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            reason = (
                "The disk is full" if error.errno == errno.ENOSPC else f"Could not write: {error.strerror or error}"
            )
            raise CommandError(f"{reason}. Nothing was switched; the last export is as it was.") from error
        self.stdout.write(
            f"{made.files} files of content version {made.version} in {folder}, {made.redirects} redirects, "
            f"{made.withdrawn} withdrawn addresses"
        )
