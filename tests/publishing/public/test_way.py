"""A way through pages: from each to the one before it and the one behind it, past what does not exist."""

import pytest

from publishing.public import way
from publishing.public.way import Step

PAGE, EVIDENCE, PLAN = Step("", "A page", "/a/"), Step("evidence", "Evidence", "/a/e/"), Step("plan", "Plan", "/a/p/")


@pytest.mark.parametrize(
    ("steps", "here", "before", "behind"),
    [
        ([PAGE, EVIDENCE, PLAN], "", None, EVIDENCE),
        ([PAGE, EVIDENCE, PLAN], "evidence", PAGE, PLAN),
        ([PAGE, EVIDENCE, PLAN], "plan", EVIDENCE, None),
        ([PAGE, EVIDENCE._replace(url=""), PLAN], "", None, PLAN),
        ([PAGE, EVIDENCE._replace(url=""), PLAN], "plan", PAGE, None),
        ([PAGE], "", None, None),
    ],
)
def test_each_step_leads_to_those_around_it_that_exist(steps, here, before, behind):
    assert way.around(steps, here) == {"previous_step": before, "next_step": behind}


def test_a_page_that_is_no_step_is_an_error():
    with pytest.raises(ValueError, match="is not in list"):
        way.around([PAGE], "elsewhere")
