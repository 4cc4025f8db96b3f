"""Make a backup of the whole site."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from publishing.life.backups import making
from publishing.life.backups import nightly as keeping
from publishing.management.commands._backups import BackupCommand, said_of


class Command(BackupCommand):
    help = "Write the whole site as it is now (texts, people, history, pictures) into one new file; the site goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a new file, best on another disk")
        parser.add_argument(
            "--nightly", action="store_true", help="instead: in BACKUP_DIR, once a night, and forget what is too old"
        )
        parser.add_argument(
            "--without-pg-dump",
            action="store_true",
            help="on PostgreSQL leave the engine's own dump out; `restore` does not need it",
        )

    def handle(self, *, file: Path | None, nightly: bool, without_pg_dump: bool, **options: Any) -> None:
        if nightly:
            with suppress(OSError):  # a unit of systemd may forbid it (deploy/systemd)
                os.nice(10)  # readers come first
            self.stdout.write(keeping.make())
            return
        if file is None:
            raise CommandError("Name the file: manage.py backup FILE")
        made = making.make(file, recipient=settings.BACKUP_KEY, is_neutral_only=without_pg_dump)
        self.stdout.write(said_of(made.manifest))
        how = "encrypted" if made.is_encrypted else "not encrypted"
        self.stdout.write(f"Written to {made.file}: {made.size / 1_000_000:.1f} MB, {how}.")
        if not made.is_encrypted:
            self.stdout.write(
                "It is not encrypted: whoever has it can read drafts and mail addresses, try passwords against their "
                "digests, and make the codes of every phone. Keep it as closely as the "
                "site itself, or set BACKUP_KEY (`manage.py backup_key`). The key of shared links is not in it."
            )
        if made.manifest.lost:
            self.stdout.write(f"Pictures that the site had lost before: {', '.join(made.manifest.lost)}.")
