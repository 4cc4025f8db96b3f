"""What the commands about the site's database share: what keeps them from it is a sentence and no traceback."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from publishing.life import clinic, outage, release
from publishing.life.release import Release


class DatabaseCommand(BaseCommand):
    """A command that needs the tables of this release, and may need the bucket of pictures. Its day is the clinic's."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run. Raises CommandError where the tables are not there, or the database is busy, away or full, or the bucket
        away.
        """
        try:
            if release.of() in {Release.NONE, Release.OLDER}:
                raise CommandError("The database has not the tables of this release. Run `manage.py migrate` first.")
            with clinic.in_its_time():
                return super().execute(*args, **options)
        except (DatabaseError, outage.StoreAway) as error:
            if not outage.is_outage(error):
                raise
            raise CommandError(outage.said(error)) from error
