"""A running site, a browser, and people who sign in."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.audit.walk import LETTERS
from tests.chromium import ARGUMENTS, executable
from tests.journeys.counting import Counted, counting
from tests.people import PASSWORD
from tests.server import Running, site

#: Of what axe finds, the faults alone: to describe what is right costs more than to check it.
FAULTS = {"resultTypes": ["violations"]}
#: What only the desk has.
DESK = "#header details"


def pytest_collection_modifyitems(items):
    """Every journey is marked, and skipped with a reason where there is no browser."""
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)
            if executable(is_quick=True) is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium was not found (Debian: apt-get install chromium)"))


@pytest.fixture(scope="session")
def playwright(playwright):
    """Playwright, whose event loop stays in this thread and would make Django refuse the database to later tests.

    None of Django's code runs inside that loop, so what the refusal protects from cannot happen.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = executable(is_quick=True)
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS, "env": LETTERS}


@pytest.fixture(scope="module")
def running(prepared, request):
    """A site for the journeys of one file: no other file finds its pages changed."""
    data, database = prepared(request.module.__name__.rpartition(".")[2])
    with site(data, is_prepared=True, **database) as address, closing(Running(address, data, database)) as found:
        yield found


def signed_in_at(page: Page, name: str) -> Page:
    """Sign somebody in at the desk, who may be signed in already: the one place of the journeys that knows how."""
    page.goto("/admin/")
    return page if page.locator(DESK).count() else sign_in_here(page, name)


def sign_in_here(page: Page, name: str, button: str = "Sign in") -> Page:
    """Sign somebody in where the page asks for it, and wait for the desk that follows."""
    send_password(page, name, button)
    page.locator(DESK).first.wait_for(state="attached")
    return page


def send_password(page: Page, name: str, button: str = "Sign in", password: str = PASSWORD) -> None:
    """Send a name and a password where the page asks for them."""
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name=button).click()


@pytest.fixture(scope="module")
def cookies():
    """What the browser of each person got when they signed in: the next that they open has it, and need not ask."""
    return {}


@pytest.fixture
def sign_in(browser, running, cookies):
    """Return a page of a browser of its own, in which a person is signed in."""
    contexts = []

    def signed_in(name: str, **options):
        context = browser.new_context(base_url=running.address, **options)
        contexts.append(context)
        context.add_cookies(cookies.get(name, []))
        page = signed_in_at(context.new_page(), name)
        cookies[name] = context.cookies()
        return page

    yield signed_in
    for context in contexts:
        context.close()


@pytest.fixture
def errand(sign_in):
    """Return what somebody does from the desk's first page on, its clicks and loads counted."""

    def of(name: str, width: int = 1280, height: int = 900, **options) -> Counted:
        page = sign_in(name, viewport={"width": width, "height": height}, **options)
        counted = counting(page)
        page.goto("/admin/")
        counted.begin()
        return counted

    return of


@pytest.fixture
def visitor(browser, running):
    """Return a new visitor's browser, with a width and a height, a color scheme and the like."""
    contexts = []

    def of(width: int = 360, height: int = 740, **options):
        size = {"width": width, "height": height}
        context = browser.new_context(
            **{"base_url": running.address, "viewport": size, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        return context

    yield of
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor):
    """Return a page at an address, in a new visitor's browser."""

    def visited(path: str, width: int = 360, **options):
        page = visitor(width, **options).new_page()
        page.goto(path)
        return page

    return visited
