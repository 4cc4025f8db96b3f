"""What a procedure's text must say, and what publishing it writes."""

import datetime

import pytest

from procedures.models import Indication
from publishing.life import actions, known
from publishing.public import assembling
from publishing.text import preparing
from tests.articles.editing import page_at
from tests.procedures.manuscripts import CARDS, indication, procedure
from tests.procedures.test_views import number

SIDES = {
    "in_favor": {"says": "It helps.", "sources": ["koes2007"]},
    "against": {"says": "It does not.", "sources": ["jensen2019"]},
    "means": "Ask us.",
}


@pytest.fixture
def faults(loaded):
    """The messages for a text."""

    def of(text: str) -> list[str]:
        ready = preparing.prepare(text, "procedures", language="en", slug="fresh")
        return [fault.message for fault in known.faults_of(ready)]

    return of


def test_a_plain_procedure_has_no_fault(faults):
    assert faults(procedure()) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"indications": [indication(relief=None)]}, "needs 'relief'"),
        ({"indications": [indication(), indication()]}, "two links of the kind 'treats'"),
        ({"indications": [indication("no-such-condition")]}, "unknown page 'conditions/no-such-condition'"),
        ({"indications": [indication(sources=["no-such-source"])]}, "unknown source 'no-such-source'"),
        ({"indications": [indication(sources=[])]}, "0 items"),
        ({"indications": [indication(who="For you [@acp2017].")]}, "not among its 'sources'"),
        ({"indications": [indication(who=None)]}, "needs 'who'"),
        ({"indications": [indication(effect="certain")]}, "not one of helps"),
        ({"indications": [indication(effect="tells-well")]}, "'effect' is one of helps"),
        ({"indications": [indication(relation="diagnoses")]}, "'effect' is one of tells-well"),
        ({"indications": [indication(effect="not-known", certainty="moderate")]}, "where 'effect' is not-known"),
        ({"indications": [indication(verdict=("It helps. " * 11).strip())]}, "22 words"),
        ({"dispute": {"says": "Some do.", "means": "Ask."}}, "'dispute' needs a link"),
        ({"indications": [indication(disagreement=SIDES)]}, "'dispute' must say so once"),
        ({"indications": [indication(checked_on="2026-02-30")]}, "expected a date"),
        ({"indications": [indication(disagreement={"in_favor": SIDES["in_favor"], "means": "x"})]}, "'against'"),
        ({"risks": [number(count=101)]}, "101 is not from 0 to 100"),
        ({"risks": [number(count=None)]}, "either a 'count' or"),
        ({"risks": [number(more=3)]}, "either a 'count' or"),
        ({"risks": [number(low=3)]}, "both 'low' and 'high'"),
        ({"risks": [number(low=4, high=9)]}, "not inside its own range"),
        ({"risks": [number(count=None, more=3, beside={"count": 1, "says": "x"})]}, "nothing 'beside' it"),
        ({"day_plan": [{"day": 0, "instruction": "Rest. [@koes2007]"}]}, "a day plan has no list of sources"),
        (
            {"day_plan": [{"day": 0, "instruction": "Rest."}, {"day": 0, "instruction": "Walk."}]},
            "two rows have the day 0",
        ),
        ({"day_plan": [{"day": -61, "instruction": "x"}]}, "-61 is not from -60"),
        ({"cards": "/// emergency\n- You cannot breathe.\n///"}, "needs a care card '/// call-today'"),
        ({"cards": CARDS.split("\n\n")[1]}, "needs a care card '/// emergency'"),
        ({"type": "magic"}, "'magic' is not one of"),
    ],
)
def test_a_text_that_says_too_little_or_too_much_is_refused(faults, changes, message):
    assert any(message in fault for fault in faults(procedure(**changes)))


def test_a_number_that_is_none_is_not_also_outside_its_range(faults):
    found = faults(procedure(risks=[number(count=120, low=4, high=9)]))
    assert any("120 is not from 0 to 100" in fault for fault in found)
    assert not any("range" in fault for fault in found)


def test_a_link_that_does_not_treat_needs_no_relief(faults):
    assert faults(procedure(indications=[indication(relation="diagnoses", effect="tells-partly", relief=None)])) == []


def test_one_condition_may_be_both_found_and_treated(faults):
    links = [indication(), indication(relation="diagnoses", effect="tells-partly", relief=None)]
    assert faults(procedure(indications=links)) == []


def test_publishing_writes_the_links_with_their_evidence(staff):
    links = [
        indication(disagreement=SIDES, sources=["koes2007", "acp2017"], certainty="moderate", numbers=[number()]),
        indication("low-back-pain", relation="not-for", relief=None, effect="no-better"),
    ]
    dispute = {"says": "Some say that it helps.", "means": "Ask us."}
    page = staff.new_page("procedures", "fresh", procedure(indications=links, dispute=dispute))
    first, second = assembled(page)
    assert (first.condition.slug, first.relation, first.effect, first.certainty) == (
        "sciatica",
        "treats",
        "helps-a-little",
        "moderate",
    )
    assert first.is_disputed and first.has_numbers
    assert first.checked_on == datetime.date(2026, 11, 21)
    assert first.shown["disagreement"]["means"] == "Ask us."
    assert (second.condition.slug, second.is_disputed, second.has_numbers) == ("low-back-pain", False, False)
    assert second.html.get("relief") is None


def test_every_source_of_a_link_is_kept_with_the_side_that_it_is_for(staff):
    dispute = {"says": "Some say that it helps.", "means": "Ask us."}
    links = [indication(disagreement=SIDES, sources=["koes2007", "acp2017"])]
    page = staff.new_page("procedures", "fresh", procedure(indications=links, dispute=dispute))
    kept = page.procedure.indications.get().citations.values_list("side", "source")
    assert set(kept) == {("", "koes2007"), ("", "acp2017"), ("in_favor", "koes2007"), ("against", "jensen2019")}


def assembled(page) -> list[Indication]:
    """The links of a page, put together with it."""
    links = list(page.procedure.indications.to_conditions())
    assembling.put_together(page, page.html, links)
    return links


def test_publishing_again_replaces_the_links(staff):
    staff.new_page("procedures", "fresh", procedure(indications=[indication(), indication("low-back-pain")]))
    staff.published(page_at("procedures/fresh"), indications=[_dated(indication("herniated-disc"))])
    links = Indication.objects.filter(procedure__slug="fresh")
    assert [link.condition.slug for link in links] == ["herniated-disc"]


def _dated(link: dict) -> dict:
    return {**link, "checked_on": datetime.date(2026, 11, 21)}


def test_a_link_is_public_only_where_both_ends_are(staff):
    page = staff.new_page("procedures", "fresh", procedure())
    assert page.procedure.indications.published().count() == 1
    actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    assert page.procedure.indications.published().count() == 0
    assert page.procedure.indications.count() == 1


def test_what_a_link_says_is_no_citation_of_its_page(staff):
    staff.new_page("procedures", "fresh", procedure(indications=[indication(who="People with pain [@koes2007].")]))
    assert not page_at("procedures/fresh").citations.exists()
