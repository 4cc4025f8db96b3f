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
    "about": "/about/how-we-write/",
    "contact": "/about/contact/",
    "not found": "/nothing-here/",
}
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true;"


@pytest.fixture
def visit(browser, running):
    """Return a page at an address, with a width, a color scheme and the like."""
    contexts = []

    def visited(path: str, width: int = 360, **options):
        context = browser.new_context(
            base_url=running.address,
            viewport={"width": width, "height": 740},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield visited
    for context in contexts:
        context.close()


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


def test_a_hard_word_explains_itself_without_script(visit):
    page = visit("/conditions/sciatica/", java_script_enabled=False)
    word = page.locator("button.gloss").first
    meaning = page.locator(f"#{word.get_attribute('popovertarget')}")
    assert not meaning.is_visible()
    word.focus()
    page.keyboard.press("Enter")
    assert meaning.is_visible()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()


def test_a_patient_finds_the_warning_signs_by_keyboard_alone(visit):
    page = visit("/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.includes('Warning signs')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/warning-signs/")


def test_print_opens_what_was_collapsed_and_leaves_out_the_navigation(visit):
    page = visit("/conditions/sciatica/", 1280)
    page.emulate_media(media="print")
    answer = page.locator(".qa details p").first
    assert answer.evaluate("element => element.getBoundingClientRect().height") > 0
    assert not page.locator(".site-nav").is_visible()
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
