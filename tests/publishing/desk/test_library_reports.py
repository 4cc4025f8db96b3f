"""What the desk says of the library that a site came with, and how a question is answered there."""

import copy
import dataclasses
import datetime

import pytest
from django.urls import reverse

from publishing.desk.reporting import library_reports, reports
from publishing.desk.reporting.inventory import Inventory
from publishing.life import loading
from publishing.life.models import Contributor, Page, Source, StoredPicture
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import in_role, url

PAGE, KEY = "articles/your-first-visit", ("en", "articles", "your-first-visit")
RECALL = {"page": PAGE, "reason": "A dose in it was wrong.", "since": datetime.date(2026, 11, 20)}


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


@pytest.fixture
def recalling(small_library):
    """The small library, which has withdrawn one page for safety."""
    texts = {key: text for key, text in small_library.texts.items() if key != KEY}
    return dataclasses.replace(small_library, texts=texts, withdrawn=[RECALL])


@pytest.fixture
def urgent(staff, recalling):
    """A page that staff have edited and the library has withdrawn."""
    staff.published(page_at(PAGE), title="Our own title")
    loading.load(recalling)
    return page_at(PAGE)


def rows(name: str) -> dict[str, str]:
    """What each row of a report is about, and its sentence."""
    return {row.address: row.what for row in reports.get(name).rows(Inventory())}


def of_report(name: str) -> str:
    return reverse("admin:publishing_page_report", args=[name])


def test_what_the_library_withdrew_is_the_first_thing_on_the_desk(urgent, publisher, client):
    assert PAGE in rows(library_reports.RECALLED)
    client.force_login(in_role(publisher, "Publisher"))
    shown = client.get("/admin/").content.decode()
    first = shown.index('class="group')
    assert shown[first:].startswith('class="group group--loud" aria-labelledby="group-recalled"')
    assert "A dose in it was wrong." in shown and url(urgent) in shown


def test_without_one_the_first_page_has_no_such_list(staff, publisher, client):
    client.force_login(in_role(publisher, "Publisher"))
    shown = client.get("/admin/").content.decode()
    assert 'id="group-recalled"' not in shown


def test_a_publisher_keeps_a_page_that_the_library_withdrew(urgent, publisher, client, recalling):
    client.force_login(in_role(publisher, "Publisher"))
    address = of_report(library_reports.RECALLED)
    assert "Keep it as our own" in client.get(address).content.decode()
    assert client.post(address, {"keep": f"page:{urgent.pk}"}).status_code == 302
    assert rows(library_reports.RECALLED) == {}
    kept = urgent.recalls.get()
    assert (kept.kept_by, kept.kept_at is not None) == (publisher, True)
    assert loading.load(recalling).urgent == []


@pytest.mark.parametrize("role", ["Author", "Clinical reviewer"])
def test_who_publishes_nothing_decides_nothing(urgent, author, client, role):
    client.force_login(in_role(author, role))
    address = of_report(library_reports.RECALLED)
    assert "Keep it as our own" not in client.get(address).content.decode()
    assert client.post(address, {"keep": f"page:{urgent.pk}"}).status_code == 403
    assert len(rows(library_reports.RECALLED)) == 1


def test_what_left_is_a_question_until_it_is_kept(loaded, small_library, publisher, client):
    """Each: a page, a source, a contributor, a picture."""
    now = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
    Page.objects.filter(pk=page_at(PAGE).pk).update(left_at=now)
    for model in (Source, Contributor, StoredPicture):
        model.objects.filter(pk=model.objects.first().pk).update(left_at=now)
    found = reports.get(library_reports.LEFT).rows(Inventory())
    assert len(found) == 4
    client.force_login(in_role(publisher, "Publisher"))
    for row in found:
        shown = client.get(of_report(library_reports.LEFT)).content.decode()
        assert row.key in shown
        client.post(of_report(library_reports.LEFT), {"keep": row.key})
    assert rows(library_reports.LEFT) == {}
    assert page_at(PAGE).is_own and Source.objects.first().loaded_sha256 == ""


def test_only_what_is_a_question_can_be_answered(loaded, publisher, client):
    client.force_login(in_role(publisher, "Publisher"))
    page = page_at(PAGE)
    for name in (library_reports.LEFT, "never-reviewed"):
        client.post(of_report(name), {"keep": f"page:{page.pk}"})
    assert not page_at(PAGE).is_own


def test_a_source_that_staff_changed_differs_from_the_library(loaded, small_library):
    assert rows(library_reports.DIFFERS) == {}
    Source.objects.filter(pk="koes2007").update(title="Our own title")
    assert rows(library_reports.DIFFERS) == {"koes2007": "Changed here since it was loaded; a load leaves it as it is."}
    newer = copy.deepcopy(small_library.sources)
    next(record for record in newer if record["id"] == "koes2007")["title"] = "A newer title"
    loading.load(dataclasses.replace(small_library, sources=newer))
    said = "Title is “Our own title” here and “A newer title” in the library."
    assert rows(library_reports.DIFFERS) == {"koes2007": said}
