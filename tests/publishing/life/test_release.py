"""How a database comes to a release, whenever the process that brings it there is killed."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from procedures.models import Indication
from publishing.life import jobs
from publishing.life.models import Page

#: Ends the process when that many migrations are done and one more is not noted yet, as a kill at that moment would.
KILLED = """
import os
from django.db.migrations.recorder import MigrationRecorder
from publishing.life import release
noted, record = [], MigrationRecorder.record_applied
def note(self, app, name):
    noted.append(name)
    if len(noted) == {number}:
        os._exit(9)
    record(self, app, name)
MigrationRecorder.record_applied = note
release.bring()
"""


def run(data: Path, code: str) -> subprocess.CompletedProcess:
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(data)}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "shell", "-v", "0", "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def tables(data: Path) -> int:
    with closing(sqlite3.connect(data / "db.sqlite3")) as file:
        return file.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]


def test_a_first_start_that_is_killed_between_two_migrations_starts_again(tmp_path):
    for number in (1, 20, 30):
        assert run(tmp_path, KILLED.format(number=number)).returncode == 9
        assert tables(tmp_path) == 0
    again = run(tmp_path, "from publishing.life import release; release.bring(); print(release.of())")
    assert (again.returncode, again.stdout.strip()) == (0, "Release.THIS"), again.stderr


def test_two_first_starts_at_once_make_one_database(tmp_path):
    code = "from publishing.life import release; release.bring(); print(release.of())"
    command = [sys.executable, settings.BASE_DIR / "manage.py", "shell", "-v", "0", "-c", code]
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)}
    both = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=120) for process in both] == [("Release.THIS\n", "")] * 2
    assert [path.name for path in tmp_path.glob(".db.sqlite3.*")] == [".db.sqlite3.lock"]
    assert not (tmp_path / "glossary-before.yaml").exists()  # nothing to keep, and nothing said of it


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_database_from_before_stencils_comes_to_this_release_with_its_rows(loaded, client):
    """What a former release rendered is stale for this one, so each page is printed from its text until a job did."""
    before = {page.pk: client.get(page.get_absolute_url()).content for page in Page.objects.published()}
    Page.objects.update(rendered_with="a former release")
    Indication.objects.update(rendered_with="a former release")
    try:
        migrate(("publishing", "0024_the_words_of_the_desk"), ("procedures", "0004_links_have_further_lines"))
    finally:
        migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert set(map(str, Page.objects.values_list("stencil", flat=True))) == {"{}"}
    assert set(map(str, Indication.objects.values_list("short_html", flat=True))) == {"{}"}
    assert {page.pk: client.get(page.get_absolute_url()).content for page in Page.objects.published()} == before
    assert jobs.run("store_rendered").endswith(" 0 failed")
    assert {page.pk: client.get(page.get_absolute_url()).content for page in Page.objects.published()} == before
    assert all(page.stencil for page in Page.objects.live().filter(kind__in=("articles", "conditions", "procedures")))


def migrate(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate(list(targets))
