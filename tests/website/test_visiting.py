"""The sheet for a visit: what of it comes from us. What a browser adds is in tests/journeys/test_visit_sheet.py."""

import re

import pytest

from publishing.life import actions
from tests.articles.editing import page_at
from tests.website.test_machines import queries

pytestmark = pytest.mark.both_databases

SHEET = "/visit-sheet/"
OFFERED = re.compile(r'<div class="visit__offered" data-page="([^"]*)" data-title="([^"]*)">')
HOSTILE = [
    "conditions/",
    "conditions/nothing",
    "conditions/sciatica/options",
    "/conditions/sciatica",
    "conditions/sciatica\0",
    "conditions/" + "a" * 5000,
    "snippets/call-us",
    "glossary/disc",
    "auth/user",
    "'; drop table page; --/x",
    "<script>/alert",
    "conditions/%00",
    "ｃonditions/sciatica",
    "../../etc/passwd",
]


def sheet(client, name: str = "") -> str:
    response = client.get(SHEET, {"for": name} if name else {})
    assert response.status_code == 200
    return response.content.decode()


def test_the_sheet_is_no_page_for_search_engines_and_every_page_leads_to_it(loaded, client):
    assert '<meta name="robots" content="noindex">' in sheet(client)
    assert SHEET not in client.get("/sitemap.xml").content.decode()
    assert f'<a href="{SHEET}">Visit sheet</a>' in client.get("/conditions/sciatica/").content.decode()


@pytest.mark.parametrize("name", ["conditions/sciatica", "procedures/physical-therapy"])
def test_the_questions_of_a_page_are_offered_under_its_title(loaded, client, name):
    html, page = sheet(client, name), page_at(name)
    assert OFFERED.findall(html) == [(f"/{name}/", page.title)]
    questions = re.findall(r"<li>(.*?)</li>", html.partition('class="questions"')[2].partition("</ul>")[0])
    assert len(questions) >= 3
    assert all(f"<li>{question}</li>" in client.get(f"/{name}/").content.decode() for question in questions)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_other_name_gets_the_plain_sheet(loaded, client, name):
    assert "visit__offered" not in sheet(client, name)


def test_a_page_without_questions_offers_none(loaded, client):
    assert "visit__offered" not in sheet(client, "about/contact")


def test_a_page_that_was_taken_down_offers_nothing(loaded, client, publisher):
    actions.withdraw(page=page_at("conditions/sciatica"), by=publisher, note="Old.")
    assert "visit__offered" not in sheet(client, "conditions/sciatica")


def test_the_sheet_costs_one_query_and_two_with_questions_of_a_page(loaded):
    assert (queries(SHEET), queries(f"{SHEET}?for=conditions/sciatica")) == (1, 2)


def test_what_a_visitor_sends_to_the_sheet_is_refused(loaded, client):
    assert client.post(SHEET, {"note": "My pain"}).status_code == 405


def test_what_only_a_script_can_work_is_hidden_until_it_does(loaded, client):
    main = sheet(client).partition("<main")[2].partition("</main>")[0]
    fields = re.findall(r"<(?:textarea|form)[^>]*>", main)
    assert len(fields) == 5 and all(" hidden" in field for field in fields)


def test_a_language_without_pages_has_no_sheet(loaded, client):
    assert client.get(f"/es{SHEET}").status_code == 404
