"""What a page said on a day, who signed it, and what stands beside the pages: the notice and the notes."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from publishing.changes import minor
from publishing.life import actions, history
from publishing.life.models import Note, SiteNotice
from publishing.life.models.version import raise_version
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import in_role, url

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 3, 1)


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    in_role(author, "Author")
    return Staff(author, reviewer, publisher)


@pytest.fixture
def on(monkeypatch):
    """Do what follows at noon (UTC) of a day after the start."""

    def set_to(days: int) -> datetime.date:
        day = START + days * DAY
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: noon)
        return day

    return set_to


def told(page, days: int):
    return history.on_day(page, START + days * DAY)


def test_every_day_is_told_across_a_publication_a_minor_edit_a_withdrawal_and_a_return(staff, on, monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)
    on(0)
    page = staff.new_page("articles", "told", page_at(PAGE).live_revision.manuscript, RevisionState.APPROVED)
    first = page.revisions.get()
    on(2)
    actions.publish(revision=first, by=staff.publisher)
    page = page_at("articles/told")
    on(4)
    second = staff.revision(page, RevisionState.DRAFT, title="Two")
    actions.publish_minor(revision=second, by=staff.publisher)
    on(6)
    actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    on(8)
    actions.restore(page=page, by=staff.publisher)
    on(9)
    staff.revision(page_at("articles/told"), RevisionState.APPROVED, title="Not public")
    found = {day: told(page, day) for day in range(11)}
    assert [found[day].revision for day in range(11)] == [None] * 2 + [first] * 2 + [second] * 7
    assert [day for day in found if found[day].was_withdrawn] == [6, 7]
    assert [day for day in found if found[day].sign_off] == list(range(2, 11))
    assert found[10].sign_off.revision == first
    assert found[10].sign_off.revision.approved_by == staff.reviewer
    assert history.signed_off(page) == first


def test_a_confirmed_review_is_a_sign_off_of_what_is_live(staff):
    page = page_at(PAGE)
    assert history.signed_off(page) is None
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    assert history.signed_off(page) == page.live_revision


def test_a_starter_page_was_public_and_signed_by_nobody(staff):
    page = page_at(PAGE)
    found = history.on_day(page, timezone.localdate() + DAY)
    assert (found.revision, found.was_withdrawn, found.sign_off) == (page.live_revision, False, None)


@pytest.mark.parametrize(
    ("zone", "hour", "day_it_counts"),
    [
        ("America/New_York", 3, datetime.date(2026, 7, 9)),  # 23:00 the evening before
        ("America/New_York", 5, datetime.date(2026, 7, 10)),
        ("Asia/Tokyo", 16, datetime.date(2026, 7, 11)),  # 01:00 the next morning
        ("Asia/Tokyo", 14, datetime.date(2026, 7, 10)),
    ],
)
def test_a_day_ends_at_midnight_of_the_clinic(staff, monkeypatch, zone, hour, day_it_counts):
    moment = datetime.datetime(2026, 7, 10, hour, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    page = staff.new_page("articles", "told", page_at(PAGE).live_revision.manuscript)
    with timezone.override(ZoneInfo(zone)):
        assert history.on_day(page, day_it_counts - DAY).revision is None
        assert history.on_day(page, day_it_counts).revision == page.live_revision


def test_the_screen_tells_a_day_and_bears_one_that_is_none(staff, client):
    client.force_login(staff.author)
    page = page_at(PAGE)
    today = timezone.localdate()
    assert client.get(url(page, "history"), {"on": str(today)}).context["on_day"].revision == page.live_revision
    for day in ("2026-02-30", "9999-12-31", "0001-01-01", "yesterday", ""):
        answer = client.get(url(page, "history"), {"on": day})
        assert (answer.status_code, answer.context["on_day"]) == (200, None), day


# The notice


def test_a_notice_stands_on_every_page_until_its_end_and_not_after(staff, client, monkeypatch):
    until = timezone.now() + datetime.timedelta(hours=1)
    SiteNotice.objects.create(text="We are closed on Friday.", until=until)
    raise_version()
    addresses = ["/", "/conditions/sciatica/", "/glossary/"]
    for address in addresses:
        assert "We are closed on Friday." in client.get(address).content.decode()
    for moment, is_shown in ((until - datetime.timedelta(seconds=1), True), (until, False)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        for address in addresses:
            assert ("We are closed on Friday." in client.get(address).content.decode()) == is_shown


def test_a_notice_is_public_as_soon_as_it_is_saved(loaded, client, admin_user):
    assert "Closed today" not in client.get("/").content.decode()
    client.force_login(admin_user)
    tomorrow = timezone.localdate() + DAY
    values = {"text": "Closed today <b/x>", "until": f"{tomorrow}T12:00"}
    assert client.post("/admin/publishing/sitenotice/add/", values).status_code == 302
    client.logout()
    assert "Closed today &lt;b/x&gt;" in client.get("/").content.decode()


# Notes


def test_a_note_is_for_colleagues_and_never_public(staff, client):
    page = page_at(PAGE)
    before = client.get(page.get_absolute_url()).content
    client.force_login(staff.author)
    client.post(url(page, "notes"), {"text": "  zqsecretqz: ask Rosa.  "})
    note = Note.objects.get()
    assert (note.page_id, note.by, note.text) == (page.pk, staff.author, "zqsecretqz: ask Rosa.")
    assert "zqsecretqz" in client.get(url(page)).content.decode()
    client.logout()
    assert client.get(page.get_absolute_url()).content == before
    assert b"zqsecretqz" not in client.get("/articles/").content


def test_a_note_is_closed_once_and_kept(staff, client):
    page, other = page_at(PAGE), page_at("conditions/sciatica")
    note = Note.objects.create(page=page, by=staff.reviewer, text="Look at this.")
    client.force_login(staff.author)
    client.post(url(other, "notes"), {"close": note.pk})
    note.refresh_from_db()
    assert note.closed_at is None
    client.post(url(page, "notes"), {"close": note.pk})
    note.refresh_from_db()
    closed = note.closed_at
    assert closed is not None
    client.post(url(page, "notes"), {"close": note.pk})
    note.refresh_from_db()
    assert (note.closed_at, note.text) == (closed, "Look at this.")


def test_an_empty_note_is_none_and_a_long_one_is_cut(staff, client):
    page = page_at(PAGE)
    client.force_login(staff.author)
    client.post(url(page, "notes"), {"text": "   "})
    assert not Note.objects.exists()
    client.post(url(page, "notes"), {"text": "x" * 3000})
    assert len(Note.objects.get().text) == 2000
