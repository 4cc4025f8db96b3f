"""The cards of a comparison: what is one change, which stands first, and what a letter says of it."""

import pytest

from publishing.changes.comparison import Cards, cards_of, compare
from tests.publishing.changes.test_comparison import PROCEDURE, edited


def cards(*changes: tuple[str, str], **how) -> Cards:
    return cards_of(compare("procedures", PROCEDURE, edited(*changes)), **how)


def test_all_that_changed_of_a_row_of_evidence_is_one_card_with_what_decides():
    found = cards(
        ("verdict: It can calm the nerve", "verdict: It probably calms the nerve"),
        ("certainty: moderate\n  who: People with severe", "certainty: low\n  who: People with severe"),
        ("relief: Mostly weeks.", "relief: Mostly days."),
    )
    (card,) = found.cards
    assert card.is_record and card.is_grave
    shown = [row.place.part for row in card.rows]
    assert "What does it do?" in shown  # which did not change
    assert len([row for row in card.rows if row.kind != "same"]) == 3
    assert card.rest


def test_what_is_dangerous_stands_first_and_is_counted():
    found = cards(
        ("The steroid goes next to the nerve.", "The steroid is put next to the nerve."),
        ("About 24 more people", "About 42 more people"),
    )
    assert [card.is_grave for card in found.cards] == [True, False]
    assert found.cards[0].tags == ["a number changed"]
    assert found.grave == 1


def test_a_page_that_is_new_is_read_in_its_order():
    rows = compare("procedures", "", PROCEDURE)
    numbers = [card.number for card in cards_of(rows, in_order=True).cards]
    assert numbers == sorted(numbers)


def test_what_is_the_same_is_in_no_card():
    found = cards()
    assert not found.cards and found.same
    assert found.minutes == 1


def test_a_slip_of_spelling_is_called_one():
    found = cards(("The steroid goes next", "The steroid gose next"), is_slip=lambda before, after: True)
    assert [card.tags for card in found.cards] == [["spelling"]]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("About 24 more people", "About 42 more people", "About 24 → 42 more people"),
        ("goes next to the nerve.", "goes to the nerve.", "The steroid goes without “next” to the"),
        ("goes next to", "goes right next to", "The steroid goes right next to"),
    ],
)
def test_a_letter_says_what_changed_with_the_words_around_it(before, after, said):
    assert cards((before, after)).cards[0].said({}) == said
