"""What the commands about backups share: every fault is a sentence, and a status that a script can tell."""

import errno
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from publishing.life import outage
from publishing.life.backups import archive, copying, making, restoring
from publishing.life.backups.archive import Manifest
from publishing.life.models import Page, Revision
from publishing.life.moving import MEDIA, CannotMove

#: What went wrong -> the status that the command ends with; docs/operating.md has the table.
STATUSES: dict[type[Exception], int] = {
    archive.NewerBackup: 4,
    archive.BadBackup: 3,
    archive.NoRoom: 5,
    making.AtWork: 6,
    restoring.SiteRuns: 6,
    copying.NoProgram: 7,
    copying.CannotCopy: 1,
    making.CannotBackUp: 1,
    restoring.CannotRestore: 1,
    CannotMove: 1,
}


class BackupCommand(BaseCommand):
    """A command about backups."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run. Raises CommandError with a sentence and a status."""
        try:
            return super().execute(*args, **options)
        except tuple(STATUSES) as error:
            status = next(number for kind, number in STATUSES.items() if isinstance(error, kind))
            raise CommandError(str(error), returncode=status) from error
        except OSError as error:
            is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            reason = "The disk is full" if is_full else f"The disk said no: {error.strerror or error}"
            place = f" ({error.filename})" if error.filename else ""
            said = f"{reason}{place}. The site is as it was, and there is no half of a backup."
            raise CommandError(said, returncode=5 if is_full else 1) from error
        except DatabaseError as error:
            said = f"The database said no: {outage.reason(error).rstrip('.')}. The site is as it was."
            raise CommandError(said, returncode=5 if "full" in str(error) else 1) from error


def said_of(manifest: Manifest) -> str:
    """Return what is in a backup, in a sentence."""
    rows = manifest.rows
    pages, versions = rows[Page._meta.db_table], rows[Revision._meta.db_table]
    pictures = sum(name.startswith(f"{MEDIA}/") for name in manifest.members)
    return (
        f"Made {manifest.made_at} on {manifest.engine}: {pages} pages and shared texts, {versions} versions, "
        f"{rows[User._meta.db_table]} accounts, {pictures} files of pictures."
    )
