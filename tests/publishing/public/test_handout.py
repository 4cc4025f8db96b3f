"""The one sheet that a patient takes along, and the code on paper that leads back."""

import re
from xml.etree import ElementTree

import pytest
import segno

from procedures.models import Procedure
from procedures.types import ProcedureType
from publishing.life import actions
from publishing.public import qr
from tests.articles.editing import page_at

pytestmark = pytest.mark.both_databases

SHEETS = ("/procedures/epidural-steroid-injection/hand-out/", "/conditions/sciatica/hand-out/")


@pytest.mark.parametrize("address", SHEETS)
def test_a_sheet_has_the_key_points_and_when_to_get_help(loaded, client, address):
    html = client.get(address).content.decode()
    assert all(f"<h2>{title}</h2>" in html for title in ("Key points", "When to get help"))
    assert 'href="tel:911"' in html and "not yet reviewed by a clinician" in html


def test_a_sheet_for_a_procedure_says_how_to_get_ready_and_what_comes_afterwards(loaded, client):
    html = client.get(SHEETS[0]).content.decode()
    assert "<h2>Getting ready</h2>" in html and "<h2>Afterwards</h2>" in html and "<h2>Risks</h2>" not in html


@pytest.mark.parametrize("address", SHEETS)
def test_a_sheet_is_no_page_for_search_engines_and_leads_to_the_whole(loaded, client, settings, address):
    html = client.get(address).content.decode()
    main = address.removesuffix("hand-out/")
    assert '<meta name="robots" content="noindex">' in html and f'<a href="{main}">' in html
    assert address not in client.get("/sitemap.xml").content.decode()
    assert f'href="{address}"' in client.get(main).content.decode()


@pytest.mark.parametrize("address", SHEETS)
def test_a_sheet_has_no_numbers_of_sources_because_it_has_no_list(loaded, client, address):
    html = client.get(address).content.decode()
    assert "#source-" not in html and 'class="citation"' not in html


def test_a_hard_word_is_explained_where_it_first_stands_on_the_sheet_whatever_the_page_explained_before(staff, client):
    staff.new_page("glossary", "wobble", "---\ntitle: Wobble\ndefinition: A word for a test.\n---\n")
    page = page_at("procedures/epidural-steroid-injection")
    title, rest = page.body.split("\n", 1)
    before, heading, behind = rest.partition("## Afterwards\n")
    staff.published(page, body=f"{title}\n\nA wobble comes first.\n{before}{heading}\nA wobble may come.\n{behind}")
    html = client.get(SHEETS[0]).content.decode()
    assert html.count('data-word="Wobble"') == 1
    assert "A wobble comes first." not in html


def test_a_sheet_goes_with_its_page_and_an_article_has_none(loaded, client, publisher):
    actions.withdraw(page=page_at("conditions/sciatica"), by=publisher, note="Wrong.")
    assert client.get(SHEETS[1]).status_code == 410
    assert client.get("/conditions/no-such-page/hand-out/").status_code == 404
    assert client.get("/articles/how-pain-works/hand-out/").status_code == 404


def test_the_code_on_paper_holds_the_address_of_the_page(loaded, client, settings):
    html = client.get(SHEETS[1]).content.decode()
    assert qr.drawn(f"{settings.SITE_URL}/conditions/sciatica/") in html


@pytest.mark.parametrize("address", ["https://clinic.example/", "http://localhost:8000/procedures/" + "x" * 80 + "/"])
def test_what_is_drawn_is_the_code(address):
    svg = ElementTree.fromstring(qr.drawn(address))  # noqa: S314 (drawn here)
    dark, x, y = set(), 0, 0
    for step, first, second in re.findall(r"([Mmh])(\d+)(?: (\d+))?", svg[0].get("d")):
        if step == "M":
            x, y = int(first) - qr.QUIET, int(second) - qr.QUIET
            continue
        dark |= {(x + module, y) for module in range(int(first))} if step == "h" else set()
        x += int(first)
    matrix = segno.make_qr(address, error="l", boost_error=False).matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_a_sheet_has_lines_to_write_on_and_those_of_a_needle_only_after_one(loaded, client):
    needle, condition = (client.get(address).content.decode() for address in SHEETS)
    assert "<span>My goal</span>" in needle and "<span>Numb for up to (hours)</span>" in needle
    assert "<span>My first step</span>" in condition and "Numb for up to" not in condition
    Procedure.objects.update(type=ProcedureType.MOVEMENT_AND_HANDS_ON)
    therapy = client.get(SHEETS[0]).content.decode()
    assert "<span>My goal</span>" in therapy and "Numb for up to" not in therapy
