"""The reading grade: Flesch-Kincaid over the words that a reader sees."""

from functools import partial

import pytest

from publishing.text.prose import readability
from publishing.text.prose.readability import readable_words

measure, syllables = (partial(found, language="en") for found in (readability.measure, readability.syllables))


@pytest.mark.parametrize(
    ("word", "count"),
    [("pain", 1), ("nerve", 1), ("doctor", 2), ("medicine", 3), ("injection", 3), ("the", 1), ("table", 2), ("x", 1)],
)
def test_syllables_are_counted(word, count):
    assert syllables(word) == count


def test_the_grade_is_that_of_the_formula():
    found = measure("The nerve is sore. The doctor will look at it.")
    assert (found.words, found.sentences) == (10, 2)
    assert found.grade == max(0.0, round(0.39 * 5 + 11.8 * 11 / 10 - 15.59, 1))


def test_harder_words_and_longer_sentences_have_a_higher_grade():
    easy = measure("Walk a bit each day. Rest when it hurts.").grade
    hard = measure("Radiofrequency ablation interrupts nociceptive transmission from degenerated facet joints.").grade
    assert easy < 4 < 12 < hard


def test_an_empty_text_has_grade_0():
    assert measure("\n\n").grade == 0


def test_only_a_sentence_of_more_than_25_words_is_long():
    short, long = " ".join(["word"] * 25) + ".", " ".join(["word"] * 26) + "."
    assert measure(f"{short} {long}").long_sentences == [long]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See [the page](../conditions/sciatica.md) now. [@koes2007]", "See the page now."),
        ("![A leg](../drawings/leg.svg)", "A leg"),
        ("A *b* **c** `d`", "A b c d"),
        ("/// emergency | Call\nNow.\n///", "Now."),
        ("## Heading {#a}\n\nText.", "Text."),
        ("| a | b |\n| --- | --- |\n\nText.", "Text."),
    ],
)
def test_marks_links_and_citations_are_no_words(text, words):
    assert readable_words(text).split() == words.split()


def test_each_item_of_a_list_is_a_sentence():
    assert measure("- Walk\n- Rest\n1. Call").sentences == 3
