"""Which page comes first: by what pages are called, in whatever order and in words that mean the same."""

import pytest

from publishing.text.passages import KEY_POINTS, Passage
from search import entries, questions, synonyms
from search.entries import Entry
from search.index import PageIndex
from search.ranking import Names, rank
from search.spelling import Spelling

WRIST = Entry(1, "conditions", "en", ("Carpal tunnel", "Pinched nerve in the wrist"), lead="A sore place.")
TUNNEL = Entry(2, "conditions", "en", ("Cubital tunnel",), lead="A nerve that is pinched, not at the wrist.")
BLOCK = Entry(3, "procedures", "en", ("Nerve block",), lead="It numbs a nerve.")


@pytest.fixture(scope="module")
def first():
    """The first page for a question, and whether the index has a stem."""
    index, names = PageIndex("en"), Names("en")
    for entry in (WRIST, TUNNEL, BLOCK):
        index.put([entry])
        names.put(entry)
    index.commit()
    spelling = Spelling(*index.vocabulary())
    known = synonyms.of_lines(["zapped > block"], "en")

    def asked(words: str) -> int:
        question = questions.read(words, "en", spelling, known)
        return rank(question, index, names, lambda page: 1.0)[0].page

    asked.has = index.has
    return asked


def test_a_name_is_near_in_any_order_and_with_other_words_around_it(first):
    assert first("wrist nerve pinched since spring") == 1
    assert first("cubital tunnel at the wrist") == 2


def test_a_name_is_near_by_words_that_mean_the_same(first):
    assert first("nerve zapped") == 3


def test_a_word_of_names_alone_is_one_that_the_site_has(first):
    assert first.has("cubit")
    assert not first.has("zap")


def test_what_to_call_for_is_nothing_that_a_page_is_about():
    points = Passage(KEY_POINTS, "", "Rest first.\nCall {emergency_number} for a weak leg.")
    row = (1, "conditions", "en", "Neck pain", [], "It hurts.", [list(points)])
    assert entries._entry(row, {}, ()).lead == "It hurts.\nRest first."
