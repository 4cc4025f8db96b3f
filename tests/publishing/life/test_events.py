"""The record of what was done: it grows, and nothing else."""

import pytest
from django.db import transaction

from publishing.life import actions
from publishing.life.models import Event
from publishing.life.models.version import ContentVersion, PerVersion, current, per_version, raise_version
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"


@pytest.fixture
def event(staff):
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Why it hurts")
    return Event.objects.first()


def test_an_event_cannot_be_changed(event):
    event.note = "It was somebody else."
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        Event.objects.filter(pk=event.pk).update(note="It was somebody else.")
    with pytest.raises(TypeError), transaction.atomic():
        Event.objects.bulk_update([event], ["note"])
    assert Event.objects.get(pk=event.pk).note == ""


def test_an_event_cannot_be_deleted(event):
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        Event.objects.all().delete()
    assert Event.objects.filter(pk=event.pk).exists()


def test_each_verb_leaves_one_event_with_who_why_and_which_text(staff):
    page = page_at(PAGE)
    before = Event.objects.first().pk
    revision = staff.revision(page, RevisionState.IN_REVIEW, title="Why it hurts")
    revision = actions.return_for_changes(revision=revision, by=staff.reviewer, note="Say more.")
    revision = actions.submit(revision=revision, by=staff.author, note="Said more.")
    revision = actions.approve(revision=revision, by=staff.reviewer, sha256=revision.sha256, note="Good.")
    actions.publish(revision=revision, by=staff.publisher, note="At last.")
    actions.withdraw(page=page, by=staff.publisher, note="Too soon.")
    actions.restore(page=page, by=staff.publisher, note="After all.")
    actions.confirm_review(page=page, by=staff.reviewer, sha256=revision.sha256, note="Still true.")
    events = Event.objects.filter(pk__gt=before).order_by("pk")
    assert [(event.verb, event.by.username, event.note) for event in events] == [
        (Verb.SAVE, "author", ""),
        (Verb.SUBMIT, "author", ""),
        (Verb.RETURN, "reviewer", "Say more."),
        (Verb.SUBMIT, "author", "Said more."),
        (Verb.APPROVE, "reviewer", "Good."),
        (Verb.PUBLISH, "publisher", "At last."),
        (Verb.WITHDRAW, "publisher", "Too soon."),
        (Verb.RESTORE, "publisher", "After all."),
        (Verb.CONFIRM_REVIEW, "reviewer", "Still true."),
    ]
    assert {event.sha256 for event in events} == {revision.sha256}
    assert {event.page_id for event in events} == {page.pk}


def test_events_carry_content_versions_that_never_fall(staff):
    staff.published(page_at(PAGE), title="Why it hurts")
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    actions.restore(page=page_at(PAGE), by=staff.publisher)
    staff.new_page("articles", "fresh", article())
    versions = list(Event.objects.order_by("pk").values_list("content_version", flat=True))
    assert versions == sorted(versions)
    assert versions[-1] <= current()


@pytest.mark.parametrize("verb", [Verb.PUBLISH, Verb.WITHDRAW, Verb.RESTORE, Verb.CONFIRM_REVIEW])
def test_what_the_public_sees_change_has_a_higher_version_than_all_before(staff, verb):
    page = page_at(PAGE)
    if verb == Verb.RESTORE:
        actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    before = current()
    if verb == Verb.PUBLISH:
        staff.published(page, title="Why it hurts")
    elif verb == Verb.WITHDRAW:
        actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    elif verb == Verb.RESTORE:
        actions.restore(page=page, by=staff.publisher)
    else:
        actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    assert Event.objects.first().verb == verb
    assert Event.objects.first().content_version > before


def test_work_on_a_draft_leaves_the_version(staff):
    before = current()
    staff.revision(page_at(PAGE), RevisionState.SCHEDULED, title="Why it hurts")
    staff.new_page("articles", "fresh", article(), RevisionState.IN_REVIEW)
    assert current() == before


def test_each_raise_is_one_more(loaded):
    before = current()
    assert [raise_version(), raise_version(), current()] == [before + 1, before + 2, before + 2]


def test_what_is_remembered_is_forgotten_with_the_version(loaded):
    calls = []
    remembered = per_version(lambda word: calls.append(word) or len(calls))
    assert [remembered("a"), remembered("a"), remembered("b")] == [1, 1, 2]
    raise_version()
    assert [remembered("a"), remembered("a")] == [3, 3]


def test_what_was_read_while_the_version_rose_is_not_kept(loaded):
    """Else what somebody read in the middle of a publication that then failed would be taken for what is public."""
    calls = []

    @per_version
    def read():
        calls.append(raise_version())
        return len(calls)

    with transaction.atomic():
        assert read() == 1
        transaction.set_rollback(True)
    assert current() == calls[0] - 1
    assert read() == 2


def test_what_was_read_of_an_older_version_is_not_added_to_a_newer_one(loaded):
    remembered = PerVersion()
    before = remembered.now()
    before["a"] = 1
    assert remembered.now() == {"a": 1}
    raise_version()
    before["b"] = 2
    assert remembered.now() == {}
    ContentVersion.objects.update(number=0)
    remembered.now()["c"] = 3
    assert remembered.now() == {}
