"""A site brought back from a backup: all of it is checked and made ready aside, then put in place.

Whoever kills it at any moment leaves the old site or the new one, and can run it again: pictures are only added until
the database, which is one file or one schema, takes the other's place in one step. The old state is kept.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.utils import timezone

from publishing.life import jobs, media, moving, outage, release
from publishing.life.backups import archive, copying, making, nightly, unpacking
from publishing.life.backups.archive import BadBackup, Manifest, NewerBackup
from publishing.life.moving import MEDIA, SECRET
from publishing.life.release import Release

_SCHEMA = "restoring"
#: Settings that are a machine's own: another one has others. The manifest has SITE_URL.
_OF_A_MACHINE = {
    *("BIND", "DATABASE_URL", "DATA_DIR", "METRICS_BIND", "METRICS_PORT", "PORT", "SITE_URL", "TRUSTED_PROXIES"),
    *("PICTURES_S3_BUCKET", "PICTURES_S3_ENDPOINT", "PICTURES_S3_REGION", "WORKERS"),
}


class CannotRestore(ValueError):
    """Why a backup is not restored, in a sentence for the operator. The site is as it was."""


class SiteRuns(ValueError):
    """Somebody is at work in the database, in a sentence for the operator."""


@dataclass(frozen=True)
class Restored:
    """What was brought back.

    was_older: whether the backup was brought to this release. aside: the folder with the old state, if there was one.
    schema: on PostgreSQL, where the old rows are. has_secret: whether links that were shared or mailed still work as
    far as the backup decides it. others: settings that were otherwise when it was made. was_encrypted: whether it was
    opened by a key.
    """

    manifest: Manifest
    was_older: bool
    aside: Path | None = None
    schema: str = ""
    has_secret: bool = False
    others: dict[str, str] = field(default_factory=dict)
    was_encrypted: bool = False


def check(file: Path, key: str = "", *, is_plain_meant: bool = False) -> Restored:
    """Read a whole backup, bring it to this release, and throw that away again: the site is not touched.

    key: its secret key, where it is encrypted. is_plain_meant: one that is not encrypted is read also where there is a
    key. Raises what `restore` raises.
    """
    with making.only_one() as scratch:
        manifest, was_older = _ready(file, scratch / "site", key, is_plain_meant=is_plain_meant)
        return Restored(manifest, was_older)


def restore(file: Path, key: str = "", *, is_plain_meant: bool = False) -> Restored:
    """Put the site of a backup into the place of the one that is here, and keep that one aside. It is asked for as in
    `check`.

    Raises BadBackup, NewerBackup, NoRoom, SiteRuns, CannotRestore, AtWork, OSError and DatabaseError; the site is as it
    was then.
    """
    with making.only_one() as scratch, _told():
        _refuse_running()
        _refuse_rights()
        folder = scratch / "site"
        manifest, was_older = _ready(file, folder, key, is_plain_meant=is_plain_meant)
        with _in_the_file():
            others, has_secret = _other_settings(folder), _has_secret(folder)
        with _filled(folder / copying.DATABASE):
            _refuse_running()
            os.sync()  # what is put in place is on the disk before anything names it
            aside, schema = _put_in_place(folder, manifest)
    return Restored(manifest, was_older, aside, schema, has_secret, others, bool(key) and not is_plain_meant)


@contextmanager
def _told() -> Iterator[None]:
    """Raise CannotRestore for what moves rows and for what the database refuses."""
    try:
        yield
    except (DatabaseError, moving.CannotMove) as error:
        raise CannotRestore(
            f"Nothing was restored: {outage.reason(error).rstrip('.')}. The site is as it was."
        ) from error


# What is in the file


def _ready(file: Path, folder: Path, key: str, *, is_plain_meant: bool) -> tuple[Manifest, bool]:
    """Unpack a backup, check it, and bring it to this release; return whether it was older. The site is not touched."""
    may_be_plain = is_plain_meant or not (key or settings.BACKUP_KEY)
    manifest = unpacking.unpack(file, folder, key, is_ours=making.is_ours, may_be_plain=may_be_plain)
    database = folder / copying.DATABASE
    if not database.is_file():
        raise BadBackup("It has no database in it.")
    with _in_the_file():
        if why := copying.fault(database):
            raise BadBackup(f"The database in it is damaged: {why}.")
        if copying.rows(database) != manifest.rows:
            raise BadBackup("The database in it has another number of rows than the manifest says.")
        was_older = _brought(database)
        _forget_backups(database)
        with moving.reading(copying.sqlite(database)):
            lost = {name for name in moving.named_files() if not (folder / MEDIA / name).is_file()}
    if lost := lost - set(manifest.lost):
        raise BadBackup(f"Pictures are missing in it: {', '.join(sorted(lost)[:5])}.")
    return manifest, was_older


@contextmanager
def _in_the_file() -> Iterator[None]:
    """Raise BadBackup for whatever a file has in it that no site of ours has."""
    try:
        yield
    except (DatabaseError, sqlite3.Error, InconsistentMigrationHistory, ValueError, TypeError) as error:
        if isinstance(error, BadBackup | archive.NoRoom):
            raise
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise BadBackup(f"It has what no site of ours has: {outage.reason(error).rstrip('.')}.") from error


def _forget_backups(database: Path) -> None:
    """Let the site that is brought back know nothing of nightly backups: those were made of, and by, another one."""
    with closing(sqlite3.connect(database)) as file, file:
        names = (nightly.NAME, jobs.FAILED % nightly.NAME)
        file.execute("DELETE FROM publishing_job WHERE name IN (?, ?)", names)


def _brought(database: Path) -> bool:
    """Bring the database of a backup to this release; return whether it was older."""
    with moving.instead(copying.sqlite(database)):
        found = release.of()
        if found == Release.NONE:
            raise BadBackup("The database in it is not one of this site.")
        if found == Release.NEWER:
            raise NewerBackup("It was made by a newer release of the site. Restore it with that release.")
        if found == Release.OLDER:
            archive.refuse_no_room(database.parent, database.stat().st_size)
            call_command("migrate", verbosity=0)
    with closing(sqlite3.connect(database)) as file:
        file.execute("PRAGMA journal_mode=DELETE")  # the file alone is all of it
    return found == Release.OLDER


def _other_settings(folder: Path) -> dict[str, str]:
    """Return what was set when the backup was made, and is set otherwise or not at all here."""
    from dotenv import dotenv_values

    now = making.current_settings()
    then = dotenv_values(folder / making.SETTINGS, interpolate=False)
    ours = {name: value or "" for name, value in then.items() if name not in _OF_A_MACHINE}
    return {name: value for name, value in ours.items() if now.get(name) != value}


def _has_secret(folder: Path) -> bool:
    """Whether the site will use the secret that the backup has, or none is known to have changed."""
    if not (folder / SECRET).is_file():
        return False
    kept = (settings.DATA_DIR / SECRET).read_text().strip() if (settings.DATA_DIR / SECRET).is_file() else ""
    return settings.SECRET_KEY in {kept, (folder / SECRET).read_text().strip()}


# Whether it may be put here


def _refuse_running() -> None:
    """Raise SiteRuns where somebody has the database open."""
    connection.close()
    if _others() if connection.vendor == "postgresql" else _is_open(Path(connection.settings_dict["NAME"])):
        connection.close()
        raise SiteRuns(
            "The site is running, or another program has its database open. Stop it, then restore again; "
            "nothing was touched."
        )
    connection.close()


def _is_open(place: Path) -> bool:
    """Whether another program has a file of SQLite open. If not, what stood beside it is in it afterwards."""
    if not place.is_file():
        return False
    try:
        with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    except sqlite3.DatabaseError:
        return False  # damaged: that may be why it is restored
    return False


def _others() -> int:
    """Return how many others of this account have a database of PostgreSQL open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def _refuse_rights() -> None:
    """Raise CannotRestore where the account may not put the old rows aside. On SQLite a file's folder decides."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_database_privilege(current_database(), 'CREATE') AND pg_has_role(nspowner, 'USAGE'),"
            " current_user, current_database() FROM pg_namespace WHERE nspname = current_schema()"
        )
        may, person, name = cursor.fetchone() or (False, "the account", "the database")
    connection.close()
    if not may:
        raise CannotRestore(
            f"{person} does not own the database {name}, so the old rows cannot be kept aside. "
            f"Let an administrator of PostgreSQL run: ALTER DATABASE {name} OWNER TO {person}"
        )


# In its place


@contextmanager
def _filled(database: Path) -> Iterator[None]:
    """On PostgreSQL, have every row in a schema beside the site's for the length of the block."""
    if connection.vendor != "postgresql":
        yield
        return
    known = connection.settings_dict
    _say_to_postgresql(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE", f"CREATE SCHEMA {_SCHEMA}")
    options = {**known["OPTIONS"], "options": f"{known['OPTIONS'].get('options', '')} -c search_path={_SCHEMA}".strip()}
    try:
        with moving.instead({"OPTIONS": options}), moving.reading(copying.sqlite(database)):
            moving.fill()
        yield
    finally:
        with suppress(DatabaseError):  # where it was put in place there is none any more
            _say_to_postgresql(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        connection.close()


def _say_to_postgresql(*statements: str) -> None:
    """Say something to PostgreSQL, all of it or nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _put_in_place(folder: Path, manifest: Manifest) -> tuple[Path | None, str]:
    """Put a site into the place of the old one; return where that is: a folder and, on PostgreSQL, a schema."""
    stamp = _stamp()
    aside = settings.DATA_DIR / stamp
    try:
        kept = _kept_aside(aside)
        _put_pictures(folder / MEDIA)
    except (
        BaseException
    ):  # nothing was exchanged: what is kept aside are second names of files that the site goes on with
        for left in (aside, _draft(aside)):
            shutil.rmtree(left, ignore_errors=True)
        raise
    schema = _exchange(folder / copying.DATABASE, stamp)
    for name in (SECRET, *making.PAPERS):
        if (folder / name).is_file():
            _put(folder / name, settings.DATA_DIR / name)
    _take_away_others(manifest)
    return kept, schema


def _exchange(database: Path, stamp: str) -> str:
    """Put the restored rows into the place of the old ones; return the schema of those, if it is kept."""
    if connection.vendor == "postgresql":
        return _exchange_schemas(stamp.replace("-", "_"))
    _put_file(database, Path(connection.settings_dict["NAME"]))
    return ""


def _draft(aside: Path) -> Path:
    return aside.with_name(f".{aside.name}")


def _stamp() -> str:
    """Return what the old state is called. One that was killed a moment ago has its second already."""
    said = f"before-{timezone.now():%Y%m%d-%H%M%S}"
    names = (said if number == 1 else f"{said}-{number}" for number in count(1))
    return next(name for name in names if not any((settings.DATA_DIR / f"{dot}{name}").exists() for dot in ("", ".")))


def said_of_killed() -> list[str]:
    """Return a sentence for each folder that is left of a restore which was killed before anything was exchanged. The
    site had all of it then; whether it still has, nobody here can tell, so nothing deletes one.
    """
    said = (
        "{} is left of a restore that was killed before it changed anything: the site had all that is in it. Delete it "
        "when the site has all that it should have."
    )
    said_of_rows = (
        "The schema {} of the database is left of a restore that was killed, if none is at work on another machine. "
        "The next restore takes it away, or DROP SCHEMA ... CASCADE does."
    )
    folders = [said.format(folder) for folder in sorted(settings.DATA_DIR.glob(".before-*"))]
    return folders + [said_of_rows.format(name) for name in _schemas(_SCHEMA)]


def said_of_kept(but: Path | None, schema: str) -> list[str]:
    """Return a sentence for each old state that other restores have kept, also those that were killed then. but,
    schema: the files and rows that this one has kept.
    """
    said = "{} is the state from before another restore, which may have been killed. Delete it when you are sure."
    said_of_rows = "The schema {} has the rows from before another restore (DROP SCHEMA ... CASCADE)."
    folders = [said.format(folder) for folder in sorted(settings.DATA_DIR.glob("before-*")) if folder != but]
    return folders + [said_of_rows.format(name) for name in _schemas("before\\_%") if name != schema]


def _schemas(like: str) -> list[str]:
    """Return which schemas of the database are called so; none where there are no schemas, or it is away."""
    if connection.vendor != "postgresql":
        return []
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s ORDER BY nspname", [like])
        return [name for (name,) in cursor.fetchall()]
    return []


def _kept_aside(aside: Path) -> Path | None:
    """Keep the files of the old state in a folder; they take no room twice. Returns None where there is none."""
    database = [Path(f"{connection.settings_dict['NAME']}{ending}") for ending in ("", "-wal", "-shm")]
    papers = [settings.DATA_DIR / name for name in (SECRET, *making.PAPERS)]
    pictures = list(media.names())
    if connection.vendor == "sqlite" and not database[0].is_file() and not pictures:
        return None
    draft = _draft(aside)
    draft.mkdir(mode=0o700)
    for path in [*(database if connection.vendor == "sqlite" else []), *papers]:
        if path.is_file():
            media.second_name(path, draft / path.name)
    for name in pictures:
        media.keep(name, draft / MEDIA / name)
    return draft.rename(aside)


def _put_pictures(folder: Path) -> None:
    """Put the backup's pictures beside those that are there."""
    for path in folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            if place := media.place(name):
                _put(path, place)
            else:
                media.send(path, name)


def _put(path: Path, place: Path) -> None:
    """Put a file in place whole, also on another disk."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        draft = place.with_name(f".{place.name}.new")
        shutil.copyfile(path, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(place)


def _put_file(database: Path, place: Path) -> None:
    """Put a file of SQLite in place of the site's. What stands beside that one is of no use to the new one."""
    for ending in ("-wal", "-shm"):
        Path(f"{place}{ending}").unlink(missing_ok=True)  # only a damaged file still has them, and they are kept aside
    _put(database, place)
    os.sync()


def _exchange_schemas(name: str) -> str:
    """Let the schema of the restored rows be the site's; return the old one's name, if there is anything in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        usual = cursor.fetchone()[0]
    _say_to_postgresql(f'ALTER SCHEMA "{usual}" RENAME TO {name}', f'ALTER SCHEMA {_SCHEMA} RENAME TO "{usual}"')
    try:
        _say_to_postgresql(f"DROP SCHEMA {name}")  # refused where there is anything in it
    except DatabaseError:
        return name
    return ""


def _take_away_others(manifest: Manifest) -> None:
    """Take away pictures that the restored site does not know. They are kept aside."""
    for name in list(media.names()):
        if f"{MEDIA}/{name}" not in manifest.members:
            default_storage.delete(name)
