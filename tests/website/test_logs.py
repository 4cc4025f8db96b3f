"""A line of the log: what stands in it, that it is one line, and that nobody is in it."""

import io
import json
import logging

import pytest
from django.urls import reverse

from publishing.desk.letters import sharing
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.publishing.at_desk import in_role
from website import context, logs, request_ids


@pytest.fixture
def handler(monkeypatch):
    """The handler of the site's own log, as a process that has said nothing yet."""
    found = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    (one_line,) = found.filters
    monkeypatch.setattr(found, "filters", [type(one_line)()])
    return found


@pytest.fixture
def written(handler):
    """What the log gets."""
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.fixture
def as_json(handler, written):
    """The log as LOG_FORMAT=json has it."""
    before = handler.formatter
    handler.setFormatter(logs.Json())
    yield written
    handler.setFormatter(before)


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


MISTAKE = "a mistake that met ann@clinic.example\nDETAIL:  Key (username)=(ann) already exists."


def breaks(*_arguments, **_options):
    raise ValueError(MISTAKE)


def objects(log: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


# One line, one object


def test_an_error_is_one_object_in_one_line_with_its_traceback(visitor, as_json, monkeypatch):
    monkeypatch.setattr(context, "frame_of", breaks)
    answer = visitor.get("/conditions/sciatica/?q=private")
    (said,) = objects(as_json)
    assert {"at", "level", "logger", "message", "process", "request", "status", "traceback"} == set(said)
    assert (said["level"], said["logger"], said["status"]) == ("ERROR", "django.request", 500)
    assert said["traceback"].startswith("Traceback")
    assert said["request"] == answer[request_ids.HEADER]


@pytest.mark.parametrize("text", ["two\nlines", "a\r\nSet-Cookie: x", "\x1b[2J", '"}{"level": "forged"', "\u2028"])
def test_no_text_makes_a_second_line_of_json_or_breaks_the_first(as_json, text):
    """Log injection (CVE-2025-48432)."""
    logging.getLogger("website").error("It said %s", text)
    assert len(as_json.getvalue().split("\n")) == 2
    (said,) = [json.loads(as_json.getvalue())]
    assert (said["message"], said["level"]) == (f"It said {text}", "ERROR")
    assert not {"\r", "\x1b"} & set(as_json.getvalue())


def test_a_plain_line_ends_with_the_name_of_its_request(loaded, visitor, written):
    answer = visitor.get("/nothing-here/")
    (line,) = written.getvalue().splitlines()
    assert line.endswith(f"WARNING django.request: Not Found: /nothing-here/ [{answer[request_ids.HEADER]}]")


def test_what_is_said_outside_of_a_request_has_no_name(as_json):
    logging.getLogger("website").info("Indexed %s pages", 3)
    (said,) = objects(as_json)
    assert said["message"] == "Indexed 3 pages" and "request" not in said


# Nobody is in it


def test_nothing_of_a_visitor_is_in_a_line(visitor, written, monkeypatch):
    monkeypatch.setattr(context, "frame_of", breaks)
    told = {"user-agent": "Agent/1", "cookie": "sessionid=secret", "referer": "https://elsewhere.example/x"}
    visitor.get("/search/?q=my+illness", headers=told, REMOTE_ADDR="203.0.113.7")
    log = written.getvalue()
    assert "Traceback" in log
    for private in ("illness", "203.0.113.7", "secret", "Agent/1", "elsewhere", "ann", "(username)"):
        assert private not in log


@pytest.mark.parametrize("kind", ["drafts", "approvals"])
def test_an_address_that_opens_something_is_not_in_a_line(visitor, written, kind):
    visitor.get(f"/{kind}/abc:def:ghi/")
    assert f"/{kind}/…" in written.getvalue() and "abc" not in written.getvalue()


def test_a_link_to_a_draft_that_failed_is_not_in_a_line(staff, visitor, written, monkeypatch):
    in_role(staff.author, "Author")
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT)
    path = sharing.draft_path(sharing.share(revision=draft, by=staff.author))
    monkeypatch.setattr("website.links.preview", breaks)
    assert visitor.get(path).status_code == 500
    assert path.split("/")[2] not in written.getvalue()


def test_an_address_to_choose_a_password_is_not_in_a_line(visitor, written, db, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.views.PasswordResetConfirmView.get_user", breaks)
    assert visitor.get(reverse("password_reset_confirm", args=["MQ", "a1-secret"])).status_code == 500
    assert "a1-secret" not in written.getvalue() and "/admin/password/…" in written.getvalue()


# Noise


def test_a_thousand_strange_names_are_one_line(visitor, written):
    for number in range(50):
        assert visitor.get("/robots.txt", headers={"host": f"evil{number}.example"}).status_code == 400
    assert len(written.getvalue().splitlines()) == 1
    assert "Traceback" not in written.getvalue()


def test_whoever_asks_whether_the_site_is_ready_fills_no_log(visitor, written, monkeypatch):
    monkeypatch.setattr("website.readiness.look", lambda: {"ready": False, "faults": ["overdue: publish_due"]})
    for _ in range(5):
        assert visitor.get("/readyz").status_code == 503
    assert written.getvalue() == ""


def test_a_format_that_there_is_not_is_refused():
    import os
    import subprocess
    import sys

    said = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**os.environ, "LOG_FORMAT": "xml"},
        capture_output=True,
        text=True,
    )
    assert "LOG_FORMAT: there is no 'xml'" in said.stderr
