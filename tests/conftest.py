"""People, and the starter library loaded once."""

import os

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from publishing.life import loading
from publishing.life.models import Page
from publishing.text import library

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

NEEDS_A_DATABASE = {"db", "transactional_db", "running", "django_db_setup"}


def pytest_collection_modifyitems(config, items):
    """Where the suite runs on both databases, what asks none of them runs once, and so does the face of equal bytes."""
    if not os.environ.get("SUITE_PAGES") or not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    twice = [item for item in items if NEEDS_A_DATABASE & set(item.fixturenames) and "test_face" not in item.nodeid]
    config.hook.pytest_deselected(items=[item for item in items if item not in twice])
    items[:] = twice


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """The hashed static files that templates name."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def starter_library():
    """The starter library as it was read: it has no fault, or no test that uses it can run."""
    found = library.read(settings.CONTENT_DIR)
    assert not found.faults, "\n".join(map(str, found.faults))
    return found


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, starter_library, static_files):
    """The test database holds the starter library from the start: loading it for each test would cost a second."""
    with django_db_blocker.unblock():
        loading.load(starter_library)


@pytest.fixture
def loaded(db, starter_library):
    """The starter library in the database, also after a test that emptied it."""
    if not Page.objects.exists():
        loading.load(starter_library)


@pytest.fixture
def empty(transactional_db):
    """A database without any content."""
    call_command("flush", interactive=False, verbosity=0)


def _person(username: str, first: str, last: str):
    return get_user_model().objects.create_user(
        username, first_name=first, last_name=last, is_staff=True, password=None
    )


@pytest.fixture
def author(db):
    return _person("author", "Ada", "Author")


@pytest.fixture
def reviewer(db):
    return _person("reviewer", "Rosa", "Reviewer")


@pytest.fixture
def publisher(db):
    return _person("publisher", "Paul", "Publisher")
