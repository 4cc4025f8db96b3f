"""A patient searches in their own words, misspelled, with and without script, and comes to the section that answers."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.audit.walk import RULES

MISSPELLED = "epidurel side efects"
ADDRESSES = {
    "found": "/search/?q=siatic+nerve",
    "urgent": "/search/?q=cant+feel+my+legs+and+bladder",
    "mood": "/search/?q=i+want+to+die",
    "nothing": "/search/?q=zzqqxx",
    "in part": "/search/?q=kidney+zzqqxx",
    "second page": "/search/?q=back+pain&page=2",
    "empty": "/search/",
}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_misspelled_lay_word_leads_to_the_section_that_answers(visit, script):
    page = visit("/conditions/sciatica/", java_script_enabled=script)
    page.locator(".seek summary").click()
    page.locator(".seek input").fill(MISSPELLED)
    page.locator(".seek input").press("Enter")
    page.wait_for_url("**/search/?q=**")
    assert f"You typed “{MISSPELLED}”." in page.get_by_role("status").first.inner_text()
    first = page.locator(".result__name a").first
    assert first.get_attribute("href") == "/procedures/epidural-steroid-injection/#risks"
    first.click()
    page.wait_for_url("**/procedures/epidural-steroid-injection/#risks")
    heading = page.get_by_role("heading", name="Risks", exact=True)
    assert 0 <= heading.bounding_box()["y"] < 200


def test_what_sounds_like_an_emergency_has_the_number_to_call_on_the_first_screen(visit):
    page = visit(ADDRESSES["urgent"])
    call = page.locator("main a[href='tel:911']").first
    assert call.bounding_box()["y"] < 300
    assert page.locator(".result").first.bounding_box()["y"] > call.bounding_box()["y"]


@pytest.mark.audit
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_axe_finds_nothing_on_what_a_search_answers(visit, address, width, scheme):
    page = visit(address, width, color_scheme=scheme)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
