"""The list of conditions, and a condition with its options."""

import re

import pytest

from conditions.areas import NEED_EMERGENCY_CARD, BodyArea
from procedures.models import Indication
from publishing.life import known
from publishing.life.models import Page
from publishing.public.structured_data import words_of
from publishing.text import preparing
from tests.articles.editing import edited, page_at
from tests.website.test_structured_data import Related, graph_of, node

pytestmark = pytest.mark.both_databases

PAGE = "/conditions/sciatica/"


def test_a_list_has_every_condition_under_each_of_its_body_areas(loaded, client):
    html = client.get("/conditions/").content.decode()
    for page in Page.objects.published().filter(kind="conditions"):
        for area in page.condition.body_areas:
            group = re.search(rf'id="{area}">{BodyArea(area).label}</h3><ul>(.*?)</ul>', html)
            assert f'href="/conditions/{page.slug}/"' in group[1]


def test_body_areas_stand_from_head_to_foot(loaded, client):
    html = client.get("/conditions/").content.decode()
    places = [place for area in BodyArea if (place := html.find(f'<h3 id="{area.value}">')) >= 0]
    assert len(places) > 3
    assert places == sorted(places)


def test_treatments_stand_with_the_strongest_evidence_first(loaded, client):
    for page in Page.objects.published().filter(kind="conditions"):
        listed = Related(client.get(page.get_absolute_url()).content.decode()).lists.get("treated-by", [])
        links = {
            link.procedure.get_absolute_url(): link.strength_label.steps
            for link in Indication.objects.published().filter(condition=page.pk, relation="treats")
        }
        steps = [links[address] for address in listed]
        assert len(steps) == len(links)
        assert steps == sorted(steps, reverse=True)


def test_no_procedure_for_now_is_always_an_option(loaded, client):
    for page in Page.objects.published().filter(kind="conditions"):
        html = client.get(page.get_absolute_url()).content.decode()
        shown = words_of(html.partition('id="no-procedure"')[2])
        assert all(page.data["no_procedure"][key] in shown for key in ("involves", "risks"))


def test_a_condition_names_its_codes_and_symptoms_for_machines(loaded, client):
    page = page_at("conditions/sciatica")
    subject = node(graph_of(client, PAGE), "MedicalCondition")
    assert [code["codeValue"] for code in subject["code"]] == page.data["icd10"]
    assert [symptom["name"] for symptom in subject["signOrSymptom"]] == page.data["symptoms"]
    assert subject["alternateName"] == page.also_called


@pytest.mark.parametrize("category", ["spine", "joints"])
def test_where_a_missed_emergency_costs_most_a_page_must_say_when_to_call(loaded, category):
    """The live page without its cards: refused for the spine, and any one card is enough for a joint."""
    page = page_at("conditions/knee-osteoarthritis")
    section = re.compile(r"(## [^\n]*\{#when-to-get-help\}\n\n).*?(?=\n## )", re.DOTALL)
    body = section.sub(r"\1/// call-today\n- You have a fever.\n///\n", page.body)
    text = edited(page, category=category, body=body)
    faults = known.faults_of(preparing.prepare(text, "conditions", language="en", slug=page.slug))
    missing = [fault.message for fault in faults if "/// emergency" in fault.message]
    assert bool(missing) == (category in NEED_EMERGENCY_CARD)


def test_an_unknown_condition_is_not_found(loaded, client):
    assert client.get("/conditions/no-such-thing/").status_code == 404
