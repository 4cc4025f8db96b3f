"""A library that differs from the small one, a site with a row in every table, and other databases beside it."""

import copy
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import connection, connections

from publishing.life import loading
from publishing.life.models import Page
from tests.articles.editing import Staff
from tests.publishing.life import whole


@pytest.fixture
def library_with(small_library):
    """The small library with some texts or records put in the place of its own."""

    def changed(texts=(), **records):
        own = {"texts": {**small_library.texts, **dict(texts)}, "ready": copy.deepcopy(small_library.ready)}
        return dataclasses.replace(small_library, **own, **records)

    return changed


@pytest.fixture
def site(transactional_db, small_library, author, reviewer, publisher):
    """A site with a row in every table."""
    if not Page.objects.exists():
        loading.load(small_library)
    whole.fill(staff := Staff(author, reviewer, publisher))
    yield staff
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def opened(django_db_blocker):
    """What opens another database under a name, for the length of a block."""

    @contextmanager
    def opened(url: str) -> Iterator[str]:
        known = dj_database_url.parse(url)
        connections.databases["other"] = {**connections.databases["default"], "OPTIONS": {}, **known}
        try:
            with django_db_blocker.unblock():
                yield "other"
        finally:
            connections["other"].close()
            del connections["other"], connections.databases["other"]

    return opened


@pytest.fixture
def second_database():
    """The DATABASE_URL of a new database beside the suite's, on PostgreSQL."""
    name = f"{connection.settings_dict['NAME']}_moved"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield whole.url_of(connection.settings_dict, name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
