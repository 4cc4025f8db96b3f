"""The desk over HTTP where somebody tries what may not be: their own text, a stale form, a mere look that changes."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conditions.areas import BodyArea
from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import Contributor, Note, Page, SharedDraft
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import entered, in_role, tables, url

PAGE = "articles/how-pain-works"

#: The answer to what is asked first.
SURE = {"confirmed": "yes"}


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    for person, role in ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher")):
        in_role(person, role)
    return Staff(author, reviewer, publisher)


def state() -> str:
    return page_at(PAGE).revisions.first().state


# Nobody approves their own text


def by(person, title: str = "Mine"):
    """A text of a person, waiting for review."""
    page = page_at(PAGE)
    draft = actions.save_draft(page=page, by=person, manuscript=edited(page, title=title))
    return actions.submit(revision=draft, by=person)


@pytest.mark.parametrize("view", ["do", "change"])
def test_nobody_approves_their_own_text_whatever_their_rights(staff, admin_client, admin_user, view):
    draft, page = by(admin_user), page_at(PAGE)
    values = (
        entered(page, verb="approve")
        if view == "change"
        else {"verb": "approve", "confirmed": "yes", "based_on": draft.sha256}
    )
    answer = admin_client.post(url(page, view), values, follow=True)
    assert "Nobody approves their own text" in answer.content.decode()
    assert state() == RevisionState.IN_REVIEW


def test_nobody_approves_what_they_changed_in_the_same_breath(staff, admin_client):
    by(staff.author)
    page = page_at(PAGE)
    answer = admin_client.post(url(page), entered(page, title="Changed and approved", verb="approve"), follow=True)
    assert "Nobody approves their own text" in answer.content.decode()
    assert state() == RevisionState.IN_REVIEW
    assert "Changed and approved" in page.revisions.first().manuscript


def test_nobody_approves_a_text_that_they_wrote_in_between(staff, admin_client, admin_user):
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="First"))
    actions.save_draft(page=page, by=admin_user, manuscript=edited(page, title="Second"))
    draft = by(staff.author, "Third")
    admin_client.post(url(page, "do"), {"verb": "approve", "confirmed": "yes", "based_on": draft.sha256})
    assert state() == RevisionState.IN_REVIEW


@pytest.mark.parametrize("seen", ["stale", "empty", "missing", "of the live page"])
def test_a_form_of_another_text_approves_nothing(staff, client, seen):
    stale = by(staff.author, "What was read")
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="What was not read"))
    found = {"stale": stale.sha256, "empty": "", "of the live page": page.live_revision.sha256}
    values = {"based_on": found[seen]} if seen in found else {}
    client.force_login(staff.reviewer)
    answer = client.post(url(page, "do"), {"verb": "approve", "confirmed": "yes", **values}, follow=True)
    assert "changed since you read it" in answer.content.decode()
    assert state() == RevisionState.IN_REVIEW


def test_the_second_account_of_a_writer_cannot_use_the_form_of_the_first(staff, admin_user):
    """Two windows: the text changes in one, the other one's form still has the old digest."""
    read = by(staff.author)
    page = page_at(PAGE)
    first, second = Client(), Client()
    first.force_login(staff.author)
    second.force_login(admin_user)
    first.post(url(page), entered(page, title="Slipped in"))
    second.post(url(page, "do"), {"verb": "approve", "confirmed": "yes", "based_on": read.sha256})
    assert state() == RevisionState.IN_REVIEW


def test_nobody_confirms_their_own_text(staff, admin_client, admin_user):
    draft = by(admin_user)
    actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256)
    actions.publish(revision=draft, by=staff.publisher)
    page, before = page_at(PAGE), tables()
    values = {"verb": "confirm-review", "confirmed": "yes", "live_sha256": page.live_revision.sha256}
    answer = admin_client.post(url(page, "do"), values, follow=True)
    assert "Nobody reviews their own text" in answer.content.decode()
    assert tables() == before


@pytest.mark.parametrize("seen", ["0" * 64, ""])
def test_a_review_is_confirmed_of_the_text_that_was_seen(staff, client, seen):
    client.force_login(staff.reviewer)
    before = tables()
    values = {"verb": "confirm-review", "confirmed": "yes", "live_sha256": seen}
    answer = client.post(url(page_at(PAGE), "do"), values, follow=True)
    assert answer.redirect_chain == [(url(page_at(PAGE), "compare"), 302)]
    assert "changed since you" in answer.content.decode()
    assert tables() == before


@pytest.mark.parametrize("state", [None, RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED])
def test_no_review_of_the_live_text_is_offered_beside_a_waiting_draft(staff, client, state):
    """In a hurry somebody would press it, and believe to have approved the draft."""
    page = page_at(PAGE)
    if state:
        staff.revision(page, state, title="Waiting")
    client.force_login(staff.reviewer)
    shown = client.get(url(page, "compare")).content.decode()
    assert ("No change needed …" in shown) == (state is None)


# Looking changes nothing


def test_no_look_at_the_desk_or_at_a_link_changes_anything(staff, admin_client, settings):
    settings.APPROVE_FROM_MAIL = True
    draft, page = by(staff.author), page_at(PAGE)
    Note.objects.create(page=page, by=staff.author, text="Look.")
    shared = sharing.share(revision=draft, by=staff.author)
    right = sharing.approval_path(sharing.let_approve(draft, staff.reviewer).pk)
    keeper = Contributor.objects.create(id="keeper", name="Keeper", kind="person")
    asked = {"text": "a note", "close": 1, "revoke": shared.pk, "confirmed": "yes", "note": "because", "to": "keeper"}
    screens = [url(page, view) for view in ("change", "history", "compare", "do", "notes", "share")]
    screens += [url(page, "version", 1), url(page, "preview", 1), url(page, "preview", draft.number)]
    screens += [reverse("admin:articles_article_changelist")]
    screens += [reverse("admin:articles_article_add"), reverse("admin:index")]
    screens += [reverse("admin:publishing_page_reports"), reverse("admin:publishing_page_changelist")]
    screens += [reverse("admin:publishing_contributor_hand_over", args=[keeper.pk])]
    screens += [sharing.draft_path(shared), right]
    before = tables()
    for address in screens:
        for verb in ("approve", "publish", "withdraw", "save", "discard"):
            answer = admin_client.get(address, {**asked, "verb": verb, "based_on": draft.sha256})
            assert answer.status_code in {200, 302}, address
            assert admin_client.head(address).status_code in {200, 302}, address
    assert tables() == before


@pytest.mark.parametrize("view", ["do", "change", "notes", "share"])
def test_the_desk_takes_nothing_from_another_site(staff, view):
    draft, page = by(staff.author), page_at(PAGE)
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.reviewer)
    before = tables()
    answer = client.post(url(page, view), {"verb": "approve", "based_on": draft.sha256, "text": "a note"})
    assert answer.status_code == 403
    assert tables() == before


# What the screens ask and refuse


def test_a_withdrawal_is_asked_about_first_with_what_links_to_the_page(staff, client):
    page = page_at("conditions/sciatica")
    client.force_login(staff.publisher)
    answer = client.post(url(page, "do"), {"verb": "withdraw", "note": "Wrong."})
    assert answer.status_code == 200
    assert "How pain works" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).status == PageStatus.LIVE
    client.post(url(page, "do"), {"verb": "withdraw", "note": "Wrong.", "confirmed": "yes"})
    assert Page.objects.get(pk=page.pk).status == PageStatus.WITHDRAWN


@pytest.mark.parametrize("at", ["", "soon", "2026-02-30T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "2020-01-01"])
def test_a_time_that_is_none_schedules_nothing(staff, client, at):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Ready")
    client.force_login(staff.publisher)
    before = tables()
    assert client.post(url(page_at(PAGE), "do"), SURE | {"verb": "schedule", "at": at}).status_code == 200
    assert tables() == before


def test_a_time_is_the_clinic_s(staff, client):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Ready")
    client.force_login(staff.publisher)
    client.post(url(page_at(PAGE), "do"), SURE | {"verb": "schedule", "at": "2100-07-01T09:00"})
    draft = page_at(PAGE).revisions.first()
    assert draft.scheduled_for == datetime.datetime(2100, 7, 1, 13, tzinfo=datetime.UTC)  # New York in summer


@pytest.mark.parametrize(
    ("at", "said", "stands"),
    [
        ("2099-03-08T02:30", "The clocks skip that hour on that day.", None),
        ("2099-03-08T03:30", "Planned.", "2099-03-08T07:30:00+00:00"),
        ("2099-11-01T01:30", "this hour comes twice: the first is meant.", "2099-11-01T05:30:00+00:00"),
        ("2099-11-01T02:30", "Planned.", "2099-11-01T07:30:00+00:00"),
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused_and_one_that_comes_twice_is_told(client, staff, at, said, stands):
    """New York: on March 8 from 2:00 to 3:00, on November 1 from 2:00 back to 1:00."""
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Later")
    client.force_login(staff.publisher)
    answer = client.post(url(page_at(PAGE), "do"), SURE | {"verb": "schedule", "at": at}, follow=True)
    assert said in answer.content.decode()
    revision.refresh_from_db()
    assert (revision.scheduled_for and revision.scheduled_for.isoformat()) == stands


def test_a_time_is_by_the_clinics_clock(client, staff):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Later")
    client.force_login(staff.publisher)
    shown = client.get(url(page_at(PAGE), "do"), {"verb": "publish"}).content.decode()
    assert "By the clinic’s clock." in shown


def test_a_save_is_asked_for_by_its_form_only(staff, client):
    client.force_login(staff.author)
    page, before = page_at(PAGE), tables()
    assert client.get(url(page, "do"), {"verb": "save"}).status_code == 302
    assert client.post(url(page, "do"), {"verb": "save"}).status_code == 302
    assert tables() == before
    assert client.post(url(page), entered(page, title="Words", verb="save")).status_code == 302
    assert state() == RevisionState.DRAFT


def test_a_clinical_change_is_not_published_as_a_minor_edit(staff, client):
    client.force_login(staff.publisher)
    page = page_at(PAGE)
    answer = client.post(url(page), entered(page, title="How pain does not work", verb="publish-minor"), follow=True)
    assert "needs a clinician" in answer.content.decode()
    assert page_at(PAGE).title == "How pain works"
    assert state() == RevisionState.DRAFT


# Sharing and handing over


def test_a_draft_is_shared_and_its_link_revoked_from_the_desk(staff, client):
    by(staff.author)
    page = page_at(PAGE)
    client.force_login(staff.reviewer)
    client.post(url(page, "share"))
    shared = SharedDraft.objects.get()
    assert (shared.by, shared.is_open) == (staff.reviewer, True)
    shown = re.search(r"/drafts/([^/\s\"]+)/", client.get(url(page, "share")).content.decode())[1]
    assert sharing.shared_revision(shown) == shared.revision
    other = url(page_at("conditions/sciatica"), "share")
    client.post(other, {"revoke": shared.pk})
    shared.refresh_from_db()
    assert shared.is_open
    client.post(url(page, "share"), {"revoke": shared.pk})
    shared.refresh_from_db()
    assert shared.revoked_at <= timezone.now()


def test_only_who_publishes_hands_over(staff, client):
    for name in ("leaving", "staying"):
        Contributor.objects.create(id=name, name=name.title(), kind="person")
    address = reverse("admin:publishing_contributor_hand_over", args=["leaving"])
    before = tables()
    for person in (staff.author, staff.reviewer):
        client.force_login(person)
        assert client.get(address).status_code == 403
        assert client.post(address, {"to": "staying"}).status_code == 403
    client.force_login(staff.publisher)
    assert client.post(address, {"to": "nobody"}).status_code == 404
    assert tables() == before
    assert client.post(address, {"to": "staying"}).status_code == 302


def test_a_browser_sends_what_is_ticked_in_the_order_of_the_boxes_and_that_changes_nothing(staff, client):
    page = page_at("conditions/sciatica")
    boxes = list(BodyArea.values)
    areas = sorted(boxes[:3], reverse=True, key=boxes.index)
    staff.published(page, body_areas=areas)
    client.force_login(staff.author)
    page, before = page_at("conditions/sciatica"), tables()
    client.post(url(page), entered(page) | {"body_areas": sorted(areas, key=boxes.index)})
    assert tables() == before
    client.post(url(page), entered(page) | {"body_areas": boxes[:4]})
    draft = page.revisions.open().get()
    assert "body_areas:\n" + "".join(f"- {area}\n" for area in [*areas, boxes[3]]) in draft.manuscript
