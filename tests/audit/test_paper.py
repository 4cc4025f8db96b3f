"""How many sheets of Letter a page is on paper, in Chromium's PDF: the whole page, and what a patient takes along."""

import pytest

from tests.audit import budgets, walk
from tests.audit.findings import Finding, expect_none

pytestmark = pytest.mark.audit
WHOLE = 5  # sheets
HANDOUT, DAY_PLAN = "hand-out/", "day-plan/"


@pytest.fixture(scope="module")
def sheets(chromium, address, pages):
    whole = [path for path in pages if budgets.kind(path) in {"topic", "article"}]
    handouts = [f"{path}{HANDOUT}" for path in whole if budgets.kind(path) == "topic"]
    plans = [f"{path}{DAY_PLAN}" for path in whole if path.startswith("/procedures/")]
    found = walk.walk(address, [*whole, *handouts, *plans], walk.on_paper)
    return {path: one["sheets"] for path, one in found.items()}


def test_a_page_is_a_few_sheets(sheets):
    found = [Finding(path, "sheets of Letter", str(number)) for path, number in sheets.items() if number > WHOLE]
    expect_none(found)


def test_what_a_patient_takes_along_is_exactly_one_sheet(sheets):
    found = {path: number for path, number in sheets.items() if path.endswith((HANDOUT, DAY_PLAN))}
    assert found and not {path: number for path, number in found.items() if number != 1}
