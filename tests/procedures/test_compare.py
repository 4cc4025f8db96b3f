"""Procedures side by side: what is asked for is shown, what is not there is said, and no address breaks it."""

import re

import pytest

from conditions.manuscripts import OPTION
from procedures.models import Procedure
from publishing.life import actions
from publishing.text.offered import Offered
from tests.articles.editing import Staff, page_at
from tests.procedures.manuscripts import indication, procedure
from tests.procedures.test_views import number
from tests.website.test_machines import queries

pytestmark = pytest.mark.both_databases

ADDRESS = "/procedures/compare/"
SIDES = {"says": "Both may be right.", "sources": ["koes2007"]}


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    staff = Staff(author, reviewer, publisher)
    here = indication(numbers=[number(title="Less pain")])
    disputed = indication(
        "herniated-disc",
        disagreement={"in_favor": SIDES, "against": SIDES, "means": "Ask."},
        effect="not-known",
        certainty="low",
    )
    dispute = {"says": "Some say yes, some say no.", "means": "Ask us."}
    staff.new_page("procedures", "one", procedure("One", indications=[here], risks=[number(title="A bruise")]))
    staff.new_page("procedures", "two", procedure("Two", indications=[indication(), disputed], dispute=dispute))
    staff.new_page("procedures", "three", procedure("Three", indications=[indication("herniated-disc")]))
    staff.new_page("procedures", "four", procedure("Four"))
    return staff


def shown(client, query: str) -> str:
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def columns(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/procedures/([a-z-]+)/">', html)


def lines(html: str) -> list[str]:
    return re.findall(r'<th scope="col">(.*?)</th>', html)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("with=two,one", ["two", "one"]),
        ("with=one,two,three", ["one", "two", "three"]),
        ("with=one,two,three,four", ["one", "two", "three"]),
        ("with=one,one,two,one", ["one", "two"]),
        ("with=one,nothing,two", ["one", "two"]),
        ("with=a,b,c,one,two", ["one", "two"]),
        ("with=one%2Ctwo", ["one", "two"]),
        ("with=one", []),
        ("with=", []),
        ("", []),
    ],
)
def test_what_is_named_stands_side_by_side_in_that_order(staff, client, query, found):
    html = shown(client, query)
    assert columns(html) == found
    assert ("Choose two procedures, or three" in html) == (not found)
    assert ("You see the first three" in html) == (query.count("four") == 1)
    assert ("We left out" in html) == ("nothing" in query or "a,b,c" in query)


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("with=one&with=two&with=", f"{ADDRESS}?with=one,two"),
        ("with=one&with=two&with=three", f"{ADDRESS}?with=one,two,three"),
        ("with=one&with=one", f"{ADDRESS}?with=one"),
        ("with=&with=&with=", ADDRESS),
        ("with=%22%3E%3Cscript%3E&with=two", f"{ADDRESS}?with=two"),
        ("with=//elsewhere.example&with=a%0D%0Aa", ADDRESS),
    ],
)
def test_what_the_form_sends_becomes_the_address_to_share(staff, client, query, address):
    answer = client.get(f"{ADDRESS}?{query}")
    assert (answer.status_code, answer["Location"]) == (302, address)


@pytest.mark.parametrize(
    "value",
    [
        "%00",
        "a%00,one",
        "x" * 10_000,
        "," * 10_000,
        "a," * 5_000,
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%FF%FE",
        "../..",
    ],
)
def test_a_hostile_value_is_left_out(staff, client, value):
    for query in (f"with={value}", f"with={value}&with=one", f"with={value},one,two"):
        answer = client.get(f"{ADDRESS}?{query}", follow=True)
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content and len(answer.content) < 60_000


def test_a_withdrawn_procedure_is_left_out_and_a_moved_one_is_found(staff, client):
    actions.withdraw(page=page_at("procedures/three"), by=staff.publisher, note="Old.")
    staff.published(page_at("procedures/two"), slug="renamed")
    html = shown(client, "with=one,two,three")
    assert columns(html) == ["one", "renamed"]
    assert "We left out" in html and "Three" not in html


def folded(html: str) -> str:
    """What stands under "Only one of them"."""
    return html.partition('<section class="part"><details')[2].partition("</details>")[0]


def people(html: str) -> str:
    return html[html.index('id="in-people"') :].partition('id="read-on"')[0]


def test_a_condition_that_they_share_stands_before_all_else(staff, client):
    html = shown(client, "with=one,two,three")
    assert lines(html)[:4] == ["Procedure", "What it is", "For Sciatica", "For Herniated disc"]
    html = shown(client, "with=two,four")
    assert lines(html)[2:4] == ["For Sciatica", "What it involves"]


def test_a_condition_that_one_of_them_has_stands_behind_and_folded(staff, client):
    html = shown(client, "with=two,four")
    assert html.index("</table>") < html.index('id="only-one"') < html.index('id="in-people"')
    assert "Used for, in doubt" in folded(html) and "Herniated disc</a>" in folded(html)
    assert "Sciatica</a>" not in folded(html) and "they share no condition" not in html
    assert 'id="only-one"' not in shown(client, "with=one,four")


def test_where_they_share_no_condition_that_is_said_and_nothing_is_folded(staff, client):
    html = shown(client, "with=one,three")
    assert not [line for line in lines(html) if line.startswith("For ")]
    assert folded(html).startswith(" open>") and "they share no condition" in folded(html)
    assert "They share no condition" in people(html)
    staff.new_page("procedures", "five", procedure("Five", indications=[indication("knee-osteoarthritis")]))
    assert 'id="in-people"' not in shown(client, "with=five,three")


def test_what_is_used_stands_before_what_is_not_and_what_none_is_used_for_last(staff, client):
    against = {"effect": "no-better", "certainty": "high"}
    links = [indication(relation="not-for", **against), indication("herniated-disc", effect="not-known")]
    for slug in ("five", "six"):
        staff.new_page("procedures", slug, procedure(slug.title(), indications=links))
    html = shown(client, "with=five,six")
    assert lines(html)[1:3] == ["What it is", "For Herniated disc"] and lines(html)[-1] == "For Sciatica"
    assert html.index("Used for, in doubt") < html.index("Not used for")
    # Two are used for it, one for sciatica and two not.
    html = shown(client, "with=five,six,two")
    assert lines(html)[2:4] == ["For Herniated disc", "For Sciatica"]


def test_what_one_of_them_is_not_linked_with_is_said(staff, client):
    assert shown(client, "with=one,two,three").count("This site does not list it for this.") == 2


def test_the_text_of_a_condition_speaks_for_a_procedure_that_has_no_link_to_it(staff, client):
    option = {
        "name": "Three here",
        "page": "procedures/three",
        "verdict": "Walk & ask about it.",
        "effect": "helps-a-little",
        "certainty": "moderate",
        "relief": "A month. Call {clinic_phone}. [@koes2007]",
        "involves": "Walking.",
        "side_effects": "Few.",
        "evidence": "One study. [@nice-ng59]",
        "numbers": [number(title="Better with three")],
        "sources": ["nice-ng59"],
    }
    staff.published(page_at("conditions/sciatica"), other_care=[option])
    html = shown(client, "with=three,one")
    assert lines(html)[2] == "For Sciatica" and "This site does not list it for this." not in html
    cell = html.partition('<td data-line="For Sciatica">')[2].partition("</td>")[0]
    assert "&amp; ask about it." in cell and "Helps a little" in cell and "sure: moderate" in cell
    assert "From the page about" in cell and "/conditions/sciatica/" in cell and "A month." in cell
    assert "{clinic_phone}" not in html and not re.search("[\ue000-\ue003]", html) and "#source-" not in html
    assert people(html).index("&amp; ask about it.") < people(html).index("Better with three")
    assert queries(f"{ADDRESS}?with=three,one,two") <= 10


def test_a_link_of_its_own_goes_before_what_the_text_of_the_condition_says(staff, client):
    page = page_at("conditions/sciatica")
    said = page.data["other_care"][0] | {"verdict": "The condition says this.", "page": "procedures/one"}
    option = {key: said[key] for key in OPTION.keys if key in said}  # a database gives JSON in an order of its own
    staff.published(page, other_care=[option])
    assert "The condition says this." not in shown(client, "with=one,two")


def test_a_number_of_a_condition_that_only_one_has_is_not_drawn(staff, client):
    assert "Less pain" in people(shown(client, "with=one,four"))
    html = shown(client, "with=one,three")
    assert "Less pain" not in html and "A bruise" in people(html)


def test_above_a_drawing_of_benefit_stand_its_verdict_and_its_rating(staff, client):
    drawn = people(shown(client, "with=one,two"))
    above = drawn[: drawn.index("Less pain")]
    assert "It helps some people a little." in above and "sure: low" in above


def test_the_line_of_serious_harm_leads_to_all_risks_of_each(staff, client):
    html = shown(client, "with=one,two")
    cells = re.findall(r'<td data-line="Serious harm">(.*?)</td>', html, re.DOTALL)
    for cell, slug in zip(cells, ("one", "two"), strict=True):
        assert "None known." in cell and f'href="/procedures/{slug}/#risks"' in cell
        assert 'id="risks"' in client.get(f"/procedures/{slug}/").content.decode()


def test_the_evidence_of_a_procedure_leads_to_a_comparison_with_it(staff, client):
    address = f"{ADDRESS}?with=one"
    assert f'href="{address}"' in client.get("/procedures/one/evidence/").content.decode()
    assert '<option value="one" selected>' in client.get(address).content.decode()
    assert address not in client.get("/procedures/one/").content.decode()


def test_a_dispute_is_shown_and_leads_to_both_sides(staff, client):
    html = shown(client, "with=one,two")
    assert "#sign-disputed" in html
    assert 'href="/procedures/two/evidence/#herniated-disc"' in html


def test_a_benefit_never_stands_without_its_harms(staff, client):
    html = shown(client, "with=one,two")
    people = html[html.index('id="in-people"') :]
    assert people.index("Less pain") < people.index("What can go wrong") < people.index("A bruise")
    assert "Side effects" in lines(html) and "Serious harm" in lines(html)
    Procedure.objects.filter(slug="one").update(html={}, rendered_with="another release")
    assert "A bruise" in shown(client, "with=one,two")


def test_there_are_no_numbers_of_sources_because_there_is_no_list(staff, client):
    html = shown(client, "with=one,two,epidural-steroid-injection")
    assert "#source-" not in html and 'class="citation"' not in html


def test_it_is_no_page_for_search_engines(staff, client, settings):
    for query in ("", "with=one,two"):
        html = shown(client, query)
        assert '<meta name="robots" content="noindex">' in html
        assert f'<link rel="canonical" href="{settings.SITE_URL}{ADDRESS}">' in html
    assert "compare" not in client.get("/sitemap.xml").content.decode()


def test_the_form_remembers_what_is_chosen(staff, client):
    html = shown(client, "with=two,one")
    assert re.findall(r'<option value="([a-z-]+)" selected>', html) == ["two", "one"]
    assert html.count('<select id="with-') == 3


def test_what_is_done_here_is_said_once_the_clinic_has_said_it(staff, client):
    assert "Done here" not in lines(shown(client, "with=one,two"))
    Procedure.objects.filter(slug="one").update(offered=Offered.HERE)
    assert "Done here" in lines(shown(client, "with=one,two"))


def test_it_stays_within_its_query_budget(staff):
    assert queries(f"{ADDRESS}?with=one,two,three") <= 9
    assert queries(ADDRESS) <= 3


def test_the_options_of_a_condition_and_the_list_lead_there(staff, client):
    html = client.get("/conditions/herniated-disc/options/").content.decode()
    (address,) = re.findall(r'href="(/procedures/compare/[^"]*)"', html)
    names = address.partition("?with=")[2].split(",")
    assert names.index("three") < names.index("two")  # of two it is not known whether it helps
    assert columns(client.get(address).content.decode()) == names
    assert f'href="{ADDRESS}"' in client.get("/procedures/").content.decode()


def test_where_there_is_one_procedure_there_is_nothing_to_compare(loaded, client):
    for page in Procedure.objects.published().exclude(slug="epidural-steroid-injection"):
        page.indications.all().delete()
    assert "/procedures/compare/" not in client.get("/conditions/sciatica/options/").content.decode()
