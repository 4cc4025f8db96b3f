"""A hard word is found where a reader sees it, with a plain one of the same form."""

import pytest

from publishing.desk.words.plain_words import PLAIN, hard_words
from publishing.text.prose import readability


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We administer it.", [("administer", "give", 3)]),
        ("Utilize it, and utilize it again.", [("Utilize", "Use", 0)]),
        ("Done prior to the visit.", [("prior to", "before", 5)]),
        ("An [adverse event](../conditions/utilize.md) [@utilize2020]", [("adverse event", "side effect", 4)]),
        ("/// details | Utilize\n\nWords.\n\n///", []),
        ("## Utilize\n\nWords.", []),
        ("Pre-utilize and utilize-it are other words.", []),
    ],
)
def test_a_hard_word_is_found_once_with_its_place(text, found):
    assert list(hard_words(text)) == found


def test_a_plain_word_is_plainer():
    """Not longer by much, and no hard word itself."""
    for hard, plain in PLAIN.items():
        assert not list(hard_words(plain)), plain
        assert (
            readability.measure(f"It is {plain}.", "en").grade <= readability.measure(f"It is {hard}.", "en").grade + 5
        )


def test_the_table_is_large_enough_to_be_of_use():
    assert len(PLAIN) > 150
