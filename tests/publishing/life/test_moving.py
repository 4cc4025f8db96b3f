"""A whole site in another database: every row of every table is there, and what cannot be moved changes nothing."""

import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, models

from publishing.life import loading, moving
from publishing.life.models import ContentVersion, Note, Page, Source
from tests.conftest import EMPTY, WHOLE
from tests.publishing.life.whole import ON_SQLITE, rows, url_of

#: Long enough for a site that starts: a move that was killed may have copied it, and then the next one has it.
OLD_SECRET = "the old site's secret, which nobody guesses in a hundred years"
needs_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="of what is the same on both, on the quicker one")


def move_site(data: Path, *arguments, url: str = "") -> subprocess.Popen:
    """Start the command on the settings of a new site."""
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(data), **({"DATABASE_URL": url} if url else {})}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "move_site", *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen) -> str:
    said, complaints = process.communicate(timeout=120)
    assert (process.returncode, complaints) == (0, "")
    return said


# Every row, in both directions


@pytest.mark.slow
@pytest.mark.both_databases
def test_every_row_of_every_table_is_the_same_in_sqlite(site, opened, tmp_path):
    before, there = rows("default"), tmp_path / "there"
    assert [label for label, found in before.items() if not found] == []
    said = finished(move_site(there, "--from", url_of(connection.settings_dict), "--files", settings.DATA_DIR))
    with opened(f"sqlite:///{there}/db.sqlite3") as other:
        assert rows(other) == before
        assert [model.objects.using(other).count() for model in (Session, AccessAttempt)] == [0, 0]
        assert User.objects.using(other).create(username="next").pk > max(before["auth.User"])
    assert f"{sum(map(len, before.values()))} rows, each read back and the same" in said


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.skipif(ON_SQLITE, reason="needs two databases; the suite's run on PostgreSQL has them")
def test_every_row_of_every_table_is_the_same_in_postgresql_and_new_ones_get_new_numbers(
    site, opened, second_database, tmp_path
):
    before, between = rows("default"), tmp_path / "between"
    finished(move_site(between, "--from", url_of(connection.settings_dict), "--files", settings.DATA_DIR))
    finished(move_site(tmp_path / "end", "--from", f"sqlite:///{between}/db.sqlite3", url=second_database))
    with opened(second_database) as other:
        assert rows(other) == before
        for model in (User, Note, Page.related.through, Group.permissions.through):
            assert next_number(other, model) == max(before[model._meta.label]) + 1


def next_number(alias: str, model: type[models.Model]) -> int:
    """The number that the next row of a table gets."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


# Which tables


def test_every_table_is_moved_or_named_with_a_reason():
    managed = {model._meta.label for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    own = {model._meta.label for model in moving.MATCHED}
    assert managed == {model._meta.label for model in moving.moved_models()} | own | moving.LEFT.keys()
    assert all(moving.LEFT.values())


# The rest on SQLite, where a database is a file


@pytest.fixture
def old(tmp_path, django_db_setup):
    """The folder of a site that runs elsewhere, with the small library, a picture folder and a secret."""
    folder = tmp_path / "old"
    shutil.copytree(settings.DATA_DIR / "media", folder / "media")
    shutil.copy(WHOLE, folder / "db.sqlite3")
    (folder / "secret-key").write_text(OLD_SECRET)
    return folder


@pytest.fixture
def new(tmp_path, settings, django_db_setup, django_db_blocker, monkeypatch):
    """The folder of a new site, whose database is that of this process and has its tables, as `migrate` made them."""
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(EMPTY, folder / "db.sqlite3")
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"
    (folder / "secret-key").write_text(settings.SECRET_KEY)
    with django_db_blocker.unblock():
        kept, connection.connection = connection.connection, None
        monkeypatch.setitem(connection.settings_dict, "NAME", str(folder / "db.sqlite3"))
        yield folder
        connection.close()
        connection.connection = kept


def moved(old: Path, **options) -> str:
    """Move the old site here, and return why it could not be."""
    try:
        call_command("move_site", f"--from=sqlite:///{old}/db.sqlite3", **options)
    except CommandError as error:
        return str(error)
    return ""


def change(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database / "db.sqlite3")) as file:
        for statement in statements:
            file.execute(statement)
        file.commit()


def pages() -> int:
    """How many pages the new database has."""
    return Page.objects.count()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


@needs_sqlite
def test_pictures_and_the_secret_come_along(old, new):
    assert moved(old) == ""
    assert files(new / "media") == files(old / "media") != {}
    assert (new / "secret-key").read_text() == OLD_SECRET


@needs_sqlite
def test_it_says_what_was_moved_and_what_is_left_to_do(old, new, capsys):
    assert moved(old) == ""
    said = capsys.readouterr().out
    assert f"{Page.objects.count()} pages and shared texts (0 not public yet, {Page.objects.count()} live" in said
    assert "Stop the old site" in said and "SECRET_KEY" not in said


@needs_sqlite
def test_it_says_that_the_secret_must_be_set_where_the_old_site_kept_none(old, new, capsys):
    (old / "secret-key").unlink()
    assert moved(old) == ""
    assert "Set SECRET_KEY to the old site's" in capsys.readouterr().out


@needs_sqlite
def test_a_library_that_was_loaded_is_as_it_was_after_the_move(old, new, small_library):
    assert moved(old) == ""
    outcome = loading.load(small_library)
    assert (outcome.new, outcome.changed, outcome.records, outcome.conflicts) == (0, 0, 0, [])


@needs_sqlite
def test_what_was_committed_and_stands_beside_the_file_comes_along(old, new):
    with closing(sqlite3.connect(old / "db.sqlite3")) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("UPDATE publishing_contentversion SET number = 77777")
        writing.commit()
        writing.execute("UPDATE publishing_contentversion SET number = 88888")
        assert moved(old) == ""
        writing.rollback()
    assert ContentVersion.objects.get().number == 77777


@needs_sqlite
def test_the_old_site_is_only_read_and_so_is_one_that_was_killed(old, new, tmp_path):
    with closing(sqlite3.connect(old / "db.sqlite3")) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("UPDATE publishing_contentversion SET number = 77777")
        writing.commit()
        killed = Path(shutil.copytree(old, tmp_path / "killed", ignore=shutil.ignore_patterns("*-shm")))
    before = files(killed)
    assert before["db.sqlite3-wal"]
    assert moved(killed) == ""
    assert ContentVersion.objects.get().number == 77777
    assert {name: raw for name, raw in files(killed).items() if name in before} == before


@needs_sqlite
def test_a_right_that_this_release_has_no_more_is_kept(old, new):
    change(old, "UPDATE auth_permission SET codename = 'fly' WHERE codename = 'write_pages'")
    assert moved(old) == ""
    assert Group.objects.get(name="Author").permissions.filter(codename="fly").exists()


@needs_sqlite
def test_a_move_that_fails_at_its_last_step_leaves_an_empty_database_and_can_be_repeated(old, new, monkeypatch):
    def fails(rows):
        raise IntegrityError("the disk said no")

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_check_counts", fails)
        why = moved(old)
    assert why == "Nothing was moved, and the new database is as empty as before: the disk said no."
    assert (pages(), User.objects.count(), Group.objects.count()) == (0, 0, 4)
    assert moved(old) == ""
    assert pages() > 0


@needs_sqlite
def test_a_row_that_comes_back_otherwise_is_not_moved(old, new, monkeypatch):
    monkeypatch.setattr(moving.InsertQuery, "insert_values", shortened(moving.InsertQuery.insert_values))
    assert moved(old).startswith("The new database keeps another row than it was given (")
    assert pages() == 0


def shortened(insert_values):
    """What writes rows, one of them with another word."""

    def wrong(query, fields, objs, raw=False):
        for row in objs:
            if isinstance(row, Source):
                row.title = row.title[:9]
        insert_values(query, fields, objs, raw=raw)

    return wrong


@needs_sqlite
def test_a_row_that_the_new_database_does_not_take_is_named(old, new):
    change(old, "PRAGMA ignore_check_constraints=1", "UPDATE publishing_contentversion SET id = 2")
    assert moved(old).startswith("The new database does not take these rows (publishing.ContentVersion, 2 to 2): ")
    assert pages() == 0


@needs_sqlite
def test_a_reference_that_leads_nowhere_is_not_moved(old, new):
    change(old, "DELETE FROM publishing_source WHERE id = 'koes2007'")
    assert "publishing_" in (why := moved(old)) and why.startswith("Nothing was moved")
    assert pages() == 0


@needs_sqlite
def test_a_new_database_that_holds_something_is_left_alone(old, new):
    User.objects.create(username="somebody")
    assert moved(old).startswith("The new database holds users already.")
    assert (pages(), User.objects.count()) == (0, 1)
    assert not (new / "media").exists()


def spoiled(old: Path, what: str) -> None:
    """Make an old site one that cannot be moved."""
    if what == "no file":
        (old / "db.sqlite3").unlink()
    elif what == "no database":
        (old / "db.sqlite3").write_bytes(b"words, and more of them " * 99)
    elif what == "empty file":
        (old / "db.sqlite3").write_bytes(b"")
    elif what == "a stranger's":
        change(old, "DELETE FROM django_migrations WHERE app = 'publishing'")
    elif what == "older":
        change(old, "DELETE FROM django_migrations WHERE name LIKE '0006%' AND app = 'publishing'")
    elif what == "newer":
        change(old, "INSERT INTO django_migrations (app, name, applied) VALUES ('publishing', '9999_x', '2030-01-01')")
    elif what == "no pictures":
        shutil.rmtree(old / "media")
    elif what == "damaged":
        size = (old / "db.sqlite3").stat().st_size
        with (old / "db.sqlite3").open("r+b") as file:
            file.seek(size // 3)
            file.write(b"\xa5" * (size // 3))


@needs_sqlite
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("no file", "There is no file "),
        ("no database", "The old database cannot be read: file is not a database."),
        ("empty file", "The old database is not one of this site"),
        ("a stranger's", "The old database is not one of this site"),
        ("older", "The old site is of an older release. Start this release on it once, then move it."),
        ("newer", "The old site is of a newer release"),
        ("no pictures", "The old site's pictures are not in "),
    ],
)
def test_what_is_no_site_to_move_is_one_sentence_and_changes_nothing(old, new, what, said):
    spoiled(old, what)
    assert moved(old).startswith(said)
    assert pages() == 0 and not (new / "media").exists()


@needs_sqlite
def test_a_damaged_database_is_one_sentence_and_the_new_one_is_empty(old, new):
    spoiled(old, "damaged")
    assert "malformed" in (why := moved(old)) and "\n" not in why
    assert pages() == 0


@needs_sqlite
def test_an_old_site_without_anything_is_not_moved(old, new, tmp_path):
    (tmp_path / "empty").mkdir()
    shutil.copy(new / "db.sqlite3", tmp_path / "empty")
    assert moved(tmp_path / "empty") == "The old site has no pages and no people: there is nothing to move."


@needs_sqlite
def test_a_site_is_not_moved_onto_itself(new, tmp_path):
    (tmp_path / "link").symlink_to(new)
    for folder in (new, tmp_path / "link"):
        assert moved(folder) == "The old and the new database are the same. DATABASE_URL must name the new one."


@pytest.mark.parametrize("url", ["", "/srv/old/db.sqlite3", "nonsense", "postgres://user@host:word/name"])
def test_an_address_that_is_none_is_one_sentence_with_an_example(url):
    with pytest.raises(CommandError, match=r"must be like sqlite:////srv/old/var/db\.sqlite3 or postgres://"):
        call_command("move_site", f"--from={url}")


def test_another_kind_of_database_is_refused():
    with pytest.raises(CommandError, match="on SQLite or on PostgreSQL"):
        call_command("move_site", "--from=mysql://user@host/name")


@needs_sqlite
def test_a_server_that_is_not_there_is_one_sentence(new):
    with pytest.raises(CommandError, match=r"^The old database cannot be read: connection failed: .*\.$"):
        call_command("move_site", "--from=postgres://user:secret@127.0.0.1:1/name")


@needs_sqlite
def test_a_disk_without_room_is_said_before_anything_is_written(old, new, monkeypatch):
    usage = shutil.disk_usage(new)
    monkeypatch.setattr(moving.shutil, "disk_usage", lambda path: usage._replace(free=1_000_000))
    assert re.fullmatch(rf"{re.escape(str(new))} has 1 MB free, and about \d+ MB are needed\.", moved(old))
    assert pages() == 0 and not (new / "media").exists()


@needs_sqlite
def test_a_picture_that_the_old_site_had_lost_is_named_and_no_hindrance(old, new, capsys):
    with closing(sqlite3.connect(old / "db.sqlite3")) as file:
        (lost,) = file.execute("SELECT original FROM publishing_storedpicture").fetchone()
    (old / "media" / lost).unlink()
    assert moved(old) == ""
    assert f"Pictures that the old site had lost: {lost}." in capsys.readouterr().out


@needs_sqlite
def test_files_that_are_in_place_already_are_left_alone(old, new, capsys):
    shutil.copytree(old / "media", new / "media")
    before = {path: path.stat().st_mtime_ns for path in (new / "media").rglob("*.svg")}
    half = next(iter(before))
    half.write_bytes(half.read_bytes()[:9])
    assert moved(old) == ""
    assert files(new / "media") == files(old / "media")
    assert [path for path in before if path.stat().st_mtime_ns != before[path]] == [half]
    assert "Files: 2." in capsys.readouterr().out


@needs_sqlite
@pytest.mark.slow
def test_a_move_that_is_killed_leaves_an_empty_database_or_a_whole_site(old, tmp_path):
    moments, url = random.Random(20261126), f"sqlite:///{old}/db.sqlite3"
    whole, data = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, data):  # with tables: test_release.py kills who makes them
        folder.mkdir()
        shutil.copy(EMPTY, folder / "db.sqlite3")
    started = time.monotonic()
    finished(move_site(whole, "--from", url))
    lasts = time.monotonic() - started
    for _ in range(3):
        process = move_site(data, "--from", url)
        time.sleep(lasts * moments.uniform(0.5, 0.95))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert counted(data) in ({0}, counted(whole))
    if counted(data) == {0}:
        finished(move_site(data, "--from", url))
    assert counted(data) == counted(whole)
    assert files(data / "media") == files(old / "media")


def counted(data: Path) -> set[int]:
    """How many pages, versions and people there are."""
    tables = ("publishing_page", "publishing_revision", "auth_user")
    with closing(sqlite3.connect(data / "db.sqlite3")) as file:
        return {file.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}
