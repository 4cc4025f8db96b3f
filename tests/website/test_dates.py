"""When a page changed last: a reader, a search engine and the sitemap are told the same day."""

import datetime
import re

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from publishing.life import actions, jobs
from publishing.life.models import ClinicProfile, Page
from publishing.life.models.version import content_changed
from publishing.text import manuscripts
from publishing.text.schema import Findings
from tests.articles.editing import page_at
from tests.website.test_machines import located
from tests.website.test_pages import LISTS, SYMPTOMS, addresses
from tests.website.test_structured_data import graph_of, values

pytestmark = pytest.mark.both_databases

START = datetime.datetime(2027, 3, 1, 12, tzinfo=datetime.UTC)
PAIN, VISIT = "/articles/how-pain-works/", "/articles/your-first-visit/"
SCIATICA, KNEE, BACK = "/conditions/sciatica/", "/conditions/knee-osteoarthritis/", "/conditions/low-back-pain/"
INJECTION, THERAPY = "/procedures/epidural-steroid-injection/", "/procedures/physical-therapy/"

LAST_CHANGED = re.compile(r"Last changed on (\w+\.? \d+, \d+)\.")


@pytest.fixture
def on(monkeypatch):
    """Do what follows at noon of a day after the start."""

    def set_to(days: int) -> str:
        noon = START + datetime.timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: noon)
        return timezone.localdate(noon).isoformat()

    return set_to


def read(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def changed(client):
    """The addresses that changed on a day, on which the sitemap and the pages agree."""

    def found(day: str) -> set[str]:
        told = {address.removeprefix("http://testserver"): on for address, on in located(client).items()}
        told = {address: on for address, on in told.items() if address not in {*LISTS, *SYMPTOMS}}
        moments = {address: next(values(graph_of(client, address), "dateModified")) for address in told}
        said = {
            address: str(timezone.localdate(datetime.datetime.fromisoformat(at))) for address, at in moments.items()
        }
        assert told == said
        printed = {
            address: re.search(r"Last changed on (\w+\.? \d+, \d+)\.", read(client, address)) for address in told
        }
        days = {address: date_format(datetime.date.fromisoformat(on), "DATE_FORMAT") for address, on in told.items()}
        assert {address: match[1] for address, match in printed.items()} == days
        assert told.keys() == set(addresses()) - {*LISTS, *SYMPTOMS}
        main = {page.get_absolute_url() for page in Page.objects.published()}
        return {address for address in main if told[address] == day}

    return found


def test_a_publication_changes_its_own_page(staff, on, changed):
    day = on(0)
    staff.published(page_at("articles/how-pain-works"), title="Why it hurts")
    assert changed(day) == {PAIN}


def test_a_snippet_changes_the_pages_that_put_it_in(staff, on, changed):
    day = on(0)
    snippet = page_at("snippets/warning-signs")
    staff.published(snippet, body=snippet.body.replace("new pain", "quite new pain"))
    assert changed(day) == {SCIATICA, BACK, "/conditions/herniated-disc/", "/articles/warning-signs/"}


def test_a_snippet_changes_the_pages_that_put_it_in_by_way_of_another(staff, on, changed):
    shared = "---\ntitle: Inner\nauthors:\n- starter-library\n---\n\nWords.\n"
    staff.new_page("snippets", "inner", shared)
    staff.new_page("snippets", "outer", shared.replace("Inner", "Outer").replace("Words.", "/// snippet | inner\n///"))
    page = page_at("articles/your-first-visit")
    staff.published(page, body=f"{page.body}\n\n/// snippet | outer\n///")
    day = on(0)
    staff.published(page_at("snippets/inner"), body="Other words.")
    assert changed(day) == {VISIT}
    later = on(1)
    staff.published(page_at("snippets/inner"), slug="innermost")
    assert changed(later) == {VISIT}


def test_evidence_changes_the_condition_that_it_is_about_and_no_other(staff, on, changed):
    page = page_at("procedures/physical-therapy")
    day = on(0)
    links = manuscripts.read(page.live_revision.manuscript, page.kind, Findings("")).data["indications"]
    knee = next(link for link in links if link["condition"] == "knee-osteoarthritis")
    knee["certainty"] = "moderate"
    staff.published(page, indications=links)
    assert changed(day) == {THERAPY, KNEE}


def test_a_procedure_that_leaves_and_comes_back_changes_the_conditions_that_show_it(staff, on, changed):
    day = on(0)
    actions.withdraw(page=page_at("procedures/physical-therapy"), by=staff.publisher, note="Wrong.")
    assert changed(day) == {SCIATICA, KNEE}
    day = on(1)
    actions.restore(page=page_at("procedures/physical-therapy"), by=staff.publisher)
    assert changed(day) == {SCIATICA, KNEE}


def test_the_last_of_all_changes_counts(staff, on, changed):
    days = [on(2)]
    staff.published(page_at("conditions/sciatica"), title="Sciatica, again")
    days.append(on(1))
    snippet = page_at("snippets/warning-signs")
    staff.published(snippet, body=snippet.body.replace("new pain", "quite new pain"))
    days.append(on(0))
    actions.withdraw(page=page_at("procedures/physical-therapy"), by=staff.publisher, note="Wrong.")
    found = [changed(day) for day in days]
    assert [SCIATICA in addresses for addresses in found] == [True, False, False]
    assert BACK in found[1] and KNEE in found[2]


def test_a_phone_number_an_address_a_job_and_a_review_change_no_page(staff, on, changed):
    day = on(0)
    ClinicProfile.objects.create(phone="555 0100")
    content_changed()
    page = page_at("conditions/knee-osteoarthritis")
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    assert changed(day) == set()
    staff.published(page_at("procedures/epidural-steroid-injection"), slug="injection")
    for work in jobs.all_work():
        jobs.run(work.name)
    assert "procedures/injection" in page_at("conditions/sciatica").live_revision.manuscript
    assert changed(day) == {"/procedures/injection/"}


def test_home_and_lists_change_with_the_pages_on_them(staff, on, client):
    def days() -> dict[str, str]:
        return {address.removeprefix("http://testserver"): at for address, at in located(client).items()}

    before, day = days(), on(0)
    staff.published(page_at("articles/how-pain-works"), title="Why it hurts")
    after = days()
    assert {address for address in LISTS if after[address] == day} == {"/", "/articles/", "/a-to-z/"}
    assert {address: after[address] for address in ("/conditions/", "/glossary/")} == {
        address: before[address] for address in ("/conditions/", "/glossary/")
    }
    later = on(1)
    staff.published(page_at("glossary/disc"), definition="Something else.")
    assert {address for address in LISTS if days()[address] == later} == {"/glossary/"}


def test_a_list_without_a_page_has_no_day(loaded, client):
    Page.objects.live().filter(kind="articles").update(status="withdrawn", withdrawn_at=START)
    assert located(client)["http://testserver/articles/"] == ""
