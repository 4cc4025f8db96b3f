"""One running site with the starter library, its pages as served, and what a browser measured of them.

Each walk of the browser is made once, and only for the tests that ask for it.
"""

import os
from contextlib import closing

import pytest

from tests.audit import budgets, serving, tools, walk
from tests.server import Running, site


def pytest_collection_modifyitems(items):
    """Where a tool is missing a test is skipped with the reason; in CI it runs, and fails."""
    if os.environ.get("CI"):
        return
    for item in items:
        for tool in tools.NAMES & set(getattr(item, "fixturenames", ())):
            if missing := tools.lacking(tool):
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def address(prepared):
    """The address of a site that a clinic has just installed, with one page taken down."""
    data, database = prepared("audited")
    with site(data, is_prepared=True, **database) as found:
        with closing(Running(found, data, database)) as running:
            running.shell(serving.MAKE_GONE)
        yield found


@pytest.fixture(scope="session")
def pages(address):
    """Every public page; AUDIT_PAGES names a part of the addresses that are wanted."""
    found = serving.pages(address)
    wanted = os.environ.get("AUDIT_PAGES", "").split()
    return {path: page for path, page in found.items() if not wanted or any(part in path for part in wanted)}


@pytest.fixture(scope="session")
def measured(request, chromium, address, pages):
    """What a phone shows first: of every page where the large walk is made, which measures it too, else of some."""
    if any(item.get_closest_marker("audit") for item in request.session.items):
        return request.getfixturevalue("in_every_light")
    return walk.walk(address, budgets.to_be_measured(pages), walk.as_it_comes)


@pytest.fixture(scope="session")
def in_every_light(chromium, address, pages):
    return walk.walk(address, list(pages), walk.in_every_light)


@pytest.fixture(scope="session")
def without_script(chromium, address, pages):
    return walk.walk(address, list(pages), walk.without_script, java_script_enabled=False)


@pytest.fixture(scope="session")
def old_phone(chromium, address, pages):
    return walk.walk(address, list(pages), walk.on_an_old_phone)


@pytest.fixture(scope="session")
def reader_view(node, pages):
    return tools.reader_view({path: page.html for path, page in pages.items()})


@pytest.fixture(scope="session")
def checked(java, pages, tmp_path_factory):
    return tools.checked(pages, tmp_path_factory.mktemp("checked"))


def _tool(name: str):
    @pytest.fixture(scope="session", name=name)
    def needed():
        assert not (missing := tools.lacking(name)), missing

    return needed


chromium, node, java = map(_tool, ("chromium", "node", "java"))
