"""The visit sheet in a real browser: ticked on pages, filled in, printed; without storage, without script."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.audit.walk import RULES

SHEET, KEY = "/visit-sheet/", "visit-sheet"
PAGES = ["/conditions/sciatica/", "/procedures/epidural-steroid-injection/"]
WITHOUT_STORAGE = """
    Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('off', 'SecurityError'); }});
"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


def opened(context, path: str):
    page = context.new_page()
    page.goto(path)
    return page


def tick(page, *numbers: int) -> list[str]:
    """Tick questions of a page, the first being 0, and return their words."""
    boxes = page.locator(".questions").get_by_role("checkbox")
    boxes.first.wait_for()
    for number in numbers:
        boxes.nth(number).check()
    return [page.locator(".questions li").nth(number).inner_text() for number in numbers]


def kept(page) -> dict:
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "{}")


def keep(page, text: str) -> None:
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", text)
    page.reload()


def filled(number: int, note: int) -> str:
    """A sheet with some questions, and as many characters in its four notes together."""
    asked = "How many people like me are better after three months, and how much?"
    questions = [
        {"page": f"/conditions/c{at // 4}/", "title": f"Condition {at // 4}", "text": f"{at} {asked}"}
        for at in range(number)
    ]
    notes = dict.fromkeys(("medicines", "pain", "cannot", "goal"), ("since May " * 500)[: note // 4])
    return json.dumps({"version": 1, "questions": questions, "own": [], "notes": notes})


def sheets(page) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", page.pdf(format="Letter", prefer_css_page_size=True)))


def test_a_patient_ticks_questions_on_two_pages_adds_notes_and_prints_one_sheet(visitor):
    context = visitor()
    page = opened(context, PAGES[0])
    asked = tick(page, 0, 2)
    page.goto(PAGES[1])
    asked += tick(page, 1)
    page.get_by_role("link", name="Questions on your visit sheet: 3").click()
    page.wait_for_url(f"**{SHEET}")
    assert page.locator(".visit__question span").all_inner_texts() == asked
    assert [page.locator(".visit__chosen h3 a").nth(at).get_attribute("href") for at in (0, 1)] == PAGES
    page.get_by_label("A question of my own").fill("Can I <b>fly</b> & drive?")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("My medicines and allergies").fill("Apixaban")
    page.reload()
    assert page.locator(".visit__question span").all_inner_texts() == [*asked, "Can I <b>fly</b> & drive?"]
    assert page.get_by_label("My medicines and allergies").input_value() == "Apixaban"
    page.emulate_media(media="print")
    assert page.locator(".visit__head").is_visible() and not page.get_by_role("button").first.is_visible()
    assert page.get_by_text("Apixaban", exact=True).last.is_visible()
    assert sheets(page) == 1


def test_a_tick_hardly_changes_the_height_of_a_page(visitor):
    page = opened(visitor(), PAGES[0])
    before = page.evaluate("document.documentElement.scrollHeight")
    tick(page)
    offered = page.evaluate("document.documentElement.scrollHeight")
    tick(page, 0, 1, 2)
    after = page.evaluate("document.documentElement.scrollHeight")
    assert offered <= after <= offered + 44  # the line that says how many
    assert offered <= before + 44


def test_a_box_is_44_pixels_large_and_says_what_it_takes_along(visitor):
    page = opened(visitor(320), PAGES[0])
    tick(page)
    box = page.get_by_role("checkbox").first
    assert min(box.bounding_box()["width"], box.bounding_box()["height"]) >= 43.5
    words = page.locator(".questions li").first.inner_text()
    assert box.get_attribute("aria-label") == f"Take along: {words}"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_page_that_nobody_ticks_anything_on_keeps_nothing(visitor):
    page = opened(visitor(), PAGES[0])
    tick(page)
    assert page.evaluate("localStorage.length") == 0


def test_what_is_unticked_or_removed_is_gone_and_focus_stays_in_the_list(visitor):
    page = opened(visitor(), PAGES[0])
    tick(page, 0, 1, 2)
    page.get_by_role("checkbox").nth(1).uncheck()
    page.goto(SHEET)
    page.get_by_role("button", name="Remove").first.press("Enter")
    assert page.locator(".visit__question").count() == 1
    assert page.evaluate("document.activeElement.className") == "visit__remove"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "own-question"
    assert page.evaluate("localStorage.length") == 0


def test_everything_is_cleared_after_one_question(visitor):
    page = opened(visitor(), SHEET)
    page.get_by_label("My goal").fill("To walk to the shop")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Clear everything").click()
    assert kept(page)["notes"]["goal"] == "To walk to the shop"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear everything").click()
    assert page.get_by_label("My goal").input_value() == "" and page.evaluate("localStorage.length") == 0
    assert page.get_by_text("The sheet is empty now.").is_visible()
    assert page.evaluate("document.activeElement.className") == "visit__cleared"


def write(page, words: str) -> None:
    page.get_by_label("A question of my own").fill(words)


def test_boxes_are_there_before_anybody_is_near(visitor):
    page = opened(visitor(), PAGES[0])
    page.locator(".questions").get_by_role("checkbox").first.wait_for()
    assert page.evaluate("scrollY") == 0


def test_a_question_is_kept_when_one_goes_on_without_adding_it(visitor):
    page = opened(visitor(), f"{SHEET}?for=conditions/sciatica")
    write(page, "First?")
    page.keyboard.press("Tab")
    assert page.locator(".visit__question").count() == 0  # on the button, which may still be pressed
    page.keyboard.press("Tab")
    page.get_by_text("First?", exact=True).wait_for()
    write(page, "Second?")
    page.get_by_role("checkbox").first.click()
    page.get_by_text("Second?", exact=True).wait_for()
    assert page.get_by_role("checkbox").first.is_checked()
    write(page, "Third?")
    page.get_by_role("button", name="Remove: First?").click()
    page.get_by_text("Third?", exact=True).wait_for()
    assert kept(page)["own"] == ["Second?", "Third?"]


def test_a_question_is_kept_before_printing_and_when_the_page_is_left(visitor):
    page = opened(visitor(), SHEET)
    write(page, "On paper?")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".visit__question span").all_inner_texts() == ["On paper?"]
    write(page, "Before I go?")
    page.reload()
    assert page.locator(".visit__question span").all_inner_texts() == ["On paper?", "Before I go?"]


def test_adding_says_what_came_of_it(visitor):
    page = opened(visitor(), SHEET)
    said, add = page.locator(".visit__said"), page.get_by_role("button", name="Add")
    add.click()
    assert said.inner_text() == "Write a question first." and said.is_visible()
    for words in ("Questions on your visit sheet: 1", "It is on your sheet already."):
        write(page, "May I swim?")
        assert said.inner_text() == ""
        add.click()
        assert said.inner_text() == words
    assert kept(page)["own"] == ["May I swim?"]


def test_a_page_that_offers_questions_does_not_say_there_are_none(visitor):
    page = opened(visitor(), f"{SHEET}?for=conditions/sciatica")
    page.get_by_role("checkbox").first.wait_for()
    assert page.get_by_text("Nothing here yet").count() == 0
    page.goto(SHEET)
    assert page.get_by_text("Nothing here yet").is_visible()


def test_two_tabs_show_the_same_and_neither_undoes_the_other(visitor):
    context = visitor()
    sheet, page = opened(context, SHEET), opened(context, PAGES[0])
    [asked] = tick(page, 0)
    sheet.locator(".visit__question", has_text=asked).wait_for()
    sheet.get_by_label("My goal").fill("Sleep")
    [more] = tick(page, 1)
    sheet.locator(".visit__question", has_text=more).wait_for()
    assert kept(page)["notes"]["goal"] == "Sleep"
    sheet.get_by_role("button", name="Remove").first.click()
    page.locator(".questions li:first-child input:not(:checked)").wait_for()


@pytest.mark.parametrize("storage", [WITHOUT_STORAGE, FULL], ids=["off", "full"])
def test_where_nothing_can_be_kept_the_site_says_so_and_works_for_one_view(visitor, storage):
    context = visitor()
    context.add_init_script(storage)
    page = opened(context, PAGES[0])
    tick(page, 0)
    page.get_by_role("link", name="Choose on the visit sheet").click()
    page.wait_for_url(f"**{SHEET}?for=conditions/sciatica")
    page.get_by_role("checkbox").first.check()
    assert page.get_by_role("alert").is_visible()
    assert page.locator(".visit__question").count() == 1
    assert sheets(page) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "[]",
        '"words"',
        '{"version": 2, "questions": [1]}',
        '{"version": 1, "questions": {"a": 1}, "own": "x", "notes": 7}',
        '{"version": 1, "questions": [null, {"page": "javascript:alert(1)", "title": "T", "text": "Q"}], "own": [4]}',
        '{"version": 1, "questions": [{"page": "//evil.example/", "title": "T", "text": "Q"}], "notes": {"goal": 3}}',
    ],
)
def test_what_was_not_kept_by_us_is_passed_over(visitor, text):
    page = opened(visitor(), SHEET)
    keep(page, text)
    assert page.locator(".visit__question").count() == 0
    page.get_by_label("A question of my own").fill("Is it safe?")
    page.get_by_role("button", name="Add").click()
    assert kept(page)["own"] == ["Is it safe?"] and kept(page)["version"] == 1


def test_markup_in_what_was_kept_is_only_words(visitor):
    page = opened(visitor(), SHEET)
    hostile = "<img src=x onerror=alert(1)>"
    one = {"page": "/conditions/sciatica/", "title": hostile, "text": hostile}
    keep(page, json.dumps({"version": 1, "questions": [one], "own": [hostile], "notes": {"goal": hostile}}))
    assert page.locator(".visit__question span").all_inner_texts() == [hostile, hostile]
    assert page.locator("article img").count() == 0


def test_twelve_questions_and_800_characters_of_notes_are_one_sheet_of_paper(visitor):
    page = opened(visitor(1280), SHEET)
    keep(page, filled(12, 800))
    assert sheets(page) == 1


@pytest.mark.parametrize("path", [SHEET, f"{SHEET}?for=procedures/epidural-steroid-injection"])
def test_without_script_there_is_a_sheet_to_fill_in_by_hand(visitor, path):
    page = opened(visitor(java_script_enabled=False), path)
    assert page.locator(".visit :is(textarea, input, button)").locator("visible=true").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".visit__lines p").first.is_visible()
    assert (page.locator(".visit__offered li").count() >= 3) == ("?" in path)
    assert sheets(page) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_sheet_with_content(visitor, width, scheme):
    page = opened(visitor(width, color_scheme=scheme), f"{SHEET}?for=conditions/sciatica")
    keep(page, filled(5, 200))
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_among_ticked_questions(visitor, scheme):
    page = opened(visitor(color_scheme=scheme), PAGES[0])
    tick(page, 0)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []


def test_the_sheet_fits_320_pixels_and_its_targets_are_44_high(visitor):
    page = opened(visitor(320), SHEET)
    keep(page, filled(5, 200))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for button in page.locator(".visit button").locator("visible=true").all():
        assert button.bounding_box()["height"] >= 43.5
