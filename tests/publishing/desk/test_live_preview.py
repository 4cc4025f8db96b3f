"""What stands in a form, shown as the page that it would be: while it is written, and without a trace."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publishing.desk.form.forms import from_text
from publishing.text import kinds, manuscripts
from tests.articles.editing import page_at
from tests.publishing.at_desk import entered, in_role, tables, url
from tests.publishing.desk.test_forms import posted
from tests.publishing.desk.test_previewing import BANNER, CANONICAL, PAGES, ROBOTS, without_dates

EVERY = [*PAGES, "snippets/warning-signs", "glossary/disc"]


@pytest.fixture
def writer(loaded, client, author):
    in_role(author, "Author")
    client.force_login(author)
    return client


def address(page) -> str:
    return reverse("admin:publishing_page_live", args=[page.pk])


def live(client, page, **changed):
    return client.post(address(page), entered(page, **changed))


def of_text(page, text: str) -> dict:
    """What a browser sends of a form over another text."""
    query: QueryDict = posted(from_text(kinds.get(page.kind), page.language, admin.site, text))
    query["address-slug"] = page.slug
    return dict(query.lists())


@pytest.mark.parametrize("place", EVERY)
def test_what_nobody_has_changed_looks_as_its_version_does(writer, place):
    page = page_at(place)
    shown = live(writer, page).content.decode()
    stored = writer.get(url(page, "preview", page.live_revision.number)).content.decode()
    own, other = (f"/preview/{page.pk}/", url(page, "preview", page.live_revision.number))
    shown, stored = (without_dates(BANNER.sub("", html)) for html in (shown, stored))
    shown, stored = (re.sub(r"\n+", "\n", CANONICAL.sub("", html.replace(ROBOTS, ""))) for html in (shown, stored))
    assert shown.replace(f"/admin/publishing/page{own}", other) == stored


def test_as_a_page_of_its_own_it_leads_back_to_the_form(writer):
    page = page_at("conditions/sciatica")
    shown = live(writer, page, title="A title that nobody has saved", whole="yes").content.decode()
    assert "A title that nobody has saved</h1>" in shown
    assert "What stands in the form, saved or not." in shown
    assert f'<a href="{url(page)}" data-to-the-form>Back to the draft</a>' in shown
    assert not page.revisions.open().exists()


def test_a_draft_is_called_by_its_own_title(writer):
    page = page_at("conditions/sciatica")
    writer.post(url(page), entered(page, title="Pain down the leg"))
    assert "<h1>Pain down the leg</h1>" in writer.get(url(page)).content.decode()


def test_it_shows_what_was_typed(writer):
    shown = live(writer, page_at(PAGES[1]), **{"text__what-it-is": "Quite **new** words."}).content.decode()
    assert "Quite <strong>new</strong> words." in shown


@pytest.mark.both_databases
def test_it_writes_nothing_and_locks_nothing(writer):
    page = page_at(PAGES[0])
    before = tables()
    with CaptureQueriesContext(connection) as asked:
        assert live(writer, page, title="zqsecretqz").status_code == 200
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT") or "FOR UPDATE" in one["sql"]] == []
    assert tables() == before


@pytest.mark.parametrize("place", EVERY)
def test_a_page_on_which_anything_is_missing_is_shown(writer, place):
    page = page_at(place)
    data, body = manuscripts.read_raw(page.live_revision.manuscript)
    for key in data:
        text = manuscripts.compose({name: value for name, value in data.items() if name != key}, body)
        assert writer.post(address(page), of_text(page, text)).status_code == 200, key


@pytest.mark.parametrize("place", EVERY)
def test_a_page_on_which_nothing_is_written_is_shown(writer, place):
    page = page_at(place)
    assert writer.post(address(page), of_text(page, manuscripts.compose({}, ""))).status_code == 200


def test_a_row_that_is_half_written_is_shown_as_far_as_it_goes(writer):
    page = page_at(PAGES[0])
    data, body = manuscripts.read_raw(page.live_revision.manuscript)
    row = data["indications"][0]
    for key in row:
        half = {name: value for name, value in row.items() if name != key}
        text = manuscripts.compose({**data, "indications": [half]}, body)
        assert writer.post(address(page), of_text(page, text)).status_code == 200, key


def test_a_source_that_is_not_there_stands_there_as_words(writer):
    shown = live(writer, page_at(PAGES[1]), text__causes="A disc. [@koes2007; @nobody9]").content.decode()
    assert "source “nobody9” is not in the list" in shown
    assert "[@" not in shown


def test_a_card_that_is_not_closed_swallows_no_other_part(writer):
    shown = live(writer, page_at(PAGES[1]), **{"text__what-it-is": "Words.\n\n/// ask\n- Why?"}).content.decode()
    assert 'id="causes"' in shown
    assert "care-card--ask" in shown


def test_what_a_browser_would_run_is_words(writer):
    shown = live(writer, page_at(PAGES[1]), text__causes="<script>alert(1)</script> [x](javascript:alert(1))")
    assert b"<script>alert" not in shown.content
    assert b'href="javascript' not in shown.content


@pytest.mark.parametrize("text", ["\0", "\ud800", "a" * 2_000_000, "**" * 5000, "> " * 3000])
def test_whatever_is_typed_is_answered(writer, text):
    page = page_at(PAGES[1])
    typed = entered(page)
    typed["text__causes"] = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert writer.post(address(page), typed).status_code in {200, 422}


def test_what_cannot_be_read_yet_is_said_and_shows_nothing(writer):
    page = page_at(PAGES[0])
    answer = live(writer, page, **{"indications-0-checked_on": "yesterday"})
    assert answer.status_code == 422
    assert "put right" in answer.content.decode()


def test_only_who_may_write_is_answered_and_only_a_form(loaded, client, author, reviewer):
    page = page_at(PAGES[1])
    assert client.post(address(page)).status_code == 302
    client.force_login(in_role(reviewer, "Clinical reviewer"))
    assert client.post(address(page)).status_code == 403
    client.force_login(in_role(author, "Author"))
    assert client.get(address(page)).status_code == 405
    assert client.post(reverse("admin:publishing_page_live", args=[10**9])).status_code == 404


def test_no_other_site_may_frame_it_and_nobody_keeps_it(writer):
    answer = live(writer, page_at(PAGES[1]))
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
