"""Make the pair of keys for encrypted backups."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from publishing.life.backups import archive
from publishing.management.commands._backups import BackupCommand


class Command(BackupCommand):
    help = "Write a new secret key into a file, and print the line for .env with which backups are encrypted for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file, best on a stick")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            public = archive.new_key(file)
        except FileExistsError as error:
            raise CommandError(f"There is {file} already. A key is never written over.") from error
        self.stdout.write(f"\nBACKUP_KEY={public}")  # a line of its own, wherever it is appended
        self.stderr.write(
            f"Put the line above into .env. Without {file} no backup that is made from now on can be opened, by "
            "anybody: keep it, and a print of it, in two places outside this machine, then delete it here."
        )
