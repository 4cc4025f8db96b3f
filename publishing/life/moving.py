"""Moving a whole site into a new, empty database: every row as it is, and the files that the rows name.

Models are found by their apps, so that a new one moves by itself. The old database is read in one snapshot and never
written; the new one is filled in one transaction in which every row is read back, so that it is empty or whole.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery

from publishing.life import media, outage, release
from publishing.life.models import ClinicProfile, ContentVersion, Page, StoredPicture
from publishing.life.models.version import lock
from publishing.life.release import Release

OLD, NEW = "old", DEFAULT_DB_ALIAS
ROWS = 100  # rows that are held in memory at a time; a page and its HTML may be 200 kB
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
SECRET, MEDIA = "secret-key", "media"
#: Tables that stay behind, each with the reason.
LEFT = {
    "sessions.Session": "whoever was signed in signs in again",
    **{
        f"axes.{name}": "wrong passwords are counted anew"
        for name in ("AccessAttempt", "AccessAttemptExpiration", "AccessFailureLog", "AccessLog")
    },
}
#: Rows that every database has of its own and numbers by itself. Whatever points to one finds it by its natural key.
MATCHED: tuple[type[Model], ...] = (ContentType, Permission)
#: Rows that are in a new database from the start. The old site's take their place.
SEEDED: tuple[type[Model], ...] = (Group.permissions.through, Group, ContentVersion)

#: For each matched model, which row of the new database an old number means.
Numbers = Mapping[type[Model], Mapping[int, int]]


class CannotMove(ValueError):
    """Why a site cannot be moved, in a sentence for the operator. The new database is as empty as before."""


@dataclass(frozen=True)
class Moved:
    """What was moved. rows: their number by model. files: how many were copied, 0 where they were in place.

    lost: names of pictures that the rows name and the old site had no file of. has_secret: whether the new site uses
    the key that the old one kept in its folder, so that what it signed holds.
    """

    old: str
    new: str
    rows: Mapping[type[Model], int]
    files: int
    lost: list[str]
    has_secret: bool


def moved_models() -> list[type[Model]]:
    """Return every model whose rows are moved, in the order of the apps."""
    found = apps.get_models(include_auto_created=True)
    ours = [model for model in found if model._meta.managed and not model._meta.proxy]
    return [model for model in ours if model not in MATCHED and model._meta.label not in LEFT]


def described(known: Mapping[str, Any]) -> str:
    """Return what a database is, by its settings and without a password."""
    if known["ENGINE"] == SQLITE:
        return f"SQLite, {known['NAME']}"
    return f"PostgreSQL, {known['NAME']} on {known['HOST'] or 'this machine'}"


def move(url: str, files: Path | None = None) -> Moved:
    """Move the site at a DATABASE_URL into the database and the DATA_DIR of the settings.

    files: the old site's DATA_DIR; where none is given, the folder of an SQLite file, else that of the settings.
    Raises CannotMove, with the new database as empty as before.
    """
    old = _settings_of(url)
    with reading(old):
        folder = files or (Path(old["NAME"]).parent if old["ENGINE"] == SQLITE else None)
        with _told("Nothing was moved, and the new database is as empty as before"):
            _check_empty()
            lost = _check_files(folder)
            folder = folder or settings.DATA_DIR
            _check_room(folder)
            has_secret = _will_have_secret(folder)
            files_copied = _copy_files(folder)
            rows = fill()
    return Moved(described(old), described(connections[NEW].settings_dict), rows, files_copied, lost, has_secret)


@contextmanager
def reading(known: Mapping[str, Any]) -> Iterator[None]:
    """Read the site in a database, as it is now, for the length of the block: what is to be moved, and never written.

    known: the settings of its database. Raises CannotMove where it is no site of this release, or cannot be read.
    """
    with _opened(known), _told("The old database cannot be read"), _snapshot():
        _check_old()
        yield


def fill() -> dict[type[Model], int]:
    """Copy every row of what is read into the site's new database, and return their number by model.

    It is made ready first, and must be empty. Raises CannotMove, with the new database as empty as before.
    """
    with _told("Nothing was moved, and the new database is as empty as before"):
        release.bring()
        return _copy_rows()


@contextmanager
def instead(known: Mapping[str, Any]) -> Iterator[None]:
    """Let the site's database be another one for the length of the block: one that is made beside it.

    known: its settings. Only for a process that serves nobody.
    """
    usual, kept = connections[NEW], connections.databases[NEW]
    usual.close()
    connections.databases[NEW] = {**kept, **known}
    del connections[NEW]
    try:
        yield
    finally:
        connections[NEW].close()
        connections[NEW], connections.databases[NEW] = usual, kept


# The old database


def _settings_of(url: str) -> dict[str, Any]:
    """Return the settings of the old database. Raises CannotMove."""
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError as error:
        said = "sqlite:////srv/old/var/db.sqlite3 or postgres://user:password@host/name"
        raise CannotMove(f"The old site's DATABASE_URL must be like {said}.") from error
    if found["ENGINE"] not in {SQLITE, POSTGRESQL}:
        raise CannotMove("A site of ours is on SQLite or on PostgreSQL.")
    if found["ENGINE"] == SQLITE and not Path(found["NAME"]).is_file():
        raise CannotMove(f"There is no file {Path(found['NAME']).absolute()}.")
    if _place(found) == _place(connections[NEW].settings_dict):
        raise CannotMove("The old and the new database are the same. DATABASE_URL must name the new one.")
    return found


def _place(known: Mapping[str, Any]) -> tuple[str, ...]:
    """Return where a database is."""
    if known["ENGINE"] == SQLITE:
        return (str(Path(known["NAME"]).resolve()),)
    host = known["HOST"] or "localhost"
    return ("localhost" if host in {"127.0.0.1", "::1"} else host, str(known["PORT"] or 5432), known["NAME"])


@contextmanager
def _opened(known: Mapping[str, Any]) -> Iterator[None]:
    """Make a database known as the old one, to be read only, for the length of the block."""
    options = dict(known.get("OPTIONS", {}))
    name = known["NAME"]
    if known["ENGINE"] == SQLITE:
        name = f"{Path(name).absolute().as_uri()}?mode=ro"
        options = {"timeout": 20, "transaction_mode": "DEFERRED"}  # a reader, who waits for nobody
    else:
        given = options.get("options", "")
        options |= {"options": f"{given} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0".strip()}
        options.setdefault("connect_timeout", 10)
    connections.databases[OLD] = {**connections.databases[NEW], **known, "NAME": name, "OPTIONS": options}
    try:
        yield
    finally:
        connections[OLD].close()
        del connections[OLD], connections.databases[OLD]


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read the old database as it is now, whatever is written to it meanwhile, for the length of the block."""
    with transaction.atomic(using=OLD):
        if connections[OLD].vendor == "postgresql":
            with connections[OLD].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Raise CannotMove for what a database or a disk refuses, with what it said."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        raise CannotMove(f"{what}: {outage.reason(error).rstrip('.')}.") from error


def _check_old() -> None:
    """Raise CannotMove where the old database is no site of this release."""
    found = release.of(OLD)
    if found == Release.NONE:
        raise CannotMove("The old database is not one of this site: it has none of its tables.")
    if found == Release.OLDER:
        raise CannotMove("The old site is of an older release. Start this release on it once, then move it.")
    if found == Release.NEWER:
        raise CannotMove("The old site is of a newer release than this code. Move it with its own release.")
    if not any(model._base_manager.using(OLD).exists() for model in (Page, User)):
        raise CannotMove("The old site has no pages and no people: there is nothing to move.")


# The new database


def _check_empty() -> None:
    """Raise CannotMove where the new database has a row of a site already; it may have no tables yet."""
    tables = set(connections[NEW].introspection.table_names())
    models: list[type[Model]] = [Page, User, *moved_models()]  # what says most comes first
    there = [model for model in models if model._meta.db_table in tables and model not in SEEDED]
    if full := [model for model in there if model._base_manager.using(NEW).exists()]:
        said = "Name an empty one in DATABASE_URL, on which the site was not started yet; nothing was touched."
        raise CannotMove(f"The new database holds {full[0]._meta.verbose_name_plural} already. {said}")


def _copy_rows() -> dict[type[Model], int]:
    """Copy every row in one transaction, and return their number by model.

    References are checked when all rows are there: a page names its live text, and the text its page.
    """
    models = moved_models()
    with transaction.atomic(using=NEW):
        lock()  # a library that is loaded at the same moment waits, and finds the site
        _check_empty()
        for model in SEEDED:
            model._base_manager.using(NEW).all().delete()
        numbers = _numbers()
        rows = {model: _copy_table(model, numbers) for model in models}
        with connections[NEW].cursor() as cursor:
            for statement in connections[NEW].ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
        connections[NEW].check_constraints()
        _check_counts(rows)
    return rows


def _numbers() -> Numbers:
    """Return which row of the new database each matched row of the old one is; what is missing there is made."""
    kinds = {
        old.pk: ContentType.objects.using(NEW).get_or_create(app_label=old.app_label, model=old.model)[0].pk
        for old in ContentType.objects.using(OLD)
    }
    permissions = Permission.objects.using(NEW)
    rights = {
        old.pk: permissions.get_or_create(
            content_type_id=kinds[old.content_type_id], codename=old.codename, defaults={"name": old.name}
        )[0].pk
        for old in Permission.objects.using(OLD).order_by()
    }
    return {ContentType: kinds, Permission: rights}


def _copy_table(model: type[Model], numbers: Numbers) -> int:
    """Copy the rows of a table, read them back, and return their number."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    names = [field.attname for field in fields]
    renumbered = [(field.attname, new) for field in fields for to, new in numbers.items() if field.related_model is to]
    rows = model._base_manager.using(OLD).order_by("pk").values(*names).iterator(chunk_size=ROWS)
    count, size = 0, _at_once(fields)
    while some := list(islice(rows, size)):
        for name, new in renumbered:
            for row in some:
                row[name] = row[name] and new[row[name]]
        _write(model, fields, some)
        count += len(some)
    return count


def _at_once(fields: list[Field]) -> int:
    """Return how many rows of these fields one statement may have."""
    return min(ROWS, connections[NEW].ops.bulk_batch_size(fields, range(ROWS)))


def _write(model: type[Model], fields: list[Field], rows: list[dict[str, Any]]) -> None:
    """Write rows as they are: no field sets its time anew, and a child's row goes without its parent's."""
    key, table = model._meta.pk.attname, model._base_manager.using(NEW)
    try:
        query = InsertQuery(model)
        query.insert_values(fields, [model(**row) for row in rows], raw=True)
        query.get_compiler(using=NEW).execute_sql()
    except (DatabaseError, ValueError) as error:
        where = f"{model._meta.label}, {rows[0][key]} to {rows[-1][key]}"
        raise CannotMove(f"The new database does not take these rows ({where}): {outage.reason(error)}") from error
    wanted = {row[key]: row for row in rows}
    found = {row[key]: row for row in table.filter(pk__in=wanted).values(*(field.attname for field in fields))}
    if found != wanted:
        wrong = next(pk for pk, row in wanted.items() if found.get(pk) != row)
        raise CannotMove(f"The new database keeps another row than it was given ({model._meta.label}, {wrong}).")


def _check_counts(rows: Mapping[type[Model], int]) -> None:
    """Raise CannotMove where a table has another number of rows than were copied."""
    for model, count in rows.items():
        if (found := model._base_manager.using(NEW).count()) != count:
            raise CannotMove(f"{model._meta.label} has {found} rows instead of {count}; nothing was moved.")


# Files


def _check_files(folder: Path | None) -> list[str]:
    """Return the pictures that the old site names and has no file of. Raises CannotMove where there are no others.

    folder: None where nobody has named it. Then it is the new site's, if the pictures prove it.
    """
    place = folder or settings.DATA_DIR
    if not place.is_dir():
        raise CannotMove(f"There is no folder {place.absolute()}.")
    named = set(named_files())
    lost = sorted(name for name in named if not (place / MEDIA / name).is_file() and media.size_of(name) is None)
    if len(lost) == len(named) and (named or folder is None):
        raise CannotMove(f"The old site's pictures are not in {place}. Name its DATA_DIR with --files.")
    return lost


def _will_have_secret(folder: Path) -> bool:
    """Whether the new site will use the secret that the old one keeps in its folder, and none of its own settings."""
    old, new = (path.read_text().strip() if path.is_file() else "" for path in (folder / SECRET, _secret()))
    return bool(old) and settings.SECRET_KEY in {old, new}


def _secret() -> Path:
    return settings.DATA_DIR / SECRET


def named_files() -> Iterator[str]:
    """Yield the name of every file that a row of the old database names."""
    yield from ClinicProfile.objects.using(OLD).exclude(logo="").values_list("logo", flat=True)
    for picture in StoredPicture.objects.using(OLD):
        yield from (picture.original, picture.file)
        yield from (file for _type, files in picture.variants for file, _width in files)


def _waiting(folder: Path) -> Iterator[tuple[Path, Path | str]]:
    """Yield each file that is still to be copied, and where to: a place, or its name in the bucket."""
    for path in sorted(path for path in (folder / MEDIA).rglob("*") if path.is_file()):
        name = path.relative_to(folder / MEDIA).as_posix()
        if media.size_of(name) != path.stat().st_size:
            yield path, media.place(name) or name
    secret, there = folder / SECRET, _secret()
    if secret.is_file() and not (there.is_file() and there.read_bytes() == secret.read_bytes()):
        yield secret, there


def _check_room(folder: Path) -> None:
    """Raise CannotMove where the disk has no room for the files, and for the database where it is a file."""
    needed = sum(path.stat().st_size for path, there in _waiting(folder) if isinstance(there, Path))
    if connections[NEW].vendor == "sqlite":
        needed += 2 * _size_of_old()  # the file, and as much beside it until all is in it
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < needed:
        mega = 1_000_000
        raise CannotMove(
            f"{settings.DATA_DIR} has {free // mega} MB free, and about {needed // mega + 1} MB are needed."
        )


def _size_of_old() -> int:
    """Return the bytes of the old database."""
    is_sqlite = connections[OLD].vendor == "sqlite"
    size = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connections[OLD].cursor() as cursor:
        cursor.execute(f"SELECT {size}" if is_sqlite else "SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def _copy_files(folder: Path) -> int:
    """Copy pictures and secret, each whole or not at all, and return how many there were to copy."""
    count = 0
    for path, there in _waiting(folder):
        count += 1
        if isinstance(there, str):
            media.send(path, there)
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        draft = there.with_name(f".{there.name}.new")
        shutil.copyfile(path, draft)
        draft.replace(there)
    return count
