"""Two machines on one PostgreSQL behind nginx: each shows what the other has, and nobody notices that one dies."""

import os
import random

import pytest

from tests import buckets, postgres
from tests.deploy.serving import NGINX
from tests.publishing.life.whole import ON_SQLITE
from tests.torture import acts, several
from tests.torture.place import Site, library

pytestmark = [
    pytest.mark.torture,
    pytest.mark.slow,
    pytest.mark.skipif(not ON_SQLITE, reason="brings its own databases"),
    pytest.mark.skipif(
        NGINX is None and not os.environ.get("CI"), reason="nginx is not installed; .ci/run installs it"
    ),
]
DICE = random.Random(20261127)


@pytest.fixture(scope="module")
def server():
    with postgres.server() as found:
        if found.stop is None:
            pytest.skip(found.reason or "the PostgreSQL that runs already is not stopped")
        yield found


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("several")
    return Site(folder / "first", acts.safe_database(server.url)).set_up(library(folder / "content"))


@pytest.fixture(scope="module")
def around(site, tmp_path_factory):
    with several.several(site, tmp_path_factory.mktemp("around") / "machines") as around:
        yield around


def well(found: acts.Found) -> bool:
    assert (found.lost, found.torn) == ([], [])
    return found.harmed > 0 and found.acknowledged > 0


def test_what_is_published_or_sent_on_one_is_on_the_other_within_a_second(around):
    assert well(several.shows(around))


def test_nobody_notices_that_one_dies_and_the_other_takes_over_the_jobs(around):
    assert well(several.machine_dies(around, 1, DICE))


def test_a_database_that_stops_takes_no_kept_page_away_and_the_rest_comes_back_by_itself(around, server):
    assert well(several.database_stops(around, server, 1, DICE))


def test_a_bucket_has_what_either_sends(site, around, tmp_path):
    with buckets.server() as bucket:
        site.own = bucket.environment()
        bucket.fill(site.data / "media")
        with several.several(site, tmp_path / "machines") as others:
            assert well(several.shows(others))
        assert [name for name in bucket.files() if name.startswith("images/")]
    site.own = {}
