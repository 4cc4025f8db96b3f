"""How long a page is, how heavy, and how soon a reader has what they came for, on a phone of 360 x 780."""

import pytest

from publishing.desk.words.checklist import words_about
from publishing.public import printed
from publishing.text import kinds
from tests.audit import budgets
from tests.audit.findings import Finding, at, expect_none

OFF = 0.15  # of its words by which a page may differ from what the desk reckons
TOO_LONG = 1.0  # screens by which the reckoning may be above what a browser measures: it errs to the safe side


@pytest.fixture(scope="module")
def weights(address, pages):
    return budgets.weights(address, pages)


def test_every_page_keeps_to_its_budget(measured, pages):
    """Where no browser measured a page, what is reckoned clears it: else `to_be_measured` would have named it."""
    expect_none(budgets.overspent({**budgets.reckoned(pages), **measured}))


def test_the_html_of_a_topic_is_light(pages):
    sizes = {path: len(page.html.encode()) for path, page in pages.items() if budgets.kind(path) == "topic"}
    heavy = [Finding(path, "bytes of HTML", str(size)) for path, size in sizes.items() if size >= budgets.PLAIN]
    expect_none(heavy)


def test_a_first_visit_is_light(weights):
    expect_none(budgets.too_heavy(weights))


def test_a_page_loads_one_style_sheet(pages):
    expect_none(
        Finding(path, "style sheets", " ".join(page.styles)) for path, page in pages.items() if len(page.styles) != 1
    )


def test_a_page_loads_one_script_beside_that_of_every_page_and_waits_for_none(pages):
    many = [
        Finding(path, f"scripts, at most {budgets.SCRIPTS}", " ".join(page.scripts))
        for path, page in pages.items()
        if len(page.scripts) > budgets.SCRIPTS
    ]
    waits = [Finding(path, "a script without defer", found) for path, page in pages.items() for found in page.blocking]
    expect_none(many + waits)


def test_what_is_reckoned_from_the_html_is_what_a_browser_measures(measured, pages):
    """The report of the library has no browser: `publishing.public.printed`."""
    off = []
    for path, found in budgets.reckoned(pages).items():
        if one := measured.get(path):
            differing = [name for name in ("words", "words_open", "sources") if found[name] != one[name]]
            off += [Finding(path, f"{name}, measured {one[name]}", f"{found[name]}") for name in differing]
            if not -budgets.RECKONED <= found["screens"] - one["screens"] <= TOO_LONG:
                off.append(Finding(path, f"screens, measured {one['screens']:.1f}", f"{found['screens']}"))
    assert measured
    expect_none(off)


def test_the_words_that_the_desk_reckons_are_about_those_of_the_page(pages, starter_library):
    """The desk has no page yet, only a text (`publishing.desk.words.checklist`)."""
    shared = {slug: starter_library.prepared(one).joined for one in starter_library.texts if (slug := _snippet(one))}
    off = []
    for language, kind, slug in starter_library.texts:
        page = pages.get(f"/{kind}/{slug}/") if language == "en" else None
        if page and kinds.get(kind).words_around:
            ready = starter_library.prepared((language, kind, slug))
            reckoned, words = words_about(kinds.get(kind), ready, shared), printed.measure(page.html).words
            if abs(reckoned - words) > OFF * words:
                off.append(Finding(f"/{kind}/{slug}/", f"words, printed {words}", str(reckoned)))
    assert shared
    expect_none(off)


def _snippet(address) -> str:
    language, kind, slug = address
    return slug if language == "en" and kind == "snippets" else ""


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
