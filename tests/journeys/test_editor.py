"""Writing at the desk without knowing any syntax, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import signed_in_at
from tests.journeys.people import when_opening


@pytest.fixture(scope="module")
def ada(browser, running):
    """Ada, who writes, at one page for all of this: each test begins with what it needs in the box."""
    context = browser.new_context(base_url=running.address, viewport={"width": 1280, "height": 900})
    page = signed_in_at(context.new_page(), "ada")
    when_opening(page, "conditions", "Sciatica")
    page.locator("#fold-text__causes > summary").click()
    page.locator("#fold-text__causes .tools").wait_for()
    yield page
    context.close()


def box_with(ada: Page, text: str, start: int, end: int | None = None) -> Locator:
    """The box of a part, with a text in it of which some is marked."""
    box = ada.locator("#id_text__causes")
    box.fill(text)
    box.evaluate("(box, [start, end]) => box.setSelectionRange(start, end)", [start, start if end is None else end])
    return box


def press(ada: Page, name: str) -> None:
    ada.locator("#fold-text__causes .tools").get_by_role("button", name=name, exact=True).click()


@pytest.fixture(autouse=True)
def closed_again(ada):
    """What a test that failed has left open is closed, so that the next one can press anything."""
    yield
    ada.evaluate("document.querySelector('#pick[open]')?.close()")


def options(ada: Page, **which) -> Locator:
    """What the picker that is open has found; other lists of the form are none of it."""
    return ada.locator("#pick-found").get_by_role("option", **which)


def picked(ada: Page, words: str, name: str) -> None:
    """Look for words in the picker that is open, and choose what is called so by the Enter key."""
    ada.keyboard.type(words)
    expect(options(ada, selected=True)).to_contain_text(name)
    ada.keyboard.press("Enter")
    expect(ada.locator("#pick")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "start", "end", "button", "after"),
    [
        ("A bad disc.", 2, 5, "Bold", "A **bad** disc."),
        ("A bad disc.", 3, 3, "Bold", "A **bad** disc."),
        ("A **bad** disc.", 4, 7, "Bold", "A bad disc."),
        ("One\nTwo", 0, 7, "• List", "- One\n- Two"),
        ("- One\n- Two", 0, 11, "• List", "One\nTwo"),
        ("- One\n- Two", 0, 11, "1. List", "1. One\n2. Two"),
        ("Words.\nOne", 8, 8, "• List", "Words.\n\n- One"),
        ("Words.\nToday", 8, 8, "Heading", "Words.\n\n### Today\n\n"),
        ("### Today\n\nWords", 5, 5, "Heading", "Today\n\nWords"),
    ],
)
def test_a_button_marks_and_takes_its_mark_off_again(ada, text, start, end, button, after):
    box = box_with(ada, text, start, end)
    press(ada, button)
    expect(box).to_have_value(after)
    press(ada, "Undo")
    expect(box).to_have_value(text)


def test_enter_goes_on_with_a_list_and_ends_it(ada):
    box = box_with(ada, "- One", 5)
    box.press("Enter")
    ada.keyboard.type("Two")
    box.press("Enter")
    box.press("Enter")
    ada.keyboard.type("End")
    expect(box).to_have_value("- One\n- Two\nEnd")


def test_a_page_is_linked_by_its_name_and_the_words_stay(ada):
    box = box_with(ada, "See your back pain here.", 9, 18)
    box.press("Control+k")
    expect(ada.locator("#pick-title")).to_have_text("Link “back pain” to …")
    ada.locator("#pick-words").fill("")
    picked(ada, "herniated disc", "Herniated disc")
    expect(box).to_have_value("See your [back pain](../conditions/herniated-disc.md) here.")
    expect(box).to_be_focused()
    expect(ada.locator("#fold-text__causes .marks")).to_contain_text("Herniated disc")


def test_a_source_goes_behind_its_word_and_beside_another(ada):
    box = box_with(ada, "A disc does it. More.", 13)
    press(ada, "Source")
    picked(ada, "cochrane 2020", "Cochrane 2020")
    press(ada, "Source")
    picked(ada, "nice ng59", "NICE")
    assert re.fullmatch(
        r"A disc does it\. \[@[a-z-]*cochrane[a-z-]*2020; @nice-ng59[a-z-]*\] More\.", box.input_value()
    )


def test_a_card_stands_on_lines_of_its_own_and_waits_for_words(ada):
    box = box_with(ada, "Words.\n\nMore.", 3)
    press(ada, "Care card")
    options(ada).nth(1).wait_for()
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Enter")
    ada.keyboard.type("A fever")
    expect(box).to_have_value("Words.\n\n/// call-today\n- A fever\n///\n\nMore.")


def test_marked_lines_become_the_list_of_what_not_to_do(ada):
    box = box_with(ada, "Rest in bed\nLift", 0, 16)
    press(ada, "Do / don’t")
    options(ada, name="Do not").click()
    expect(box).to_have_value("/// dont\n- Rest in bed\n- Lift\n///")


def test_a_table_and_a_picture_that_says_what_it_shows(ada):
    box = box_with(ada, "", 0)
    press(ada, "Table")
    ada.get_by_label("Lines").fill("1")
    ada.locator("#pick").get_by_role("button", name="Put it in").filter(visible=True).click()
    expect(box).to_have_value("| Heading 1 | Heading 2 |\n| --- | --- |\n|    |    |")
    box = box_with(ada, "", 0)
    press(ada, "Picture")
    ada.keyboard.type("epidural inj")
    expect(options(ada, selected=True)).to_contain_text("Epidural injection")
    ada.keyboard.press("Enter")
    ada.keyboard.press("Enter")
    expect(ada.locator("#pick")).to_contain_text("Say in a few words what the picture shows.")
    ada.keyboard.type("A needle")
    ada.keyboard.press("Enter")
    expect(box).to_have_value("![A needle](../drawings/epidural-injection.svg)")


def test_esc_changes_nothing_and_gives_the_focus_back(ada):
    box = box_with(ada, "A disc.", 2, 6)
    press(ada, "Page link")
    ada.keyboard.press("Escape")
    expect(box).to_be_focused()
    assert box.evaluate("box => [box.value, box.selectionStart, box.selectionEnd]") == ["A disc.", 2, 6]


def test_arrows_walk_along_the_buttons(ada):
    first = ada.locator("#fold-text__causes .tools button").first
    first.focus()
    ada.keyboard.press("ArrowRight")
    assert ada.evaluate("document.activeElement.textContent.trim()") == "• List"
    ada.keyboard.press("End")
    assert ada.evaluate("document.activeElement.textContent.trim()") == "Table"


def test_a_source_that_is_missing_is_suggested_and_cited_at_once(ada):
    box = box_with(ada, "It is so.", 9)
    press(ada, "Source")
    ada.get_by_text("Not in the list? Suggest a source").click()
    ada.get_by_role("button", name="Suggest it and put it in").click()
    expect(ada.get_by_label("What is it called?")).to_be_focused()
    ada.get_by_label("What is it called?").fill("Nerves and discs")
    ada.get_by_label("Who published it?").fill("Spine Society of Somewhere")
    ada.get_by_label("Year", exact=True).fill("2026")
    ada.get_by_role("button", name="Suggest it and put it in").click()
    expect(box).to_have_value("It is so. [@sss2026-nerves]")
    expect(ada.locator("#fold-text__causes .marks")).to_contain_text("a publisher checks it")


def test_the_preview_follows_what_is_typed_and_runs_nothing(ada):
    box_with(ada, "Words that are **quite new**.", 0)
    ada.get_by_role("tab", name="Preview").click()
    shown = ada.frame_locator("#beside-preview iframe")
    expect(shown.locator("strong", has_text="quite new")).to_be_visible()
    ada.locator("#id_text__causes").fill("And now *others*.")
    expect(shown.locator("em", has_text="others")).to_be_visible()
    assert shown.locator("script").count() == 0
    background = shown.locator("body").evaluate("body => getComputedStyle(body).fontSize")
    assert background != "16px", "The site's own style is not there."


def test_the_form_and_each_picker_have_no_fault_that_axe_finds(ada):
    for name in ("Source", "Care card", "Table"):
        box_with(ada, "A disc.", 2)
        press(ada, name)
        if name != "Table":
            options(ada).first.wait_for()
        found = Axe().run(ada, "#pick", {"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
        ada.keyboard.press("Escape")
    found = Axe().run(ada, "#fold-text__causes", {"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
