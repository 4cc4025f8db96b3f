"""Move a whole site into the new, empty database of these settings."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.life import moving
from publishing.life.models import Event, FormerAddress, Page, Revision
from publishing.life.states import PageStatus


class Command(BaseCommand):
    help = "Move a whole site, with its people, history and pictures, into the new and empty database of the settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="url", required=True, metavar="DATABASE_URL", help="the database of the old site"
        )
        parser.add_argument(
            "--files",
            type=Path,
            metavar="DIR",
            help="the DATA_DIR of the old site (default: the folder of an SQLite file, else that of the settings)",
        )

    def handle(self, *, url: str, files: Path | None, **options: Any) -> None:
        try:
            moved = moving.move(url, files)
        except moving.CannotMove as error:
            raise CommandError(str(error)) from error
        self._say_what_was_moved(moved)
        self._say_what_is_left(moved)

    def _say_what_was_moved(self, moved: moving.Moved) -> None:
        rows, tables = sum(moved.rows.values()), len(moved.rows)
        self.stdout.write(f"Moved from {moved.old}\n        to {moved.new}.")
        kept = {model: moved.rows[model] for model in (Page, Revision, Event, User, FormerAddress)}
        public = {status: Page.objects.filter(status=status).count() for status in PageStatus}
        states = ", ".join(f"{count} {status.label.lower()}" for status, count in public.items())
        self.stdout.write(f"{kept[Page]} pages and shared texts ({states}), {kept[FormerAddress]} former addresses,")
        self.stdout.write(f"{kept[Revision]} versions, {kept[Event]} events, {kept[User]} accounts.")
        self.stdout.write(f"All of {tables} tables, {rows} rows, each read back and the same. Files: {moved.files}.")

    def _say_what_is_left(self, moved: moving.Moved) -> None:
        self.stdout.write("Left to do:")
        self.stdout.write("- Stop the old site. What is done there from now on is not here, and its reminders go on.")
        self.stdout.write("- Compare .env with the old one, and start the site here. Everybody signs in again.")
        if not moved.has_secret:
            self.stdout.write("- Set SECRET_KEY to the old site's, or links that were shared or mailed do not work.")
        if moved.lost:
            self.stdout.write(f"- Pictures that the old site had lost: {', '.join(moved.lost)}.")
