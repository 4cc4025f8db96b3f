"""A database that is busy, away or full: 503, a page that tells the truth, the text back, one line in the log."""

import errno
import io
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image

from publishing.life import actions, jobs, outage, verbs
from publishing.life.models import ClinicProfile, Contributor, Note, Page, Revision
from publishing.life.models.version import ContentVersion
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import page_at
from tests.conftest import WHOLE
from tests.publishing.at_desk import entered, in_role, url
from website import context, errors, logs
from website.management.commands import run_jobs

PAGE = "articles/how-pain-works"
LOST = "nothing of yours was lost"
ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
needs_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="holds a lock on SQLite's file")


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """Each test begins as a process that has served nothing yet."""
    monkeypatch.setattr(context, "_last", {})


@pytest.fixture
def folder(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """The suite's database as a file in a folder, as an installation has it, with little patience."""
    place = tmp_path / "data"
    place.mkdir()
    shutil.copy(WHOLE, place / "db.sqlite3")
    with closing(sqlite3.connect(place / "db.sqlite3")) as file:
        file.execute("PRAGMA journal_mode=WAL")
    with django_db_blocker.unblock():
        kept, connection.connection = connection.connection, None
        monkeypatch.setitem(connection.settings_dict, "NAME", str(place / "db.sqlite3"))
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", connection.settings_dict["OPTIONS"] | {"timeout": 0.1})
        yield place
        connection.close()
        connection.connection = kept


@contextmanager
def written_by_somebody_else(folder):
    """A lock as a publication holds it, for the length of the block."""
    with closing(sqlite3.connect(folder / "db.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def away(folder):
    """A database whose disk is gone, for the length of the block."""
    connection.close()
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    yield
    connection.close()
    elsewhere.rename(folder)


@contextmanager
def full(folder):
    """A disk without room for one page more, for the length of the block, by SQLite's own limit."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    yield
    connection.close()


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


@pytest.fixture
def writer(folder, visitor):
    """An author at the desk."""
    person = get_user_model().objects.create_user("writer", is_staff=True, password="a long enough password")
    visitor.force_login(in_role(person, "Author"))
    return visitor


@pytest.fixture
def log(monkeypatch):
    """What the site's own log gets."""
    handler = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    (one_line,) = handler.filters
    monkeypatch.setattr(handler, "filters", [type(one_line)()])
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def fields(answer) -> dict[str, str]:
    """What the form of an error page would send."""
    html = answer.content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html)
    shown = re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
    return {unescape(name): unescape(value) for name, value in hidden + shown}


# What an error means


def raised(kind=OperationalError, **of_the_driver) -> Exception:
    """An error as Django raises it, from one of the driver's."""
    error = kind("what the database said\nand what was written")
    error.__cause__ = Exception()
    for name, value in of_the_driver.items():
        setattr(error.__cause__, name, value)
    return error


@pytest.mark.parametrize(
    ("code", "is_busy", "is_undone"),
    [
        ("55P03", True, True),
        ("57014", False, True),
        ("53100", False, True),
        ("57P01", False, False),
        (None, False, False),
    ],
)
def test_what_postgresql_says_is_told_apart(code, is_busy, is_undone):
    error = raised(sqlstate=code)
    assert outage.is_outage(error)
    assert (outage.is_busy(error), outage.is_undone(error)) == (is_busy, is_undone)


@pytest.mark.parametrize("of_the_driver", [{"sqlite_errorcode": sqlite3.SQLITE_ERROR}, {"sqlstate": "54000"}])
def test_a_mistake_of_ours_is_no_outage(of_the_driver):
    assert not outage.is_outage(raised(**of_the_driver))
    assert not outage.is_outage(ValueError("database is locked"))


def test_a_missing_table_is_a_mistake_of_ours(db):
    with pytest.raises(OperationalError if ON_SQLITE else Exception) as found:
        connection.cursor().execute("SELECT * FROM no_such_table")
    assert not outage.is_outage(found.value)


# A page that is read


@needs_sqlite
def test_a_page_answers_503_while_the_database_is_away_and_200_when_it_is_back(folder, visitor):
    with away(folder):
        answer = visitor.get("/conditions/sciatica/")
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
        assert b"911" in answer.content and b"sciatica" not in answer.content
        assert visitor.get("/nothing-here/").status_code == 503
        assert (visitor.get("/health").status_code, visitor.get("/readyz").status_code) == (200, 503)
    assert visitor.get("/conditions/sciatica/").status_code == 200


@needs_sqlite
def test_a_database_file_that_is_moved_away_is_an_outage_and_none_is_made_in_its_place(folder, visitor, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", connection.settings_dict["NAME"])
    outage.open_but_never_make(connection.settings_dict)
    assert visitor.get("/conditions/").status_code == 200
    connection.close()
    (folder / "db.sqlite3").rename(folder / "elsewhere")
    for address in ("/conditions/", "/admin/login/", "/sitemap.xml"):
        answer = visitor.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, str(outage.RETRY_AFTER))
    assert not list(folder.glob("db.sqlite3*"))
    (folder / "elsewhere").rename(folder / "db.sqlite3")
    assert visitor.get("/conditions/").status_code == 200


def test_a_server_and_its_jobs_open_a_database_and_never_make_one():
    """SQLite's own words for it; PostgreSQL makes none."""
    at = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/a b?/db.sqlite3"}
    for _ in range(2):
        outage.open_but_never_make(at)
        assert at["NAME"] == "file:///srv/a%20b%3F/db.sqlite3?mode=rw"
    at = {"ENGINE": "django.db.backends.postgresql", "NAME": "site"}
    outage.open_but_never_make(at)
    assert at["NAME"] == "site"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_disk_without_room_for_a_picture_is_an_outage(loaded, author, visitor, monkeypatch, number):
    visitor.force_login(in_role(author, "Administrator"))

    def is_full(*what):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(default_storage, "save", is_full)
    logo = io.BytesIO()
    Image.new("RGB", (200, 80)).save(logo, "PNG")
    logo.seek(0)
    logo.name = "logo.png"
    answer = visitor.post(reverse("admin:publishing_clinicprofile_add"), {"name": "A clinic", "upload": logo})
    assert answer.status_code == 503
    assert fields(answer)["name"] == "A clinic"


@needs_sqlite
def test_a_reader_notices_no_writer(folder, visitor):
    with written_by_somebody_else(folder):
        assert visitor.get("/conditions/sciatica/").status_code == 200


@needs_sqlite
def test_the_emergency_number_is_the_one_that_the_clinic_was_last_known_to_have(folder, visitor):
    ClinicProfile.objects.update_or_create(pk=1, defaults={"emergency_number": "112", "name": "Hill Street"})
    ContentVersion.objects.update_or_create(pk=1, defaults={"number": 10**12})
    visitor.get("/about/contact/")
    with away(folder):
        html = visitor.get("/conditions/sciatica/").content.decode()
    assert ">Call 112</a>." in html and "Hill Street" in html and "911" not in html


@needs_sqlite
def test_a_preview_waits_for_no_writer(writer, folder):
    page = page_at(PAGE)
    with written_by_somebody_else(folder):
        answer = writer.get(url(page, "preview", page.live_revision.number))
    assert answer.status_code == 200 and b"<h1>How pain works</h1>" in answer.content


@needs_sqlite
@pytest.mark.slow
@pytest.mark.parametrize(("entry", "seconds"), [("config.wsgi", 5), ("config.settings", 20)])
def test_the_server_waits_less_long_than_a_command_so_that_readers_get_a_thread(tmp_path, entry, seconds):
    code = f"import {entry}, django; django.setup(); from django.db import connection as c; x = c.cursor();"
    code += "x.execute('PRAGMA busy_timeout'); print(x.fetchone()[0])"
    command = [sys.executable, "-c", code]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path)}
    (tmp_path / "db.sqlite3").touch()
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == seconds * 1000


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.skipif(ON_SQLITE, reason="asks PostgreSQL for its limits")
@pytest.mark.parametrize(("entry", "limits"), [("config.wsgi", "2s 5s 30s"), ("config.settings", "0 0 0")])
def test_only_the_server_is_held_to_limits_by_postgresql(tmp_path, entry, limits):
    code = f"import {entry}, django; django.setup(); from django.db import connection as c; x = c.cursor()\n"
    code += "for name in ('lock', 'statement', 'idle_in_transaction_session'):"
    code += " x.execute(f'SHOW {name}_timeout'); print(x.fetchone()[0])"
    command = [sys.executable, "-c", code]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == limits.split()


def test_limits_stand_beside_what_the_address_of_the_database_says():
    at = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"options": "-c search_path=clinic"}}
    outage.limit(at, lock=20)
    limits = "-c lock_timeout=20s -c statement_timeout=0s -c idle_in_transaction_session_timeout=30s"
    limits += " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    assert at["OPTIONS"]["options"] == f"-c search_path=clinic {limits}"
    outage.limit(sqlite := {"ENGINE": "django.db.backends.sqlite3"}, lock=20)
    assert sqlite == {"ENGINE": "django.db.backends.sqlite3"}


# A form that is sent


@needs_sqlite
def test_the_page_form_comes_back_with_its_text_while_somebody_writes(writer, folder):
    page = page_at(PAGE)
    values = entered(page, text="A sentence that took an hour.\n")
    with written_by_somebody_else(folder):
        answer = writer.post(url(page), values)
    html = answer.content.decode()
    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
    assert "Somebody is publishing. Your text is below and not saved yet." in html
    assert "A sentence that took an hour." in html and 'id="page-form"' in html
    assert not page.revisions.open().exists()
    assert writer.post(url(page), values).status_code == 302
    assert "took an hour" in page.revisions.open().get().manuscript


@needs_sqlite
def test_a_page_that_is_begun_while_somebody_writes_keeps_its_text(writer, folder):
    values = {"title": "A new page of ours", "kind": "articles", "group_articles": "your-visit"}
    with written_by_somebody_else(folder):
        answer = writer.post("/admin/articles/article/add/", values)
    assert answer.status_code == 503 and "A new page of ours" in answer.content.decode()
    assert not Page.objects.filter(slug="a-new-page-of-ours").exists()


@needs_sqlite
def test_a_verb_that_had_to_wait_too_long_is_offered_again_with_its_note(writer, folder):
    page = page_at(PAGE)
    writer.post(url(page), entered(page, title="Another title"))
    with written_by_somebody_else(folder):
        answer = writer.post(url(page, "do"), {"verb": "submit", "note": "For Rosa", "confirmed": "yes"})
    assert answer.status_code == 503 and "so this was not done" in answer.content.decode()
    assert (fields(answer)["verb"], fields(answer)["note"]) == ("submit", "For Rosa")
    assert writer.post(url(page, "do"), fields(answer)).status_code == 302
    assert page.revisions.first().state == RevisionState.IN_REVIEW


def test_a_text_that_is_saved_is_not_said_to_be_lost_when_its_verb_had_to_wait(loaded, author, visitor, monkeypatch):
    visitor.force_login(in_role(author, "Author"))
    page = page_at(PAGE)

    def waits(**what):
        raise raised(sqlstate="55P03")

    with monkeypatch.context() as patched:
        patched.setitem(verbs._functions, Verb.SUBMIT, waits)
        answer = visitor.post(url(page), entered(page, title="Another title", verb="submit", note="For Rosa"))
    html = answer.content.decode()
    assert answer.status_code == 503
    assert "The draft is saved." in html and "so this was not done" in html and "not saved yet" not in html
    assert f'action="{url(page, "do")}"' in html
    assert visitor.post(url(page, "do"), fields(answer)).status_code == 302
    assert page.revisions.first().state == RevisionState.IN_REVIEW


def test_after_a_save_nobody_says_that_nothing_was_saved(loaded, author, visitor, monkeypatch):
    visitor.force_login(in_role(author, "Author"))

    def disk_is_full(**what):
        raise raised(sqlstate="53100")

    monkeypatch.setitem(verbs._functions, Verb.SUBMIT, disk_is_full)
    answer = visitor.post(url(page_at(PAGE)), entered(page_at(PAGE), title="Another title", verb="submit"))
    assert answer.status_code == 503 and Revision.objects.filter(manuscript__contains="Another title").exists()
    assert "not saved" not in answer.content.decode()
    assert "We cannot tell" in answer.content.decode()


def test_pages_that_were_handed_over_in_part_are_not_said_to_be_as_they_were(loaded, author, visitor, monkeypatch):
    """Each text is handed over by itself: the second may fail when the first is done."""
    visitor.force_login(in_role(author, "Administrator"))

    def disk_is_full(**what):
        raise raised(sqlstate="53100")

    leaving, to = (Contributor.objects.create(id=name, name=name, kind="editor") for name in ("leaving", "staying"))
    monkeypatch.setattr(actions, "hand_over", disk_is_full)
    answer = visitor.post(reverse("admin:publishing_contributor_hand_over", args=[leaving.pk]), {"to": to.pk})
    assert answer.status_code == 503
    assert "not saved" not in answer.content.decode() and "We cannot tell" in answer.content.decode()


@needs_sqlite
def test_a_note_that_could_not_be_saved_comes_back_and_can_be_sent_again(writer, folder):
    page, text = page_at(PAGE), '"Ask Rosa" & Paul,\r\n\r\n<script>alert(1)</script>'
    with written_by_somebody_else(folder):
        answer = writer.post(url(page, "notes") + "?from=here", {"text": text, "back": "compare"})
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, str(outage.RETRY_AFTER))
    assert "What you sent was not saved." in html and LOST not in html
    assert "<script>" not in html and 'action="{}?from=here"'.format(url(page, "notes")) in html
    assert {"text": text, "back": "compare"}.items() <= fields(answer).items()
    assert writer.post(url(page, "notes"), fields(answer)).status_code == 302
    assert "alert(1)" in Note.objects.get(page=page).text


@needs_sqlite
def test_the_page_form_comes_back_also_without_any_database(writer, folder):
    page = page_at(PAGE)
    values = entered(page, text="\nA sentence that took an hour.\n")
    with away(folder):
        answer = writer.post(url(page), values)
    sent = fields(answer)
    assert answer.status_code == 503
    assert re.search(r'<textarea name="text"', answer.content.decode())
    assert re.search(r'<input type="hidden" name="live_sha256" value="[0-9a-f]{64}"', answer.content.decode())
    assert {name for name, found in values.items() if found} <= sent.keys()
    assert all(sent[name] in found for name, found in values.items() if found)


@needs_sqlite
def test_a_full_disk_gives_the_text_back_and_the_site_stays_readable(writer, folder):
    page = page_at(PAGE)
    with full(folder):
        answer = writer.post(url(page), entered(page, text="A sentence that took an hour.\n" * 2000))
        assert writer.get("/conditions/sciatica/").status_code == 200
    assert answer.status_code == 503
    assert "What you sent was not saved." in answer.content.decode()
    assert "took an hour" in "".join(fields(answer).values())
    assert not page.revisions.open().exists()


@needs_sqlite
def test_a_lost_connection_is_not_said_to_have_saved_nothing(writer, folder, monkeypatch):
    def lost(**what):
        raise raised(sqlstate=None)

    monkeypatch.setattr(actions, "save_draft", lost)
    html = writer.post(url(page_at(PAGE)), entered(page_at(PAGE), title="Another")).content.decode()
    assert "We cannot tell whether what you sent was saved" in html and "was not saved" not in html


@needs_sqlite
@pytest.mark.parametrize("held", [away, written_by_somebody_else])
def test_the_sign_in_never_repeats_a_password_and_works_when_the_database_is_back(writer, folder, visitor, held):
    visitor.logout()
    values = {"username": "writer", "password": "a long enough password", "next": "/admin/"}
    with held(folder):
        answer = visitor.post("/admin/login/", values)
    assert answer.status_code == 503
    assert b"enough password" not in answer.content and b"writer" not in answer.content
    assert not answer.cookies.get(settings.SESSION_COOKIE_NAME)
    assert visitor.post("/admin/login/", values).status_code == 302


@needs_sqlite
def test_a_session_that_could_not_be_ended_is_not_waited_for_twice(writer, folder, monkeypatch):
    tried = []
    monkeypatch.setattr(SessionStore, "save", lambda self, *how, **more: tried.append(how))
    with written_by_somebody_else(folder):
        assert writer.post("/admin/logout/").status_code == 503
    assert tried == []


@needs_sqlite
def test_no_password_comes_back_whatever_the_form(folder, visitor):
    values = {"username": "new", "password1": "kept to oneself", "password2": "kept to oneself"}
    with away(folder):
        answer = visitor.post("/admin/auth/user/add/", values)
    assert answer.status_code == 503 and b"kept to oneself" not in answer.content


@needs_sqlite
def test_a_form_of_a_stranger_is_not_given_back_with_a_token_of_ours(folder):
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
    address = "/admin/publishing/page/1/notes/"
    with away(folder):
        assert b"planted" not in visitor.post(address, {"text": "planted"}).content
        visitor.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
        assert b"planted" not in visitor.post(address, {"text": "planted"}).content
        answer = visitor.post(address, {"text": "our own", "csrfmiddlewaretoken": "a" * 32})
    assert fields(answer)["text"] == "our own"
    assert len(fields(answer)["csrfmiddlewaretoken"]) == 64


@needs_sqlite
def test_a_file_is_not_said_to_be_kept(folder, visitor):
    with away(folder):
        answer = visitor.post("/admin/publishing/image/add/", {"alt": "A knee", "file": io.BytesIO(b"picture")})
    assert fields(answer)["alt"] == "A knee"
    assert "A file cannot be kept here." in answer.content.decode()


def test_no_error_after_a_form_says_that_nothing_was_lost():
    for method in ("get", "post"):
        request = getattr(RequestFactory(), method)("/admin/somewhere/")
        assert LOST not in errors.server_error(request).content.decode()
    assert "We cannot tell whether what you sent was saved" in errors.server_error(request).content.decode()


# The log


@needs_sqlite
def test_a_lost_database_is_one_line_for_many_requests(folder, visitor, log):
    with away(folder):
        for _ in range(20):
            visitor.get("/conditions/sciatica/?q=private", REMOTE_ADDR="203.0.113.7")
            visitor.get("/nothing-here/")
            visitor.get("/readyz")
    (line,) = log.getvalue().splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR django\.request: "
        r"The database is busy, away or full: unable to open database file \[[0-9a-f-]{14}\]",
        line,
    )


def test_the_next_line_says_how_many_were_held_back(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(logs.time, "monotonic", lambda: now)
    one_line = logs.OneLine(seconds=10)

    def written() -> str:
        error = raised(sqlstate=None)
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("x", "/y"), (None, error, None))
        return record.getMessage() if one_line.filter(record) else ""

    said = "The database is busy, away or full: what the database said"
    assert [written(), written(), written()] == [said, "", ""]
    now += 10
    assert written() == f"{said} (held back before this line: 2)"
    now += 10
    assert written() == said


def test_a_mistake_of_ours_keeps_its_traceback(visitor, log, monkeypatch):
    def fails(*arguments, **options):
        raise ValueError("a mistake")

    monkeypatch.setattr(context, "frame_of", fails)
    assert visitor.get("/conditions/sciatica/").status_code == 500
    assert "Traceback" in log.getvalue() and "a mistake" in log.getvalue()


def test_a_job_that_lost_its_database_says_so_in_one_line(log):
    try:
        raise raised(sqlstate="57P01")
    except OperationalError:
        logging.getLogger("website.management.commands.run_jobs").exception("The job %s failed", "publish_due")
    (line,) = log.getvalue().splitlines()
    assert line.endswith("The job publish_due failed: what the database said")


@needs_sqlite
def test_jobs_say_once_that_the_database_went_away_and_once_that_it_is_back(folder, log, monkeypatch):
    often = {"every": timedelta(seconds=20), "patience": timedelta(minutes=10)}
    works = [jobs.Work(name, name, lambda: str(Page.objects.count()), **often) for name in ("first", "second")]
    monkeypatch.setattr(jobs, "_works", {work.name: work for work in works})
    command = run_jobs.Command()
    with away(folder):
        for _ in range(3):
            assert command._run_due({}) == {"first": run_jobs.FAILED, "second": run_jobs.FAILED}
    for _ in range(2):
        assert run_jobs.FAILED not in command._run_due({}).values()
    began, ended = log.getvalue().splitlines()
    assert " ERROR " in began and began.endswith("which try again until it is back: unable to open database file")
    assert ended.endswith("The database is back for the jobs")


def test_jobs_whose_turn_another_machine_took_meanwhile_say_that_the_database_is_back(log, monkeypatch):
    def run(name):
        raise raised(sqlstate="57P01")

    monkeypatch.setattr(jobs, "run", run)
    monkeypatch.setattr(run_jobs, "close_old_connections", lambda: None)
    turns = iter([True, False, False, True])
    monkeypatch.setattr(run_jobs, "_is_our_turn", lambda: next(turns))
    command = run_jobs.Command()
    for _ in range(4):
        command._take_turn({})
    lines = [line for line in log.getvalue().splitlines() if "for the jobs" in line]
    assert [" ERROR " in line for line in lines] == [True, False, True]


def test_a_job_that_fails_for_another_reason_says_so_each_time_also_while_the_database_is_away(log, monkeypatch):
    fails = {"first": raised(sqlstate="57P01"), "second": ValueError("a mistake"), "third": outage.StoreAway("Away")}

    def run(name):
        raise fails[name]

    monkeypatch.setattr(jobs, "run", run)
    monkeypatch.setattr(run_jobs, "close_old_connections", lambda: None)
    command = run_jobs.Command()
    for _ in range(2):
        for name in fails:
            command._run(name)
    written = log.getvalue()
    assert written.count("The job second failed") == written.count("ValueError: a mistake") == 2
    assert written.count("The job third failed and will be tried again: Away") == 2
    assert written.count("what the database said") == 1


@pytest.mark.parametrize("host", ["evil.example", "evil.example" * 100, "evil\x1b[2J.example"])
def test_a_wrong_host_name_is_one_short_line(visitor, log, host):
    assert visitor.get("/conditions", headers={"host": host}).status_code == 400
    (line,) = log.getvalue().splitlines()
    assert "ERROR django.security.DisallowedHost: Invalid HTTP_HOST header" in line
    assert len(line) < 300 and "\x1b" not in line


# PostgreSQL


@pytest.mark.skipif(ON_SQLITE, reason="a lock on one row")
def test_the_page_form_comes_back_while_somebody_has_the_page(loaded, transactional_db, visitor):
    person = get_user_model().objects.create_superuser("writer")
    visitor.force_login(person)
    page = page_at(PAGE)
    other = connection.copy()
    with closing(other):
        other.set_autocommit(False)
        other.cursor().execute("SELECT id FROM publishing_page WHERE id=%s FOR UPDATE", [page.pk])
        answer = visitor.post(url(page), entered(page, text="A sentence that took an hour.\n"))
        other.rollback()
    assert answer.status_code == 503
    assert "A sentence that took an hour." in answer.content.decode()
    assert "not saved yet" in answer.content.decode()


@pytest.mark.both_databases
@pytest.mark.skipif(ON_SQLITE, reason="speaks with PostgreSQL over a line")
def test_a_database_that_says_nothing_is_gone_and_the_next_question_opens_another_line(transactional_db, monkeypatch):
    monkeypatch.setattr(outage, "SILENCE", 0.2)
    with closing(connection.copy()) as other:
        other.connect()
        silent = other.connection.info.backend_pid
        outage.leave_when_silent(other)
        with pytest.raises(OperationalError) as found, other.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        assert outage.is_outage(found.value) and not outage.is_undone(found.value)
        other.close_if_unusable_or_obsolete()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [silent])
            assert cursor.fetchone() == (True,)
