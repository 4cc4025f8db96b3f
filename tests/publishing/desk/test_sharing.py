"""Links without an account: what they open, for how long, and that nobody can make one up."""

import datetime
import re

import pytest
from django.core import signing
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from publishing.desk.basics import comparing
from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import Contributor, MailedApproval, SharedDraft
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import in_role, tables, url

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    in_role(author, "Author")
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


def test_a_shared_draft_keeps_the_compression_that_hides_how_long_it_is(shared, client):
    answer = client.get(sharing.draft_path(shared), headers={"accept-encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"


def test_a_link_shows_both_pages_of_a_topic_which_lead_to_each_other(staff, client):
    page = page_at("procedures/epidural-steroid-injection")
    draft = staff.revision(page, RevisionState.DRAFT, title="Not public yet")
    path = sharing.draft_path(sharing.share(revision=draft, by=staff.author))
    main, second = (client.get(path, asked) for asked in ({}, {"page": "evidence"}))
    assert f'href="{path}?page=evidence"' in main.content.decode()
    assert f'href="{path}"' in second.content.decode()
    assert "Not public yet: the evidence</h1>" in second.content.decode()
    assert "no-store" in second["Cache-Control"] and second["X-Robots-Tag"] == "noindex, nofollow"
    for answer in (main, second):
        assert f'href="{page.get_absolute_url()}' not in answer.content.decode()


def test_a_link_opens_one_thing_only(shared, client):
    client.get(sharing.draft_path(shared))
    assert "Not public yet" not in client.get("/articles/how-pain-works/").content.decode()
    assert "Not public yet" not in client.get("/articles/").content.decode()


def test_a_link_shows_its_revision_as_it_stands(shared, staff, client):
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Changed since"))
    assert "<h1>Changed since</h1>" in client.get(sharing.draft_path(shared)).content.decode()


def closed(shared, client) -> bool:
    """Whether a link shows nothing, and no list calls it open."""
    answer = client.get(sharing.draft_path(shared))
    assert ("Not public yet" in answer.content.decode()) == (answer.status_code == 200)
    assert SharedDraft.objects.get(pk=shared.pk).is_open == (answer.status_code == 200)
    return answer.status_code == 404


def test_a_link_ends_with_its_draft(shared, draft, staff, client):
    """Not even the next draft with the same words opens it again."""
    actions.discard(revision=draft, by=staff.author)
    assert closed(shared, client)
    actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=draft.manuscript)
    assert closed(shared, client)


@pytest.mark.parametrize("what", ["is_active", "is_staff"])
def test_a_link_ends_with_the_account_of_who_made_it(shared, staff, client, what):
    setattr(staff.author, what, False)
    staff.author.save()
    assert closed(shared, client)


def test_a_link_ends_with_the_roles_of_who_made_it(shared, staff, client):
    staff.author.groups.clear()
    staff.author.user_permissions.clear()
    assert client.get(sharing.draft_path(shared)).status_code == 404
    assert sharing.open_by(staff.author) == []


def test_a_link_ends_with_the_publication_of_its_draft(shared, draft, staff, client):
    staff.brought(draft, RevisionState.PUBLISHED)
    assert client.get(sharing.draft_path(shared)).status_code == 404


def test_a_link_ends_after_14_days(shared, client, later):
    later(datetime.timedelta(days=14) - HOUR)
    assert client.get(sharing.draft_path(shared)).status_code == 200
    later(2 * HOUR)
    assert client.get(sharing.draft_path(shared)).status_code == 404


def test_a_link_to_an_open_draft_ends_with_the_withdrawal_of_its_page(shared, draft, staff, client):
    """The draft says nearly what was withdrawn. A link that is made afterwards is to the correction."""
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    assert closed(shared, client)
    assert not closed(sharing.share(revision=draft, by=staff.author), client)
    actions.restore(page=page_at(PAGE), by=staff.publisher)
    assert closed(shared, client)


def test_the_links_of_who_leaves_are_revoked_where_their_pages_are_handed_over(shared, staff, admin_client):
    Contributor.objects.create(id="ada", name="Ada", kind="person", user=staff.author)
    other = sharing.share(revision=shared.revision, by=staff.reviewer)
    address = reverse("admin:publishing_contributor_hand_over", args=["ada"])
    assert f'value="{shared.pk}"' in admin_client.get(address).content.decode()
    assert f'value="{other.pk}"' not in admin_client.get(address).content.decode()
    for link in (shared, other):
        admin_client.post(address, {"revoke": link.pk})
    assert closed(shared, admin_client)
    assert not closed(other, admin_client)
    assert f'value="{shared.pk}"' not in admin_client.get(address).content.decode()


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
    return sharing.approval_path(sharing.let_approve(waiting, staff.reviewer).pk)


def state(revision) -> str:
    revision.refresh_from_db()
    return revision.state


def test_approving_from_a_mail_is_off_unless_switched_on(staff, waiting, client, settings):
    assert settings.APPROVE_FROM_MAIL is False
    path = sharing.approval_path(sharing.let_approve(waiting, staff.reviewer).pk)
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
    assert "Approve as Rosa Reviewer" in answer.content.decode()
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


def test_the_link_ends_with_the_withdrawal_of_its_page(path, waiting, staff, client):
    actions.withdraw(page=waiting.page, by=staff.publisher, note="Recalled.")
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_the_link_does_not_approve_another_text(path, waiting, staff, client):
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Another text"))
    answer = client.get(path)
    assert answer.status_code == 410
    assert "Another text" not in answer.content.decode()
    assert client.post(path).status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


@pytest.mark.parametrize("loss", ["the role", "is_active", "is_staff"])
def test_who_may_not_review_any_more_neither_sees_nor_approves(path, waiting, staff, client, loss):
    if loss == "the role":
        staff.reviewer.groups.clear()
    else:
        setattr(staff.reviewer, loss, False)
        staff.reviewer.save()
    answer = client.get(path)
    assert answer.status_code == 410
    assert "Please approve" not in answer.content.decode()
    assert client.post(path).status_code == 410
    assert state(waiting) == RevisionState.IN_REVIEW


def test_nobody_approves_their_own_text_from_a_mail(waiting, staff, client, settings):
    settings.APPROVE_FROM_MAIL = True
    in_role(staff.author, "Clinical reviewer")
    path = sharing.approval_path(sharing.let_approve(waiting, staff.author).pk)
    answer = client.post(path)
    assert answer.status_code == 410
    assert "Nobody approves their own text" in answer.content.decode()
    assert state(waiting) == RevisionState.IN_REVIEW


def offered(answer) -> bool:
    """Whether an answer has the button, and says so by its status too."""
    has_button = '<form method="post">' in answer.content.decode()
    assert answer.status_code == (200 if has_button else 410)
    return has_button


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_a_colleague_s_approval_the_link_says_whose_it_is(path, waiting, staff, client, method):
    actions.approve(revision=waiting, by=staff.publisher, sha256=waiting.sha256)
    answer = getattr(client, method)(path)
    assert not offered(answer)
    assert "already approved by Paul Publisher" in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.approved_by == staff.publisher
    actions.publish(revision=waiting, by=staff.publisher)
    assert "already approved by Paul Publisher" in client.get(path).content.decode()


def test_a_refusal_does_not_use_the_link_up(path, waiting, staff, client):
    actions.approve(revision=waiting, by=staff.publisher, sha256=waiting.sha256)
    client.post(path)
    actions.return_for_changes(revision=waiting, by=staff.publisher, note="After all not.")
    answer = client.get(path)
    assert not offered(answer)
    assert "sent back" in answer.content.decode()
    assert client.post(path).status_code == 410
    actions.submit(revision=waiting, by=staff.author)
    assert offered(client.get(path))
    assert client.post(path).status_code == 200
    assert state(waiting) == RevisionState.APPROVED


def test_who_has_a_hand_in_the_text_is_not_offered_the_approval(waiting, staff, client, settings):
    settings.APPROVE_FROM_MAIL = True
    path = sharing.approval_path(sharing.let_approve(waiting, in_role(staff.author, "Clinical reviewer")).pk)
    assert not offered(client.get(path))


def test_the_link_shows_what_has_changed_since_the_last_sign_off_as_the_desk_does(staff, client, settings):
    settings.APPROVE_FROM_MAIL = True
    staff.published(page_at(PAGE), title="Signed off")
    waiting = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Signed on", slug="pain-at-work")
    mailed = client.get(sharing.approval_path(sharing.let_approve(waiting, staff.reviewer).pk)).content.decode()
    client.force_login(staff.reviewer)
    desk = client.get(url(page_at(PAGE), "compare")).content.decode()
    cards = re.compile(r'<section class="change.*?</section>', re.DOTALL)
    without_notes = re.compile(r'<p class="change__do">.*?</p>', re.DOTALL)
    both = [[" ".join(card.split()) for card in cards.findall(without_notes.sub("", html))] for html in (mailed, desk)]
    assert both[0] == both[1] != []
    assert "Signed off" in mailed and "how-pain-works → pain-at-work" in mailed
    assert "title: Signed on" not in mailed
    assert "since you approved it on" in mailed


def test_a_page_that_nobody_signed_off_is_shown_as_all_new(staff, client, settings):
    settings.APPROVE_FROM_MAIL = True
    page = staff.new_page("articles", "fresh", article(), RevisionState.IN_REVIEW)
    right = sharing.let_approve(page.revisions.get(), staff.reviewer)
    shown = client.get(sharing.approval_path(right.pk)).content.decode()
    assert "All of it is new." in shown and "No clinician of this clinic has signed off" in shown
    assert "Some words." in shown


def test_nobody_is_asked_to_approve_more_than_is_shown(path, waiting, client, monkeypatch):
    monkeypatch.setattr(comparing, "MAX_ROWS", 3)
    answer = client.get(path)
    assert not offered(answer)
    assert "More has changed than can be shown here" in answer.content.decode()
    assert "Please approve" not in answer.content.decode()


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
