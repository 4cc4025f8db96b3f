"""The database as it was at one moment: a file of SQLite that either engine takes back, and PostgreSQL's own dump.

The file of SQLite is both on SQLite: the engine's own copy, and the neutral one. On PostgreSQL the command that moves a
site fills it, from the very snapshot that pg_dump reads. What a move leaves behind, such as who is signed in, stays
behind here too (`moving.LEFT`).
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.db.backends.postgresql.client import DatabaseClient

from publishing.life import moving

DATABASE, DUMP = "site.sqlite3", "site.dump"
#: What whoever fills a file of SQLite holds meanwhile (`release.bring`): empty, and in older backups from PostgreSQL.
LOCK = f".{DATABASE}.lock"


class CannotCopy(ValueError):
    """Why the database cannot be copied, in a sentence for the operator."""


class NoProgram(CannotCopy):
    """A program that is needed is not on this machine."""


def copy(folder: Path, program: str | None) -> None:
    """Copy the site's database into a folder, as it is now, while the site goes on.

    program: what `dumper` says. Raises CannotCopy, moving.CannotMove, DatabaseError.
    """
    if connection.vendor == "sqlite":
        _copy_sqlite(folder / DATABASE)
        return
    known = dict(connection.settings_dict)
    with moving.instead(sqlite(folder / DATABASE)), moving.reading(known):
        if program:
            _dump(program, known, folder / DUMP)
        moving.fill()
        connection.close()  # the last one to close writes what stands beside the file into it
    (folder / LOCK).unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / DATABASE)) as file:
        file.execute("PRAGMA journal_mode=DELETE")


def sqlite(file: Path) -> dict[str, Any]:
    """Return the settings of a database of SQLite that nobody else opens."""
    options = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"}
    return {"ENGINE": moving.SQLITE, "NAME": str(file), "OPTIONS": options | {"transaction_mode": "IMMEDIATE"}}


def _copy_sqlite(place: Path) -> None:
    """Copy SQLite's file by its own means, which hold up nobody. Raises CannotCopy where the copy is not whole."""
    with _opened(connection.settings_dict["NAME"], "ro") as site:
        site.execute("VACUUM INTO ?", [str(place)])
    with _opened(place, "rw") as copy:
        copy.execute("PRAGMA secure_delete=ON")
        for table in _left():
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of Django's)
    if why := fault(place):
        raise CannotCopy(f"The database is damaged ({why}). Keep the backups that you have, and ask for help.")


def _left() -> list[str]:
    """Return the tables whose rows stay behind."""
    return [apps.get_model(label)._meta.db_table for label in moving.LEFT]


def fault(file: Path) -> str:
    """Return what is wrong with a file of SQLite, or nothing."""
    try:
        with _opened(file, "ro") as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
            lost = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if said != ["ok"]:
        return " ".join(str(said[0]).split())
    return f"a row of {lost[0]} names one of {lost[2]} that is not there" if lost else ""


def rows(file: Path) -> dict[str, int]:
    """Return how many rows there are in each table of a file of SQLite."""
    with _opened(file, "ro") as database:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        names = [name for (name,) in database.execute(tables).fetchall()]
        return {name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


@contextmanager
def _opened(name: str | Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Open a file of SQLite with Python's own means. mode: ro or rw."""
    place = str(name) if str(name).startswith("file:") else f"{Path(name).absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(place, uri=True, timeout=20, isolation_level=None)) as database:
        yield database


# PostgreSQL's own dump


def dumper(*, is_neutral_only: bool) -> str | None:
    """Return where the program is that makes PostgreSQL's own dump; None where there is to be none. Raises NoProgram.

    Whoever makes a backup asks before anything is copied.
    """
    if is_neutral_only or connection.vendor == "sqlite":
        return None
    if found := shutil.which("pg_dump"):
        return found
    said = "Install PostgreSQL's client programs (Debian: apt-get install postgresql-client)"
    raise NoProgram(f"pg_dump was not found. {said}, or add --without-pg-dump: `restore` needs no dump.")


def _dump(program: str, known: Mapping[str, Any], place: Path) -> None:
    """Let pg_dump write what is being read. A password goes by its environment, which nobody else sees."""
    with connections[moving.OLD].cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
    said = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}", f"--snapshot={snapshot}"]
    said += [*(f"--exclude-table-data={schema}.{table}" for table in _left()), f"--file={place}"]
    # Its own check of TLS and passwords, as `dbshell` has it; what else the address says is for Django's connection.
    (_psql, *arguments), environment = DatabaseClient.settings_to_cmd_args_env(dict(known), said)
    done = subprocess.run(  # noqa: S603 (our own words)
        [program, *arguments],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        why = next(iter(done.stderr.strip().splitlines()), f"it ended with status {done.returncode}")
        raise CannotCopy(f"pg_dump could not make its copy: {why}.")
