"""How a database comes to a release, whenever the process that brings it there is killed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from procedures.models import Indication
from publishing.life import jobs, release
from publishing.life.models import Page
from tests.publishing.life.whole import ON_SQLITE

#: Ends the process when it is about to note something of a migration, as a kill at that moment would.
KILLED = """
import os
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from publishing.life import release
record = MigrationRecorder.{note}
def note(self, app, name):
    if f"{{app}}.{{name}}" == {migration!r}:
        os._exit(9)
    record(self, app, name)
MigrationRecorder.{note} = note
{command}
"""
START = "release.bring()"
TYPED = "call_command('migrate', verbosity=0)"
#: Migrations of which Django leaves indexes or references for the end.
WITH_A_REST = ["axes.0001_initial", "otp_totp.0001_initial", "publishing.0026_doors"]


@pytest.fixture
def at(tmp_path, request):
    """What names a data folder and a new, empty database."""
    own = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    return own if ON_SQLITE else own | {"DATABASE_URL": request.getfixturevalue("second_database")}


def command(code: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "shell", "-v", "0", "--no-imports", "-c", code]


def run(at: dict[str, str], code: str) -> subprocess.CompletedProcess:
    return subprocess.run(command(code), env=at, capture_output=True, text=True, timeout=300, check=False)


def is_of_this_release(at: dict[str, str]) -> bool:
    """Bring it to this release, and see whether it is there."""
    done = run(at, "from publishing.life import release; release.bring(); print(release.of())")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout == "Release.THIS\n"


@pytest.mark.django_db
def test_code_of_an_older_release_does_not_start_on_a_newer_database():
    MigrationRecorder(connection).record_applied("axes", "9999_of_a_library")  # a library has rules of its own
    release.bring()
    assert release.of() is release.Release.THIS  # so its backups are taken, too
    MigrationRecorder(connection).record_applied("publishing", "9999_tomorrow")
    assert release.of() is release.Release.NEWER
    with pytest.raises(release.NewerDatabase, match="publishing 9999_tomorrow"):
        release.bring()


@pytest.mark.django_db
def test_what_has_migrations_of_a_newer_release_is_not_older_where_it_lacks_some_of_this_one():
    """To such a one nothing is to be applied."""
    MigrationRecorder(connection).record_applied("publishing", "9999_tomorrow")
    MigrationRecorder(connection).record_unapplied("publishing", "0026_doors")
    assert release.of() is release.Release.NEWER


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_start_that_is_killed_between_a_migration_and_its_note_starts_again(at):
    """The first one on an empty database, the others on one that is there, which stands where the one before died."""
    for migration, how in zip(WITH_A_REST, (START, TYPED, START), strict=True):
        done = run(at, KILLED.format(migration=migration, command=how, note="record_applied"))
        assert (done.returncode, done.stderr) == (9, "")
    assert is_of_this_release(at)


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_step_back_that_is_killed_before_its_note_is_taken_again(at):
    assert is_of_this_release(at)
    back = "call_command('migrate', 'publishing', '0025', verbosity=0)"
    killed = KILLED.format(migration="publishing.0026_doors", command=back, note="record_unapplied")
    assert run(at, killed).returncode == 9
    done = run(at, f"from django.core.management import call_command; {back}")
    assert (done.returncode, done.stderr) == (0, "")
    assert is_of_this_release(at)


def test_two_first_starts_at_once_make_one_database(tmp_path):
    code = "from publishing.life import release; release.bring(); print(release.of())"
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)}
    both = [
        subprocess.Popen(command(code), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
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
