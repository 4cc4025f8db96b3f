"""The list of conditions, and a condition with its options."""

import re

import pytest

from conditions.areas import NEED_EMERGENCY_CARD
from procedures.models import Indication
from publishing.life import known
from publishing.life.models import Page
from publishing.public.structured_data import words_of
from publishing.text import manuscripts, preparing
from publishing.text.schema import Findings
from tests.articles.editing import Staff, edited, page_at
from tests.website.test_structured_data import Related, graph_of, node

pytestmark = pytest.mark.both_databases

PAGE = "/conditions/sciatica/"


def test_what_helps_most_and_is_surest_stands_first(loaded, client):
    for page in Page.objects.published().filter(kind="conditions"):
        listed = Related(client.get(page.get_absolute_url()).content.decode()).lists.get("treated-by", [])
        own = [option.get("page", "") for option in page.data["other_care"]]
        links = {
            link.procedure.get_absolute_url(): link.order
            for link in Indication.objects.published().filter(condition=page.pk)
            if link.treats and link.procedure.address not in own
        }
        orders = [links[address] for address in listed if address in links]
        assert len(orders) == len(links)
        assert orders == sorted(orders)


def test_no_procedure_for_now_is_always_an_option_and_the_first(loaded, client):
    for page in Page.objects.published().filter(kind="conditions"):
        for address in (page.get_absolute_url(), f"{page.get_absolute_url()}options/"):
            html = client.get(address).content.decode()
            first = html.partition('data-related="treated-by">')[2] or html.partition("<tbody>")[2]
            assert words_of(first).startswith("No procedure for now")
            assert page.data["no_procedure"]["verdict"] in words_of(first)


# The options side by side


OPTIONS = f"{PAGE}options/"


def written(page: Page) -> dict:
    """The front matter of a page as its text has it: a database may keep keys in another order."""
    return manuscripts.read(page.live_revision.manuscript, page.kind, Findings(""), slug=page.slug).data


def options_of(page: Page) -> list[dict]:
    return written(page)["other_care"]


def test_every_option_is_a_row_of_a_real_table_with_every_answer(loaded, client):
    html = client.get(OPTIONS).content.decode()
    heads = re.findall(r'<th scope="row">(.*?)</th>', html)
    assert words_of(heads[0]) == "No procedure for now" and "Epidural steroid injection" in words_of(" ".join(heads))
    lines = re.findall(r'<th scope="col">(.*?)</th>', html)
    assert html.count("<td ") == len(heads) * (len(lines) - 1)


def test_where_there_are_but_two_options_nobody_is_asked_to_pick_two(loaded, client, author, reviewer, publisher):
    assert "Compare two" in client.get(OPTIONS).content.decode()
    Indication.objects.filter(condition=page_at("conditions/sciatica")).delete()
    page = page_at("conditions/sciatica")
    Staff(author, reviewer, publisher).published(page, other_care=options_of(page)[:1])
    html = client.get(OPTIONS).content.decode()
    assert html.count('<th scope="row">') == 2
    assert "Compare two" not in html and "Pick two" not in html


def test_an_option_that_gives_no_reason_shows_its_sources_beside_its_verdict(
    loaded, client, author, reviewer, publisher
):
    page = page_at("conditions/sciatica")
    Indication.objects.filter(condition=page).delete()
    first, waiting = (
        {key: value for key, value in option.items() if key not in {"evidence", "page"}}
        for option in (options_of(page)[0], written(page)["no_procedure"])
    )
    staff = Staff(author, reviewer, publisher)
    staff.published(page, other_care=[{**first, "name": "A warm bath"}], no_procedure=waiting)
    html = client.get(OPTIONS).content.decode()
    cell = re.search(r'A warm bath</th><td data-line="What it does">(.*?)</td>', html)[1]
    assert cell.startswith(first["verdict"]) and 'class="citation"' in cell
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html))


def test_where_an_option_has_no_answer_the_table_says_whom_to_ask(loaded, client):
    html = client.get(OPTIONS).content.decode()
    cells = re.findall(r'<td data-line="[^"]+">(.*?)</td>', html, re.DOTALL)
    assert all(cell.strip() for cell in cells)
    assert "grave_harm" not in page_at("conditions/sciatica").data["no_procedure"] and "Ask us" in cells


def test_two_options_are_chosen_without_a_script_and_are_no_page_of_their_own(loaded, client, settings):
    response = client.get(OPTIONS, {"first": "no-procedure-for-now", "second": "epidural-steroid-injection"})
    html = response.content.decode()
    assert html.count('<th scope="row">') == 2
    assert '<option value="epidural-steroid-injection" selected>' in html
    assert '<meta name="robots" content="noindex' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{OPTIONS}">' in html


@pytest.mark.parametrize("query", ["first=x&second=y", "first=no-procedure-for-now", "first=%00&second=", "second=<b>"])
def test_a_choice_that_is_none_shows_all(loaded, client, query):
    html = client.get(f"{OPTIONS}?{query}").content.decode()
    assert html.count('<th scope="row">') == client.get(OPTIONS).content.decode().count('<th scope="row">')
    assert "<b>" not in html


def test_where_experts_disagree_is_said_once_and_leads_to_both_sides(loaded, client):
    html = client.get("/conditions/herniated-disc/options/").content.decode()
    assert html.count('href="/procedures/epidural-steroid-injection/evidence/#herniated-disc"') == 1


def test_a_condition_names_its_codes_and_symptoms_for_machines(loaded, client):
    page = page_at("conditions/sciatica")
    subject = node(graph_of(client, PAGE), "MedicalCondition")
    assert [code["codeValue"] for code in subject["code"]] == page.data["icd10"]
    assert [symptom["name"] for symptom in subject["signOrSymptom"]] == [
        symptom["how"] for symptom in page.data["symptoms"]
    ]
    assert subject["alternateName"] == page.also_called


@pytest.mark.parametrize("category", ["spine", "joints"])
def test_where_a_missed_emergency_costs_most_a_page_must_say_when_to_call(loaded, category):
    """The live page without its cards: refused for the spine, and any one card is enough for a joint."""
    page = page_at("conditions/knee-osteoarthritis")
    section = re.compile(r"(## When to get help\n\n).*?(?=\n## )", re.DOTALL)
    body = section.sub(r"\1/// call-today\n- You have a fever.\n///\n", page.body)
    text = edited(page, category=category, body=body)
    faults = known.faults_of(preparing.prepare(text, "conditions", language="en", slug=page.slug))
    missing = [fault.message for fault in faults if "/// emergency" in fault.message]
    assert bool(missing) == (category in NEED_EMERGENCY_CARD)


def test_an_unknown_condition_is_not_found(loaded, client):
    assert client.get("/conditions/no-such-thing/").status_code == 404
