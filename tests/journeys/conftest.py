"""A running site, a browser, and people who sign in."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.audit.walk import LETTERS
from tests.chromium import ARGUMENTS, executable
from tests.journeys.counting import Counted, counting
from tests.server import Running, site

PASSWORD = "a long enough password for the suite"
PEOPLE = {
    "ada": "Author",
    "rosa": "Clinical reviewer",
    "paul": "Publisher",
    "olga": "Administrator",
}
MAKE_PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name, role in {PEOPLE!r}.items():
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True, first_name=name.title())
    user.groups.add(Group.objects.get(name=role))
"""


def pytest_collection_modifyitems(items):
    """Every journey is marked, and skipped with a reason where there is no browser."""
    for item in items:
        if "journeys" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)
            if executable() is None and not os.environ.get("CI"):
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
    return {**browser_type_launch_args, "executable_path": executable(), "args": ARGUMENTS, "env": LETTERS}


@pytest.fixture(scope="session")
def database(worker_id):
    """What names the site's database: on PostgreSQL one for each process of the suite."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {}
    import psycopg

    name = f"journeys_{worker_id}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}


def another(database: dict[str, str], name: str) -> dict[str, str]:
    """Return what names an empty database for a site of its own, where the suite runs on PostgreSQL."""
    if not database:
        return {}
    import psycopg

    url = database["DATABASE_URL"]
    start, _, whole = url.rpartition("/")
    with psycopg.connect(f"{start}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{whole}_{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{whole}_{name}"')
    return {"DATABASE_URL": f"{url}_{name}"}


@pytest.fixture(scope="session")
def running(tmp_path_factory, database):
    """The site with the starter library and one person for each role."""
    data = tmp_path_factory.mktemp("site")
    with site(data, **database) as address:
        found = Running(address, data, database)
        found.shell(MAKE_PEOPLE)
        yield found


def signed_in_at(page: Page, name: str) -> Page:
    """Sign somebody in at the desk: the one place of the journeys that knows how."""
    page.goto("/admin/")
    return sign_in_here(page, name)


def sign_in_here(page: Page, name: str, button: str = "Sign in") -> Page:
    """Sign somebody in where the page asks for it, and wait for the desk that follows."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=button).click()
    page.locator("#header details").first.wait_for(state="attached")
    return page


@pytest.fixture
def sign_in(browser, running):
    """Return a page of a browser of its own, in which a person is signed in."""
    contexts = []

    def signed_in(name: str, **options):
        context = browser.new_context(base_url=running.address, **options)
        contexts.append(context)
        return signed_in_at(context.new_page(), name)

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
