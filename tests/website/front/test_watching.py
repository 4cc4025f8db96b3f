"""Which content version is true."""

import logging

import pytest
from django.db import OperationalError, connection

from publishing.life.models import version
from website.front.watching import Watch

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def risen():
    return []


@pytest.fixture
def watch(risen):
    return Watch(risen.append)


def test_it_knows_none_before_it_has_looked(watch):
    assert watch.version is None


def test_it_sees_each_version_once(watch, risen):
    watch.look(), watch.look()
    version.raise_version()
    watch.look(), watch.look()
    assert (watch.version, len(risen)) == (version.current(), 2)


def test_it_sees_a_database_that_was_put_back_to_an_earlier_version(watch, risen):
    watch.note(10**6), watch.look()
    assert watch.version == version.current() != 10**6
    assert risen == [False, True]


def test_of_two_that_are_told_in_the_wrong_order_the_later_one_counts(watch):
    watch.note(7), watch.note(6)
    assert watch.version == 7


def test_what_this_process_commits_it_knows_at_once(watch, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(version, "_told", [])
    version.on_raise(watch.note)
    with django_capture_on_commit_callbacks(execute=True):
        number = version.content_changed()
        assert watch.version is None, "It is not committed yet."
    assert watch.version == number


def test_an_answer_that_comes_behind_a_newer_note_counts_nothing(watch, monkeypatch):
    def slow() -> int:
        watch.note(8)
        return 7

    monkeypatch.setattr(version, "current", slow)
    watch.look()
    assert watch.version == 8


def test_while_the_database_is_away_the_last_one_stands_and_the_log_says_so_once(watch, monkeypatch, caplog):
    watch.look()
    before = watch.version

    def away() -> int:
        raise OperationalError("no route to host")

    with monkeypatch.context() as patched:
        patched.setattr(version, "current", away)
        patched.setattr(connection, "close", lambda: None)
        with caplog.at_level(logging.WARNING):
            watch.look(), watch.look()
    watch.look()
    assert watch.version == before
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "served on" in caplog.records[0].message and "answers again" in caplog.records[1].message
