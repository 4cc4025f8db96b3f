"""Letters to staff: to whom, with which address, and that none of them can undo or forge anything."""

import datetime
import logging
from contextlib import contextmanager
from functools import partial
from smtplib import SMTPException

import pytest
from django.core import mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format

from publishing.desk.basics import comparing
from publishing.desk.letters import news, once, post
from publishing.life import actions, jobs
from publishing.life.actions import review
from publishing.life.models import Letter, MailedApproval, Note, Page, SentReminder
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import in_role, url, with_mail

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"


@pytest.fixture
def staff(staff, django_user_model):
    """Everybody with an address; a second reviewer too, and one who left."""
    more = [django_user_model.objects.create_user(name, is_active=name != "left") for name in ("second", "left")]
    for person in more:
        person.is_staff = True
        in_role(person, "Clinical reviewer")
    author, reviewer, publisher, *_more = with_mail(staff.author, staff.reviewer, staff.publisher, *more)
    return Staff(author, reviewer, publisher)


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Do something, commit, and return the letters by who gets them."""

    def run(what) -> dict:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            what()
        assert all(len(letter.to) == 1 and not letter.cc and not letter.bcc for letter in mail.outbox)
        return {letter.to[0].removesuffix("@clinic.example"): letter for letter in mail.outbox}

    return run


def in_review(staff, **changes):
    return staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, **changes)


def test_a_submission_is_told_to_every_reviewer_who_did_not_write_it(staff, sent):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="First")
    draft = actions.save_draft(
        page=page_at(PAGE), by=page_at(PAGE).live_revision.created_by, manuscript=edited(page_at(PAGE), title="Next")
    )
    found = sent(lambda: actions.submit(revision=draft, by=staff.author, note="Two words changed."))
    assert set(found) == {"reviewer", "second"}
    assert found["reviewer"].subject == "Please review: How pain works (1 change, 1 minute)"
    assert found["reviewer"].body.splitlines()[:5] == [
        "Ada Author changed this page:",
        "",
        "1. Title: How pain works → Next (a time changed)",
        "",
        "Ada Author writes: Two words changed.",
    ]
    assert found["reviewer"].from_email == "Ada Author <webmaster@localhost>"


def test_a_text_that_is_sent_is_compared_before_its_page_is_held(staff, monkeypatch):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="First")
    done, compare, hold = [], comparing.compared, review.moved
    monkeypatch.setattr(comparing, "compared", lambda *texts: done.append("compared") or compare(*texts))
    monkeypatch.setattr(review, "moved", lambda *what: done.append("held") or hold(*what))
    actions.submit(revision=draft, by=staff.author)
    assert done == ["compared", "held"]


def test_a_letter_tells_the_text_that_was_sent_also_where_it_was_saved_again_in_the_same_moment(
    staff, sent, monkeypatch
):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="First")
    expected = review.expected

    @contextmanager
    def save_meanwhile(verb, revision):
        with expected(verb, revision):
            actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title="Newer"))
            yield

    monkeypatch.setattr(review, "expected", save_meanwhile)
    letter = sent(lambda: actions.submit(revision=draft, by=staff.author))["reviewer"]
    assert letter.body.splitlines()[2].startswith("1. Title: How pain works → Newer (")


def test_a_reviewer_who_had_a_hand_in_the_text_is_not_asked(staff, sent, django_user_model):
    second = django_user_model.objects.get(username="second")
    actions.save_draft(page=page_at(PAGE), by=second, manuscript=edited(page_at(PAGE), title="By the second"))
    draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title="Mine"))
    assert set(sent(lambda: actions.submit(revision=draft, by=staff.author))) == {"reviewer"}


def test_a_return_is_told_to_the_writers_with_its_reason(staff, sent):
    draft = in_review(staff, title="Again")
    found = sent(lambda: actions.return_for_changes(revision=draft, by=staff.reviewer, note="Say how often."))
    assert set(found) == {"author"}
    assert found["author"].subject == "Sent back: How pain works"
    said = "Rosa Reviewer sent “How pain works” back.\n\nRosa Reviewer writes: Say how often.\n"
    assert found["author"].body.startswith(said)


def test_an_approval_is_told_to_those_who_publish(staff, sent):
    draft = in_review(staff, title="Again")
    found = sent(lambda: actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256))
    assert set(found) == {"publisher"}
    assert found["publisher"].subject == "Approved: How pain works"


def test_every_address_begins_with_the_site_s_own(staff, sent, settings):
    settings.SITE_URL = "https://clinic.example"
    settings.APPROVE_FROM_MAIL = True
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    letter = sent(lambda: actions.submit(revision=draft, by=staff.author))["reviewer"]
    addresses = [word for word in letter.body.split() if "://" in word]
    assert addresses[0] == f"https://clinic.example{url(page_at(PAGE), 'compare')}?sent={draft.sha256[:8]}"
    assert addresses[1].startswith("https://clinic.example/approvals/")
    assert len(addresses) == 2


def test_no_letter_offers_an_approval_unless_the_clinic_wants_it(staff, sent, settings):
    assert settings.APPROVE_FROM_MAIL is False
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    letter = sent(lambda: actions.submit(revision=draft, by=staff.author))["reviewer"]
    assert "/approvals/" not in letter.body
    assert not MailedApproval.objects.exists()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_title_cannot_add_a_header(staff, sent, end):
    draft = in_review(staff, title="Again")
    Page.objects.filter(pk=draft.page_id).update(title=f"Pain{end}Bcc: everybody@evil.example")
    draft = type(draft).objects.select_related("page").get(pk=draft.pk)
    letter = sent(lambda: actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256))["publisher"]
    assert letter.subject == "Approved: Pain Bcc: everybody@evil.example"
    assert "Bcc" not in letter.message()
    assert letter.recipients() == ["publisher@clinic.example"]


def test_a_letter_goes_out_only_after_what_it_tells_is_through(staff, django_capture_on_commit_callbacks):
    draft = in_review(staff, title="Again")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuntimeError), transaction.atomic():
            actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256)
            raise RuntimeError
        assert mail.outbox == []
    assert mail.outbox == []
    draft.refresh_from_db()
    assert draft.state == RevisionState.IN_REVIEW


def test_a_mail_server_that_fails_undoes_nothing_and_is_logged(staff, sent, monkeypatch, caplog):
    def failing(*values):
        raise SMTPException("the server is down")

    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    monkeypatch.setattr(post, "send_mail", failing)
    with caplog.at_level(logging.ERROR):
        assert sent(lambda: actions.submit(revision=draft, by=staff.author)) == {}
    draft.refresh_from_db()
    assert draft.state == RevisionState.IN_REVIEW
    assert "the server is down" in caplog.text


# A text that had been approved, and is reviewed again


def scheduled(staff):
    return staff.revision(page_at(PAGE), RevisionState.SCHEDULED, title="Planned")


def test_a_change_of_a_scheduled_text_is_told_to_whoever_approved_and_scheduled_it(staff, sent):
    draft = scheduled(staff)
    text = edited(page_at(PAGE), title="Changed")
    found = sent(lambda: actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=text))
    assert set(found) == {"reviewer", "publisher"}
    assert found["publisher"].subject == "Waits for a clinician again: How pain works"
    assert "Ada Author" in found["publisher"].body
    when = date_format(timezone.localtime(draft.scheduled_for), "DATETIME_FORMAT")
    assert f"It is not scheduled for {when} any more." in found["publisher"].body
    event = draft.events.filter(verb=Verb.REOPEN).get()
    assert (event.by, event.sha256) == (staff.author, draft.sha256)
    draft.refresh_from_db()
    assert (draft.state, draft.scheduled_for, draft.approved_by) == (RevisionState.IN_REVIEW, None, None)


def test_nobody_is_told_of_a_second_change_or_of_a_save_of_the_same_text(staff, sent):
    draft = scheduled(staff)
    assert sent(lambda: actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=draft.manuscript)) == {}
    actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title="Changed"))
    text = edited(page_at(PAGE), title="Changed again")
    assert sent(lambda: actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=text)) == {}


def test_a_return_of_a_scheduled_text_is_told_to_whoever_scheduled_it_too(staff, sent, django_user_model):
    draft = scheduled(staff)
    second = django_user_model.objects.get(username="second")
    found = sent(lambda: actions.return_for_changes(revision=draft, by=second, note="Wrong dose."))
    assert set(found) == {"author", "reviewer", "publisher"}


def test_a_new_shared_text_tells_whoever_had_approved_a_text_with_the_old_one(staff, sent):
    page = page_at("conditions/sciatica")
    staff.revision(page, RevisionState.APPROVED, title="Sciatica anew")
    snippet = page_at("snippets/warning-signs")
    body = snippet.body.replace("new pain", "sudden pain")
    ready = staff.revision(snippet, RevisionState.APPROVED, body=body)
    found = sent(lambda: actions.publish(revision=ready, by=staff.publisher))
    assert found["reviewer"].subject == "Waits for a clinician again: Sciatica"


# No more letters than somebody reads


def later(minutes: int) -> None:
    """Let some minutes pass, as far as letters know."""
    ago = datetime.timedelta(minutes=minutes)
    Letter.objects.update(sent_at=F("sent_at") - ago)
    Letter.objects.update(due_at=F("due_at") - ago, waits_since=F("waits_since") - ago)


def sent_and_thrown_away(staff, times: int, sent) -> tuple:
    """Ask for a review again and again, each time with another text, and give it up. Returns the last draft, and who
    got letters meanwhile.
    """
    told = []
    for number in range(times):
        draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title=f"Title {number}")
        told += sent(partial(actions.submit, revision=draft, by=staff.author))
        draft.refresh_from_db()
        if number < times - 1:
            told += sent(partial(actions.discard, revision=draft, by=staff.author))
    return draft, told


def test_a_person_gets_one_letter_of_a_sort_about_a_page_in_ten_minutes_and_then_the_last(staff, sent):
    _draft, told = sent_and_thrown_away(staff, 5, sent)
    assert told == 2 * ["reviewer", "second"]  # that it is to be read, and that it is put aside
    assert sent(lambda: jobs.run("send_letters")) == {}
    later(11)
    found = sent(lambda: jobs.run("send_letters"))
    assert set(found) == {"reviewer", "second"}
    assert "Title: How pain works → Title 4" in found["reviewer"].body
    assert "Title 3" not in found["reviewer"].body
    later(11)
    assert sent(lambda: jobs.run("send_letters")) == {}


def test_a_review_that_nobody_asks_for_any_more_is_not_asked_for_later(staff, sent):
    draft, _told = sent_and_thrown_away(staff, 3, sent)
    actions.discard(revision=draft, by=staff.author)
    later(11)
    found = sent(lambda: jobs.run("send_letters"))
    assert {letter.subject for letter in found.values()} == {"Put aside: How pain works"}


def test_of_what_was_done_to_a_draft_the_last_is_told(staff, sent):
    draft = in_review(staff, title="Again")
    for _round in range(4):
        draft = actions.recall(revision=draft, by=staff.author)
        draft = actions.submit(revision=draft, by=staff.author)
    later(11)
    sent(lambda: jobs.run("send_letters"))
    assert {letter.subject for letter in mail.outbox} == {"Please review: How pain works (1 change, 1 minute)"}
    assert len(mail.outbox) == 2


def test_what_is_said_to_a_note_goes_together(staff, sent):
    note = Note.objects.create(page=page_at(PAGE), by=staff.reviewer, text="Look.")

    def answered(number: int) -> None:
        what = {"page": note.page, "answers": note, "by": staff.author}
        news.note_answered(Note.objects.create(text=f"Answer {number}.", **what))

    assert "Answer 0." in sent(partial(answered, 0))["reviewer"].body
    assert [sent(partial(answered, number)) for number in (1, 2, 3)] == [{}, {}, {}]
    later(11)
    body = sent(lambda: jobs.run("send_letters"))["reviewer"].body
    assert [f"Answer {number}." in body for number in range(4)] == [False, True, True, True]


def test_a_letter_that_could_not_be_sent_is_sent_later(staff, sent, monkeypatch):
    def failing(*values):
        raise SMTPException("the server is down")

    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    with monkeypatch.context() as broken:
        broken.setattr(post, "send_mail", failing)
        assert sent(lambda: actions.submit(revision=draft, by=staff.author)) == {}
        later(11)
        assert sent(lambda: jobs.run("send_letters")) == {}
    later(11)
    assert set(sent(lambda: jobs.run("send_letters"))) == {"reviewer", "second"}
    assert not Letter.objects.filter(due_at__isnull=False).exists()


def test_a_letter_that_nobody_takes_is_given_up_after_two_days(staff, sent, monkeypatch):
    def failing(*values):
        raise SMTPException("no such address")

    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    monkeypatch.setattr(post, "send_mail", failing)
    sent(lambda: actions.submit(revision=draft, by=staff.author))
    later(3 * 24 * 60)
    sent(lambda: jobs.run("send_letters"))
    assert not Letter.objects.filter(due_at__isnull=False).exists()


# None is lost, and none goes twice in the ordinary case


class Killed(BaseException):
    """What ends a process in the middle of something."""


def killed(*_values):
    raise Killed


def waiting_letters() -> int:
    return Letter.objects.filter(due_at__isnull=False).count()


def test_a_letter_goes_once_more_where_a_process_was_killed_while_it_sent_it(staff, sent, monkeypatch):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    with monkeypatch.context() as broken:
        broken.setattr(post, "send_mail", killed)
        with pytest.raises(Killed):
            sent(lambda: actions.submit(revision=draft, by=staff.author))
    # The one that was in hand waits; the other was never begun with.
    assert set(sent(lambda: jobs.run("send_letters"))) == {"second"}
    assert sent(lambda: jobs.run("send_letters")) == {}
    later(6)
    assert set(sent(lambda: jobs.run("send_letters"))) == {"reviewer"}
    assert waiting_letters() == 0
    later(6)
    assert sent(lambda: jobs.run("send_letters")) == {}


def test_a_letter_goes_out_where_a_process_was_killed_before_it_began_to_send(staff, sent):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    actions.submit(revision=draft, by=staff.author)  # what would come behind the transaction never does
    assert set(sent(lambda: jobs.run("send_letters"))) == {"reviewer", "second"}
    assert sent(lambda: jobs.run("send_letters")) == {}


def test_of_two_processes_one_sends_a_letter(staff, sent, monkeypatch):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    send, outcomes = post.send_mail, []

    def meeting(*values):
        """While one sends, another looks for what is due."""
        with monkeypatch.context() as plain:
            plain.setattr(post, "send_mail", send)
            outcomes.append(jobs.run("send_letters"))
        return send(*values)

    monkeypatch.setattr(post, "send_mail", meeting)
    found = sent(lambda: actions.submit(revision=draft, by=staff.author))
    assert sorted(letter.to for letter in mail.outbox) == [["reviewer@clinic.example"], ["second@clinic.example"]]
    assert set(found) == {"reviewer", "second"}
    assert outcomes == ["1 letters sent, 0 not"]  # the other one, which nobody had in hand
    assert waiting_letters() == 0


def test_what_comes_while_a_letter_is_sent_waits_for_the_next(staff, sent, monkeypatch):
    note = Note.objects.create(page=page_at(PAGE), by=staff.reviewer, text="Look.")
    send = post.send_mail

    def answered(text: str) -> None:
        news.note_answered(Note.objects.create(text=text, page=note.page, answers=note, by=staff.author))

    def meanwhile(*values):
        answered("The second.")
        return send(*values)

    with monkeypatch.context() as slow:
        slow.setattr(post, "send_mail", meanwhile)
        assert "The first." in sent(lambda: answered("The first."))["reviewer"].body
    assert sent(lambda: jobs.run("send_letters")) == {}
    later(11)
    body = sent(lambda: jobs.run("send_letters"))["reviewer"].body
    assert "The second." in body and "The first." not in body


def test_an_address_that_no_mail_system_can_read_keeps_no_other_letter_back(staff, sent, monkeypatch, caplog):
    send = post.send_mail

    def reading(subject, body, sender, to):
        if to == ["reviewer@clinic.example"]:
            raise ValueError("no address")
        return send(subject, body, sender, to)

    monkeypatch.setattr(post, "send_mail", reading)
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Again")
    assert set(sent(lambda: actions.submit(revision=draft, by=staff.author))) == {"second"}
    assert waiting_letters() == 1


def test_what_goes_once_a_day_goes_again_where_its_process_was_killed(staff):
    times = []

    def ask(send) -> bool | None:
        return post.once_a_day(staff.publisher, "page-1", "ask", send)

    with pytest.raises(Killed):
        ask(killed)
    assert ask(partial(times.append, 1)) is False  # it may be on its way
    assert jobs.run("send_letters") == "0 letters sent, 0 not"
    later(6)
    assert ask(partial(times.append, 1)) is True
    assert ask(partial(times.append, 1)) is False
    assert times == [1]


def test_a_reminder_goes_again_where_its_process_was_killed(staff):
    claim = {"page": page_at(PAGE), "to": staff.author, "due_on": datetime.date(2027, 1, 1), "days_before": 30}
    times = []
    with pytest.raises(Killed):
        once.sent(killed, **claim)
    assert once.sent(partial(times.append, 1), **claim) is False
    SentReminder.objects.update(taken_until=timezone.now())
    assert once.sent(partial(times.append, 1), **claim) is True
    assert once.sent(partial(times.append, 1), **claim) is False
    assert times == [1]


# What goes alone: what was done to an account


def tell_alone(staff, **more) -> None:
    post.later(staff.reviewer, "Subject", ["Words"], **more)


def out() -> list[list[str]]:
    return [letter.to for letter in mail.outbox]


def test_a_letter_about_an_account_waits_in_the_database_where_whoever_would_send_it_is_killed(staff):
    """Behind the commit and before the sending; what is done then is never begun in this test."""
    mail.outbox.clear()
    with transaction.atomic():
        tell_alone(staff, address="old@else.example")
        tell_alone(staff)
    assert out() == []
    jobs.run("send_letters")
    assert out() == [["old@else.example"], ["reviewer@clinic.example"]]
    assert not Letter.objects.filter(to=staff.reviewer).exists()
    jobs.run("send_letters")
    assert len(out()) == 2


def test_it_waits_while_no_mail_goes_out_and_two_of_them_stay_two(staff, sent, monkeypatch):
    def failing(*values):
        raise SMTPException("the server is down")

    with monkeypatch.context() as away:
        away.setattr(post, "send_mail", failing)
        assert sent(lambda: [tell_alone(staff), tell_alone(staff)]) == {}
    later(11)
    jobs.run("send_letters")
    assert out() == [["reviewer@clinic.example"]] * 2


def test_a_mail_server_that_is_away_holds_a_request_up_for_one_letter_and_not_for_each(staff, sent, monkeypatch):
    tried = []

    def failing(*values):
        tried.append(values)
        raise TimeoutError("timed out")

    with monkeypatch.context() as away:
        away.setattr(post, "send_mail", failing)
        assert sent(lambda: [tell_alone(staff) for _letter in range(4)]) == {}
    assert len(tried) == 1
    later(11)
    jobs.run("send_letters")
    assert len(out()) == 4


def test_it_is_given_up_after_two_days_and_leaves_no_row(staff, sent, monkeypatch):
    def failing(*values):
        raise SMTPException("the server is down")

    monkeypatch.setattr(post, "send_mail", failing)
    sent(lambda: tell_alone(staff))
    later(3 * 24 * 60)
    jobs.run("send_letters")
    assert not Letter.objects.filter(to=staff.reviewer).exists()


def test_who_was_switched_off_hears_of_it_at_the_address_that_was_named(staff, sent):
    type(staff.reviewer).objects.filter(pk=staff.reviewer.pk).update(is_active=False)
    assert set(sent(lambda: tell_alone(staff, address="old@else.example"))) == {"old@else.example"}


def test_it_is_not_sent_where_what_it_tells_was_undone(staff):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell_alone(staff)
        raise ZeroDivisionError
    assert not Letter.objects.filter(to=staff.reviewer).exists()
