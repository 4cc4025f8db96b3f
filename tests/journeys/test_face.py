"""The public site in a real browser: small and large, light and dark, without script, without waste."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.audit.walk import RULES

TEMPLATES = {
    "home": "/",
    "conditions": "/conditions/",
    "condition": "/conditions/sciatica/",
    "procedures": "/procedures/",
    "procedure": "/procedures/epidural-steroid-injection/",
    "articles": "/articles/",
    "article": "/articles/warning-signs/",
    "glossary": "/glossary/",
    "a to z": "/a-to-z/",
    "narrowed": "/procedures/?area=back&kind=injection",
    "compared": "/procedures/compare/?with=facet-joint-injection,medial-branch-block,radiofrequency-ablation",
    "to compare": "/procedures/compare/",
    "two compared": "/procedures/compare/?with=epidural-steroid-injection,physical-therapy",
    "day plan": "/procedures/epidural-steroid-injection/day-plan/",
    "day plans": "/day-plan/",
    "about": "/about/how-we-write/",
    "contact": "/about/contact/",
    "not found": "/nothing-here/",
}
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true;"
IN_SIGHT = """
    element => {
      const box = element.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight && element.checkVisibility();
    }
"""


@pytest.mark.audit
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
@pytest.mark.parametrize("template", TEMPLATES)
def test_axe_finds_nothing(visit, template, scheme, width):
    page = visit(TEMPLATES[template], width, color_scheme=scheme)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_scrolls_sideways_at_320_pixels_which_is_also_400_percent_zoom(visit, template):
    page = visit(TEMPLATES[template], 320)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_tapped_is_44_pixels_high(visit, template):
    """Links inside running text are excepted, as in WCAG 2.2, 2.5.8."""
    page = visit(TEMPLATES[template], 360)
    small = page.evaluate("""
        () => [...document.querySelectorAll('a, button, summary, input')]
          .filter(element => element.checkVisibility() && !element.closest('.skip-link, .gloss'))
          .filter(element => !['inline'].includes(getComputedStyle(element).display))
          .map(element => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
          .filter(([, box]) => box.height < 43.5 && box.height > 0)
          .map(([html]) => html)
    """)
    assert [html for html in small if "back-link" not in html] == []


@pytest.mark.parametrize(("width", "height", "screens"), [(360, 780, 1.7), (1280, 800, 1)])
def test_the_start_page_is_short(visit, width, height, screens):
    page = visit("/", width)
    assert page.locator("footer").bounding_box()["y"] <= screens * height


@pytest.mark.parametrize("scripted", [True, False])
def test_a_patient_narrows_a_list_on_a_phone(visit, scripted):
    page = visit("/procedures/", java_script_enabled=scripted)
    before = page.locator(".entry").count()
    page.get_by_label("Body area").select_option("Hand and wrist")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/procedures/?area=hand-and-wrist&kind=")
    assert 0 < page.locator(".entry").count() < before
    page.get_by_role("link", name="Show all").click()
    page.wait_for_url("**/procedures/")


def test_the_red_card_of_the_warning_signs_begins_right_under_the_title(visit):
    assert visit("/articles/warning-signs/").locator(".care-card").first.bounding_box()["y"] < 200


@pytest.mark.parametrize("template", ["home", "condition", "procedure"])
def test_nothing_moves_while_the_page_loads(visit, template):
    page = visit(TEMPLATES[template], 360)
    shift = page.evaluate("""
        () => new Promise(resolve => {
          let sum = 0;
          new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
            .observe({type: 'layout-shift', buffered: true});
          setTimeout(() => resolve(sum), 300);
        })
    """)
    assert shift == 0


def test_the_header_is_at_most_64_pixels_high_on_a_phone_and_its_menu_opens_without_script(visit):
    page = visit("/", 360, java_script_enabled=False)
    assert page.locator(".site-header").bounding_box()["height"] <= 64
    page.locator(".menu summary").click()
    page.locator(".menu").get_by_role("link", name="Procedures").click()
    page.wait_for_url("**/procedures/")


def test_a_menu_of_words_names_where_one_is_on_a_wide_screen(visit):
    page = visit(TEMPLATES["procedure"], 1280)
    current = page.get_by_role("navigation", name="Main").locator("[aria-current]")
    assert current.all_inner_texts() == ["Procedures"]


@pytest.mark.parametrize("template", ["condition", "procedure"])
def test_the_contents_are_one_tap_away_from_anywhere(visit, template):
    page = visit(TEMPLATES[template], 360)
    page.locator("#questions-to-ask").scroll_into_view_if_needed()
    page.get_by_role("link", name="Contents").click()
    sheet = page.get_by_role("dialog", name="Contents")
    sheet.get_by_role("link", name="When to get help").click()
    assert not sheet.is_visible()
    top = page.locator("#when-to-get-help").bounding_box()["y"]
    assert page.locator(".bar").bounding_box()["height"] <= top <= 100


def test_the_contents_mark_the_section_that_one_reads(visit):
    page = visit(TEMPLATES["procedure"] + "#risks", 360)
    page.locator(".contents [aria-current]", has_text="Risks").wait_for(state="attached")
    page.get_by_role("link", name="Contents").evaluate("link => link.click()")  # a click of Playwright may scroll first
    page.get_by_role("dialog").wait_for()
    assert page.get_by_role("dialog").locator("[aria-current]").all_inner_texts() == ["Risks"]


@pytest.mark.parametrize("width", [320, 360, 768])
def test_a_heading_that_a_link_leads_to_stands_below_the_bar_however_long_the_title_is(visit, width):
    page = visit(TEMPLATES["procedure"] + "evidence/#sources", width)
    page.locator(".bar__here span").evaluate("span => { span.textContent = 'Long title of a page '.repeat(9) }")
    for heading in page.locator(".part > h2[id]").all():
        page.evaluate("id => { location.hash = id }", heading.get_attribute("id"))
        assert page.locator(".bar").bounding_box()["height"] < heading.bounding_box()["y"]


@pytest.mark.parametrize("template", ["condition", "procedure"])
def test_the_contents_mark_the_section_that_one_has_clicked_on_however_short_it_is(visit, template):
    page = visit(TEMPLATES[template], 1280, height=800)
    entries = page.locator(".contents a").all()
    for entry in entries:
        entry.click()
        entry.locator("xpath=self::*[@aria-current]").wait_for()
        assert page.locator(".contents [aria-current]").count() == 1
    page.mouse.wheel(0, -20_000)
    page.locator(".contents a").last.locator("xpath=self::*[not(@aria-current)]").wait_for()


def test_the_contents_stay_in_sight_on_a_wide_screen(visit):
    page = visit(TEMPLATES["procedure"], 1280)
    page.locator("#risks").evaluate("element => element.scrollIntoView()")
    assert page.locator(".contents a").first.evaluate(IN_SIGHT)


def test_without_script_the_contents_are_a_link_to_the_chips(visit):
    page = visit(TEMPLATES["procedure"], 360, java_script_enabled=False)
    page.get_by_role("link", name="Contents").click()
    assert page.url.endswith("#contents")
    assert page.locator(".contents a").first.evaluate(IN_SIGHT)


def test_a_hard_word_is_explained_beside_the_text_and_focus_returns_to_it(visit):
    page = visit(TEMPLATES["condition"], 360)
    word = page.locator("a.gloss").first
    sheet = page.get_by_role("dialog", name=word.get_attribute("data-word"))
    word.click()
    assert word.get_attribute("data-meaning") in sheet.inner_text()
    assert (
        sheet.get_by_role("link", name="All explained words").get_attribute("href").endswith(word.get_attribute("href"))
    )
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    word.press("Enter")
    sheet.get_by_role("button", name="Close").click()
    assert not sheet.is_visible()
    assert page.evaluate("document.activeElement.matches('a.gloss')")


@pytest.mark.parametrize("width", [360, 1280])
def test_what_explains_a_word_never_covers_it(visit, width):
    page = visit(TEMPLATES["procedure"], width)
    for word in page.locator("a.gloss").all()[:6]:
        word.evaluate("element => element.scrollIntoView({block: 'end'})")
        word.evaluate("element => element.click()")
        page.get_by_role("dialog").wait_for()
        box, sheet = word.bounding_box(), page.get_by_role("dialog").bounding_box()
        assert box["y"] + box["height"] <= sheet["y"] or box["y"] >= sheet["y"] + sheet["height"]
        page.keyboard.press("Escape")


@pytest.mark.parametrize("phone", ["old", "without script"])
def test_where_no_sheet_can_open_a_hard_word_leads_to_the_glossary(visit, phone):
    page = visit(TEMPLATES["condition"], 360, java_script_enabled=phone == "old")
    if phone == "old":
        page.add_init_script("delete HTMLElement.prototype.popover")
        page.reload()
    page.locator("a.gloss").first.click()
    page.wait_for_url("**/glossary/#*")


def test_a_patient_finds_the_warning_signs_by_keyboard_alone(visit):
    page = visit("/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.toLowerCase().includes('warning signs')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/warning-signs/")


def test_print_opens_what_was_collapsed_and_leaves_out_the_navigation(visit):
    page = visit("/conditions/sciatica/", 1280)
    page.emulate_media(media="print")
    answer = page.locator(".qa details p").first
    assert answer.evaluate("element => element.getBoundingClientRect().height") > 0
    assert page.get_by_role("navigation").count() == 0
    assert page.locator(".care-card--emergency").first.is_visible()


def test_a_visit_asks_nobody_else_and_keeps_nothing(visit, running):
    page = visit("/conditions/sciatica/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_role("link", name="Epidural steroid injection").first.click()
    assert [url for url in asked if not url.startswith(running.address)] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
