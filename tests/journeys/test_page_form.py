"""The form of a page in a real browser: short when it is folded, and one stays where one was."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import FAULTS
from tests.journeys.people import (
    then_it_says,
    when_choosing_more,
    when_opening,
    when_opening_a_row,
    when_picking,
    when_pressing,
    when_writing,
)


def test_the_form_is_short_and_a_save_leaves_one_where_one_was(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Epidural steroid injection")
    ada.set_viewport_size({"width": 1280, "height": 800})
    assert ada.evaluate("document.documentElement.scrollHeight") <= 3000

    when_writing(ada, "Afterwards", "Rest for a day.\n\n## Not a section")
    place = ada.evaluate("scrollY")
    ada.keyboard.press("Control+S")
    then_it_says(ada, "Saved at")
    expect(ada.locator("#bar-state")).to_contain_text("saved")
    expect(ada.get_by_label("Afterwards", exact=True)).to_be_visible()
    expect(ada.get_by_label("Afterwards", exact=True)).to_have_value("Rest for a day.\n\n### Not a section")
    assert abs(ada.evaluate("scrollY") - place) < 250
    assert "#" not in ada.url
    expect(ada.locator("#fold-text__afterwards")).to_contain_text("changed")
    ada.locator("#fold-text__afterwards > summary").click()
    assert ada.evaluate("document.documentElement.scrollHeight") <= 3000


def test_axe_finds_nothing_on_the_form_folded_and_opened(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Spinal cord stimulation")
    ada.locator(".select2-selection").first.wait_for(state="attached")
    for is_open in (False, True):
        fold = "open => { for (const one of document.querySelectorAll('#page-form details')) one.open = open; }"
        ada.evaluate(fold, is_open)
        for width, scheme in ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")):
            ada.set_viewport_size({"width": width, "height": 800})
            ada.emulate_media(color_scheme=scheme)
            ada.wait_for_timeout(400)  # a button changes its color slowly
            found = Axe().run(ada, options=FAULTS)
            assert found.violations_count == 0, (is_open, width, scheme, found.generate_report())
            assert ada.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_added_moved_and_taken_out(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Spinal stenosis")
    when_opening_a_row(ada, "Questions and answers")
    first, second = (ada.locator(f"#id_questions_and_answers-{n}-question").input_value() for n in (0, 1))
    row = when_opening_a_row(ada, first)
    row.get_by_role("button", name="Move down").click()
    when_opening_a_row(ada, second).get_by_role("button", name="Take it out").click()
    ada.get_by_role("button", name="Add a question").click()
    new = when_opening_a_row(ada, "New row")
    when_writing(new, "Question", "May I swim?")
    when_writing(new, "Answer", "Yes, if it does not hurt.")
    when_pressing(ada, "Save")
    then_it_says(ada, "Saved at")
    asked = [box.input_value() for box in ada.locator('[id^="id_questions_and_answers-"][id$="-question"]').all()]
    assert second not in asked
    assert asked[0] == first
    assert asked[-1] == "May I swim?"


def test_a_link_of_the_checklist_opens_the_row_of_its_field(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Whiplash")
    when_writing(ada, "Summary", "Too short.")
    when_pressing(ada, "Save")
    then_it_says(ada, "Saved at")
    ada.locator("#fold-summary > summary").click()
    expect(ada.get_by_label("Summary required")).to_be_hidden()
    ada.locator("#beside-checklist a").first.click()
    expect(ada.get_by_label("Summary required")).to_be_focused()
    when_choosing_more(ada, "Move it to another address")
    expect(ada.get_by_role("textbox", name="Web address")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_begun_and_thrown_away(sign_in, width):
    ada = sign_in("ada")
    ada.set_viewport_size({"width": width, "height": 740})
    ada.goto("/admin/publishing/page/new/")
    ada.get_by_label("What is it called?").fill(f"Tailbone ache {width}")
    ada.get_by_label("Condition").check()
    expect(ada.locator("#new-address")).to_contain_text(f"/conditions/tailbone-ache-{width}/")
    ada.get_by_role("radio", name="Back, neck and spine").check()
    when_pressing(ada, "Start writing")
    then_it_says(ada, "is begun")
    expect(ada.get_by_role("button", name="Go to the first of")).to_be_visible()
    when_choosing_more(ada, "Throw this page away")
    when_pressing(ada, "Throw “")
    then_it_says(ada, "thrown away")
    expect(ada.get_by_role("link", name=f"Tailbone ache {width}")).to_have_count(0)


LATE = """
    addEventListener('DOMContentLoaded', () => document.body.append(Object.assign(new Image(), { src: '/late.png' })));
"""


@pytest.mark.parametrize("behind", ["#id_summary", "?find=needle"])
def test_a_menu_that_is_opened_while_the_page_loads_stays_open(sign_in, behind):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Epidural steroid injection")
    address, held = ada.url.partition("#")[0], []
    slow = ada.context.new_page()
    slow.add_init_script(LATE)
    slow.route("**/late.png", lambda route: held.append(route))
    slow.goto(f"{address}{behind}", wait_until="domcontentloaded")
    slow.locator("#more > summary").click()
    assert slow.evaluate("document.readyState") == "interactive"
    held.pop().abort()
    slow.wait_for_load_state("load")
    expect(slow.locator("#more")).to_have_attribute("open", "")
    assert slow.evaluate("document.activeElement.matches('#more > summary')")


def test_without_script_a_row_is_added_by_saving(running, browser, sign_in):
    cookies = sign_in("ada").context.storage_state()
    context = browser.new_context(base_url=running.address, storage_state=cookies, java_script_enabled=False)
    ada = context.new_page()
    when_opening(ada, "procedures", "Facet joint injection")
    ada.get_by_role("button", name="Add a number").click()
    expect(ada.locator('.rows[data-prefix="risks"] .fold[open]')).to_have_count(1)
    expect(ada.locator("#bar")).to_be_visible()
    context.close()


def test_a_picked_page_is_called_by_its_label(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Trigger point injection")
    when_pressing(ada, "Add a condition")
    when_picking(when_opening_a_row(ada, "New row"), "Condition", "sciat", "Sciatica")


def test_a_preview_is_a_tab_of_its_own_and_what_is_not_saved_is_saved_behind_it(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Platelet-rich plasma")
    words = "Your own blood, seen before it is saved."
    when_writing(ada, "Summary", words)
    with ada.context.expect_page() as opened:
        ada.get_by_role("button", name="Preview").click()
    preview = opened.value
    expect(preview.get_by_role("status")).to_contain_text("saved or not")
    expect(preview.locator("main")).to_contain_text(words)
    with preview.expect_event("close"):
        preview.get_by_role("link", name="Back to the draft").evaluate("link => setTimeout(() => link.click())")
    expect(ada.locator("#id_summary")).to_have_value(words)
    ada.keyboard.press("Control+S")
    then_it_says(ada, "Saved at")
    expect(ada.locator("#offered")).to_have_count(0)
    expect(ada.locator("#id_summary")).to_have_value(words)


def test_no_sign_of_the_form_is_older_than_what_is_typed_and_the_end_of_a_long_text_is_seen(sign_in):
    ada = sign_in("ada", viewport={"width": 1280, "height": 800})
    when_opening(ada, "conditions", "Spasticity")
    words = ada.locator("[name=summary]").input_value()
    when_writing(ada, "Summary", "")
    ada.keyboard.press("Control+S")
    expect(ada.locator("#bar-things")).to_have_text("1 thing to fix.")
    when_writing(ada, "Summary", words)
    expect(ada.locator("#bar-things")).to_have_text("", timeout=15_000)
    expect(ada.locator("#bar-next")).to_have_text(re.compile("^Send to "))
    expect(ada.locator("#page-form :is(.fold__wrong, .field--wrong)")).to_have_count(0)

    when_writing(ada, "What it is", "\n\n".join(["A long sentence that goes on and on. " * 5] * 40))
    ada.keyboard.press("Control+End")
    ada.keyboard.type(" The end.")
    ends = ada.evaluate("[document.activeElement, document.querySelector('#bar')].map(e => e.getBoundingClientRect())")
    assert ends[0]["bottom"] <= ends[1]["top"]
