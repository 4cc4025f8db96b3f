"""Bring a site back from a backup."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from publishing.life.backups import archive, restoring
from publishing.life.backups.restoring import Restored
from publishing.management.commands._backups import BackupCommand, said_of

#: Settings of which more is said than that they were otherwise.
_SAID = ("BACKUP_DIR", "BACKUP_KEY")


class Command(BackupCommand):
    help = "Put the site of a backup into the place of this one, which is kept aside. Stop the site first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` has written")
        parser.add_argument("--key", type=Path, metavar="FILE", help="the file with the secret key of an encrypted one")
        parser.add_argument(
            "--not-encrypted",
            action="store_true",
            help="take one that is not encrypted, though a key is given or BACKUP_KEY is set",
        )
        parser.add_argument("--check", action="store_true", help="only look whether it could be restored")

    def handle(self, *, file: Path, key: Path | None, check: bool, not_encrypted: bool, **options: Any) -> None:
        secret = archive.read_key(key) if key else ""
        work = restoring.check if check else restoring.restore
        done = work(file, secret, is_plain_meant=not_encrypted)
        self.stdout.write(said_of(done.manifest))
        if done.was_older:
            self.stdout.write("It is of an older release, and was brought to this one.")
        if check:
            self.stdout.write("It is whole, and can be restored. The site was not touched.")
        else:
            self._say_where_the_old_is(done)
            self._say_what_is_left(done)

    def _say_where_the_old_is(self, done: Restored) -> None:
        if done.aside:
            self.stdout.write(f"The old state is kept in {done.aside}. Delete it when you are sure.")
        if done.schema:
            self.stdout.write(f"Its rows are in the schema {done.schema} of the database (DROP SCHEMA ... CASCADE).")
        for said in (*restoring.said_of_kept(done.aside, done.schema), *restoring.said_of_killed()):
            self.stdout.write(said)

    def _say_what_is_left(self, done: Restored) -> None:
        self.stdout.write("Left to do:")
        self.stdout.write("- Start the site. Everybody signs in again.")
        if not done.has_secret:
            self.stdout.write(
                "- On another machine than before, links that were shared or mailed do not work: send them again. "
                "(Only an encrypted backup has their key.)"
            )
        for said in (_said_of_address(done), _said_of_folder(done), _said_of_key(done)):
            if said:
                self.stdout.write(f"- {said}")
        for name, value in done.others.items():
            if name not in _SAID:
                self.stdout.write(f"- Set otherwise when the backup was made: {name}={value}")
        if done.manifest.lost:
            self.stdout.write(f"- Pictures that the site had lost before: {', '.join(done.manifest.lost)}.")


def _said_of_address(done: Restored) -> str:
    """Return what is to be done where the site had another address; "" for nothing."""
    before = done.manifest.site_url
    if before == settings.SITE_URL:
        return ""
    return (
        f"Its address was {before}, and is {settings.SITE_URL} here. To take its place, set SITE_URL={before} in .env."
    )


def _said_of_folder(done: Restored) -> str:
    """Return what is to be done where backups were kept elsewhere; "" for nothing."""
    if not (before := done.others.get("BACKUP_DIR")):
        return ""
    return (
        f"Its backups went to BACKUP_DIR={before}, and go to {settings.BACKUP_DIR} here. Set in .env which it shall be."
    )


def _said_of_key(done: Restored) -> str:
    """Return what is to be done where backups were encrypted otherwise, or at all; "" for nothing."""
    before = done.others.get("BACKUP_KEY")
    if before and settings.BACKUP_KEY:
        return (
            f"Its backups were encrypted for BACKUP_KEY={before}, and are for another key here. Each opens with its "
            "own: keep both, or set that one in .env."
        )
    if settings.BACKUP_KEY or not (before or done.was_encrypted):
        return ""
    how = f"BACKUP_KEY={before}" if before else "BACKUP_KEY, the line “public key” of the file of --key,"
    return f"Its backups were encrypted, and those of this machine would not be: set {how} in .env."
