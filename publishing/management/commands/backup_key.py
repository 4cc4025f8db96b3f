"""Make the pair of keys for encrypted backups."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from publishing.life.backups import archive
from publishing.management.commands._backups import BackupCommand


class Command(BackupCommand):
    help = "Write a new secret key into a file, and print the line for .env with which backups are encrypted for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file, best on a stick")
        parser.add_argument(
            "--another",
            action="store_true",
            help="though BACKUP_KEY is set: backups from now on open with the new key alone, older ones with theirs",
        )

    def handle(self, *, file: Path, another: bool, **options: Any) -> None:
        if settings.BACKUP_KEY and not another:
            raise CommandError(
                "BACKUP_KEY is set: backups are encrypted already, and nothing was made. A further key opens none of "
                "the backups that are there; they need the one that they were made for. If that is what you want, add "
                "--another, and keep both keys for as long as you keep older backups."
            )
        try:
            public = archive.new_key(file)
        except FileExistsError as error:
            raise CommandError(f"There is {file} already. A key is never written over.") from error
        self.stdout.write(f"\nBACKUP_KEY={public}")  # a line of its own, wherever it is appended
        self.stderr.write(
            f"Put the line above into .env. Without {file} no backup that is made from now on can be opened, by "
            "anybody: keep it, and a print of it, in two places outside this machine, then delete it here."
        )
