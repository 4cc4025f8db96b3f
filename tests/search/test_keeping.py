"""The index stays true: single pages at once, many in the background, and nothing for what no page is found by."""

import pytest

from publishing.life.models import ClinicProfile, Mention, Page
from publishing.life.models.version import content_changed
from publishing.text.naming import Naming
from search import entries, keeping, results
from search.keeping import Keeper, keeper
from tests.articles.editing import Staff, page_at

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.both_databases]


@pytest.fixture
def staff(author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def found(words: str) -> list[str]:
    return [result.title for result in results.answer(words, "en").results]


def called(staff, *names: str) -> None:
    """Publish a page with other names."""
    staff.published(page_at("conditions/sciatica"), also_called=list(names))


@pytest.fixture
def read_again(monkeypatch):
    """The ids of the pages that were read for the index since."""
    seen = []
    original = entries.entries

    def watched(ids=None):
        for bite in original(ids):
            seen.extend(entry.pk for entry in bite)
            yield bite

    monkeypatch.setattr(keeping, "entries", watched)
    return seen


def test_a_publication_is_found_at_once_and_reads_that_page_alone(staff, read_again):
    assert found("wobblitis") == []
    read_again.clear()
    called(staff, "Wobblitis")
    assert found("wobblitis") == ["Sciatica"]
    assert read_again == [page_at("conditions/sciatica").pk]


def test_what_a_page_was_called_before_is_forgotten(staff):
    assert found("pinched nerve")[0] == "Sciatica"
    before = results.answer("pinched nerve", "en").results[0]
    assert before.also == "Pinched nerve"
    called(staff, "Wobblitis")
    assert all(result.also != "Pinched nerve" for result in results.answer("pinched nerve", "en").results)
    kept = keeper.kept("en")
    assert "Pinched nerve" not in [name.text for name in kept.suggestions.for_letters("pinch", kept.spelling)]


def test_a_page_that_was_published_again_answers_once_and_with_what_it_says_now(staff):
    before = answered("leg pain")
    for word in ("gribbling", "wobbling", ""):
        page = page_at("conditions/sciatica")
        staff.published(page, summary=f"Pain that shoots down one leg, from the back to the foot. It can be {word}.")
        titles = found("leg pain")
        assert len(titles) == len(set(titles))
        assert found("gribbling") == (["Sciatica"] if word == "gribbling" else [])
        assert bool(results.answer("gribbling", "en").strange) == (word != "gribbling")
    assert {page for page, _score in answered("leg pain")} == {page for page, _score in before}


def answered(words: str) -> list[tuple[int, float]]:
    """The pages that answer, live or not, and how well."""
    kept = keeper.kept("en")
    return [(one.page, one.score) for one in results.ranked(results.asked(words, "en", kept), kept)]


def test_an_index_that_was_brought_up_page_by_page_answers_as_one_that_is_new(staff):
    new = answered("pain")
    keeping._put(keeper._kept, set(keeper._marks), keeper._marks)
    again = answered("pain")
    assert [page for page, _score in again] == [page for page, _score in new]
    assert [score for _page, score in again] == pytest.approx([score for _page, score in new], rel=0.05)


def test_a_changed_phone_number_reads_no_page(read_again):
    found("sciatica")
    read_again.clear()
    ClinicProfile.objects.create(phone="555-0199")
    content_changed()
    assert found("sciatica")[0] == "Sciatica"
    assert read_again == []


def test_a_shared_text_is_found_on_the_pages_that_put_it_in_and_no_others_are_read(staff, read_again):
    uses = Mention.objects.live().filter(what=Naming.SNIPPET, target__isnull=False)
    snippet = Page.objects.live().filter(kind="snippets", pk__in=uses.values("target")).first()
    using = set(uses.filter(target=snippet).values_list("revision__page", flat=True))
    assert found("gribbling") == []
    read_again.clear()
    staff.published(snippet, body=f"{snippet.body}\n\nYou feel a gribbling.")
    assert found("gribbling")
    assert set(read_again) == using


def test_a_page_is_found_by_the_hard_words_that_lead_to_it(staff):
    term = Page.objects.live().get(kind="glossary", slug="disc")
    assert "Sciatica" not in found("gribblecushion")
    staff.published(term, also_called=["gribblecushion"])
    assert "Sciatica" in found("gribblecushion")


def test_many_changes_are_left_to_the_background(monkeypatch):
    begun = []
    monkeypatch.setattr(Keeper, "begin", lambda self: begun.append(1))
    monkeypatch.setattr(keeping, "UPDATES", 1)
    found("sciatica")
    Page.objects.live().update(rendered_with="another renderer")
    content_changed()
    assert found("sciatica")[0] == "Sciatica"
    assert begun == [1]


def test_after_so_many_publications_everything_is_made_anew(staff, monkeypatch):
    begun = []
    monkeypatch.setattr(Keeper, "begin", lambda self: begun.append(1))
    monkeypatch.setattr(keeping, "UPDATES", 2)
    found("sciatica")
    for number in range(3):
        called(staff, "Pinched nerve", f"Wobble {number}")
        assert found(f"wobble {number}")[0] == "Sciatica"
    assert begun == [1]


def test_a_large_library_is_indexed_in_the_background(monkeypatch):
    begun = []
    monkeypatch.setattr(Keeper, "begin", lambda self: begun.append(1))
    monkeypatch.setattr(keeping, "AT_ONCE", 0)
    keeper.forget()
    answer = results.answer("sciatica", "en")
    assert not answer.is_ready
    assert begun == [1]


def test_who_searches_before_the_first_index_stands_is_told_to_try_again(client, monkeypatch):
    monkeypatch.setattr(Keeper, "begin", lambda self: None)
    monkeypatch.setattr(keeping, "AT_ONCE", 0)
    keeper.forget()
    answer = client.get("/search/", {"q": "sciatica"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "The search is starting." in answer.content.decode()


def test_another_thread_that_writes_holds_nobody_up(staff):
    found("sciatica")
    called(staff, "Wobblitis")
    with keeper._writing:
        assert found("pinched nerve")[0] == "Sciatica"  # as it was before
    assert found("wobblitis") == ["Sciatica"]


def test_what_cannot_be_put_in_stops_nobody_and_has_everything_made_anew(staff, monkeypatch):
    begun = []
    monkeypatch.setattr(Keeper, "begin", lambda self: begun.append(1))
    found("sciatica")
    called(staff, "Wobblitis")
    monkeypatch.setattr(keeping, "_put", _broken)
    assert found("sciatica")[0] == "Sciatica"
    assert begun == [1]


def _broken(*_arguments):
    raise ValueError("not to be read")


@pytest.mark.parametrize("stored", [[], [["risks"]], [{"place": "risks"}], [["a", "b", "c", "d", "e"]], [[1, 2, 3, 4]]])
def test_passages_of_another_release_are_passed_over(stored):
    Page.objects.filter(slug="sciatica").update(passages=stored)
    assert found("sciatica")[0] == "Sciatica"
    assert found("pinched nerve")[0] == "Sciatica"


def test_a_changed_text_of_many_pages_is_left_to_the_background(staff, monkeypatch):
    begun = []
    monkeypatch.setattr(Keeper, "begin", lambda self: begun.append(1))
    found("sciatica")
    monkeypatch.setattr(keeping, "UPDATES", 1)
    monkeypatch.setattr(keeping, "touched_by", lambda changed: set(range(10)))
    called(staff, "Wobblitis")
    assert found("sciatica")[0] == "Sciatica"
    assert begun == [1]
