"""A backup and what comes back from it: every row and picture, on either database; a broken one changes nothing."""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import timezone

from publishing.life import jobs
from publishing.life.backups import archive, copying, making, restoring, unpacking
from publishing.life.models import Note, Page
from publishing.management.commands._backups import STATUSES
from tests.publishing.life.whole import ON_SQLITE, rows, url_of
from website.management.commands import serve

needs_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="of what is the same on both, on the quicker one")
needs_both = pytest.mark.skipif(ON_SQLITE, reason="needs two databases; the suite's run on PostgreSQL has them")


def manage(data: Path, *arguments, url: str = "", **environment: str) -> subprocess.Popen:
    """Start a command on a data folder of its own."""
    own = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "SITE_URL": "http://testserver", **environment}
    command = [sys.executable, settings.BASE_DIR / "manage.py", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=own | ({"DATABASE_URL": url} if url else {}), **pipes)


def done(process: subprocess.Popen) -> str:
    said, complaints = process.communicate(timeout=300)
    assert (process.returncode, complaints) == (0, "")
    return said


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


# Every row and every picture, in every direction


@pytest.mark.slow
@pytest.mark.both_databases
def test_every_row_and_picture_comes_back_from_a_backup(site, opened, tmp_path):
    before, there = rows("default"), tmp_path / "there"
    assert [label for label, found in before.items() if not found] == []
    file = tmp_path / "site.backup"
    done(manage(settings.DATA_DIR, "backup", file, url=url_of(connection.settings_dict)))
    done(manage(there, "restore", file))
    with opened(f"sqlite:///{there}/db.sqlite3") as other:
        assert rows(other) == before
        assert [model.objects.using(other).count() for model in (Session, AccessAttempt)] == [0, 0]
        assert User.objects.using(other).create(username="next").pk > max(before["auth.User"])
    assert files(there / "media") == files(settings.MEDIA_ROOT) != {}
    with tarfile.open(file) as members:
        names = {name for name in members.getnames() if not name.startswith("media/")}
    own = {archive.MANIFEST, copying.DATABASE, making.SETTINGS}
    assert names == own | (set() if ON_SQLITE else {copying.DUMP})


@pytest.mark.slow
@pytest.mark.both_databases
@needs_both
def test_a_backup_goes_from_postgresql_to_sqlite_and_back_and_the_old_rows_are_kept(
    site, opened, second_database, tmp_path
):
    before, first, second = rows("default"), tmp_path / "first.backup", tmp_path / "second.backup"
    done(manage(settings.DATA_DIR, "backup", first, url=url_of(connection.settings_dict)))
    done(manage(tmp_path / "between", "restore", first))
    done(manage(tmp_path / "between", "backup", second))
    said = done(manage(tmp_path / "end", "restore", second, url=second_database))
    assert "schema" not in said  # there were no rows before
    with opened(second_database) as other:
        assert rows(other) == before
        Note.objects.using(other).all().delete()
        changed = rows(other)
    said = done(manage(tmp_path / "end", "restore", first, url=second_database))
    with opened(second_database) as other:
        assert rows(other) == before
        for model in (User, Note, Page.related.through, Group.permissions.through):
            table = model._meta.db_table
            assert model.objects.using(other).order_by("-pk").values_list("pk", flat=True)[0] < next_of(other, table)
    schema = said.partition("in the schema ")[2].split()[0]
    with opened(f"{second_database}?options=-csearch_path%3D{schema}") as other:
        assert rows(other) == changed


def next_of(alias: str, table: str) -> int:
    """The number that the next row of a table gets."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return cursor.fetchone()[0]


@pytest.mark.slow
@pytest.mark.both_databases
@needs_both
def test_the_engines_own_dump_has_every_row_as_well(site, opened, second_database, tmp_path):
    before, file = rows("default"), tmp_path / "site.backup"
    done(manage(settings.DATA_DIR, "backup", file, url=url_of(connection.settings_dict)))
    assert rows_of_the_dump(file, opened, second_database, tmp_path) == before


def rows_of_the_dump(file: Path, opened, database: str, folder: Path) -> dict[str, dict]:
    """Let pg_restore bring the dump in a backup into a new database, and return every row there."""
    with tarfile.open(file) as members:
        members.extract(copying.DUMP, folder, filter="data")
    with opened(database) as other, connections[other].cursor() as cursor:
        cursor.execute("DROP SCHEMA public")  # it is in the dump
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={database}", str(folder / copying.DUMP)], check=True)
    with opened(database) as other:
        return rows(other)


#: Makes a backup; when the moment that it holds is fixed and nothing is copied yet, somebody else writes.
MEANWHILE = """
import psycopg
from django.core.management import call_command
from publishing.life.backups import copying
dump = copying._dump
def meanwhile(*arguments):
    with psycopg.connect({url!r}) as other:
        other.execute("DELETE FROM publishing_note")
        other.execute("UPDATE publishing_page SET title = 'Meanwhile'")
    dump(*arguments)
copying._dump = meanwhile
call_command("backup", {file!r})
"""


@pytest.mark.slow
@pytest.mark.both_databases
@needs_both
def test_what_is_done_while_a_backup_of_postgresql_is_made_is_in_neither_copy_in_it(
    site, opened, second_database, tmp_path
):
    before, file, url = rows("default"), tmp_path / "site.backup", url_of(connection.settings_dict)
    code = MEANWHILE.format(url=url, file=str(file))
    done(manage(settings.DATA_DIR, "shell", "-v0", "--no-imports", "-c", code, url=url))
    assert not Note.objects.exists() and Page.objects.first().title == "Meanwhile"
    done(manage(tmp_path / "there", "restore", file))
    with opened(f"sqlite:///{tmp_path}/there/db.sqlite3") as other:
        assert rows(other) == before
    assert rows_of_the_dump(file, opened, second_database, tmp_path) == before


@pytest.mark.both_databases
@needs_both
def test_a_missing_pg_dump_is_a_sentence_with_a_status_and_a_way_around(site, tmp_path, monkeypatch):
    monkeypatch.setattr(copying.shutil, "which", lambda name: None)
    assert failed("backup", tmp_path / "site.backup") == (7, "pg_dump was not found.")
    assert not list(tmp_path.iterdir())
    url = url_of(connection.settings_dict)
    done(manage(settings.DATA_DIR, "backup", tmp_path / "site.backup", "--without-pg-dump", url=url))
    done(manage(tmp_path / "there", "restore", "--check", tmp_path / "site.backup"))


@pytest.mark.slow
@pytest.mark.both_databases
@needs_both
def test_a_site_on_postgresql_that_is_used_is_not_restored(site, opened, second_database, tmp_path):
    file = tmp_path / "site.backup"
    done(manage(settings.DATA_DIR, "backup", file, url=url_of(connection.settings_dict)))
    with opened(second_database) as other:
        assert other == "other" and not tables_of(other)
        process = manage(tmp_path / "end", "restore", file, url=second_database)
        assert "The site is running, or another program has its database open." in process.communicate()[1]
        assert process.returncode == 6
        assert not tables_of(other)


def tables_of(alias: str) -> list[str]:
    return connections[alias].introspection.table_names()


# What it is like, on SQLite, where a database is a file


def failed(command: str, *arguments, **options) -> tuple[int, str]:
    """Run a command that fails; return its status and its first sentence."""
    with pytest.raises(CommandError) as error:
        call_command(command, *map(str, arguments), **options)
    said = str(error.value)
    assert "\n" not in said and "Traceback" not in said
    return error.value.returncode, said.split(". ")[0].removesuffix(".") + "."


def state(folder: Path) -> dict[str, bytes]:
    """What a site has, with what stands beside its database written into it."""
    connection.close()
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        words = "\n".join(database.iterdump()).encode()
    return files(folder / "media") | {"rows": words, "secret": (folder / "secret-key").read_bytes()}


@needs_sqlite
def test_a_backup_is_for_its_owner_alone_and_says_what_is_in_it(folder, tmp_path, capsys):
    call_command("backup", str(file := tmp_path / "site.backup"))
    said = capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    assert f"{Page.objects.count()} pages and shared texts" in said and "It is not encrypted" in said


@needs_sqlite
def test_settings_are_in_it_without_their_secrets(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CLINIC_PHONE", "555 0100")
    monkeypatch.setenv("EMAIL_HOST_PASSWORD", "hush")
    monkeypatch.setenv("BACKUP_KEY", "age1public")
    monkeypatch.setenv("DATABASE_URL", "postgres://site:hush@host/name")
    call_command("backup", str(tmp_path / "site.backup"))
    with tarfile.open(tmp_path / "site.backup") as members:
        said = members.extractfile(making.SETTINGS).read().decode()
        assert "secret-key" not in members.getnames()
    assert "CLINIC_PHONE=555 0100\n" in said and "DATABASE_URL=postgres://site@host/name\n" in said
    assert "hush" not in said and "SECRET_KEY" not in said and "BACKUP_KEY=age1public\n" in said


@needs_sqlite
def test_a_letter_that_waits_goes_out_after_a_restore_and_nobody_reads_its_link_in_the_backup(folder, tmp_path):
    User.objects.create_user("boss", "boss@clinic.example", "a long enough password", is_staff=True)
    Client().post("/admin/forgotten/", {"email": "boss@clinic.example"})
    call_command("backup", str(tmp_path / "site.backup"))
    with tarfile.open(tmp_path / "site.backup") as members:
        raw = members.extractfile(copying.DATABASE).read()
    assert b"boss@clinic.example" in raw and b"/admin/password/" not in raw
    call_command("restore", str(tmp_path / "site.backup"))
    mail.outbox.clear()
    jobs.run("send_letters")
    link = re.search(r"http://testserver(/admin/password/\S+)", mail.outbox[0].body)[1]
    assert Client().get(link).headers["Location"].endswith("/set-password/")


@needs_sqlite
def test_what_is_done_while_a_backup_is_made_is_not_in_it_by_half(folder, tmp_path):
    with closing(sqlite3.connect(folder / "db.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("UPDATE publishing_contentversion SET number = 77777")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE publishing_contentversion SET number = 88888")
        call_command("backup", str(tmp_path / "site.backup"))
        other.execute("ROLLBACK")
    done(manage(tmp_path / "there", "restore", tmp_path / "site.backup"))
    with closing(sqlite3.connect(tmp_path / "there" / "db.sqlite3")) as there:
        assert there.execute("SELECT number FROM publishing_contentversion").fetchall() == [(77777,)]


@needs_sqlite
def test_a_picture_that_is_thrown_away_while_a_backup_is_made_is_in_it(folder, tmp_path, monkeypatch):
    gone = next(path for path in (folder / "media").rglob("*.svg"))
    whole, copy = files(folder / "media"), copying.copy

    def meanwhile(*arguments, **options):
        gone.unlink()
        copy(*arguments, **options)

    monkeypatch.setattr(copying, "copy", meanwhile)
    call_command("backup", str(tmp_path / "site.backup"))
    done(manage(tmp_path / "there", "restore", tmp_path / "site.backup"))
    assert files(tmp_path / "there" / "media") == whole


@needs_sqlite
def test_a_site_comes_back_and_what_was_there_is_kept_aside(folder, file, capsys):
    before = state(folder)
    User.objects.create(username="after")
    (gone := next((folder / "media").rglob("*.svg"))).unlink()
    (folder / "media" / "new.svg").write_text("a picture")
    after = state(folder)
    call_command("restore", str(file))
    assert state(folder) == before and gone.exists()
    (aside,) = folder.glob("before-*")
    assert state(aside) == after
    assert f"The old state is kept in {aside}" in capsys.readouterr().out


@needs_sqlite
def test_a_restore_that_finds_no_room_leaves_no_second_names_of_what_the_site_goes_on_with(folder, file, monkeypatch):
    def is_full(path, place):
        raise OSError(28, "No space left on device")

    before = state(folder)
    monkeypatch.setattr(restoring, "_put", is_full)
    assert failed("restore", file)[0] != 0
    assert state(folder) == before and not list(folder.glob("*before-*"))
    assert (folder / "db.sqlite3").stat().st_nlink == 1


@needs_sqlite
def test_a_site_whose_database_is_damaged_comes_back(folder, file):
    before = state(folder)
    (folder / "db.sqlite3").write_bytes(broken := b"words, and more of them " * 999)
    call_command("restore", str(file))
    assert state(folder) == before
    (aside,) = folder.glob("before-*")
    assert (aside / "db.sqlite3").read_bytes() == broken


@needs_sqlite
def test_an_encrypted_backup_has_the_key_of_links_and_comes_back_with_its_own_key_alone(
    folder, tmp_path, settings, capsys
):
    call_command("backup_key", str(tmp_path / "key"))
    settings.BACKUP_KEY = capsys.readouterr().out.strip().removeprefix("BACKUP_KEY=")
    assert failed("backup_key", tmp_path / "key", another=True) == (1, f"There is {tmp_path}/key already.")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    call_command("backup", str(tmp_path / "site.backup"))
    before, raw = state(folder), (tmp_path / "site.backup").read_bytes()
    assert b"Sciatica" not in raw and not list(tmp_path.glob("*.tar.gz"))
    (folder / "secret-key").write_text("another")
    assert failed("restore", tmp_path / "site.backup") == (3, f"{tmp_path}/site.backup is encrypted.")
    call_command("backup_key", str(tmp_path / "other"), another=True)
    why = failed("restore", tmp_path / "site.backup", key=tmp_path / "other")
    assert why[0] == 3 and "The key does not open it" in why[1]
    assert not list(folder.glob("before-*"))
    call_command("restore", str(tmp_path / "site.backup"), key=tmp_path / "key")
    assert state(folder) == before


def test_a_second_key_takes_the_place_of_the_first_only_where_that_is_said(tmp_path, settings, capsys):
    """`>> .env` had put it there unseen, and older backups did not open with the key that was at hand."""
    settings.BACKUP_KEY = "age1older"
    status, said = failed("backup_key", tmp_path / "key")
    assert (status, said) == (1, "BACKUP_KEY is set: backups are encrypted already, and nothing was made.")
    assert capsys.readouterr().out == "" and not (tmp_path / "key").exists()
    call_command("backup_key", str(tmp_path / "key"), another=True)
    assert capsys.readouterr().out.startswith("\nBACKUP_KEY=age1")


@needs_sqlite
def test_a_key_that_is_none_is_a_sentence(folder, file, tmp_path, settings):
    settings.BACKUP_KEY = "age1nonsense"
    assert failed("backup", tmp_path / "other.backup") == (3, "BACKUP_KEY is no public key.")
    settings.BACKUP_KEY = str(pyrage.x25519.Identity.generate().to_public())
    call_command("backup", str(tmp_path / "closed.backup"))
    (tmp_path / "key").write_text("# nothing\n")
    said = "The file of --key holds no secret key: a line that begins with AGE-SECRET-KEY-1."
    assert failed("restore", tmp_path / "closed.backup", key=tmp_path / "key") == (3, said)
    assert failed("restore", tmp_path / "closed.backup", key=tmp_path / "no")[0] == 3


@needs_sqlite
def test_a_backup_is_never_written_over(folder, file):
    before = file.read_bytes()
    assert failed("backup", file) == (1, f"There is {file} already.")
    assert file.read_bytes() == before
    assert failed("backup", file.parent / "nowhere" / "x") == (1, f"There is no folder {file.parent}/nowhere.")


@needs_sqlite
def test_a_second_one_at_the_same_time_is_refused(folder, file, tmp_path):
    with making.only_one():
        assert failed("backup", tmp_path / "second") == (6, "Another backup or restore is at work here.")
        assert failed("restore", file) == (6, "Another backup or restore is at work here.")


@needs_sqlite
def test_a_site_that_runs_is_not_restored(folder, file):
    before = state(folder)
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
            "c.execute('PRAGMA journal_mode=WAL'); c.execute('SELECT * FROM auth_user'); print(flush=True); input()",
            folder / "db.sqlite3",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    process.stdout.readline()
    why = failed("restore", file)
    process.communicate(b"\n")
    assert why == (6, "The site is running, or another program has its database open.")
    assert state(folder) == before and not list(folder.glob("before-*"))


@needs_sqlite
def test_a_check_touches_nothing_and_may_be_made_while_the_site_runs(folder, file, capsys):
    before = state(folder)
    with closing(sqlite3.connect(folder / "db.sqlite3")) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT * FROM auth_user").fetchone()
        call_command("restore", str(file), check=True)
    assert state(folder) == before and not list(folder.glob("before-*"))
    assert "It is whole, and can be restored." in capsys.readouterr().out


# What is not whole


def repacked(file: Path, change) -> None:
    """Write a backup again, with its members changed: name -> bytes, or a tarfile.TarInfo and bytes."""
    with tarfile.open(file) as members:
        held = {member.name: members.extractfile(member).read() for member in members}
    change(held)
    with gzip.open(file, "wb", compresslevel=1) as packed, tarfile.open(fileobj=packed, mode="w|") as members:
        for name, raw in held.items():
            member, raw = raw if isinstance(raw, tuple) else (tarfile.TarInfo(name), raw)
            member.size = len(raw)
            members.addfile(member, io.BytesIO(raw))


def linked(name: str, to: str, kind: bytes) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, to
    return member, b""


def manifest(**changes):
    """A manifest that says something else."""

    def change(held: dict) -> None:
        held[archive.MANIFEST] = json.dumps(json.loads(held[archive.MANIFEST]) | changes).encode()

    return change


def added(name: str, raw: bytes = b"words"):
    """A member that its manifest names as well."""

    def change(held: dict) -> None:
        said = json.loads(held[archive.MANIFEST])
        said["members"][name] = [len(raw), hashlib.sha256(raw).hexdigest()]
        held[archive.MANIFEST] = json.dumps(said).encode()
        held[name] = raw

    return change


def sized(file: Path, size: object) -> None:
    repacked(file, manifest(members={copying.DATABASE: [size, "0"], making.SETTINGS: [5, "0"]}))


def journal(held: dict) -> None:
    """What SQLite would take for what it did not finish, and do it."""
    added(f"{copying.DATABASE}-journal")(held)


def twice(held: dict) -> None:
    added("media/a")(held)
    added("media/a/b")(held)


def older(held: dict) -> None:
    """A database in which a step is not on record that was taken."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(held[copying.DATABASE])
        database.execute("DELETE FROM django_migrations WHERE app = 'website'")
        database.commit()
        left = database.execute("SELECT COUNT(*) FROM django_migrations").fetchone()[0]
        added(copying.DATABASE, database.serialize())(held)
    said = json.loads(held[archive.MANIFEST])
    held[archive.MANIFEST] = json.dumps(said | {"rows": said["rows"] | {"django_migrations": left}}).encode()


def longer(file: Path, by: int) -> None:
    raw = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(raw + bytes(by), 1))


def way_up(held: dict) -> None:
    manifest(members={"../up": [0, ""]})(held)
    held["../up"] = b""


def cut(file: Path, part: float) -> None:
    os.truncate(file, int(file.stat().st_size * part))


def flip(file: Path, part: float) -> None:
    with file.open("r+b") as raw:
        raw.seek(place := int(file.stat().st_size * part))
        byte = raw.read(1)
        raw.seek(place)
        raw.write(bytes([byte[0] ^ 1]))


SPOILED = {
    "cut in the middle": (lambda file: cut(file, 0.5), 3, "is damaged, or was cut off"),
    "cut at its last byte": (lambda file: os.truncate(file, file.stat().st_size - 1), 3, "is damaged"),
    "a bit of it is another": (lambda file: flip(file, 0.7), 3, ""),
    "a bit of its start is another": (lambda file: flip(file, 0.001), 3, ""),
    "empty": (lambda file: file.write_bytes(b""), 3, "is no backup|is damaged|does not begin"),
    "words": (lambda file: file.write_bytes(b"words, and more of them"), 3, "is no backup of this site"),
    "not there": (lambda file: file.unlink(), 3, "cannot be read: No such file"),
    "another archive": (lambda file: repacked(file, lambda held: held.pop(archive.MANIFEST)), 3, "does not begin"),
    "no database": (lambda file: repacked(file, lambda held: held.pop(copying.DATABASE)), 3, "is missing in it"),
    "a newer form": (lambda file: repacked(file, manifest(format=99)), 4, "made by a newer release"),
    "a manifest of nothing": (lambda file: repacked(file, lambda held: held.update({archive.MANIFEST: b"{}"})), 3, ""),
    "a size below nothing": (lambda file: sized(file, -(10**15)), 3, "manifest cannot be read"),
    "a size that is no number": (lambda file: sized(file, float("nan")), 3, "manifest cannot be read"),
    "a size that is a word": (lambda file: sized(file, "1"), 3, "manifest cannot be read"),
    "a size that is true": (lambda file: sized(file, True), 3, "manifest cannot be read"),
    "a size beyond all": (lambda file: sized(file, 10**30), 3, "names more than there is room for"),
    "words that clear the screen": (lambda file: repacked(file, manifest(made_at="\x1b[2J")), 3, "cannot be read"),
    "a database that says it is older": (lambda file: repacked(file, older), 3, "no site of ours"),
    "members in a row": (lambda file: repacked(file, manifest(members=[1])), 3, "manifest cannot be read"),
    "a manifest of brackets": (
        lambda file: repacked(file, lambda held: held.update({archive.MANIFEST: b"[" * 200_000})),
        3,
        "manifest cannot be read",
    ),
    "a manifest within a manifest": (
        lambda file: repacked(file, lambda held: held.update({archive.MANIFEST: b'{"a manifest within": ' * 5_000})),
        3,
        "manifest cannot be read",
    ),
    "a file beside the database": (lambda file: repacked(file, journal), 3, "holds 'site.sqlite3-journal'"),
    "a file in the place of a folder": (lambda file: repacked(file, twice), 3, "which no backup of ours does"),
    "a name that no file can have": (lambda file: repacked(file, added(f"media/{'a' * 300}")), 3, "which no backup"),
    "a name of many folders": (lambda file: repacked(file, added("media/" + "a/" * 1_500 + "a")), 3, "which no backup"),
    "settings that are no words": (lambda file: repacked(file, added(making.SETTINGS, b"\xff=\xff")), 3, "no site of"),
    "an end without an end": (lambda file: longer(file, 1 << 20), 3, "is damaged"),
    "a manifest of words": (lambda file: repacked(file, manifest(members={"a": "b"})), 3, "manifest cannot be read"),
    "other rows": (lambda file: repacked(file, manifest(rows={})), 3, "another number of rows"),
    "a changed member": (
        lambda file: repacked(file, lambda held: held.update({making.SETTINGS: held[making.SETTINGS][:-1] + b"x"})),
        3,
        "is not what was put there",
    ),
    "a member more": (lambda file: repacked(file, lambda held: held.update({"more": b""})), 3, "holds 'more'"),
    "the way up": (lambda file: repacked(file, lambda held: held.update({"../up": b""})), 3, "holds '../up'"),
    "a place of its own": (lambda file: repacked(file, lambda held: held.update({"/tmp/up": b""})), 3, "holds '/tmp"),
    "a link": (
        lambda file: repacked(file, lambda held: held.update(media=linked("media", "/etc", tarfile.SYMTYPE))),
        3,
        "holds 'media'",
    ),
    "a hard link": (
        lambda file: repacked(file, lambda held: held.update(x=linked(copying.DATABASE, "/x", tarfile.LNKTYPE))),
        3,
        "holds 'site.sqlite3'",
    ),
    "a device": (
        lambda file: repacked(file, lambda held: held.update(x=linked("x", "", tarfile.CHRTYPE))),
        3,
        "holds 'x'",
    ),
    "a way up that its manifest names": (lambda file: repacked(file, way_up), 3, "holds"),
}


@needs_sqlite
@pytest.mark.parametrize("what", SPOILED)
def test_what_is_not_whole_is_one_sentence_and_changes_nothing(folder, file, what):
    spoil, status, said = SPOILED[what]
    before = state(folder)
    spoil(file)
    found = failed("restore", file)
    assert found[0] == status
    assert any(part in found[1] for part in said.split("|")), found
    assert state(folder) == before and not list(folder.glob("before-*"))
    assert not (folder / ".backup").exists() and not (folder.parent / "up").exists()


@needs_sqlite
@pytest.mark.parametrize("part", [0.0001, 0.01, 0.5, 0.9, 0.99999])
@pytest.mark.parametrize("spoil", [cut, flip])
def test_an_encrypted_one_that_is_not_whole_is_refused(folder, tmp_path, settings, spoil, part):
    key = pyrage.x25519.Identity.generate()
    settings.BACKUP_KEY = str(key.to_public())
    (tmp_path / "key").write_text(str(key))
    call_command("backup", str(tmp_path / "site.backup"))
    before = state(folder)
    spoil(tmp_path / "site.backup", part)
    assert failed("restore", tmp_path / "site.backup", key=tmp_path / "key")[0] == 3
    assert state(folder) == before


@needs_sqlite
def test_a_disk_without_room_is_said_before_anything_is_written(folder, file, tmp_path, monkeypatch):
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda path: usage._replace(free=1_000))
    status, said = failed("backup", tmp_path / "other")
    assert status == 5 and "has 0 MB free, and about" in said
    assert failed("restore", file)[0] == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "site.backup"]


@needs_sqlite
@pytest.mark.parametrize("where", ["pack", "copy"])
def test_a_disk_that_gets_full_leaves_nothing_under_the_name(folder, tmp_path, monkeypatch, where):
    def is_full(*what, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(archive, "_pack", is_full) if where == "pack" else patch.setattr(copying, "copy", is_full)
        assert failed("backup", tmp_path / "site.backup") == (5, "The disk is full.")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    call_command("backup", str(tmp_path / "site.backup"))


# Older and newer


def latest_step_back() -> tuple[str, str]:
    """The migration of `publishing` before the newest one."""
    loader = MigrationLoader(None)
    (leaf,) = loader.graph.leaf_nodes("publishing")
    return next(parent.key for parent in loader.graph.node_map[leaf].parents if parent.key[0] == "publishing")


@needs_sqlite
@pytest.mark.slow
def test_a_backup_of_an_older_release_is_brought_to_this_one(folder, file, tmp_path, capsys):
    """Made by hand as that release would have made it: its code is not here."""
    before = state(folder)
    old = tmp_path / "old"
    done(manage(old, "restore", file))
    done(manage(old, "migrate", "-v0", *latest_step_back()))
    unpacked = tmp_path / "unpacked"
    said = unpacking.unpack(file, unpacked, is_ours=making.is_ours)
    with closing(sqlite3.connect(old / "db.sqlite3")) as database:
        (unpacked / copying.DATABASE).unlink()
        database.execute("VACUUM INTO ?", [str(unpacked / copying.DATABASE)])
    rows = copying.rows(unpacked / copying.DATABASE)
    older = archive.Manifest(said.made_at, said.site_url, said.engine, said.migrations, rows, said.lost)
    archive.write(tmp_path / "old.backup", older, unpacked)
    call_command("restore", str(tmp_path / "old.backup"))
    assert "It is of an older release, and was brought to this one." in capsys.readouterr().out
    assert state(folder).keys() == before.keys()
    assert Page.objects.filter(status="live").count() > 10
    call_command("migrate", "--check", verbosity=0)


@needs_sqlite
def test_a_backup_of_a_newer_release_is_refused_with_a_sentence(folder, file, tmp_path):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('publishing', '9999_x', '2030-01-01')"
        )
        database.commit()
    assert failed("backup", tmp_path / "other")[1].startswith("The database is of a newer release")
    before = state(folder)

    def newer(held: dict) -> None:
        (tmp_path / "newer.sqlite3").write_bytes(held[copying.DATABASE])
        with closing(sqlite3.connect(tmp_path / "newer.sqlite3")) as database:
            database.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('publishing', '9999_x', '2030-01-01')"
            )
            database.commit()
        raw = held[copying.DATABASE] = (tmp_path / "newer.sqlite3").read_bytes()
        said = json.loads(held[archive.MANIFEST])
        said["members"][copying.DATABASE] = [len(raw), hashlib.sha256(raw).hexdigest()]
        said["rows"]["django_migrations"] += 1
        held[archive.MANIFEST] = json.dumps(said).encode()

    repacked(file, newer)
    assert failed("restore", file) == (4, "It was made by a newer release of the site.")
    assert state(folder) == before


# Killed at any moment


@needs_sqlite
def test_two_restores_within_one_second_keep_two_old_states(folder, file, monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr(restoring.timezone, "now", lambda: moment)
    for _time in range(2):
        call_command("restore", str(file))
    assert len(list(folder.glob("before-*"))) == 2


STEPS = ["_kept_aside", "_put_pictures", "_put_file", "_take_away_others"]
KILLED = """
import os
from publishing.life.backups import restoring
from django.core.management import call_command
step, how = {step!r}, {how!r}
usual = getattr(restoring, step)
def killed(*arguments):
    if how == "after":
        usual(*arguments)
    os._exit(9)
setattr(restoring, step, killed)
call_command("restore", {file!r})
"""


@needs_sqlite
@pytest.mark.slow
@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_restore_that_is_killed_leaves_the_old_site_or_the_new_one_and_can_be_run_again(folder, file, step, how):
    before = state(folder)
    User.objects.create(username="after")
    (gone := next((folder / "media").rglob("*.svg"))).unlink()
    after = state(folder)
    code = KILLED.format(step=step, how=how, file=str(file))
    process = manage(folder, "shell", "-v", "0", "-c", code)
    process.communicate(timeout=120)
    assert process.returncode == 9
    found = state(folder)
    assert found["rows"] in {before["rows"], after["rows"]}
    if found["rows"] == before["rows"]:
        assert gone.exists()  # the database that names it has it
    done(manage(folder, "restore", file))
    assert state(folder) == before
    assert after["rows"] in {state(aside)["rows"] for aside in folder.glob("before-*")}


KILLED_EARLY = KILLED.replace("getattr(restoring, step)", "None").replace("restoring, step", "restoring.media, step")


@needs_sqlite
def test_what_a_killed_restore_has_left_is_named_by_the_start_and_the_next_one_and_deleted_by_neither(folder, file):
    code = KILLED_EARLY.format(step="keep", how="before", file=str(file))
    connection.close()
    manage(folder, "shell", "-v", "0", "-c", code).communicate(timeout=120)
    (left,) = folder.glob(".before-*")
    assert (left / "db.sqlite3").samefile(folder / "db.sqlite3") and not list(folder.glob("before-*"))
    assert (folder / ".backup" / "site").is_dir()  # all of it in the clear, where it was encrypted
    start = serve.Command(stdout=io.StringIO())
    with making.only_one() as at_work:
        start._say_where()
        assert at_work.is_dir()
    (folder / ".backup" / "site").mkdir(parents=True)
    start._say_where()
    assert not (folder / ".backup").exists()
    named = f"{left} is left of a restore that was killed before it changed anything"
    assert named in start.stdout.getvalue()
    first = done(manage(folder, "restore", file))
    (kept,) = folder.glob("before-*")
    assert named in first and f"{kept} is the state from before another" not in first
    again = done(manage(folder, "restore", file))
    assert named in again and f"{kept} is the state from before another restore" in again
    assert (left / "db.sqlite3").is_file() and (kept / "db.sqlite3").is_file()


@pytest.mark.both_databases
@pytest.mark.skipif(ON_SQLITE, reason="has no schemas")
def test_rows_that_restores_have_left_in_the_database_are_named(db):
    with connection.cursor() as cursor:
        for name in ("restoring", "before_20261128_100016", "beforehand"):
            cursor.execute(f"CREATE SCHEMA {name}")
    assert "schema restoring" in restoring.said_of_killed()[-1]
    (kept,) = restoring.said_of_kept(None, "before_20261128_100017")
    assert "before_20261128_100016" in kept
    assert not restoring.said_of_kept(None, "before_20261128_100016")


@needs_sqlite
@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_nothing_under_its_name_and_the_next_one_tidies_up(folder, tmp_path):
    call_command("backup", str(tmp_path / "site.backup"))
    whole = (tmp_path / "site.backup").stat().st_size
    for moment in (0.2, 0.5, 0.8):
        process = manage(folder, "backup", tmp_path / "killed.backup")
        while not (folder / ".backup").exists() and process.poll() is None:
            time.sleep(0.005)
        time.sleep(moment * 0.2)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (found := tmp_path / "killed.backup").exists():
            assert abs(found.stat().st_size - whole) < 1000
            found.unlink()
    done(manage(folder, "backup", tmp_path / "killed.backup"))
    assert not (folder / ".backup").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["killed.backup", "site", "site.backup"]
    call_command("restore", str(tmp_path / "killed.backup"), check=True)


def test_every_fault_has_a_status_of_its_own_kind():
    assert set(STATUSES.values()) == {1, 3, 4, 5, 6, 7}
    assert restoring.SiteRuns in STATUSES


@needs_sqlite
def test_settings_that_were_otherwise_are_told_but_for_those_of_the_machine(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CLINIC_PHONE", "555 0100")
    monkeypatch.setenv("PORT", "8123")
    call_command("backup", str(tmp_path / "site.backup"))
    monkeypatch.delenv("CLINIC_PHONE")
    monkeypatch.delenv("PORT")
    call_command("restore", str(tmp_path / "site.backup"))
    said = capsys.readouterr().out
    assert "- Set otherwise when the backup was made: CLINIC_PHONE=555 0100\n" in said and "PORT" not in said


@pytest.fixture
def left_to_do(folder, tmp_path, monkeypatch, settings, capsys):
    """Make a backup with some settings, restore it with others, and return what is left to do, a line for each."""

    def set_to(values: dict[str, str]) -> None:
        for name in ("SITE_URL", "BACKUP_DIR", "BACKUP_KEY"):
            monkeypatch.delenv(name, raising=False)
            if name in values:
                monkeypatch.setenv(name, values[name])
        settings.SITE_URL = values.get("SITE_URL", "http://localhost:8000")
        settings.BACKUP_KEY = values.get("BACKUP_KEY", "")
        settings.BACKUP_DIR = Path(values.get("BACKUP_DIR", folder / "backups"))

    def run(then: dict[str, str], now: dict[str, str], **options) -> list[str]:
        set_to(then)
        call_command("backup", str(tmp_path / "site.backup"))
        set_to(now)
        capsys.readouterr()
        call_command("restore", str(tmp_path / "site.backup"), **options)
        said = capsys.readouterr().out.partition("Left to do:\n")[2].splitlines()
        return [line for line in said if "Start the site" not in line and "links that were shared" not in line]

    return run


@needs_sqlite
def test_after_a_restore_nothing_is_named_that_is_as_it_was(left_to_do):
    same = {"SITE_URL": "https://clinic.example", "BACKUP_DIR": "/mnt/nas/site"}
    assert left_to_do(same, same) == []


@needs_sqlite
def test_another_address_is_named_with_what_it_means_and_not_as_a_setting_that_is_wrong(left_to_do):
    assert left_to_do({"SITE_URL": "https://clinic.example"}, {"SITE_URL": "http://localhost:8000"}) == [
        "- Its address was https://clinic.example, and is http://localhost:8000 here. To take its place, set "
        "SITE_URL=https://clinic.example in .env."
    ]


@needs_sqlite
def test_where_backups_went_and_for_which_key_they_were_is_named_where_it_is_otherwise_or_missing(
    left_to_do, folder, tmp_path, capsys
):
    call_command("backup_key", str(tmp_path / "key"))
    key = capsys.readouterr().out.strip().removeprefix("BACKUP_KEY=")
    of_key = f"- Its backups were encrypted, and those of this machine would not be: set BACKUP_KEY={key} in .env."
    then, opened = {"BACKUP_DIR": "/mnt/nas/site", "BACKUP_KEY": key}, {"key": tmp_path / "key"}
    assert left_to_do(then, {}, **opened) == [
        f"- Its backups went to BACKUP_DIR=/mnt/nas/site, and go to {folder}/backups here. Set in .env which it shall "
        "be.",
        of_key,
    ]
    (tmp_path / "site.backup").unlink()
    said = left_to_do(then, {**then, "BACKUP_KEY": str(pyrage.x25519.Identity.generate().to_public())}, **opened)
    assert len(said) == 1 and f"BACKUP_KEY={key}, and are for another key here" in said[0]


@needs_sqlite
def test_of_an_encrypted_backup_that_does_not_name_its_key_it_is_said_where_it_stands(
    left_to_do, tmp_path, monkeypatch, capsys
):
    """One of an older release."""
    call_command("backup_key", str(tmp_path / "key"))
    key = capsys.readouterr().out.strip().removeprefix("BACKUP_KEY=")
    monkeypatch.setattr(making, "_PUBLIC", set())
    (said,) = left_to_do({"BACKUP_KEY": key}, {}, key=tmp_path / "key")
    assert "set BACKUP_KEY, the line “public key” of the file of --key, in .env." in said
