"""Every screen of the desk, opened once: axe finds nothing in light and in dark, and it fits a phone and 400 % zoom."""

import json
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page

from tests.journeys.conftest import send_password, signed_in_at
from tests.journeys.screens import BEFORE, HALFWAY, NO_SCREEN, SCREENS
from tests.people import PASSWORD, PEOPLE
from tests.publishing.at_desk import addresses, called

#: What is right is only counted: to describe each piece of the longest form costs more than to check it.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
LONG = 1500  # elements of a page; one that is longer has the colors of the others, and is not looked at in the dark
OF_COLOR = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
#: A bar that sticks to the window covers half of whatever happens to be below it, which is then measured as too low.
READY = """
    document.querySelector('#bar')?.style.setProperty('position', 'static');
    for (const part of document.querySelectorAll('#content details')) part.open = true;
"""
#: What is Django's own, each with its reason.
DJANGOS = {"ul.select2-selection__rendered": "A picker of several puts the button that empties it into its list."}
WATCH = """
    window.refused = [];
    document.addEventListener('securitypolicyviolation', event => window.refused.push(event.violatedDirective));
"""
WIDE = """
    () => [...document.querySelectorAll('body *')]
      .filter(element => element.checkVisibility() && !element.closest('.results, .visually-hidden, [hidden]'))
      .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
      .filter(element => element.getBoundingClientRect().width > 1)
      .map(element => element.outerHTML.slice(0, 160)).slice(0, 5)
"""


@pytest.fixture(scope="module")
def keys(running) -> dict:
    """What stands for the keys in addresses, once something of everything waits."""
    return {
        **json.loads(running.shell(BEFORE.format(people={name: name for name in PEOPLE}, password=PASSWORD))),
        "day": date.today(),
    }


@pytest.fixture(scope="module")
def window(browser, running):
    """One window for each person, signed in once, and one for nobody."""
    contexts = {}

    def of(name: str) -> Page:
        if name not in contexts:
            contexts[name] = browser.new_context(base_url=running.address, reduced_motion="reduce")
            contexts[name].add_init_script(WATCH)
            page = contexts[name].new_page()
            return _opened(page, name)
        return contexts[name].pages[0]

    yield of
    for context in contexts.values():
        context.close()


def _opened(page: Page, name: str) -> Page:
    if name == HALFWAY:
        page.goto("/admin/")
        send_password(page, name)
        page.wait_for_url("**/code/")
        return page
    return signed_in_at(page, name) if name else page


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing_on_a_screen_and_it_fits_400_percent_zoom(name, window, keys):
    screen = SCREENS[name]
    page = window(screen.person)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    assert page.goto(screen.address.format(**keys)).status == screen.status
    page.evaluate(READY)
    assert page.evaluate("window.refused") == []  # before axe, which puts in styles of its own
    assert faults(page, RULES) == []
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    if page.evaluate("document.querySelectorAll('*').length") < LONG:
        assert faults(page, OF_COLOR) == []
    assert (page.evaluate("document.documentElement.scrollWidth") <= 320, page.evaluate(WIDE)) == (True, [])
    page.evaluate("window.refused = []")
    for button in page.locator("[data-add]:visible").all():
        button.click()
    assert page.evaluate("window.refused") == []


def faults(page: Page, rules: dict) -> list:
    """What axe finds."""
    context = {"exclude": [[selector] for selector in DJANGOS]}
    found = Axe().run(page, context=context, options=rules).response["violations"]
    return [(rule["id"], node["target"], node["html"][:200]) for rule in found for node in rule["nodes"]]


def test_every_address_of_the_desk_is_a_screen_that_is_visited_or_says_why_it_is_none():
    keys = dict.fromkeys(re.findall(r"\{(\w+)\}", BEFORE.replace("{{", "").replace("}}", "")), 1)
    keys |= dict.fromkeys(re.findall(r"\{(\w+)\}", " ".join(one.address for one in SCREENS.values())), 1)
    visited_at = [
        screen.address.format(**{**keys, "day": date.today()}).partition("?")[0] for screen in SCREENS.values()
    ]
    visited = {called(resolve(address).url_name or "") for address in visited_at}
    named = addresses()
    assert named - visited - set(NO_SCREEN) == set(), "Add it to SCREENS, or to NO_SCREEN with a reason."
    assert set(NO_SCREEN) - named == set(), "There is no such address any more."
    assert set(NO_SCREEN) & visited == set(), "It is visited."
