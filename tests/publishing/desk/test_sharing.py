"""Links without an account: what they open, for how long, and that nobody can make one up."""

import datetime

import pytest
from django.core import signing
from django.db import OperationalError
from django.utils import timezone

from publishing.desk import sharing
from publishing.life import actions
from publishing.life.models import MailedApproval, SharedDraft
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import in_role, tables

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    in_role(reviewer, "Clinical reviewer")
    return Staff(author, reviewer, publisher)


@pytest.fixture
def draft(staff):
    return staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Not public yet")


@pytest.fixture
def later(monkeypatch):
    """Let time pass."""

    def pass_by(time: datetime.timedelta) -> None:
        now = timezone.now() + time
        monkeypatch.setattr(timezone, "now", lambda: now)

    return pass_by


# A shared draft


@pytest.fixture
def shared(staff, draft):
    return sharing.share(revision=draft, by=staff.author)


def test_a_link_shows_the_draft_and_nobody_keeps_it(shared, client):
    answer = client.get(sharing.draft_path(shared))
    assert answer.status_code == 200
    assert "<h1>Not public yet</h1>" in answer.content.decode()
    assert set(answer["Cache-Control"].split(", ")) == {"no-store", "private"}
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert not answer.cookies
    assert "ETag" not in answer.headers or "no-store" in answer["Cache-Control"]


def test_a_link_opens_one_thing_only(shared, client):
    client.get(sharing.draft_path(shared))
    assert "Not public yet" not in client.get("/articles/how-pain-works/").content.decode()
    assert "Not public yet" not in client.get("/articles/").content.decode()


def test_a_link_shows_its_revision_as_it_stands(shared, staff, client):
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Changed since"))
    assert "<h1>Changed since</h1>" in client.get(sharing.draft_path(shared)).content.decode()


def test_a_link_to_an_old_revision_does_not_show_the_next_one(shared, draft, staff, client):
    actions.discard(revision=draft, by=staff.author)
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="The next one"))
    assert "<h1>Not public yet</h1>" in client.get(sharing.draft_path(shared)).content.decode()


def test_a_link_ends_after_14_days(shared, client, later):
    later(datetime.timedelta(days=14) - HOUR)
    assert client.get(sharing.draft_path(shared)).status_code == 200
    later(2 * HOUR)
    assert client.get(sharing.draft_path(shared)).status_code == 404


def test_a_link_does_not_show_what_was_published_and_withdrawn(shared, draft, staff, client):
    staff.brought(draft, RevisionState.PUBLISHED)
    assert client.get(sharing.draft_path(shared)).status_code == 200
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    answer = client.get(sharing.draft_path(shared))
    assert answer.status_code == 404
    assert "Not public yet" not in answer.content.decode()


def test_a_link_shows_the_correction_of_a_withdrawn_page(shared, staff, client):
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    assert client.get(sharing.draft_path(shared)).status_code == 200


def test_a_revoked_link_shows_nothing(shared, client):
    sharing.revoke(shared=shared)
    answer = client.get(sharing.draft_path(shared))
    assert answer.status_code == 404
    assert "Not public yet" not in answer.content.decode()


@pytest.mark.parametrize(
    "token",
    [
        lambda pk: f"{signing.dumps(pk, salt=sharing.DRAFT)}x",
        lambda pk: signing.dumps(pk, salt=sharing.APPROVAL),
        lambda pk: signing.dumps(pk),
        lambda pk: signing.dumps(pk, salt=sharing.DRAFT, key="another secret"),
        lambda pk: signing.dumps(pk + 1, salt=sharing.DRAFT),
        lambda pk: str(pk),
        lambda pk: "a:b:c",
        lambda pk: "%00",
    ],
    ids=["changed", "of an approval", "without salt", "another key", "no such", "bare", "nonsense", "null"],
)
def test_a_link_that_was_not_made_here_opens_nothing(shared, client, token):
    assert client.get(f"/drafts/{token(shared.pk)}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_shared_draft_can_only_be_read(shared, client, method):
    before = tables()
    assert getattr(client, method)(sharing.draft_path(shared)).status_code == 405
    client.get(sharing.draft_path(shared))
    client.head(sharing.draft_path(shared))
    assert tables() == before


# An approval from a mail


@pytest.fixture
def waiting(staff):
    return staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Please approve")


@pytest.fixture
def path(staff, waiting, settings):
    """The link that the reviewer got, at a clinic that wants such links."""
    settings.APPROVE_FROM_MAIL = True
    return sharing.approval_path(waiting, staff.reviewer)


def state(revision) -> str:
    revision.refresh_from_db()
    return revision.state


def test_approving_from_a_mail_is_off_unless_switched_on(staff, waiting, client, settings):
    assert settings.APPROVE_FROM_MAIL is False
    path = sharing.approval_path(waiting, staff.reviewer)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert state(waiting) == RevisionState.IN_REVIEW


def test_looking_at_the_link_approves_nothing(path, waiting, client):
    """Mail programs open every link in a letter."""
    before = tables()
    for _ in range(3):
        answer = client.get(path)
        assert client.head(path).status_code == 200
    assert answer.status_code == 200
    assert "title: Please approve" in answer.content.decode()
    assert set(answer["Cache-Control"].split(", ")) == {"no-store", "private"}
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert tables() == before


def test_the_button_approves_once_and_the_record_says_how(path, waiting, staff, client):
    answer = client.post(path)
    assert answer.status_code == 200
    assert "The text is approved" in answer.content.decode()
    assert state(waiting) == RevisionState.APPROVED
    assert (waiting.approved_by, waiting.approved_sha256) == (staff.reviewer, waiting.sha256)
    event = waiting.events.first()
    assert (event.verb, event.by) == ("approve", staff.reviewer)
    assert event.note == "Approved from a link in a mail, without signing in."
    before = tables()
    assert client.post(path).status_code == 410
    assert client.get(path).status_code == 410
    assert tables() == before


def test_a_used_link_does_not_approve_what_was_reopened(path, waiting, staff, client):
    client.post(path)
    actions.return_for_changes(revision=waiting, by=staff.reviewer, note="No.")
    waiting.refresh_from_db()
    actions.submit(revision=waiting, by=staff.author)
    assert client.post(path).status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


def test_a_right_that_two_use_at_once_works_once(path):
    right = MailedApproval.objects.get()
    assert [sharing.use(right), sharing.use(right)] == [True, False]


def test_a_database_that_fails_does_not_use_the_link_up(path, waiting, client, monkeypatch):
    def fails(**what):
        raise OperationalError("database is locked")

    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(actions, "approve", fails)
        assert client.post(path).status_code == 503
    assert state(waiting) == RevisionState.IN_REVIEW
    assert client.post(path).status_code == 200
    assert state(waiting) == RevisionState.APPROVED


def test_the_link_works_for_72_hours(path, waiting, client, later):
    later(72 * HOUR - 60 * SECOND)
    assert client.get(path).status_code == 200
    later(120 * SECOND)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


def test_the_link_does_not_approve_another_text(path, waiting, staff, client):
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Another text"))
    answer = client.get(path)
    assert answer.status_code == 410
    assert "Another text" not in answer.content.decode()
    assert client.post(path).status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


@pytest.mark.parametrize("loss", ["the role", "the account"])
def test_who_may_not_review_any_more_neither_sees_nor_approves(path, waiting, staff, client, loss):
    staff.reviewer.groups.clear()
    if loss == "the account":
        in_role(staff.reviewer, "Clinical reviewer")
        staff.reviewer.is_active = False
        staff.reviewer.save()
    answer = client.get(path)
    assert answer.status_code == 410
    assert "Please approve" not in answer.content.decode()
    assert client.post(path).status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


def test_nobody_approves_their_own_text_from_a_mail(waiting, staff, client, settings):
    settings.APPROVE_FROM_MAIL = True
    in_role(staff.author, "Clinical reviewer")
    path = sharing.approval_path(waiting, staff.author)
    answer = client.post(path)
    assert answer.status_code == 410
    assert "Nobody approves their own text" in answer.content.decode()
    assert state(waiting) == RevisionState.IN_REVIEW


@pytest.mark.parametrize("salt", [sharing.DRAFT, "django.core.signing"])
def test_a_link_of_another_kind_approves_nothing(path, waiting, client, salt):
    token = signing.dumps(MailedApproval.objects.get().pk, salt=salt)
    assert client.post(f"/approvals/{token}/").status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


def test_sharing_gives_no_right_to_approve(shared, client, settings):
    settings.APPROVE_FROM_MAIL = True
    token = sharing.draft_path(shared).split("/")[-2]
    assert client.post(f"/approvals/{token}/").status_code == 410
    assert SharedDraft.objects.get().is_open
