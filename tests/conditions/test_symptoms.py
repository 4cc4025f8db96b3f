"""Symptoms: one page for each name that a patient would use, with every live condition that has it."""

import re

import pytest
from django.test import Client

from conditions.areas import BodyArea, by_region
from conditions.models import Condition
from conditions.symptoms import areas_with_pages, symptoms
from publishing.life import actions
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.website.test_machines import located, more, queries
from tests.website.test_structured_data import graph_of, node

pytestmark = pytest.mark.both_databases

LEG = {"name": "Pain down one leg", "area": "leg", "how": "Pain that shoots down a leg"}


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_publication_brings_the_symptoms_of_a_page_into_its_column(staff):
    page = staff.published(page_at("conditions/knee-osteoarthritis"), symptoms=[LEG])
    assert Condition.objects.get(pk=page.pk).symptoms == [LEG]


def test_conditions_with_a_symptom_of_one_name_stand_on_one_page_each_with_how_it_feels_there(staff, client):
    staff.published(page_at("conditions/knee-osteoarthritis"), symptoms=[LEG])
    html = read(client, "/symptoms/pain-down-one-leg/")
    assert re.findall(r'<h3 class="entry__name"><a href="([^"]+)"', html) == [
        "/conditions/knee-osteoarthritis/",
        "/conditions/sciatica/",
    ]
    assert re.findall(r'<p class="entry__how">([^<]+)<', html) == [
        "Pain that shoots down a leg",
        "Pain down one leg, often below the knee",
    ]


def test_names_that_differ_in_case_are_one_symptom_under_its_commonest_name(loaded):
    for slug, name in (("sciatica", "Numb hand"), ("low-back-pain", "numb hand"), ("herniated-disc", "Numb hand")):
        Condition.objects.filter(slug=slug).update(symptoms=[{**LEG, "name": name}])
    assert symptoms("en")["numb-hand"].title == "Numb hand"
    assert len(symptoms("en")["numb-hand"].hows) == 3


def test_a_page_that_has_a_symptom_twice_stands_once_with_both(loaded, client):
    Condition.objects.filter(slug="sciatica").update(symptoms=[LEG, {**LEG, "how": "A dull ache"}])
    html = read(client, "/symptoms/pain-down-one-leg/")
    assert html.count('class="entry__name"') == 1 and html.count('class="entry__how"') == 2


def test_the_emergency_signs_stand_before_the_conditions(loaded, client):
    html = read(client, "/symptoms/pain-down-one-leg/")
    card, conditions = html.index("care-card--emergency"), html.index('class="entry__name"')
    assert card < conditions and "You lose control of your bladder." in html[card:conditions]
    assert 'href="tel:911"' in html[card:conditions]


def test_where_no_page_has_an_emergency_sign_a_short_card_calls_all_the_same(loaded, client):
    card = read(client, "/symptoms/knee-pain/").partition("care-card--emergency")[2].partition("</section>")[0]
    assert 'href="tel:911"' in card and "no control of bladder" in card and "/articles/warning-signs/" in card


def test_a_symptom_leads_to_its_neighbors_and_back(loaded, client):
    Condition.objects.filter(slug="knee-osteoarthritis").update(symptoms=[{**LEG, "name": "Tired legs"}])
    html = read(client, "/symptoms/pain-down-one-leg/")
    assert '<a href="/symptoms/tired-legs/">Tired legs</a>' in html
    assert "/symptoms/back-pain/" not in html
    assert '<a href="/symptoms/">All symptoms</a>' in html and '<a href="/body/">' in html


def test_the_list_has_every_symptom_once_under_its_region(loaded, client):
    html = read(client, "/symptoms/").partition("<main")[2]
    assert re.findall(r'<a href="(/symptoms/[^"]+)">', html) == [
        "/symptoms/back-pain/",
        "/symptoms/knee-pain/",
        "/symptoms/pain-down-one-leg/",
    ]
    assert re.findall(r'<h2 id="([a-z-]+)">', html) == ["back", "leg-and-knee"]
    assert html.index("care-card--emergency") < html.index("/symptoms/back-pain/")


def test_every_body_area_is_in_one_group_of_the_list():
    areas = [area for _id, _title, areas in by_region() for area in areas]
    assert sorted(areas) == sorted(BodyArea)


def test_a_draft_and_a_withdrawn_page_have_no_symptoms(staff, client):
    staff.revision(page_at("conditions/sciatica"), RevisionState.DRAFT, symptoms=[{**LEG, "name": "Tired legs"}])
    assert client.get("/symptoms/tired-legs/").status_code == 404
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Wrong.")
    assert client.get("/symptoms/pain-down-one-leg/").status_code == 404
    assert "pain-down-one-leg" not in read(client, "/symptoms/")
    assert "http://testserver/symptoms/pain-down-one-leg/" not in located(client)


@pytest.mark.parametrize("address", ["/symptoms/no-such-thing/", "/es/symptoms/", "/es/body/", "/es/symptoms/x/"])
def test_what_is_not_there_is_not_found(loaded, client, address):
    assert client.get(address).status_code == 404


def test_an_empty_site_says_so(empty, client):
    assert "There are no pages here now." in read(client, "/symptoms/")
    assert "No page yet" in read(client, "/body/")


def test_many_conditions_are_shown_some_at_a_time(loaded, client, reviewer):
    more(Condition, 60, reviewer)
    first = symptoms("en")[next(slug for slug, one in symptoms("en").items() if len(one.hows) > 60)]
    html, rest = read(client, first.get_absolute_url()), read(client, f"{first.get_absolute_url()}?page=2")
    assert html.count('class="entry__name"') == 48 and rest.count('class="entry__name"') == len(first.hows) - 48
    assert f'<a rel="next" href="{first.get_absolute_url()}?page=2">' in html
    assert '<meta name="robots" content="noindex">' in rest and "noindex" not in html


def test_machines_are_told_the_way_and_the_conditions(loaded, client):
    graph = graph_of(client, "/symptoms/pain-down-one-leg/")
    steps = node(graph, "BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in steps] == ["Home", "Symptoms", "Pain down one leg"]
    page = node(graph, "CollectionPage")
    assert page["isPartOf"] == {"@id": "http://testserver/symptoms/#page"}
    assert [item["name"] for item in page["mainEntity"]["itemListElement"]] == ["Sciatica"]


def test_each_symptom_has_a_title_and_a_description_of_its_own(loaded, client):
    pages = [read(client, one.get_absolute_url()) for one in symptoms("en").values()]
    for what in (r"<title>(.*?)</title>", r'<meta name="description" [^>]*content="([^"]+)"'):
        assert len({re.search(what, html)[1] for html in pages}) == len(pages)


@pytest.mark.parametrize(
    ("address", "number"),
    [("/symptoms/", 1), ("/symptoms/pain-down-one-leg/", 3), ("/body/", 1), ("/conditions/?area=leg", 3)],
)
def test_what_is_known_already_is_not_asked_for_again(loaded, address, number):
    assert queries(address) == number


def test_an_area_has_pages_as_soon_as_a_live_page_says_so(staff):
    assert "elbow" not in areas_with_pages("en")
    staff.published(page_at("conditions/sciatica"), body_areas=["elbow"])
    assert "elbow" in areas_with_pages("en")


def test_the_start_page_and_the_list_of_conditions_lead_to_both_ways(loaded):
    for address in ("/", "/conditions/"):
        html = Client().get(address).content.decode()
        assert 'href="/symptoms/"' in html and 'href="/body/"' in html
    assert 'href="/symptoms/"' in Client().get("/a-to-z/").content.decode()
