"""Undoing a publication: which words come back, with whose sign-off, and what becomes of all others."""

import datetime

import pytest
from django.db.models import Q
from django.utils import timezone

from publishing.changes import minor
from publishing.life import actions, authorship, history, known
from publishing.life.actions.dates import next_review
from publishing.life.models import Event, Page, Revision
from publishing.life.models.version import current
from publishing.life.states import PageStatus, RevisionState, Verb
from tests.articles.editing import edited, page_at
from tests.publishing.at_desk import tables

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
FIRST, SECOND = "Why pain is an alarm", "Why pain is no alarm"


@pytest.fixture
def twice(staff):
    """A page of which two texts were approved and published, one after the other."""
    staff.published(page_at(PAGE), title=FIRST)
    return staff.published(page_at(PAGE), title=SECOND)


@pytest.fixture
def every_edit_is_minor(monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)


def undo(staff, page: Page | None = None, note: str = "The first was right.") -> Page:
    page = page or page_at(PAGE)
    actions.undo(page=page, by=staff.publisher, sha256=page.live_revision.sha256, note=note)
    return page_at(PAGE)


def test_the_earlier_words_are_public_again_with_the_sign_off_that_they_had(staff, twice, client):
    approved = page_at(PAGE).revisions.get(title_is(FIRST))
    long_ago = timezone.now() - datetime.timedelta(days=40)
    Revision.objects.filter(pk=approved.pk).update(approved_at=long_ago)
    version = current()
    page = undo(staff)
    assert (page.title, page.status) == (FIRST, PageStatus.LIVE)
    assert (page.reviewed_by, page.reviewed_on) == (staff.reviewer, timezone.localdate(long_ago))
    assert page.review_due_on == next_review(page)
    assert FIRST in client.get(page.get_absolute_url()).content.decode()
    assert current() > version


def title_is(title: str) -> Q:
    return Q(manuscript__contains=f"title: {title}\n")


def test_what_comes_back_is_the_next_version_with_its_own_writers_and_approval(staff, twice):
    before = twice.revisions.count()
    live = undo(staff).live_revision
    first = twice.revisions.exclude(pk=live.pk).get(title_is(FIRST))
    assert (live.number, live.state) == (before + 1, RevisionState.PUBLISHED)
    assert (live.sha256, live.approved_by, live.approved_at) == (first.sha256, staff.reviewer, first.approved_at)
    assert (live.published_by, live.edited_by) == (staff.publisher, staff.author)
    assert authorship.writers(live) == {staff.author.pk}
    assert twice.revisions.filter(state=RevisionState.PUBLISHED).get() == live


def test_the_record_says_who_did_it_and_why(staff, twice):
    page = undo(staff, note="6 hours was right.")
    event = page.events.first()
    assert (event.verb, event.by, event.note) == (Verb.UNDO, staff.publisher, "6 hours was right.")
    assert (event.revision, event.sha256) == (page.live_revision, page.live_revision.sha256)


def test_what_was_taken_back_is_a_draft_of_its_writer(staff, twice):
    taken_back = twice.live_revision
    draft = undo(staff).revisions.open().get()
    assert (draft.manuscript, draft.state) == (taken_back.manuscript, RevisionState.DRAFT)
    assert (draft.edited_by, authorship.writers(draft)) == (staff.author, {staff.author.pk})
    assert draft.approved_by is None
    assert draft.based_on == page_at(PAGE).live_revision


def test_the_draft_that_it_became_can_be_reviewed_and_published_again(staff, twice):
    draft = undo(staff).revisions.open().get()
    staff.brought(draft, RevisionState.PUBLISHED)
    assert page_at(PAGE).title == SECOND


@pytest.mark.parametrize("state", [RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_a_draft_that_was_made_on_what_is_taken_back_goes_back_to_its_writer(staff, twice, state):
    draft = staff.revision(page_at(PAGE), state, summary="Pain is an alarm of the body, and an alarm can be wrong.")
    undo(staff, note="6 hours was right.")
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by, draft.scheduled_for) == (RevisionState.RETURNED, None, None)
    assert draft.based_on == page_at(PAGE).live_revision
    assert "6 hours was right." in draft.events.first().note
    assert page_at(PAGE).revisions.open().get() == draft


def test_a_draft_that_somebody_writes_is_left_as_it_is(staff, twice):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, summary="Pain is an alarm, and an alarm can be wrong.")
    undo(staff)
    text = draft.manuscript
    draft.refresh_from_db()
    assert (draft.state, draft.manuscript) == (RevisionState.DRAFT, text)
    assert draft.based_on == page_at(PAGE).live_revision


def test_what_was_taken_back_comes_back_by_a_publication_alone(staff, twice):
    undo(staff)
    assert history.earlier(page_at(PAGE)) is None
    with pytest.raises(actions.Refused, match="undone already"):
        undo(staff, note="It was right after all.")
    staff.brought(page_at(PAGE).revisions.open().get(), RevisionState.PUBLISHED)
    assert undo(staff).title == FIRST


def test_a_small_correction_is_undone_too(staff, every_edit_is_minor):
    staff.published(page_at(PAGE), title=FIRST)
    comma = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title=SECOND))
    actions.publish_minor(revision=comma, by=staff.publisher)
    page = undo(staff)
    assert (page.title, page.reviewed_by) == (FIRST, staff.reviewer)


def test_words_with_a_small_correction_carry_the_approval_that_they_were_corrected_under(staff, every_edit_is_minor):
    staff.published(page_at(PAGE), title="Why pain is an alrm")
    comma = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title=FIRST))
    actions.publish_minor(revision=comma, by=staff.publisher)
    staff.published(page_at(PAGE), title=SECOND)
    found = history.earlier(page_at(PAGE))
    assert (found.sign_off.by, found.sign_off.is_corrected) == (staff.reviewer, True)
    page = undo(staff)
    assert (page.title, page.reviewed_by) == (FIRST, staff.reviewer)
    assert page.live_revision.approved_by is None  # nobody approved exactly these
    assert history.on_day(page, timezone.localdate()).signed_by == staff.reviewer


def test_what_only_followed_a_name_is_undone_with_the_words_that_it_followed_in(staff, twice):
    live = twice.live_revision
    Event.objects.create(
        page=twice,
        revision=live,
        verb=Verb.MOVE_LINKS,
        by=staff.publisher,
        sha256=live.sha256,
        content_version=current(),
    )
    assert undo(staff).title == FIRST


def test_the_starter_text_that_nobody_signed_does_not_come_back_by_itself(staff):
    page = staff.published(page_at(PAGE), title=FIRST)
    found = history.earlier(page)
    assert found.sign_off is None
    before = tables()
    with pytest.raises(actions.Refused, match="Nobody of this clinic has approved the earlier words"):
        undo(staff)
    assert tables() == before


def test_the_starter_text_that_a_clinician_confirmed_comes_back(staff, client):
    starter = page_at(PAGE)
    title = starter.title
    actions.confirm_review(page=starter, by=staff.reviewer, sha256=starter.live_revision.sha256)
    staff.published(page_at(PAGE), title=FIRST)
    page = undo(staff)
    assert (page.title, page.reviewed_by) == (title, staff.reviewer)


def test_a_page_that_came_with_the_library_has_nothing_to_undo(loaded):
    assert history.earlier(page_at(PAGE)) is None


def test_a_page_that_is_off_the_site_is_brought_back_and_not_undone(staff, twice):
    actions.withdraw(page=twice, by=staff.publisher, note="Wrong.")
    with pytest.raises(actions.Refused):
        undo(staff)


def test_a_text_that_was_taken_off_the_site_does_not_come_back_by_an_undo(staff):
    page = staff.published(page_at(PAGE), title=FIRST)
    actions.withdraw(page=page, by=staff.publisher, note="It is dangerous.")
    staff.revision(page_at(PAGE), RevisionState.PUBLISHED, title=SECOND)
    before = tables()
    with pytest.raises(actions.Refused, match="was off the site"):
        undo(staff)
    assert tables() == before


def test_a_page_that_was_off_the_site_for_a_while_has_its_earlier_text_still(staff, twice):
    actions.withdraw(page=twice, by=staff.publisher, note="Wrong.")
    actions.restore(page=page_at(PAGE), by=staff.publisher)
    assert undo(staff).title == FIRST


def test_an_address_goes_back_with_its_text(staff, client):
    staff.published(page_at(PAGE), title=FIRST)
    page = staff.published(page_at(PAGE), slug="pain-and-alarm", title=SECOND)
    moved = page.get_absolute_url()
    assert undo(staff, page_at("articles/pain-and-alarm")).title == FIRST
    assert client.get(moved).url == page_at(PAGE).get_absolute_url()


@pytest.mark.parametrize("note", ["", "  "])
def test_an_undo_says_why(staff, twice, note):
    with pytest.raises(actions.Refused, match="Say why"):
        undo(staff, note=note)


def test_an_undo_is_of_the_text_that_the_person_saw(staff, twice):
    seen = page_at(PAGE)
    undo(staff)
    before = tables()
    with pytest.raises(actions.Refused, match="undone already"):
        undo(staff, seen)
    assert tables() == before


def test_a_text_that_was_published_meanwhile_is_not_undone(staff, twice):
    seen = page_at(PAGE)
    staff.published(page_at(PAGE), title="Why pain is a signal")
    with pytest.raises(actions.Refused, match="has changed since you opened this"):
        undo(staff, seen)


def test_of_two_who_undo_at_once_one_is_told_that_it_is_done(staff, twice, monkeypatch):
    """The second has read all before the first is through: it must not put the wrong words back."""
    seen, read = page_at(PAGE), history.earlier(page_at(PAGE))
    undo(staff)
    asked = iter([read])
    earlier = history.earlier
    monkeypatch.setattr(history, "undone", lambda page: None)
    monkeypatch.setattr(history, "earlier", lambda page: next(asked, None) or earlier(page))
    with pytest.raises(actions.Refused, match="has changed since"):
        actions.undo(page=seen, by=staff.publisher, sha256=seen.live_revision.sha256, note="Twice.")
    assert page_at(PAGE).title == FIRST


def test_an_earlier_text_that_would_have_a_fault_now_is_refused_with_it(staff, twice, monkeypatch):
    monkeypatch.setattr(known, "faults_of", lambda ready, page: ["A source is gone."])
    before = tables()
    with pytest.raises(actions.InvalidManuscript):
        undo(staff)
    assert tables() == before


def test_the_next_review_compares_with_the_words_that_came_back(staff, twice):
    page = undo(staff)
    assert history.signed_off(page) == page.live_revision


def test_the_page_on_that_day_is_what_came_back(staff, twice):
    page = undo(staff)
    found = history.on_day(page, timezone.localdate())
    assert (found.revision, found.signed_by) == (page.live_revision, staff.reviewer)
