"""A short round of what `make torture` does for longer: nothing acknowledged is lost, and nothing is public by half."""

import os
import random
import shutil

import pytest

from tests import postgres
from tests.conftest import EMPTY
from tests.publishing.life.whole import ON_SQLITE
from tests.torture import acts, disks, silence
from tests.torture.place import Site, library

pytestmark = [
    pytest.mark.django_db,  # for the suite's tables, which a site begins with
    pytest.mark.slow,
    pytest.mark.skipif(not ON_SQLITE, reason="brings its own databases"),
]
DICE = random.Random(20261127)


@pytest.fixture(scope="module")
def made(tmp_path_factory, django_db_setup):
    """A site on SQLite, with the tables of the suite's."""
    folder = tmp_path_factory.mktemp("torture")
    (folder / "site").mkdir()
    shutil.copy(EMPTY, folder / "site" / "db.sqlite3")
    return Site(folder / "site").set_up(library(folder / "content"))


@pytest.fixture
def site(made, tmp_path):
    return made.copy(tmp_path / "site")


def well(found: acts.Found) -> bool:
    assert (found.lost, found.torn) == ([], [])
    return found.harmed > 0


@pytest.mark.parametrize("act", [acts.publish, acts.upload])
def test_what_was_acknowledged_before_a_kill_is_there(site, act):
    assert well(found := act(site, 1, DICE)) and found.acknowledged > 0


@pytest.mark.torture
def test_a_load_and_a_backup_and_a_restore_that_are_killed_are_repeated(site, tmp_path):
    assert well(acts.load(site, tmp_path / "larger", 1, DICE))
    (tmp_path / "backups").mkdir()
    assert well(acts.backup(site, tmp_path / "backups", 1, DICE))
    assert well(acts.restore(site, tmp_path, 1, DICE))


@pytest.mark.torture
def test_tables_come_to_this_release_after_a_kill(site):
    assert well(acts.migrate(site, 1, DICE))


@pytest.mark.torture
def test_a_site_whose_server_was_killed_is_whole(site):
    assert well(acts.serve(site, 1, DICE))


@pytest.mark.torture
@pytest.mark.parametrize("act", [disks.disk_is_full, disks.served_disk_is_full])
def test_a_site_whose_disk_gets_full_loses_nothing_and_goes_on(act, tmp_path):
    with disks.small_disk(tmp_path / "disk") as reason:
        if reason and os.environ.get("CI") and disks.may_mount():
            pytest.fail(reason)
        if reason:
            pytest.skip(reason)
        assert well(found := act(library(tmp_path / "content"), tmp_path / "disk", 1, DICE)) and found.acknowledged > 0


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory):
    """A site on PostgreSQL."""
    folder = tmp_path_factory.mktemp("torture")
    with postgres.server() as found:
        if not found.url:
            pytest.skip(found.reason)
        yield Site(folder / "site", acts.safe_database(found.url)).set_up(library(folder / "content"))


@pytest.mark.torture
def test_a_site_whose_database_dies_loses_nothing(on_postgresql):
    assert well(done := acts.database_dies(on_postgresql, 1, DICE)) and done.acknowledged > 0


@pytest.mark.torture
def test_a_database_that_goes_silent_keeps_nobody_waiting_and_takes_no_kept_page_away(on_postgresql):
    assert well(silence.database_is_silent(on_postgresql, 1, DICE))


def test_a_text_that_was_published_twice_is_told(site):
    again = "from publishing.life.models import Event; one = Event.objects.filter(verb='publish').first(); "
    site.done_by(again + "one.pk = None; one.save(force_insert=True)")
    (torn,) = site.look()[1]
    assert torn.endswith("published 2 times")


def test_a_site_is_late_where_half_of_the_times_are_above_the_limit():
    assert acts.Found("", back=[9.0, 1.9, 2.1]).is_late
    assert not acts.Found("", back=[9.0, 1.9, 1.9]).is_late and not acts.Found("").is_late
