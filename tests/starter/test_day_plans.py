"""The plans of the days around a procedure: each is whole, short, and says nothing that its page does not say."""

import re
from dataclasses import replace

import pytest

from procedures.types import NEEDLES, ProcedureType
from publishing.text import manuscripts

#: A stimulator's wire and cement come through a needle, too.
WITH_A_NEEDLE = NEEDLES | {ProcedureType.STIMULATOR_OR_PUMP, ProcedureType.BONE_AND_SPINE}
NUMBER = re.compile(r"\d+")


@pytest.fixture(scope="module")
def procedures(starter_library):
    return [text for (_language, kind, _slug), text in starter_library.manuscripts.items() if kind == "procedures"]


@pytest.fixture(scope="module")
def shared(starter_library):
    """The shared texts by slug."""
    found = starter_library.manuscripts.items()
    return {slug: text.body for (_language, kind, slug), text in found if kind == "snippets"}


def test_every_procedure_has_a_plan_with_the_day_itself_and_days_before_and_after(procedures):
    days = {one.slug: [row["day"] for row in one.data.get("day_plan", ())] for one in procedures}
    assert len(days) >= 12
    assert {slug: found for slug, found in days.items() if not (found and min(found) < 0 < max(found))} == {}
    assert {slug: found for slug, found in days.items() if 0 not in found or found != sorted(set(found))} == {}


def test_before_a_needle_a_plan_says_early_whom_to_call_about_medicines(procedures):
    for one in procedures:
        if one.data["type"] in WITH_A_NEEDLE:
            first = one.data["day_plan"][0]
            assert first["day"] <= -7, one.slug
            assert "blood thinner" in first["instruction"] and "Getting ready" in first["instruction"], one.slug


def test_a_plan_has_no_number_that_its_page_does_not_have(procedures, shared):
    for one in procedures:
        names = re.findall(r"/// snippet \| ([a-z-]+)", one.body)
        data = {key: value for key, value in one.data.items() if key != "day_plan"}
        said = " ".join([manuscripts.prose_of(replace(one, data=data)), *(shared[name] for name in names)])
        for row in one.data["day_plan"]:
            assert set(NUMBER.findall(row["instruction"])) <= set(NUMBER.findall(said)), (one.slug, row)
