"""A library that differs from the small one, a site with a row in every table, and other databases beside it."""

import copy
import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import connection, connections

from publishing.life import loading
from publishing.life.models import Page
from tests.articles.editing import Staff
from tests.conftest import WHOLE
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


@pytest.fixture
def folder(tmp_path, settings, django_db_setup, django_db_blocker, monkeypatch):
    """The folder of a site with the small library, which is that of this process."""
    place = tmp_path / "site"
    shutil.copytree(settings.MEDIA_ROOT, place / "media")
    shutil.copy(WHOLE, place / "db.sqlite3")
    (place / "secret-key").write_text(settings.SECRET_KEY)
    settings.DATA_DIR, settings.MEDIA_ROOT = place, place / "media"
    with django_db_blocker.unblock():
        kept, connection.connection = connection.connection, None
        monkeypatch.setitem(connection.settings_dict, "NAME", str(place / "db.sqlite3"))
        yield place
        connection.close()
        connection.connection = kept


@pytest.fixture
def file(folder, tmp_path):
    """A backup of that site."""
    call_command("backup", str(tmp_path / "site.backup"))
    return tmp_path / "site.backup"
