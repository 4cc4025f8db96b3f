"""A backup of the site as it is at one moment, made while the site goes on."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from publishing.life import media, moving, release
from publishing.life.backups import archive, copying
from publishing.life.backups.archive import Manifest
from publishing.life.moving import MEDIA, SECRET
from publishing.life.release import Release

SETTINGS = "settings.env"
#: Beside the database and the pictures, whatever the site has put into DATA_DIR that cannot be made anew.
PAPERS = ("glossary-before.yaml",)
#: What a backup has beside pictures. Who adds to it raises the form of the file (`archive.FORMAT`).
_NAMES = {copying.DATABASE, copying.DUMP, copying.LOCK, SETTINGS, SECRET, *PAPERS}
_AT_WORK = ".backup"
#: Settings of which the words are never in a backup. Of DATABASE_URL the password is left out.
_SECRETS = re.compile(r"KEY|PASSWORD|SECRET|TOKEN")
_PUBLIC = {"BACKUP_KEY"}  # it closes backups, and opens none


class CannotBackUp(ValueError):
    """Why there is no backup, in a sentence for the operator."""


class AtWork(ValueError):
    """Something else is at work on the site's data, in a sentence for the operator."""


@dataclass(frozen=True)
class Made:
    """What was made. is_encrypted: whether it needs a key, and has the secret of the site's links in it."""

    file: Path
    size: int
    manifest: Manifest
    is_encrypted: bool


def make(file: Path, *, recipient: str = "", is_neutral_only: bool = False) -> Made:
    """Make a backup of the site, readable for this account alone. Nothing waits for it.

    recipient: the public key for which it is encrypted. is_neutral_only: on PostgreSQL without the engine's own dump.
    Raises CannotBackUp, AtWork, and what archive, copying and moving raise; OSError for a disk, DatabaseError.
    """
    _refuse_place(file)
    program = copying.dumper(is_neutral_only=is_neutral_only)
    with only_one() as scratch:
        _refuse_release()
        _refuse_no_room(scratch, file.parent, is_encrypted=bool(recipient))
        folder = scratch / "site"
        folder.mkdir()
        _keep_pictures(folder / MEDIA)
        copying.copy(folder, program)
        _keep_pictures(folder / MEDIA)  # those that came in between
        _keep_papers(folder, with_secret=bool(recipient))
        manifest = archive.write(file, _manifest(folder), folder, recipient)
    return Made(file, file.stat().st_size, manifest, bool(recipient))


def is_ours(name: str) -> bool:
    """Whether a backup of ours may have a member of a name. What stands beside a database is no part of one."""
    return name in _NAMES or name.startswith(f"{MEDIA}/")


@contextmanager
def only_one() -> Iterator[Path]:
    """Hold the site's data against a second backup or restore, and yield an empty folder to work in.

    What one that was killed has left there is thrown away. Raises AtWork.
    """
    folder = settings.DATA_DIR / _AT_WORK
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AtWork("Another backup or restore is at work here. Wait until it has ended.") from error
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def tidy() -> None:
    """Throw away what a killed backup or restore was at, which may be all of a site in the clear; nothing of one that
    is at work.
    """
    with suppress(AtWork, OSError), only_one():
        pass


def _refuse_place(file: Path) -> None:
    """Raise CannotBackUp where a backup cannot be put."""
    if file.exists() or file.is_symlink():
        raise CannotBackUp(f"There is {file} already. A backup is never written over: choose another name.")
    if not file.parent.is_dir():
        raise CannotBackUp(f"There is no folder {file.parent.absolute()}.")
    if not os.access(file.parent, os.W_OK):
        raise CannotBackUp(f"This account may not write into {file.parent.absolute()}.")


def _refuse_release() -> None:
    """Raise CannotBackUp where the database is none of this release."""
    found = release.of()
    if found == Release.NONE:
        raise CannotBackUp("The database has none of the site's tables: there is nothing to back up.")
    if found == Release.OLDER:
        raise CannotBackUp("The database is of an older release: make the backup with the code of that release.")
    if found == Release.NEWER:
        raise CannotBackUp("The database is of a newer release: make the backup with the code of that release.")


def _refuse_no_room(scratch: Path, target: Path, *, is_encrypted: bool) -> None:
    """Raise NoRoom where the copy of the database, or the file, would not fit. Pictures do not shrink in
    the file; those of a folder have a second name meanwhile, which takes no room.
    """
    database = _size_of_database()
    pictures = media.size()
    packed = pictures + database // 2
    beside = database + (packed if is_encrypted else 0) + (0 if media.is_here() else pictures)
    is_one_disk = scratch.stat().st_dev == target.stat().st_dev
    archive.refuse_no_room(scratch, beside)
    archive.refuse_no_room(target, packed + (beside if is_one_disk else 0))


def _size_of_database() -> int:
    """Return the bytes of the site's database."""
    is_sqlite = connection.vendor == "sqlite"
    size = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {size}" if is_sqlite else "SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def _keep_pictures(folder: Path) -> None:
    """Keep every picture that is there now, whoever takes it away meanwhile."""
    for name in media.names():
        if not (folder / name).exists():
            media.keep(name, folder / name)


def _keep_papers(folder: Path, *, with_secret: bool) -> None:
    """Put beside the database what else is kept in DATA_DIR, and the settings without their secrets."""
    for name in (*PAPERS, *([SECRET] if with_secret else [])):
        if (settings.DATA_DIR / name).is_file():
            shutil.copyfile(settings.DATA_DIR / name, folder / name)
    (folder / SETTINGS).write_text("".join(f"{name}={value}\n" for name, value in current_settings().items()))


def current_settings() -> dict[str, str]:
    """Return what was set in .env or the environment when this process, or the site that it belongs to, was started, of
    what .env.example knows, without secrets.
    """
    known = re.findall(r"^# ([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), flags=re.MULTILINE)
    found = {name: os.environ[name] for name in known if name in os.environ}
    return {
        name: _without_password(value) for name, value in found.items() if name in _PUBLIC or not _SECRETS.search(name)
    }


def _without_password(value: str) -> str:
    """Return a value, without the password where it is an address with one."""
    try:
        password = urlsplit(value).password
    except ValueError:
        return value
    return value.replace(f":{password}@", "@", 1) if password else value


def _manifest(folder: Path) -> Manifest:
    """Return what the backup says of itself, before its members are measured."""
    database = folder / copying.DATABASE
    applied = MigrationLoader(connection).applied_migrations or {}
    with moving.reading(copying.sqlite(database)):
        lost = sorted({name for name in moving.named_files() if not (folder / MEDIA / name).is_file()})
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        site_url=settings.SITE_URL,
        engine=connection.vendor,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        rows=copying.rows(database),
        lost=lost,
    )
