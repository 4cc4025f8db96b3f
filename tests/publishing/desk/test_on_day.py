"""A page as the public read it on a day: its text, the shared texts, hard words and rows of that day."""

import datetime
import re

import pytest
from django.utils import timezone

from publishing.life import actions
from publishing.life.models import ClinicProfile, Event, Page
from publishing.life.models.version import content_changed
from publishing.life.states import RevisionState
from publishing.text import kinds, preparing
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import in_role, url
from tests.website.test_pages import addresses

PAGE = "conditions/sciatica"
BANNER = re.compile(r'<p class="banner banner--draft".*?</p>\n', re.DOTALL)
FRAME = r'<meta name="robots"[^>]*>|<link rel="canonical"[^>]*>|<meta property="og:url"[^>]*>|"date\w+": "[^"]*"'
YESTERDAY = datetime.timedelta(days=1)


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    in_role(author, "Author")
    return Staff(author, reviewer, publisher)


@pytest.fixture
def read(client, staff):
    """What an author reads of a page on a day; today where no day is named."""
    client.force_login(staff.author)

    def on(address: str, days_ago: int = 0):
        day = timezone.localdate() - days_ago * YESTERDAY
        return client.get(url(page_at(address), "on_day", str(day)))

    return on


def all_that_was_done_is_from_yesterday() -> None:
    super(type(Event.objects.all()), Event.objects.all()).update(at=timezone.now() - YESTERDAY)


def bare(html: bytes) -> str:
    """A page without what only a draft or only a public page has, and without blank lines."""
    text = re.sub(FRAME, "", BANNER.sub("", html.decode()))
    return re.sub(r"\s*\n\s*", "\n", text)


def as_public(html: bytes, shown_at: str, address: str) -> bytes:
    """A page with the public's addresses of its topic in place of those under which it is shown."""
    text = re.sub(rf'"{re.escape(shown_at)}\?page=([a-z-]+)', rf'"{address}\1/', html.decode())
    form = rf'action="{re.escape(shown_at)}#([a-z-]+)"><input type="hidden" name="page" value="([a-z-]+)">'
    text = re.sub(form, rf'action="{address}\2/#\1">', text)
    return text.replace(f'"{shown_at}"', f'"{address}"').encode()


@pytest.mark.parametrize("address", [PAGE, "procedures/epidural-steroid-injection", "articles/how-pain-works"])
def test_today_it_is_the_public_page(read, client, address):
    page = page_at(address)
    shown = as_public(read(address).content, url(page, "on_day", str(timezone.localdate())), f"/{address}/")
    assert bare(shown) == bare(client.get(page.get_absolute_url()).content)


@pytest.mark.parametrize(
    ("address", "name"), [(PAGE, "options"), ("procedures/epidural-steroid-injection", "evidence")]
)
def test_today_its_second_page_is_the_public_one(staff, client, address, name):
    client.force_login(staff.author)
    shown_at = url(page_at(address), "on_day", str(timezone.localdate()))
    shown = client.get(shown_at, {"page": name}).content
    assert f'href="{shown_at}"'.encode() in shown, "it leads to the main page of that day"
    assert bare(as_public(shown, shown_at, f"/{address}/")) == bare(client.get(f"/{address}/{name}/").content)


def test_every_kind_of_text_can_be_read_as_on_a_day(read):
    found = {kind.name: Page.objects.live().filter(kind=kind.name).first() for kind in kinds.all_kinds()}
    assert {name: read(page.address).status_code for name, page in found.items()} == dict.fromkeys(found, 200)


def test_it_says_that_the_phone_number_is_today_s_and_prints_that(read):
    ClinicProfile.objects.update_or_create(pk=1, defaults={"emergency_number": "112"})
    content_changed()
    html = read(PAGE).content.decode()
    assert "Phone numbers, names of people, addresses of pages and pictures are today’s." in html
    assert "Call 112" in html


def test_the_text_of_the_day_is_shown_and_not_that_of_today(read, staff):
    all_that_was_done_is_from_yesterday()
    staff.published(page_at(PAGE), title="Another name")
    assert "<h1>Sciatica</h1>" in read(PAGE, 1).content.decode()
    assert "<h1>Another name</h1>" in read(PAGE).content.decode()


def test_a_shared_text_is_that_of_the_day(read, staff):
    all_that_was_done_is_from_yesterday()
    snippet = page_at("snippets/warning-signs")
    staff.published(snippet, body=snippet.body.replace("bladder", "bowels"))
    assert "control of your bladder" in read(PAGE, 1).content.decode()
    assert "control of your bowels" in read(PAGE).content.decode()


def test_a_hard_word_has_the_meaning_of_the_day(read, staff):
    all_that_was_done_is_from_yesterday()
    staff.published(page_at("glossary/disc"), definition="Quite another meaning.")
    before, now = (read(PAGE, days).content.decode() for days in (1, 0))
    assert "A cushion between two bones of the spine." in before and "Quite another meaning." not in before
    assert "Quite another meaning." in now


@pytest.mark.parametrize(
    ("address", "rendered"),
    [("articles/how-pain-works", ["how-pain-works"]), ("articles/warning-signs", ["warning-signs", "warning-signs"])],
)
def test_only_the_text_and_the_shared_texts_in_it_are_rendered(read, monkeypatch, address, rendered):
    texts, real = [], preparing.prepare
    monkeypatch.setattr(
        preparing, "prepare", lambda text, kind, **of: texts.append(of["slug"]) or real(text, kind, **of)
    )
    assert read(address).status_code == 200
    assert texts == rendered


def test_a_row_is_that_of_the_day_on_both_its_pages(read, staff):
    all_that_was_done_is_from_yesterday()
    page = page_at("procedures/epidural-steroid-injection")
    rows = page.data["indications"]
    changed = [{**row, "checked_on": datetime.date.fromisoformat(row["checked_on"])} for row in rows]
    staff.published(page, indications=[{**changed[0], "verdict": "It was tried again."}, *changed[1:]])
    for address in (PAGE, page.address):
        assert "It was tried again." not in read(address, 1).content.decode()
        assert "It was tried again." in read(address).content.decode()


def test_evidence_is_that_of_the_day_on_both_second_pages(client, staff):
    all_that_was_done_is_from_yesterday()
    page = page_at("procedures/epidural-steroid-injection")
    rows = page.data["indications"]
    changed = [{**row, "checked_on": datetime.date.fromisoformat(row["checked_on"])} for row in rows]
    staff.published(page, indications=[{**changed[0], "evidence": "It was tried again. [@koes2007]"}, *changed[1:]])
    client.force_login(staff.author)
    for address, name in ((PAGE, "options"), (page.address, "evidence")):
        before, now = (
            client.get(url(page_at(address), "on_day", str(timezone.localdate() - days * YESTERDAY)), {"page": name})
            for days in (1, 0)
        )
        assert "It was tried again." not in before.content.decode()
        assert "It was tried again." in now.content.decode()


def test_a_row_stands_on_a_day_on_which_its_procedure_was_public(read, staff):
    all_that_was_done_is_from_yesterday()
    page = page_at("procedures/epidural-steroid-injection")
    actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    assert page.title in read(PAGE, 1).content.decode()
    assert f">{page.title}</a></h4>" not in read(PAGE).content.decode()


@pytest.mark.parametrize("days", [0, 1])
def test_a_day_on_which_the_page_was_not_public_is_not_found(read, staff, days):
    page = page_at("articles/how-pain-works")
    if days == 0:
        actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    assert read(page.address, days).status_code == 404


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31x", "tomorrow"])
def test_what_is_no_day_is_not_found_and_the_history_says_so(client, staff, day):
    if day == "tomorrow":
        day = str(timezone.localdate() + datetime.timedelta(days=1))
    client.force_login(staff.author)
    assert "Choose a day that has come." in client.get(url(page_at(PAGE), "history"), {"on": day}).content.decode()
    assert client.get(url(page_at(PAGE), "on_day", day)).status_code == 404


def test_a_stranger_is_led_to_the_sign_in(client, loaded):
    assert client.get(url(page_at(PAGE), "on_day", str(timezone.localdate()))).status_code == 302


def test_a_draft_is_not_shown_as_what_the_public_read(read, staff):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="A secret")
    assert b"A secret" not in read(PAGE).content


def test_no_row_of_the_database_changes(read, client):
    before = [client.get(address).content for address in addresses()]
    assert read(PAGE).status_code == 200
    assert [client.get(address).content for address in addresses()] == before


def test_the_last_sign_off_is_the_clinicians_and_not_the_publishers(staff, client):
    page = page_at(PAGE)
    staff.published(page, title="Sciatica, signed")
    client.force_login(staff.author)
    html = client.get(url(page, "history"), {"on": str(timezone.localdate())}).content.decode()
    assert "Last sign-off until then: Rosa Reviewer, " in html
