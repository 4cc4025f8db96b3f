"""The search box in a real browser: without script, by keyboard, by touch, on slow and failing networks."""

import contextlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from tests.audit.walk import RULES

PAGE = "/conditions/sciatica/"
NAMES = ["Slipped disc", "Sciatica <b>&", "Spinal stenosis", "Steroid injection", "Sleep and pain", "Spondylosis"]
STUB = [
    {"name": name, "see": "Herniated disc" if name == "Slipped disc" else "", "kind": "Condition", "url": f"/{at}/"}
    for at, name in enumerate(NAMES)
]


@pytest.fixture
def visit(visitor):
    """Return a page at an address; `answers` replaces what the site suggests."""

    def visited(path: str, width: int = 360, answers=STUB, height: int = 740, **options):
        page = visitor(width, height, **options).new_page()
        page.asked = []

        def answer(route):
            page.asked.append(route.request.url.partition("?q=")[2])
            found = answers(route) if callable(answers) else answers
            if found is not None:
                route.fulfill(json={"suggestions": found})

        if answers is not False:
            page.route("**/search/suggest/**", answer)
        page.goto(path)
        return page

    return visited


def box(page):
    """Open the box of a phone's header, and return it with the focus in it."""
    page.locator(".seek summary").click()
    found = page.locator(".seek input")
    page.locator(".seek input:focus").wait_for()
    return found


def type_in(page, words: str) -> None:
    """Type, once the combobox is there."""
    page.locator("input[role=combobox]:focus").wait_for()
    page.keyboard.type(words)


def suggested(page):
    options = page.get_by_role("option")
    options.first.wait_for()
    return options


@pytest.mark.parametrize("width", [360, 1000, 1280])
def test_a_search_works_without_script(visit, width):
    page = visit(PAGE, width, java_script_enabled=False)
    if width < 1280:
        page.locator(".seek summary").click()
    page.get_by_role("searchbox").locator("visible=true").fill("slipped disc")
    page.get_by_role("button", name="Search").locator("visible=true").click()
    page.wait_for_url("**/search/?q=slipped+disc")


@pytest.mark.parametrize(("width", "height"), [(320, 64), (360, 64), (1000, 64), (1280, 64)])
def test_the_header_stays_low_and_its_targets_large(visit, width, height):
    page = visit(PAGE, width)
    assert page.locator(".site-header").bounding_box()["height"] <= height
    if width < 1280:
        sign = page.locator(".seek summary").bounding_box()
        assert min(sign["width"], sign["height"]) >= 43.5


def test_opening_the_box_puts_the_focus_into_it_and_closes_the_menu(visit):
    page = visit(PAGE)
    page.locator(".menu summary").click()
    box(page)
    assert not page.locator(".menu ul").is_visible()
    for part in ("input", "button"):
        assert page.locator(f".seek {part}").bounding_box()["height"] >= 43.5


def test_a_first_visit_loads_nothing_of_it_before_the_box_has_the_focus(visit):
    page = visit(PAGE)
    assert "suggest" not in "".join(page.evaluate("performance.getEntriesByType('resource').map(one => one.name)"))
    box(page)
    page.locator("head script[src*='/suggest.']").wait_for(state="attached")


def test_a_screen_reader_is_told_of_the_list_and_of_each_choice(visit):
    page = visit(PAGE)
    words = box(page)
    type_in(page, "sl")
    options = suggested(page)
    listbox = page.get_by_role("listbox", name="Suggestions")
    assert words.get_attribute("role") == "combobox" and words.get_attribute("aria-autocomplete") == "list"
    assert words.get_attribute("aria-expanded") == "true"
    assert words.get_attribute("aria-controls") == listbox.get_attribute("id")
    page.locator(".seek [role=status]", has_text="Suggestions: 6").wait_for(state="attached")
    assert words.evaluate("box => box.labels[0].textContent") == "Search this site"
    assert words.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    assert words.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert [one.get_attribute("aria-selected") for one in options.all()] == ["true"] + ["false"] * 5
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert words.get_attribute("aria-activedescendant") == options.nth(4).get_attribute("id")
    page.keyboard.press("Home")
    assert words.get_attribute("aria-activedescendant") is None
    page.keyboard.press("x")
    assert words.input_value() == "xsl"


def test_escape_closes_and_a_second_one_clears(visit):
    page = visit(PAGE)
    words = box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("Escape")
    assert (words.get_attribute("aria-expanded"), words.input_value()) == ("false", "sl")
    assert not page.get_by_role("listbox").is_visible()
    page.keyboard.press("ArrowDown")
    assert words.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert words.input_value() == ""


def test_enter_goes_to_what_is_chosen_and_without_a_choice_searches(visit):
    page = visit(PAGE)
    box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    page.goto(PAGE)
    box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=sl")


def test_tab_closes_the_list_and_goes_on(visit):
    page = visit(PAGE)
    box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert not page.get_by_role("listbox").is_visible()
    assert page.evaluate("document.activeElement.closest('form') !== null") and page.url.endswith(PAGE)


def test_a_tap_goes_there_and_rows_are_large_enough(visit):
    page = visit("/", has_touch=True)
    page.locator(".home .find input").tap()
    type_in(page, "sl")
    options = suggested(page)
    assert min(one.bounding_box()["height"] for one in options.all()) >= 43.5
    options.nth(2).tap()
    page.wait_for_url("**/2/")


def test_what_is_suggested_is_only_words(visit):
    page = visit(PAGE)
    box(page)
    type_in(page, "sl")
    assert suggested(page).nth(1).inner_text().startswith("Sciatica <b>&")
    assert suggested(page).first.inner_text().split("\n")[:2] == ["Slipped disc", "see Herniated disc"]


def test_an_address_of_somebody_else_is_not_shown(visit):
    page = visit(PAGE, answers=[{"name": "Sleep", "see": "", "kind": "Article", "url": "https://evil.example/"}])
    box(page)
    type_in(page, "sl")
    page.wait_for_timeout(400)
    assert page.asked and page.get_by_role("option").count() == 0


def test_one_question_is_asked_after_a_pause_and_none_for_one_letter(visit):
    page = visit(PAGE)
    words = box(page)
    type_in(page, "s")
    page.wait_for_timeout(300)
    assert page.asked == []
    page.keyboard.type("lipped")
    suggested(page)
    assert page.asked == ["slipped"]
    words.fill("s")
    page.locator(".seek .suggestions").wait_for(state="hidden")


def test_an_older_answer_is_never_shown_over_a_newer_one(visit):
    held = []

    def answers(route):
        if route.request.url.endswith("q=sl"):
            held.append(route)  # answered below, after the newer one
            return None
        return [{"name": "New", "see": "", "kind": "", "url": "/new/"}]

    page = visit(PAGE, answers=answers)
    box(page)
    with page.expect_request("**/search/suggest/?q=sl"):
        type_in(page, "sl")
    page.keyboard.type("ip")
    assert suggested(page).all_inner_texts()[0].startswith("New")
    with contextlib.suppress(Error):  # the page no longer waits for it
        held[0].fulfill(json={"suggestions": [{"name": "Old", "see": "", "kind": "", "url": "/old/"}]})
    page.wait_for_timeout(300)
    assert page.get_by_role("option").count() == 1 and page.get_by_text("Old", exact=True).count() == 0


@pytest.mark.parametrize("failure", ["aborted", "500", "no JSON", "script"])
def test_a_network_that_fails_leaves_a_box_that_searches(visit, failure):
    def fails(route):
        if failure == "aborted":
            route.abort()
        elif failure == "500":
            route.fulfill(status=500, body="{}")
        else:
            route.fulfill(body="<html>")

    page = visit(PAGE, answers=fails)
    if failure == "script":
        page.route("**/suggest*.js", lambda route: route.abort())
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    box(page)
    page.keyboard.type("sleep")
    page.wait_for_timeout(400)
    assert page.get_by_role("option").count() == 0 and errors == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=sleep")


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 640)])
def test_at_400_percent_zoom_the_list_scrolls_and_the_box_stays_in_sight(visit, width, height):
    page = visit(PAGE, width, height=height)
    words = box(page)
    type_in(page, "sl")
    suggested(page)
    for _ in NAMES:
        page.keyboard.press("ArrowDown")
    last, listed = page.get_by_role("option").last.bounding_box(), page.get_by_role("listbox").bounding_box()
    assert words.bounding_box()["y"] >= 0 and listed["y"] + listed["height"] <= height
    assert last["y"] + last["height"] <= listed["y"] + listed["height"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_choice_shows_in_forced_colors(visit):
    page = visit(PAGE, forced_colors="active")
    box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("ArrowDown")
    outline = "element => getComputedStyle(element).outlineStyle"
    assert [one.evaluate(outline) for one in page.get_by_role("option").all()] == ["solid"] + ["none"] * 5


def test_the_number_is_said_once_the_letters_rest_and_only_if_it_is_another(visit):
    page = visit(PAGE)
    box(page)
    page.locator(".seek [role=status]").wait_for(state="attached")
    page.evaluate(
        "said = []; new MutationObserver(() => said.push(document.querySelector('.seek [role=status]').textContent))"
        ".observe(document.querySelector('.seek [role=status]'), {childList: true})"
    )
    type_in(page, "sl")
    suggested(page)
    assert page.evaluate("said") == []
    page.wait_for_timeout(1000)
    page.keyboard.type("i")
    page.wait_for_timeout(1200)
    assert page.evaluate("said") == ["Suggestions: 6"] and len(page.asked) == 2


def test_it_is_said_when_there_is_nothing_to_suggest(visit):
    page = visit(PAGE, answers=lambda route: [])
    box(page)
    type_in(page, "xyz")
    page.get_by_text("No suggestions. Press Enter to search.").wait_for(state="attached")
    assert not page.get_by_role("listbox").is_visible()


def test_alt_and_up_close_the_list_and_keep_the_words(visit):
    page = visit(PAGE)
    words = box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("Alt+ArrowUp")
    assert (words.get_attribute("aria-expanded"), words.input_value()) == ("false", "sl")


@pytest.mark.parametrize("pause", [0, 400])
def test_escape_keeps_the_words_while_an_answer_is_on_its_way(visit, pause):
    page = visit(PAGE, answers=lambda route: None)
    words = box(page)
    type_in(page, "sl")
    page.wait_for_timeout(pause)
    page.keyboard.press("Escape")
    assert words.input_value() == "sl" and words.is_visible()


def test_escape_on_an_empty_field_closes_the_panel_and_leads_back_to_its_sign(visit):
    page = visit(PAGE)
    words = box(page)
    type_in(page, "sl")
    suggested(page)
    for left in ("sl", ""):
        page.keyboard.press("Escape")
        assert words.is_visible() and words.input_value() == left
    page.keyboard.press("Escape")
    assert not words.is_visible() and page.locator(".seek summary:focus").count() == 1


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_panel_closes_when_the_focus_goes_past_it(visit, key):
    page = visit(PAGE)
    words = box(page)
    page.locator("input[role=combobox]:focus").wait_for()
    page.keyboard.press(key)
    assert words.is_visible()
    page.keyboard.press(key)
    assert not words.is_visible() and page.locator(".seek :focus").count() == 0


def test_a_tap_outside_closes_the_panel_and_one_inside_does_not(visit):
    page = visit(PAGE, has_touch=True)
    words = box(page)
    page.locator("input[role=combobox]:focus").wait_for()
    words.tap()
    assert words.is_visible()
    page.touchscreen.tap(180, 600)
    page.locator(".seek details:not([open])").wait_for(state="attached")
    assert not words.is_visible()


@pytest.mark.parametrize("size", [100, 150, 200, 300, 400])
def test_the_list_of_a_wide_header_stays_on_the_screen_with_large_letters(visit, size):
    page = visit(PAGE, 1280)
    page.evaluate(f"document.documentElement.style.fontSize = '{size}%'")
    page.locator(".find--wide input").click()
    type_in(page, "sl")
    suggested(page)
    listed = page.get_by_role("listbox").bounding_box()
    assert listed["x"] >= 0 and listed["x"] + listed["width"] <= 1280


def test_with_letters_four_times_as_large_the_name_has_whole_words_and_the_list_comes_into_sight(visit):
    page = visit(PAGE)
    page.evaluate("document.documentElement.style.fontSize = '400%'")
    words = box(page)
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("ArrowDown")
    chosen, listed = page.get_by_role("option").first.bounding_box(), page.get_by_role("listbox").bounding_box()
    assert listed["y"] >= 0 and listed["y"] + listed["height"] <= 741 and chosen["y"] >= listed["y"] - 1
    room = "box => box.clientWidth - 2 * parseFloat(getComputedStyle(box).paddingLeft)"
    assert words.evaluate(room) >= 200
    lines = (
        "name => { const range = document.createRange(), text = name.lastChild, word = text.data.match(/\\S+/);"
        "range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);"
        "return range.getClientRects().length; }"
    )
    assert page.locator(".site-name").evaluate(lines) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_an_open_list(visit, width, scheme):
    page = visit("/", width, color_scheme=scheme)
    page.locator(".home .find input").click()
    type_in(page, "sl")
    suggested(page)
    page.keyboard.press("ArrowDown")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []


def test_what_the_site_itself_suggests_leads_to_its_page(visit):
    page = visit(PAGE, answers=False)
    box(page)
    type_in(page, "slipped d")
    suggested(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/conditions/herniated-disc/$"))
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0 and page.context.cookies() == []


def test_the_first_tap_on_a_hard_word_opens_its_sheet_and_without_the_script_leads_to_the_glossary(visit):
    page = visit(PAGE)
    page.locator("a.gloss").first.click()
    page.get_by_role("dialog").wait_for()
    page = visit(PAGE)
    page.route("**/sheets*.js", lambda route: route.abort())
    page.locator("a.gloss").first.click()
    page.wait_for_url("**/glossary/#*")
