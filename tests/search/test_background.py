"""The index made anew beside the readers, in a thread with a connection of its own."""

import pytest
from django.db import transaction

from publishing.life import loading
from publishing.life.models import Page
from publishing.life.models.version import content_changed
from search import results
from search.keeping import Keeper, keeper

pytestmark = pytest.mark.both_databases


@pytest.fixture
def site(transactional_db, small_library):
    """A library that other connections see, too."""
    if not Page.objects.exists():
        loading.load(small_library)
    keeper.forget()
    yield
    keeper.forget()


def found(words: str) -> list[str]:
    return [result.title for result in results.answer(words, "en").results]


def made_anew() -> None:
    keeper.begin()
    keeper._making.join(60)
    assert not keeper._making.is_alive()


def test_a_process_that_begins_makes_its_index_before_anybody_asks(site, monkeypatch):
    made_anew()
    monkeypatch.setattr(Keeper, "_look", lambda self, version: pytest.fail("a reader had to wait for it"))
    assert found("sciatica")[0] == "Sciatica"


def test_what_is_published_while_it_is_made_is_found_afterwards(site):
    assert found("sciatica")[0] == "Sciatica"
    made_anew()
    Page.objects.filter(slug="sciatica").update(also_called=["Wobblitis"], rendered_with="another")
    with transaction.atomic():
        content_changed()
    assert found("wobblitis") == ["Sciatica"]
    made_anew()
    assert found("wobblitis") == ["Sciatica"]


def test_a_failure_is_tried_again_by_who_searches_next(site, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("search.keeping._made", lambda: 1 / 0)
        made_anew()
    assert found("sciatica")[0] == "Sciatica"
