"""What the commands print, and how they end."""

import errno
import io
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError

import manage
from publishing.life import loading
from publishing.life.models import Page
from tests.articles.manuscripts import article
from tests.conftest import WHOLE
from tests.publishing import samples

AUTHORS = "- id: starter-library\n  name: The suite\n  kind: organization\n"


@pytest.fixture
def folder(tmp_path):
    """A small library without a fault."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "contributors.yaml").write_text(AUTHORS)
    (tmp_path / "articles" / "one.md").write_text(article("Page one"))
    return tmp_path


def run(name: str, folder, *arguments, **options) -> tuple[str, str, str]:
    """Run a command; return what it printed, its complaints, and the sentence it ended with."""
    out, err, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command(name, *arguments, content=folder, stdout=out, stderr=err, **options)
    except CommandError as error:
        end = str(error)
    return out.getvalue(), err.getvalue(), end


def spoil(folder) -> int:
    """Break the article; return the line of the fault."""
    text = article("Page one", topic="nonsense")
    (folder / "articles" / "one.md").write_text(text)
    return next(number for number, line in enumerate(text.split("\n"), start=1) if line.startswith("topic:"))


def test_check_content_counts_what_it_found(folder):
    assert run("check_content", folder) == ("1 manuscripts, 0 pictures: no fault.\n", "", "")


def test_check_content_prints_every_fault_with_file_and_line(folder):
    line = spoil(folder)
    (folder / "articles" / "two.md").write_text("words")
    out, err, end = run("check_content", folder)
    assert out == ""
    assert [fault.split(": ")[0] for fault in err.splitlines()] == [f"articles/one.md:{line}", "articles/two.md:1"]
    assert end == "2 faults. Nothing was changed."


def test_check_content_of_one_file_reports_that_file_only(folder):
    spoil(folder)
    (folder / "articles" / "two.md").write_text("words")
    _, err, end = run("check_content", folder, "two")
    assert err.startswith("articles/two.md:1: ") and err.count("\n") == 1
    assert end.startswith("1 faults")


def test_check_content_gives_advice_without_failing(folder):
    words = "Notwithstanding multidisciplinary considerations, " * 8 + "nevertheless."
    (folder / "articles" / "one.md").write_text(article("Page one", body=f"## A\n\n{words}"))
    out, err, end = run("check_content", folder, advice=True)
    assert "articles/one.md: reading grade" in out
    assert (err, end) == ("", "")


def test_check_content_of_no_folder_says_so(tmp_path):
    _, err, end = run("check_content", tmp_path / "nowhere")
    assert "there is no such folder" in err and end


@pytest.fixture
def database(django_db_setup, tmp_path_factory):
    """What a process needs to know to work on a copy of the suite's database."""
    place = tmp_path_factory.mktemp("data")
    shutil.copy(WHOLE, place / "db.sqlite3")
    return os.environ | {"DATA_DIR": str(place)}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check_content", "load_content", "format_content"])
def test_a_command_that_found_a_fault_ends_with_a_failure(folder, database, command):
    line = spoil(folder)
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", command, "--content", folder],
        env=database,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"articles/one.md:{line}: " in done.stderr
    assert "Traceback" not in done.stderr


def test_load_content_prints_what_it_did(loaded, tmp_path):
    total = Page.objects.count()
    out, err, end = run("load_content", samples.small(tmp_path).root)
    assert out == f"0 new, 0 changed, {total} unchanged, 0 conflicts\n"
    assert (err, end) == ("", "")


def test_load_content_of_a_broken_library_loads_nothing(loaded, folder):
    line, before = spoil(folder), Page.objects.count()
    (folder / "articles" / "two.md").write_text(article("Page two"))
    out, err, end = run("load_content", folder)
    assert out == ""
    assert err.startswith(f"articles/one.md:{line}: ")
    assert end == "1 faults. The database is as before."
    assert Page.objects.count() == before


def test_load_content_of_no_folder_loads_nothing(loaded, tmp_path):
    _, err, end = run("load_content", tmp_path / "nowhere")
    assert "there is no such folder" in err and end


def test_dump_content_counts_its_files(loaded, tmp_path):
    out, err, end = run("dump_content", tmp_path / "out")
    written = sum(path.is_file() for path in (tmp_path / "out").rglob("*"))
    assert out == f"{written} files written to {tmp_path / 'out'}\n"
    assert (err, end) == ("", "")


def test_dump_content_that_cannot_write_says_where(loaded, tmp_path):
    (tmp_path / "out").write_text("a file in the way")
    _, _, end = run("dump_content", tmp_path / "out")
    assert end.startswith("Could not write ") and str(tmp_path) in end


@pytest.mark.slow
@pytest.mark.parametrize("command", ["load_content", "dump_content", "publish_due", "send_review_reminders"])
def test_a_command_without_tables_says_which_command_makes_them(tmp_path, command):
    folder = ["--content", tmp_path / "content"] if command.endswith("content") else []
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", command, *folder],
        env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = "CommandError: The database has not the tables of this release. Run `manage.py migrate` first.\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_a_load_that_waited_for_another_too_long_ends_with_a_sentence(loaded, folder, monkeypatch):
    def waits(found, progress):
        raise OperationalError("canceling statement due to lock timeout\nCONTEXT: what was written")

    monkeypatch.setattr(loading, "load", waits)
    end = run("load_content", folder)[2]
    assert end.startswith("The database is busy, away or full: canceling statement due to lock timeout. What was")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["createsuperuser", "changepassword", "showmigrations"])
def test_a_command_of_django_says_in_a_sentence_that_the_database_is_away(tmp_path, command):
    (tmp_path / "db.sqlite3").mkdir()
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", command],
        env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = "The database is busy, away or full: unable to open database file. "
    said += "What was finished stands; run it again when it is back.\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.parametrize("more", [[], ["--traceback"]], ids=["a sentence", "with --traceback"])
def test_any_command_says_in_a_sentence_that_the_disk_is_full_unless_the_traceback_is_asked_for(monkeypatch, more):
    def is_full(arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(manage, "execute_from_command_line", is_full)
    monkeypatch.setattr(sys, "argv", ["manage.py", "collectstatic", *more])
    with pytest.raises(OSError if more else SystemExit) as found:
        manage.main()
    assert more or str(found.value).startswith("The disk is full, or only to be read: [Errno 28] No space left on")


def test_any_command_that_meets_a_mistake_of_ours_shows_where(monkeypatch):
    def fails(arguments):
        raise ProgrammingError("no such column")

    monkeypatch.setattr(manage, "execute_from_command_line", fails)
    with pytest.raises(ProgrammingError):
        manage.main()


def test_a_mistake_of_ours_is_no_busy_database(loaded, folder, monkeypatch):
    def fails(found, progress):
        raise ProgrammingError("no such column")

    monkeypatch.setattr(loading, "load", fails)
    with pytest.raises(ProgrammingError):
        run("load_content", folder)


def test_format_content_brings_a_text_into_its_one_form(folder):
    path = folder / "articles" / "one.md"
    text = path.read_text()
    path.write_text(text.replace("title: Page one", 'title:   "Page one"').replace("\n\nSome", "\n\n\n\nSome"))
    assert run("format_content", folder) == ("formatted articles/one.md\n1 files formatted.\n", "", "")
    assert path.read_text() == text
    assert run("format_content", folder)[0] == "0 files formatted.\n"


def test_format_content_sorts_the_records(folder):
    path = folder / "contributors.yaml"
    path.write_text(AUTHORS + "- id: another\n  name: Another\n  kind: person\n")
    run("format_content", folder)
    assert path.read_text() == "- id: another\n  name: Another\n  kind: person\n" + AUTHORS
    assert run("check_content", folder)[2] == ""


def test_format_content_leaves_alone_what_it_cannot_read(folder):
    path = folder / "articles" / "one.md"
    broken = path.read_text().replace("topic: your-visit", "topic: your-visit # a comment")
    path.write_text(broken)
    _, err, end = run("format_content", folder)
    assert "articles/one.md:" in err and "comment" in err and end
    assert path.read_text() == broken


def test_format_content_of_one_file_leaves_the_others(folder):
    one, two = folder / "articles" / "one.md", folder / "articles" / "two.md"
    two.write_text(article("Page two").replace("title: Page", "title:  Page"))
    one.write_text(one.read_text().replace("title: Page", "title:  Page"))
    before = one.read_text()
    assert run("format_content", folder, str(two))[0] == "formatted articles/two.md\n1 files formatted.\n"
    assert one.read_text() == before
