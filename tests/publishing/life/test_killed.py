"""A load that is killed at any moment: what it had finished stands, nothing by half, and the next completes it."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.articles.manuscripts import article
from tests.conftest import EMPTY
from tests.publishing import samples

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "sqlite" not in settings.DATABASES["default"]["ENGINE"],
        reason="this kills writers of a SQLite file; PostgreSQL's own server outlives its clients",
    ),
]
KILLS = 3
TABLES = ["publishing_page", "publishing_revision", "publishing_event", "publishing_source", "glossary_term"]
LINKS = ["procedures_indication", "publishing_citation", "publishing_mention", "publishing_storedpicture"]


def manage(data: Path, *arguments) -> subprocess.Popen:
    """Start a command on a data folder of its own."""
    environment = {"DATA_DIR": str(data), "SECRET_KEY": settings.SECRET_KEY, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen) -> None:
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints


def rows(data: Path) -> dict[str, int]:
    """How many rows there are; the file must be whole, and every reference in it must lead somewhere."""
    with closing(sqlite3.connect(data / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        query = "SELECT COUNT(*) FROM publishing_page WHERE status = 'live'"
        counts = {name: database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in TABLES + LINKS}
        return counts | {"live": database.execute(query).fetchone()[0]}


@pytest.fixture
def migrated(tmp_path, django_db_setup):
    """A data folder with an empty database, as a new installation has it: a copy of the suite's tables."""
    data = tmp_path / "migrated"
    data.mkdir()
    shutil.copy(EMPTY, data / "db.sqlite3")
    return data


@pytest.fixture
def content(tmp_path):
    """A library that takes long enough to load that a kill can meet every part of it, however large content/ is."""
    folder = samples.small(tmp_path / "content")
    for number in range(40):
        folder.write(f"articles/page-{number}.md", article(f"Page {number}"))
    return folder.root


def test_a_load_that_is_killed_leaves_whole_pages_and_the_next_goes_on(migrated, content, tmp_path):
    assert connection.vendor == "sqlite"
    before, moments = rows(migrated), random.Random(20261121)
    assert set(before.values()) == {0}
    whole = Path(shutil.copytree(migrated, tmp_path / "whole"))
    started = time.monotonic()
    finished(manage(whole, "load_content", "--content", content))
    lasts, complete = time.monotonic() - started, rows(whole)
    assert complete["publishing_page"] > 40
    data = Path(shutil.copytree(migrated, tmp_path / "killed"))
    reached = before
    for _ in range(KILLS):
        process = manage(data, "load_content", "--content", content)
        time.sleep(lasts * moments.uniform(0.2, 0.9))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = rows(data)
        assert found["live"] == found["publishing_revision"] == found["publishing_event"] / 2
        assert all(reached[name] <= found[name] <= complete[name] for name in complete)
        reached = found
    finished(manage(data, "load_content", "--content", content))
    assert rows(data) == complete
    pictures = {path.name: path.read_bytes() for path in (whole / "media").rglob("*.*")}
    assert {path.name: path.read_bytes() for path in (data / "media").rglob("*.*")} == pictures
