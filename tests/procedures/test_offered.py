"""What patients and search engines are told of what a clinic does itself, refers for, or does not offer."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from procedures.models import Indication
from publishing.life import actions
from publishing.life.states import RevisionState
from publishing.text.offered import Offered
from tests.articles.editing import page_at
from tests.procedures.manuscripts import procedure
from tests.website.test_leaks import public
from tests.website.test_structured_data import graph_of

pytestmark = pytest.mark.both_databases

INJECTION, THERAPY = "procedures/epidural-steroid-injection", "procedures/physical-therapy"
LEAD = "Done here, unless marked."


@pytest.fixture
def say(staff):
    """Say something of one page."""

    def said(address: str, value: str) -> None:
        page = page_at(address)
        actions.say_offered(said={page.pk: value}, seen={page.pk: page.offered}, by=staff.publisher)

    return said


def read(address: str) -> str:
    return Client().get(address).content.decode()


def organization(client) -> dict:
    (found,) = [node for node in graph_of(client, "/") if node["@id"] == "http://testserver/#organization"]
    return found


# Lists


def test_a_list_says_nothing_until_the_clinic_has_said_it(loaded):
    assert LEAD not in read("/procedures/") and 'class="offered' not in read("/procedures/")


def test_a_list_marks_what_is_done_elsewhere_and_says_so_of_the_rest_once_all_is_said(say):
    say(INJECTION, Offered.REFERRED)
    html = read("/procedures/")
    assert LEAD not in html
    mark = '<span class="offered offered--referred">We refer you for this</span>'
    assert html.count(mark) == 1
    say(THERAPY, Offered.HERE)
    html = read("/procedures/")
    assert LEAD in html and html.count('class="offered') == 1


def test_a_draft_of_which_nothing_is_said_keeps_no_list_from_saying_it(say, staff):
    staff.new_page("procedures", "fresh", procedure("A fresh one"), RevisionState.DRAFT)
    say(INJECTION, Offered.HERE)
    say(THERAPY, Offered.NOT_OFFERED)
    assert LEAD in read("/procedures/")


def test_no_other_list_has_the_sentence(say):
    say(INJECTION, Offered.HERE)
    say(THERAPY, Offered.HERE)
    assert not any(LEAD in read(address) for address in ("/conditions/", "/articles/", "/"))


def test_what_is_not_offered_stays_readable(say):
    say(INJECTION, Offered.NOT_OFFERED)
    assert Client().get("/procedures/epidural-steroid-injection/").status_code == 200


# Words of the components


@pytest.mark.parametrize(
    ("value", "mark", "answer"),
    [
        ("here", "Done here", "Yes"),
        ("referred", "We refer you for this", "No, we refer you"),
        ("not-offered", "Not offered here", "Not offered here"),
    ],
)
def test_a_mark_and_a_fact_have_the_words_of_what_was_said(say, value, mark, answer):
    say(INJECTION, value)
    page = page_at(INJECTION)
    assert f">{mark}<" in render_to_string("components/offered.html", {"offered": page.offered})
    fact = render_to_string("components/offered_fact.html", {"page": page})
    assert fact.strip() == f"<div><dt>Done here</dt><dd>{answer}</dd></div>"


def test_without_a_word_neither_prints_anything(loaded):
    page = page_at(INJECTION)
    for name in ("offered", "offered_fact"):
        assert not render_to_string(f"components/{name}.html", {"page": page, "offered": page.offered}).strip()


def test_an_option_of_a_condition_brings_it_along(say, django_assert_num_queries):
    say(INJECTION, Offered.REFERRED)
    links = list(Indication.objects.published().from_procedures())
    with django_assert_num_queries(0):
        assert "No, we refer you" in {link.procedure.offered_answer for link in links}


def test_the_day_says_whether_it_is_done_here(say):
    address = "/procedures/epidural-steroid-injection/"
    assert "<dt>Done here</dt>" not in read(address)
    say(INJECTION, Offered.REFERRED)
    day = read(address).partition('id="the-day"')[2].partition("</section>")[0]
    assert "<dt>Done here</dt><dd>No, we refer you</dd>" in day


def test_the_options_side_by_side_have_a_line_for_it_once_it_was_said_of_one(say):
    address = "/conditions/sciatica/options/"
    assert "Done here" not in read(address) and "options--of-8" in read(address)
    say(INJECTION, Offered.REFERRED)
    html = read(address)
    assert html.count('data-line="Done here">No, we refer you<') == 1 and "options--of-9" in html


def test_an_option_of_the_condition_s_own_text_that_stands_for_a_procedure_has_its_answer(say):
    assert 'href="/procedures/physical-therapy/">Staying active' in read("/conditions/sciatica/options/")
    say(THERAPY, Offered.HERE)
    assert read("/conditions/sciatica/options/").count('data-line="Done here">Yes<') == 1


# Structured data


def test_the_clinic_lists_as_its_services_what_is_done_here_and_nothing_else(say, client):
    assert organization(client)["@type"] == "MedicalOrganization"
    say(INJECTION, Offered.REFERRED)
    say(THERAPY, Offered.HERE)
    found = organization(client)
    assert found["@type"] == "MedicalClinic"
    address = "http://testserver/procedures/physical-therapy/"
    assert found["availableService"] == [
        {"@type": ["PhysicalTherapy"], "@id": f"{address}#subject", "name": "Physical therapy", "url": address}
    ]
    subjects = {node["@id"] for node in graph_of(client, "/procedures/physical-therapy/")}
    assert f"{address}#subject" in subjects


def test_what_is_not_offered_changes_no_word_of_structured_data(say, client):
    before = graph_of(client, "/"), graph_of(client, "/procedures/epidural-steroid-injection/")
    say(INJECTION, Offered.NOT_OFFERED)
    assert (graph_of(client, "/"), graph_of(client, "/procedures/epidural-steroid-injection/")) == before


# What does not get out


@pytest.mark.parametrize("address", ["procedures/fresh", INJECTION])
def test_what_is_said_of_a_page_that_is_not_public_changes_no_byte_of_any_public_address(say, staff, client, address):
    staff.new_page("procedures", "fresh", procedure("A fresh one"), RevisionState.DRAFT)
    actions.withdraw(page=page_at(INJECTION), by=staff.publisher, note="Wrong.")
    before = public(client)
    say(address, Offered.HERE)
    assert public(client) == before


def test_who_has_said_it_is_not_public(say, staff, client):
    say(INJECTION, Offered.HERE)
    assert not any(b"Paul" in body or b"Before:" in body for body in public(client).values())
