"""Whoever keeps accounts hears by mail of a backup that failed: once for each run of failures."""

import datetime
from smtplib import SMTPException

import pytest
from django.core import mail
from django.utils import timezone

from publishing.desk.letters import post
from publishing.life import jobs
from publishing.life.models import Job, Letter
from tests.publishing.at_desk import in_role, with_an_address_that_waits, with_mail
from website import nightly as among_jobs

pytestmark = pytest.mark.both_databases

HOUR = datetime.timedelta(hours=1)
MADE = "site-2026-11-20.backup, 1.4 MB, encrypted"


@pytest.fixture
def now(monkeypatch):
    """The clock, which can be put forward."""

    class Clock:
        time = datetime.datetime(2026, 11, 20, 3, tzinfo=datetime.UTC)

        def pass_by(self, hours: float) -> None:
            self.time += hours * HOUR

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.time)
    return clock


@pytest.fixture
def site(loaded, author, reviewer, publisher, monkeypatch, settings, now):
    """A site with two administrators and a publisher, whose last backup was made a moment ago."""
    settings.BACKUP_DAYS = 7
    monkeypatch.setattr(jobs, "_works", dict(jobs._works))
    among_jobs.register()
    with_mail(author, reviewer, publisher)
    for person, role in ((author, "Administrator"), (reviewer, "Administrator"), (publisher, "Publisher")):
        in_role(person, role)
    Job.objects.all().delete()
    jobs.note_start()
    jobs.note("backup", MADE)
    now.pass_by(1)


def letters() -> list[tuple[str, str, str]]:
    """What goes out after the jobs had their turns: to whom, subject, words."""
    mail.outbox.clear()
    jobs.run("tell_of_backups")
    jobs.run("send_letters")
    return [(letter.to[0].partition("@")[0], letter.subject, letter.body) for letter in mail.outbox]


def test_while_all_is_well_there_is_no_letter(site):
    assert letters() == []


def test_a_failure_is_told_in_its_words_to_every_administrator_with_what_to_do(site):
    jobs.note_failure("backup", "There is no folder /mnt/nas/site.")
    found = letters()
    assert [(to, subject) for to, subject, _body in found] == [
        ("author", "The nightly backup failed"),
        ("reviewer", "The nightly backup failed"),
    ]
    body = found[0][2]
    assert "There is no folder /mnt/nas/site.\n" in body and f": {MADE}." in body
    assert "manage.py backup --nightly" in body


def test_to_whose_first_address_no_letter_goes_yet_none_is_left(site, author, reviewer):
    with_an_address_that_waits(reviewer, author)
    jobs.note_failure("backup", "There is no folder /mnt/nas/site.")
    jobs.run("tell_of_backups")
    assert [letter.to for letter in Letter.objects.all()] == [author]


def test_the_tries_of_the_same_run_write_no_further_letter_and_the_next_run_writes_one(site, now):
    for _hour in range(30):
        jobs.note_failure("backup", "The disk is full.")
        now.pass_by(1)
        if _hour == 0:
            assert len(letters()) == 2
        assert letters() == []
    jobs.note("backup", MADE)
    now.pass_by(1)
    assert letters() == []
    jobs.note_failure("backup", "The disk is full.")
    assert len(letters()) == 2


def test_two_runs_within_a_day_are_told_once(site, now):
    jobs.note_failure("backup", "The disk is full.")
    assert len(letters()) == 2
    now.pass_by(1)
    jobs.note("backup", MADE)
    now.pass_by(1)
    jobs.note_failure("backup", "The disk is full.")
    assert letters() == []
    now.pass_by(23)
    assert len(letters()) == 2


def test_silence_is_told_once_it_is_as_long_as_the_desk_bears_it(site, now):
    now.pass_by(46)
    assert letters() == []
    now.pass_by(2)
    found = letters()
    assert {subject for _to, subject, _body in found} == {"No nightly backup for too long"} and len(found) == 2
    assert f": {MADE}." in found[0][2]
    for _day in range(3):
        now.pass_by(25)
        assert letters() == []


def test_a_site_that_has_just_begun_has_as_long_for_its_first(site, now):
    Job.objects.filter(pk="backup").delete()
    assert letters() == []
    now.pass_by(48)
    assert "None was made yet." in letters()[0][2]


def test_where_no_mail_goes_out_nothing_fails_and_what_was_mended_meanwhile_is_not_told(site, now, monkeypatch):
    def failing(*values):
        raise SMTPException("the server is down")

    with monkeypatch.context() as away:
        away.setattr(post, "send_mail", failing)
        jobs.note_failure("backup", "The disk is full.")
        for _hour in range(3):
            assert letters() == []
            now.pass_by(1)
    assert Letter.objects.filter(about="backup", due_at__isnull=False).count() == 2
    jobs.note("backup", MADE)
    assert letters() == []


def test_where_none_are_made_by_themselves_none_is_missed(site, now):
    jobs._works.pop("backup")
    jobs.note_failure("backup", "The disk is full.")
    now.pass_by(72)
    assert letters() == []
