"""The list of procedures, and a procedure as its reader and a search engine see it."""

import re

import pytest
from django.test import Client

from conditions.models import Condition
from procedures.models import Indication, Procedure
from procedures.types import ProcedureType
from publishing.life.models import Page, Source
from publishing.text.prose import marks
from publishing.text.strength import Strength
from tests.articles.editing import Staff, page_at
from tests.procedures.manuscripts import indication, procedure
from tests.website.test_machines import more, queries
from tests.website.test_structured_data import Related, graph_of, node

pytestmark = pytest.mark.both_databases


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def test_a_list_has_every_procedure_under_its_kind(loaded, client):
    html = client.get("/procedures/").content.decode()
    for page in Page.objects.published().filter(kind="procedures"):
        label = page.procedure.get_type_display()
        group = re.search(rf'id="{page.procedure.type}">{label}</h3><ul>(.*?)</ul>', html)
        assert f'href="/procedures/{page.slug}/"' in group[1]


def test_other_names_lead_to_the_page(loaded, client):
    html = client.get("/procedures/").content.decode()
    assert re.search(r'<a href="/procedures/physical-therapy/">Physiotherapy</a> <span class="see">see Physical', html)


def test_only_what_it_treats_stands_under_what_it_treats(staff, client):
    links = [
        indication("sciatica"),
        indication("low-back-pain", relation="not-for", relief=None),
        indication("herniated-disc", relation="diagnoses", relief=None),
        indication("knee-osteoarthritis", relation="guides", relief=None),
    ]
    staff.new_page("procedures", "fresh", procedure(indications=links))
    html = client.get("/procedures/fresh/").content.decode()
    assert Related(html).lists == {"treats": ["/conditions/sciatica/"]}
    for heading in ("treats", "tests-for", "not-used-for"):
        assert f'id="{heading}"' in html
    assert "/conditions/low-back-pain/" in html.partition('id="not-used-for"')[2]
    for condition, name in (("low-back-pain", "not-used-for"), ("herniated-disc", "tests-for")):
        other = client.get(f"/conditions/{condition}/").content.decode()
        assert 'href="/procedures/fresh/"' in other.partition(f'id="{name}"')[2].partition("</ul>\n")[0]
        assert "/procedures/fresh/" not in Related(other).lists.get("treated-by", [])


def test_both_sides_are_shown_where_experts_disagree(loaded, client):
    link = Indication.objects.published().filter(is_disputed=True).first()
    for address in (link.procedure.get_absolute_url(), link.condition.get_absolute_url()):
        html = client.get(address).content.decode()
        for words in (link.html["disagreement"][side]["says"] for side in ("in_favor", "against")):
            assert words in html


@pytest.mark.parametrize("strength", Strength)
def test_the_strength_of_the_evidence_is_said_in_words_on_both_pages(staff, client, strength):
    staff.new_page("procedures", "fresh", procedure(indications=[indication(strength=strength.value)]))
    html = client.get("/procedures/fresh/").content.decode()
    assert str(strength.label) in html
    other = client.get("/conditions/sciatica/").content.decode()
    assert str(strength.label) in other.partition('href="/procedures/fresh/"')[2].partition("</dl>")[0]


def test_a_chance_is_a_whole_number_of_people(staff, client):
    chance = {"count": 3, "of": 100, "outcome": "have a headache", "when": "for a day", "source": "koes2007"}
    staff.new_page("procedures", "fresh", procedure(risks=[chance]))
    html = client.get("/procedures/fresh/").content.decode()
    assert "3 in 100" in html and "have a headache" in html and 'href="#source-1"' in html


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        (ProcedureType.INJECTION, ["MedicalProcedure", "MedicalTherapy"]),
        (ProcedureType.BONE_AND_SPINE, ["SurgicalProcedure", "MedicalTherapy"]),
        (ProcedureType.MOVEMENT_AND_HANDS_ON, ["PhysicalTherapy"]),
        (ProcedureType.TEST, ["MedicalTest"]),
    ],
)
def test_a_procedure_is_what_the_vocabulary_calls_it(staff, client, kind, types):
    staff.new_page("procedures", "fresh", procedure(type=kind.value))
    nodes = graph_of(client, "/procedures/fresh/")
    subject = node(nodes, types[0])
    assert subject["@type"] == types
    assert node(nodes, "MedicalWebPage")["mainEntity"] == {"@id": subject["@id"]}


def test_a_test_names_the_conditions_it_finds(staff, client):
    links = [indication(relation="diagnoses", relief=None)]
    staff.new_page("procedures", "fresh", procedure(type="test", indications=links))
    found = node(graph_of(client, "/procedures/fresh/"), "MedicalTest")["usedToDiagnose"]
    assert [condition["name"] for condition in found] == ["Sciatica"]


# What it costs


def enrich(page: Page, links: list[Indication]) -> None:
    """Give a page more links with sources, more citations, more related pages."""
    Source.objects.bulk_create(
        Source(id=f"more-{number}", title=f"Source {number}", publisher="Nobody", kind="study") for number in range(40)
    )
    names = [f"more-{number}" for number in range(40)]
    for link in links:
        link.html = {**link.html, "sources": dict.fromkeys(("", "in_favor", "against"), names[:3])}
    Indication.objects.bulk_create(links)
    page.html["sections"][0]["html"] += marks.mark(marks.CITATION, ";".join(names))
    page.save(update_fields=["html"])
    page.related.add(*Page.objects.published().filter(kind="articles").exclude(pk=page.pk))


def link_like(link: Indication, position: int, **changes) -> Indication:
    names = ("procedure_id", "condition_id", "relation", "strength", "html", "rendered_with", "checked_on")
    values = {name: getattr(link, name) for name in names} | changes
    return Indication(position=position, is_disputed=True, **values)


def test_a_procedure_costs_the_same_with_many_more_links_and_sources(loaded, reviewer):
    page = page_at("procedures/physical-therapy")
    page.related.add(page_at("articles/how-pain-works"))
    before, link = queries(page.get_absolute_url()), page.procedure.indications.first()
    conditions = more(Condition, 12, reviewer)
    enrich(page, [link_like(link, 50 + n, condition_id=c.pk) for n, c in enumerate(conditions)])
    assert queries(page.get_absolute_url()) == before
    shown = Client().get(page.get_absolute_url()).content
    assert b"copy-11" in shown and b"Source 39" in shown


def test_a_condition_costs_the_same_with_many_more_links_and_sources(loaded, reviewer):
    page = page_at("conditions/sciatica")
    page.related.add(page_at("articles/how-pain-works"))
    before, link = queries(page.get_absolute_url()), page.condition.indications.first()
    procedures = more(Procedure, 12, reviewer)
    enrich(page, [link_like(link, 50 + n, procedure_id=p.pk) for n, p in enumerate(procedures)])
    assert queries(page.get_absolute_url()) == before
    shown = Client().get(page.get_absolute_url()).content
    assert b"copy-11" in shown and b"Source 39" in shown
