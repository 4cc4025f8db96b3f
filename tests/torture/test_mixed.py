"""Some seconds of what `make torture` lets come for minutes: everybody is answered, and nothing is lost."""

import pytest

from tests.publishing.life.whole import ON_SQLITE
from tests.torture import mixed
from tests.torture.place import Site, library

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not ON_SQLITE, reason="brings its own database")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    return Site(folder / "site").set_up(library(folder / "content"))


@pytest.fixture(scope="module")
def served(site):
    with mixed.alone(site) as found:
        yield found


@pytest.mark.torture
def test_readers_searchers_and_editors_are_all_answered(site, served):
    door, supervisor = served
    found = mixed.load(site, door, [supervisor], minutes=0.25)
    assert (found.errors, found.unfair, found.lost) == (0, [], [])
    assert set(found.answers) == {"kept", "search", "desk"} and len(found.published) == 2
    assert sorted(one.name for one in found.held) == ["jobs", "server", "supervisor", "worker"]
    assert "| worker |" in mixed.table(found, {}, "Today:")


@pytest.mark.torture
@pytest.mark.parametrize("kind", mixed.KINDS)
def test_a_reader_is_answered_beside_two_hundred_who_send_slowly(served, kind):
    connected, longest = mixed.slow(served[0], kind, seconds=3)
    assert connected >= mixed.SLOW - 10 and longest < mixed.MOST


def test_a_process_that_still_grows_after_ten_minutes_is_told():
    held = [mixed.Held("worker", [100.0, 150.0, 160.0, 165.5]), mixed.Held("jobs", [80.0, 90.0, 91.0, 95.0])]
    found = mixed.Mixed(10, {}, {}, 0, [], [], [], held)
    assert found.grown == ["worker: 160.0 MB, then 165.5"]
    found.minutes = 9
    assert found.grown == []
