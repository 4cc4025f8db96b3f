"""How long a page is, how heavy, and how soon a reader has what they came for, on a phone of 360 x 780."""

import statistics

import pytest

from tests.audit import budgets
from tests.audit.findings import Finding, at, expect_none, told


@pytest.fixture(scope="module")
def weights(address, pages):
    return budgets.weights(address, pages)


@pytest.fixture
def advise(record_property):
    """Print findings without failing."""

    def advised(found):
        if found:
            record_property("advice", told(found))

    return advised


def test_a_model_page_keeps_to_its_budget(measured, advise):
    found = list(budgets.overspent(measured))
    advise([finding for finding in found if not budgets.is_model(finding.page)])
    over = [finding for finding in found if budgets.is_model(finding.page)]
    expect_none(over)


def test_every_model_page_is_there(pages):
    assert set(budgets.MODELS) <= set(pages)


def test_the_html_of_a_model_page_is_light(pages):
    sizes = {path: len(page.html.encode()) for path, page in pages.items() if budgets.is_model(path)}
    heavy = [Finding(path, "bytes of HTML", str(size)) for path, size in sizes.items() if size >= budgets.PLAIN]
    expect_none(heavy)


def test_a_first_visit_of_a_model_page_is_light(weights, advise):
    """The median of all pages is advice until all texts are written to the budgets."""
    median = statistics.median(weights.values())
    advise([Finding("all pages", f"median of bytes on the wire, aim at {budgets.MEDIAN}", f"{median:.0f}")])
    heavy = [path for path, size in weights.items() if budgets.is_model(path) and size > budgets.WORST]
    expect_none(Finding(path, "bytes on the wire", str(weights[path])) for path in heavy)


def test_no_first_visit_is_heavy(weights, advise):
    rule = "bytes on the wire"
    advise([Finding(path, rule, str(size)) for path, size in weights.items() if size > budgets.WORST])
    heavy = [Finding(path, rule, str(size)) for path, size in weights.items() if size > budgets.LIMIT]
    expect_none(heavy)


def test_the_header_is_low(measured):
    found = {path: one["header"] for path, one in measured.items() if one["header"] > budgets.HEADER}
    expect_none(Finding(path, "height of the header", f"{height:.0f} px") for path, height in found.items())


def test_the_contents_can_be_seen_and_end_within_two_screens(measured):
    hidden = [
        Finding(path, "contents hidden", str(one["chips_hidden"]))
        for path, one in measured.items()
        if one["chips_hidden"]
    ]
    late = [
        Finding(path, "screens until the contents end", f"{one['chips_end']:.1f}")
        for path, one in measured.items()
        if one["chips_end"] > budgets.CHIPS
    ]
    expect_none(hidden + late)


def test_a_topic_has_contents(measured):
    topics = [path for path in measured if budgets.kind(path) == "topic"]
    expect_none(Finding(path, "no contents", "") for path in topics if not measured[path]["chips"])


def test_the_contents_are_one_tap_away_in_the_middle_of_a_page(measured):
    far = [path for path, one in measured.items() if not one["in_reach"]]
    expect_none(Finding(path, "no link to the contents on the screen", "") for path in far)


def test_the_title_of_a_care_card_calls(measured):
    """Call today, without a number of the clinic, says which number to use."""
    silent = [finding for path, one in measured.items() for finding in at(path, "no call", one["silent_cards"])]
    expect_none(silent)
