"""Work that runs by itself: once, at its time, and what fails stops nothing else."""

import datetime
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from functools import partial
from smtplib import SMTPException

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from publishing.desk.letters import post, reminders
from publishing.life import actions, jobs, writing
from publishing.life.models import AccountEvent, ClinicProfile, Contributor, Event, Job, Page, Revision, SentReminder
from publishing.life.models.version import current
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import edited, page_at
from tests.publishing.at_desk import in_role, with_an_address_that_waits
from tests.publishing.life.whole import url_of

pytestmark = pytest.mark.both_databases

PAGE, OTHER = "articles/how-pain-works", "articles/warning-signs"
TODAY = datetime.date(2026, 11, 18)  # a Wednesday


@pytest.fixture
def minute_ago():
    return timezone.now() - datetime.timedelta(minutes=1)


def scheduled(staff, at: datetime.datetime, address: str = PAGE, **changes) -> Revision:
    """A revision that was scheduled and whose time is `at`."""
    revision = staff.revision(page_at(address), RevisionState.SCHEDULED, **changes)
    Revision.objects.filter(pk=revision.pk).update(scheduled_for=at)
    return revision


def leaving(staff, at: datetime.datetime, address: str = PAGE) -> Page:
    """A page whose withdrawal was planned and whose time is `at`."""
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    page = actions.plan_withdrawal(page=page_at(address), by=staff.publisher, at=tomorrow, note="Out of date.")
    Page.objects.filter(pk=page.pk).update(withdrawal_due_at=at)
    return page


# When and where


def test_a_job_has_the_clinics_day_and_not_the_servers(staff, monkeypatch):
    """In Auckland it is already Nov 26 when it is Nov 25 in New York."""
    ClinicProfile.objects.update_or_create(pk=1, defaults={"time_zone": "Pacific/Auckland"})
    now = datetime.datetime(2026, 11, 25, 15, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    revision = scheduled(staff, now, title="At its time")
    Revision.objects.filter(pk=revision.pk).update(scheduled_for=now)
    jobs.publish_due()
    assert page_at(PAGE).reviewed_on == datetime.date(2026, 11, 26)


# Publishing and withdrawing


def test_a_due_revision_is_published_in_the_name_of_who_scheduled_it(staff, minute_ago, client):
    revision = scheduled(staff, minute_ago, title="Now it is time")
    assert jobs.publish_due() == "1 done, 0 failed"
    revision.refresh_from_db()
    assert (revision.state, revision.published_by) == (RevisionState.PUBLISHED, staff.publisher)
    assert "Now it is time" in client.get("/articles/how-pain-works/").content.decode()


def test_nothing_is_published_before_its_time(staff):
    revision = scheduled(staff, timezone.now() + datetime.timedelta(minutes=1), title="Not yet")
    assert jobs.publish_due() == "0 done, 0 failed"
    revision.refresh_from_db()
    assert revision.state == RevisionState.SCHEDULED


def test_a_due_withdrawal_takes_the_page_from_the_public_with_its_reason(staff, minute_ago, client):
    leaving(staff, minute_ago)
    assert client.get("/articles/how-pain-works/").status_code == 200
    assert jobs.publish_due() == "1 done, 0 failed"
    assert client.get("/articles/how-pain-works/").status_code == 410
    event = page_at(PAGE).events.first()
    assert (event.verb, event.by, event.note) == (Verb.WITHDRAW, staff.publisher, "Out of date.")


def test_a_withdrawal_that_is_not_due_or_was_cancelled_does_not_happen(staff, minute_ago):
    leaving(staff, timezone.now() + datetime.timedelta(minutes=1))
    leaving(staff, minute_ago, OTHER)
    actions.cancel_withdrawal(page=page_at(OTHER), by=staff.publisher)
    assert jobs.publish_due() == "0 done, 0 failed"
    assert {page_at(PAGE).status, page_at(OTHER).status} == {"live"}


@pytest.mark.parametrize("error", [actions.Refused("The address belongs to another page."), RuntimeError("a defect")])
def test_what_fails_stops_nothing_else_and_stays_to_be_seen(staff, minute_ago, monkeypatch, caplog, error):
    broken = scheduled(staff, minute_ago, title="Cannot be published")
    sound = scheduled(staff, minute_ago, OTHER, title="Can be published")
    leaving(staff, minute_ago, "conditions/sciatica")
    put_out = writing.put_out

    def fail(revision, ready, by, **how):
        page = put_out(revision, ready, by, **how)
        if revision.pk == broken.pk:
            raise error
        return page

    monkeypatch.setattr(writing, "put_out", fail)
    assert jobs.publish_due() == "2 done, 1 failed"
    assert Job.objects.get(pk="publish_due").outcome == "2 done, 1 failed"
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.state, broken.scheduled_for) == (RevisionState.SCHEDULED, minute_ago)
    assert sound.state == RevisionState.PUBLISHED
    assert (page_at(PAGE).title, page_at(PAGE).live_revision) == ("How pain works", broken.based_on)
    assert page_at("conditions/sciatica").status == "withdrawn"
    assert "Scheduled work failed" in caplog.text


def test_a_text_that_became_faulty_is_not_published_and_tried_again(staff, minute_ago, monkeypatch):
    revision = scheduled(staff, minute_ago, key_points=["[A](../conditions/sciatica.md).", "B.", "C."])
    Revision.objects.filter(pk=revision.pk).update(slug="warning-signs")
    assert jobs.publish_due() == "0 done, 1 failed"
    Revision.objects.filter(pk=revision.pk).update(slug="how-pain-works")
    assert jobs.publish_due() == "1 done, 0 failed"


def test_a_second_run_finds_nothing_left_and_each_leaves_when_it_ran(staff, minute_ago):
    scheduled(staff, minute_ago, title="Now it is time")
    jobs.publish_due()
    before = Event.objects.count(), current()
    first = Job.objects.get(pk="publish_due").ran_at
    assert jobs.publish_due() == "0 done, 0 failed"
    assert (Event.objects.count(), current()) == before
    assert Job.objects.get(pk="publish_due").ran_at > first


@pytest.mark.slow
@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="this copies a SQLite file")
@pytest.mark.django_db(transaction=True)
def test_two_processes_that_run_at_once_do_the_work_once(staff, minute_ago, tmp_path):
    revision = scheduled(staff, minute_ago, title="Now it is time")
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy:
        connection.connection.backup(copy)
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "publish_due"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate(timeout=60)[0] for process in both) == [
        "0 done, 0 failed\n",
        "1 done, 0 failed\n",
    ]
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy:
        query = "SELECT COUNT(*) FROM publishing_event WHERE verb = 'publish' AND revision_id = ?"
        assert copy.execute(query, [revision.pk]).fetchone() == (1,)


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has a test above")
@pytest.mark.django_db(transaction=True)
def test_two_connections_that_run_at_once_do_the_work_once(staff, minute_ago):
    revision = scheduled(staff, minute_ago, title="Now it is time")
    start, outcomes = threading.Barrier(2, timeout=20), []

    def run():
        try:
            start.wait()
            outcomes.append(jobs.publish_due())
        except Exception as error:  # a thread that dies would be silent
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=40)
    assert sorted(outcomes) == ["0 done, 0 failed", "1 done, 0 failed"]
    assert revision.events.filter(verb=Verb.PUBLISH).count() == 1


def test_the_commands_say_what_was_done(staff, minute_ago, capsys):
    scheduled(staff, minute_ago, title="Now it is time")
    call_command("publish_due")
    call_command("send_review_reminders")
    assert capsys.readouterr().out == "1 done, 0 failed\n0 reminders, 0 digests\n"


def test_a_piece_of_work_is_known_by_its_name_and_leaves_when_it_ran(loaded):
    names = [work.name for work in jobs.all_work()]
    assert names == [
        *("publish_due", "follow_links", "store_rendered", "make_sizes", "send_letters"),
        *("forget_sign_ins", "forget_kept", "send_review_reminders", "tell_of_backups", "forget_searches"),
    ]
    for work in jobs.all_work():
        before = timezone.now()
        assert jobs.run(work.name) == Job.objects.get(pk=work.name).outcome
        assert Job.objects.get(pk=work.name).ran_at >= before
        assert work.every < work.patience
    with pytest.raises(KeyError):
        jobs.run("nothing")


def test_work_of_a_higher_room_is_run_like_any_other(loaded, monkeypatch):
    monkeypatch.setattr(jobs, "_works", dict(jobs._works))
    hour = datetime.timedelta(hours=1)
    jobs.register(jobs.Work("count", "Counting", lambda: "3 counted", every=hour, patience=hour))
    assert jobs.run("count") == "3 counted"
    assert jobs.all_work()[-1].name == "count"


def test_a_snippet_that_came_into_use_is_not_withdrawn_on_schedule_and_stays_to_be_seen(staff, minute_ago):
    staff.new_page("snippets", "alone", "---\ntitle: Alone\nauthors:\n- starter-library\n---\n\nWords.\n")
    leaving(staff, minute_ago, "snippets/alone")
    page = page_at(PAGE)
    staff.published(page, body=f"{page.body}\n\n/// snippet | alone\n///")
    assert jobs.publish_due() == "0 done, 1 failed"
    snippet = page_at("snippets/alone")
    assert (snippet.status, snippet.withdrawal_due_at) == ("live", minute_ago)


# Reminders


@pytest.fixture
def clock(monkeypatch):
    """Set what day it is at the clinic."""

    def set_to(day: datetime.date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda value=None: day)

    set_to(TODAY)
    return set_to


@pytest.fixture
def kept(staff, django_user_model):
    """A page with an owner and a deputy who have an address, and no rights that would bring them a digest."""
    people = {}
    for name in ("owner", "deputy"):
        people[name] = django_user_model.objects.create_user(name, f"{name}@clinic.example")
        Contributor.objects.create(id=name, name=name.title(), kind="person", user=people[name])
    page = page_at(PAGE)
    Page.objects.filter(pk=page.pk).update(owner="owner", deputy="deputy")
    return people


def due_in(days: int) -> None:
    Page.objects.filter(pk=page_at(PAGE).pk).update(review_due_on=TODAY + datetime.timedelta(days=days))


def letters_sent() -> list[tuple]:
    found = [(letter.to[0].split("@")[0], letter.body.splitlines()[0]) for letter in mail.outbox]
    mail.outbox.clear()
    return found


def test_owner_and_deputy_are_reminded_at_60_30_and_0_days_once_each(kept, clock):
    due_in(61)
    told = {}
    for passed in range(75):
        clock(TODAY + datetime.timedelta(days=passed))
        reminders.send_review_reminders()
        if found := letters_sent():
            told[61 - passed] = [name for name, _line in found]
    both = ["owner", "deputy"]
    assert told == {60: both, 30: both, 0: both}


def test_after_a_silence_one_reminder_is_sent_and_not_all_that_were_missed(kept, clock):
    due_in(12)
    reminders.send_review_reminders()
    assert [line for _name, line in letters_sent()] == [
        "The review of “How pain works” is due in 12 days, on November 30, 2026."
    ] * 2
    clock(TODAY + datetime.timedelta(days=20))
    reminders.send_review_reminders()
    assert "is overdue" in letters_sent()[0][1]
    reminders.send_review_reminders()
    assert letters_sent() == []


def test_the_next_cycle_reminds_again(kept, clock):
    due_in(0)
    reminders.send_review_reminders()
    assert len(letters_sent()) == 2
    due_in(30)
    reminders.send_review_reminders()
    assert len(letters_sent()) == 2


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}], ids=["no address", "left"])
def test_nobody_without_an_address_and_nobody_who_left_is_written_to(kept, clock, change):
    for name, value in change.items():
        setattr(kept["owner"], name, value)
    kept["owner"].save()
    due_in(0)
    assert reminders.send_review_reminders() == "1 reminders, 0 digests"
    assert [name for name, _line in letters_sent()] == ["deputy"]
    assert not SentReminder.objects.filter(to=kept["owner"]).exists()


def test_who_has_only_an_address_that_waits_is_reminded_when_a_letter_can_go_there(kept, staff, clock):
    with_an_address_that_waits(kept["owner"], staff.publisher)
    due_in(0)
    assert reminders.send_review_reminders() == "1 reminders, 0 digests"
    assert [name for name, _line in letters_sent()] == ["deputy"]
    AccountEvent.objects.create(person=kept["owner"], by=kept["owner"], what=AccountEvent.What.ADDRESS)
    assert reminders.send_review_reminders() == "1 reminders, 0 digests"
    assert [name for name, _line in letters_sent()] == ["owner"]


def test_a_page_without_an_owner_and_a_withdrawn_page_remind_nobody(kept, staff, clock):
    due_in(0)
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    Page.objects.filter(pk=page_at(OTHER).pk).update(review_due_on=TODAY)
    assert reminders.send_review_reminders() == "0 reminders, 0 digests"


def test_an_owner_who_is_their_own_deputy_gets_one_letter(kept, clock):
    Page.objects.filter(pk=page_at(PAGE).pk).update(deputy="owner")
    due_in(30)
    reminders.send_review_reminders()
    assert [name for name, _line in letters_sent()] == ["owner"]


def test_a_letter_that_fails_is_tried_again_and_keeps_no_other_back(kept, clock, monkeypatch):
    due_in(30)
    send = post.send_mail

    def failing(subject, body, sender, to):
        if to == ["owner@clinic.example"]:
            raise SMTPException("the server is down")
        return send(subject, body, sender, to)

    monkeypatch.setattr(post, "send_mail", failing)
    assert reminders.send_review_reminders() == "1 reminders, 0 digests, 1 failed"
    assert [name for name, _line in letters_sent()] == ["deputy"]
    monkeypatch.setattr(post, "send_mail", send)
    assert reminders.send_review_reminders() == "1 reminders, 0 digests"
    assert [name for name, _line in letters_sent()] == ["owner"]


# The weekly list


@pytest.fixture
def with_mail(staff):
    for person, role in ((staff.reviewer, "Clinical reviewer"), (staff.publisher, "Publisher")):
        person.email = f"{person.username}@clinic.example"
        person.save()
        in_role(person, role)


def test_the_weekly_list_comes_once_a_week_to_those_for_whom_something_waits(staff, with_mail, clock):
    staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Waits")
    mail.outbox.clear()
    for passed in range(12):  # from Wednesday to the Sunday of the next week
        clock(TODAY + datetime.timedelta(days=passed))
        reminders.send_review_reminders()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["reviewer@clinic.example"], "This week on the desk")
    ] * 2
    assert mail.outbox[0].body.startswith("Waits for review: How pain works\n")


def test_the_weekly_list_tells_publishers_what_is_approved_and_reviewers_what_is_due(staff, with_mail, clock):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Ready")
    Page.objects.filter(pk=page_at(OTHER).pk).update(review_due_on=TODAY)
    mail.outbox.clear()
    assert reminders.send_review_reminders() == "0 reminders, 2 digests"
    found = {letter.to[0]: letter.body.splitlines()[0] for letter in mail.outbox}
    assert found == {
        "publisher@clinic.example": "Approved, not yet public: How pain works",
        "reviewer@clinic.example": f"Review due 2026-11-18: {page_at(OTHER).title}",
    }


def test_nobody_is_told_of_their_own_text(staff, with_mail, clock):
    draft = actions.save_draft(
        page=page_at(PAGE), by=staff.reviewer, manuscript=edited(page_at(PAGE), title="By the reviewer")
    )
    actions.submit(revision=draft, by=staff.reviewer)
    assert reminders.send_review_reminders() == "0 reminders, 0 digests"


def test_a_weekly_list_that_fails_is_tried_again(staff, with_mail, clock, monkeypatch):
    staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Waits")
    with monkeypatch.context() as broken:
        broken.setattr(post, "send_mail", lambda *values: (_ for _ in ()).throw(ConnectionRefusedError()))
        assert reminders.send_review_reminders() == "0 reminders, 0 digests, 1 failed"
    assert reminders.send_review_reminders() == "0 reminders, 1 digests"


def test_a_withdrawn_page_does_not_come_back_by_its_schedule(loaded, author, reviewer, publisher):
    page = Page.objects.get(kind="conditions", slug="sciatica")
    text = page.live_revision.manuscript.replace("Sciatica", "Sciatica again", 1)
    draft = actions.save_draft(page=page, by=author, manuscript=text)
    draft = actions.submit(revision=draft, by=author)
    draft = actions.approve(revision=draft, by=reviewer, sha256=draft.sha256)
    later = timezone.now() + datetime.timedelta(hours=1)
    draft = actions.schedule(revision=draft, by=publisher, at=later)
    actions.withdraw(page=page, by=publisher, note="It is dangerous.")
    draft.refresh_from_db()
    assert (draft.state, draft.scheduled_for) == ("approved", None)
    jobs.publish_due()
    page.refresh_from_db()
    assert page.status == "withdrawn"


@pytest.fixture
def timer(loaded, monkeypatch):
    """What a timer calls, but for what it does to the connection of its process."""
    monkeypatch.setattr("publishing.life.outage.open_but_never_make", lambda database: None)
    monkeypatch.setattr("publishing.life.outage.limit", lambda database, lock: None)
    monkeypatch.setattr("website.management.commands.run_jobs.close_old_connections", lambda: None)
    return lambda: call_command("run_jobs", once=True)


def test_a_timer_that_runs_each_job_once_is_told_what_they_did(timer, capsys):
    timer()
    said = capsys.readouterr().out
    assert [line.partition(":")[0] for line in said.splitlines()] == [work.name for work in jobs.all_work()]
    assert "publish_due: 0 done, 0 failed" in said


def test_a_timer_prints_no_line_for_a_job_that_had_nothing_to_say(timer, capsys, monkeypatch):
    often = {"every": datetime.timedelta(seconds=20), "patience": datetime.timedelta(minutes=10)}
    said = {"backup": None, "letters": "", "publish_due": "1 done"}
    works = {name: jobs.Work(name, name, partial(said.get, name), **often) for name in said}
    monkeypatch.setattr(jobs, "_works", works)
    timer()
    assert capsys.readouterr().out == "publish_due: 1 done\n"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file of SQLite is on one machine")
def test_of_several_machines_one_has_the_turn_until_its_connection_ends(transactional_db):
    import psycopg

    with psycopg.connect(url_of(connection.settings_dict)) as other:
        asked = "SELECT pg_try_advisory_lock(%s)"
        assert other.execute(asked, [jobs._TURN]).fetchone()[0]
        assert not jobs.is_our_turn()
    deadline = time.monotonic() + 20
    while not jobs.is_our_turn():  # the server hears a moment later that it has ended
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert jobs.is_our_turn()
    connection.close()


def test_a_timer_is_told_which_job_failed_after_the_others_have_run(timer, capsys, monkeypatch):
    first, *others = (work.name for work in jobs.all_work())
    done = jobs.run
    monkeypatch.setattr(jobs, "run", lambda name: done({first: "no such job"}.get(name, name)))
    with pytest.raises(CommandError, match=f"^1 of {len(others) + 1} jobs failed: {first}. The log says why.$") as told:
        timer()
    assert told.value.returncode == 1
    said = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert said.pop(first) == "failed, see the log"
    assert list(said) == others and "failed, see the log" not in said.values()
