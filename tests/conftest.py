"""People, and a database that holds the small library; a module about the real one asks for `starter_database`."""

import gc
import itertools
import os
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from xdist.scheduler import LoadScopeScheduling

from publishing.desk.letters import post
from publishing.life import loading
from publishing.life.models import ContentVersion, Page
from publishing.text import library
from search import unanswered
from search.keeping import keeper
from tests.articles.editing import Staff
from tests.people import MAKE_PEOPLE
from tests.publishing import samples
from tests.server import Running, once, site
from website import pacing

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

#: Folders whose tests share an expensive set-up, and so a process: one load of the starter library, one nginx. Of all
#: others a process takes a file after the other: it starts a file's site once, and is not told of each test.
TOGETHER = ("tests/audit/", "tests/deploy/", "tests/starter/")
#: As how many others a test of some mark counts: what takes longest begins first, and nobody waits for it at the end.
WEIGHTS = {"torture": 500, "slow": 50, "browser": 50}
VERSIONS = itertools.count(1000, 1000)
#: On SQLite copies of the database, for tests that need a file of their own: as `migrate` makes it, and as every test
#: finds it.
EMPTY, WHOLE = settings.DATA_DIR / "empty.sqlite3", settings.DATA_DIR / "whole.sqlite3"


class Scheduling(LoadScopeScheduling):
    """Tests that follow each other in a file, or in some folders, on one process; in the order of the collection."""

    def schedule(self) -> None:
        runs = itertools.groupby(next(iter(self.registered_collections.values())), _place)
        self._runs = {test: f"{number}" for number, (_place, tests) in enumerate(runs) for test in tests}
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return self._runs[nodeid]


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # by how many tests there are, which says little of how long they take
    return Scheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Where several processes run the tests, the files that take long are first, and what empties the database last."""
    if hasattr(config, "workerinput"):
        weights = Counter()
        for item in items:
            weights[_part(item)] += max((WEIGHTS.get(mark.name, 1) for mark in item.iter_markers()), default=1)
        items.sort(key=lambda item: (_part(item)[0], -weights[_part(item)]))


def pytest_collection_finish(session):
    """What is there now stays to the end: not to look through it again and again saves a fifth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _part(item: pytest.Item) -> tuple[bool, str]:
    """Whether a test leaves an empty database behind, which each that follows fills for itself; and its place."""
    mark = item.get_closest_marker("django_db")
    empties = "transactional_db" in item.fixturenames or bool(mark and mark.kwargs.get("transaction"))
    return empties, _place(item.nodeid)


def _place(nodeid: str) -> str:
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


@pytest.fixture(scope="session", autouse=True)
def static_files():
    """The hashed static files that templates name. Nobody downloads them here, so they are not compressed."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "website.statics.Uncompressed"
    settings.WHITENOISE_AUTOREFRESH = True  # a new client reads no folder of 800 files, which takes 70 ms each time
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """A password takes the time of a page here, and not the third of a second that keeps it from being guessed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def no_thread_that_counts(monkeypatch):
    """What nothing was found for waits until a test writes it: a thread would write into another test's database."""
    monkeypatch.setattr(unanswered, "write_later", lambda: None)
    unanswered.forget_waiting()


@pytest.fixture(autouse=True)
def no_link_opened_yet(monkeypatch):
    """How often a link was opened in one test does not count in the next."""
    monkeypatch.setattr(pacing, "links", pacing.Pace(most=30))


@pytest.fixture(autouse=True)
def mail_goes_out(monkeypatch):
    """A letter that failed in one test keeps none back in the next."""
    monkeypatch.setattr(post, "at_once", post.AtOnce())


@pytest.fixture(scope="session")
def small_library(tmp_path_factory):
    """The small library as it was read."""
    return _without_fault(samples.small(tmp_path_factory.mktemp("small")).read())


@pytest.fixture(scope="session")
def starter_library():
    """The starter library, which is content/, as it was read: it has no fault, or no test that uses it can run."""
    return _without_fault(library.read(settings.CONTENT_DIR))


def _without_fault(found):
    assert not found.faults, "\n".join(map(str, found.faults))
    return found


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """On SQLite the database of the tests is a file, as the site's is, so that it can be copied."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "suite.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, small_library):
    """The database holds the small library from the start; a copy without content waits for the starter library."""
    with django_db_blocker.unblock():
        connection.close()  # what SQLite still keeps beside the file comes into it
        connection.creation.clone_test_db("starter", verbosity=0)
        _copied(EMPTY)
        loading.load(small_library)
        _copied(WHOLE)
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(suffix="starter", verbosity=0)


def _copied(file: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        shutil.copy(connection.settings_dict["NAME"], file)


@pytest.fixture(scope="module")
def starter_database(django_db_setup, django_db_blocker, starter_library):
    """For the tests of a module the database is another one, which holds the starter library."""
    usual = connection.settings_dict["NAME"]
    _use(connection.creation.get_test_db_clone_settings("starter")["NAME"])
    try:
        with django_db_blocker.unblock():
            if not Page.objects.exists():
                loading.load(starter_library)
        yield
    finally:
        _use(usual)


def _use(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database
    keeper.forget()


@pytest.fixture
def loaded(db, small_library):
    """A library in the database, also after a test that emptied it."""
    if not Page.objects.exists():
        loading.load(small_library)
    # What a process remembers of a version that was rolled back is not taken for this test's.
    ContentVersion.objects.update(number=next(VERSIONS))
    keeper.forget()


@pytest.fixture
def empty(transactional_db):
    """A database without any content."""
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def suite_folder(tmp_path_factory, worker_id):
    """A folder that all processes of the suite share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, suite_folder, worker_id):
    """Return what makes a site's folder, with the starter library and people, and what names the site's database.

    A first start takes 20 seconds of a processor: the suite makes one, and all others are copies.
    """
    whole = once(suite_folder / "prepared-site", _first_start)

    def copy(name: str):
        data = tmp_path_factory.mktemp(name)
        shutil.copytree(whole, data, copy_function=_copy, dirs_exist_ok=True)
        return data, _database(f"suite_{worker_id}_{name}", like="suite_whole")

    return copy


def _copy(source: str, target: str) -> None:
    """Copy a file of a site; nothing changes a collected one, and there are many."""
    (os.link if "/static/" in source else shutil.copy)(source, target)


def _first_start(data: Path) -> None:
    database = _database("suite_whole")
    with site(data, **database) as address, closing(Running(address, data, database)) as running:
        running.shell(MAKE_PEOPLE)


def _database(name: str, like: str = "template1") -> dict[str, str]:
    """On PostgreSQL make a database and return what names it; on SQLite it is a file in the site's folder."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {}
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}


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


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    """Whoever writes, reviews and publishes, with a library before them. At the desk they have their roles."""
    return Staff(author, reviewer, publisher)
