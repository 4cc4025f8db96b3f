"""Snippets: texts that are put into other texts, without end where they name each other."""

from dataclasses import replace

import pytest

from publishing.text.prose import blocks
from tests.publishing.text.prose.samples import VALUES, shown, stored
from tests.publishing.text.prose.test_blocks import call, card

CARD = f"{card('emergency', call('911', 'Call 911 now'))}\n<p>Call now.</p>\n</section>"
DETAILS = f"<details>\n<summary>b</summary>\n<p>c</p>\n<p>Before.</p>\n{CARD}\n<p>After.</p>\n<p>d</p>\n</details>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/// snippet | warning\n///", CARD),
        ("a\n\n/// snippet | warning\n///\n\nb", f"<p>a</p>\n{CARD}\n<p>b</p>"),
        ("/// snippet | outer\n///", f"<p>Before.</p>\n{CARD}\n<p>After.</p>"),
        ("/// snippet | circle\n///", "<p>Round.</p>\n"),
        ("a\n\n/// snippet | none\n///", "<p>a</p>\n"),
        ("/// snippet | ../secret\n///", "<p>/// snippet | ../secret\n///</p>"),
        ("/// details | b\nc\n\n/// snippet | outer\n///\n\nd\n///", DETAILS),
    ],
)
def test_a_snippet_is_put_in_when_the_page_is_bound(source, expected):
    assert shown(source) == expected


def test_the_stored_html_of_a_page_has_no_word_of_its_snippets():
    assert "Call now" not in stored("a\n\n/// snippet | warning\n///")
    values = replace(VALUES, shared={"warning": "<p>Changed.</p>"})
    assert shown("a\n\n/// snippet | warning\n///", values) == "<p>a</p>\n<p>Changed.</p>"


@pytest.mark.parametrize(
    "source",
    [
        "a\n/// snippet | warning\n///\nb",
        "![a\n/// snippet | warning\n///\nb](../drawings/spine.svg)",
        "[a\n/// snippet | warning\n///\nb](../conditions/sciatica.md)",
        "*a\n/// snippet | warning\n///\nb*",
        "- a\n/// snippet | warning\n///",
        "| a |\n| - |\n/// snippet | warning\n///",
    ],
)
def test_a_snippet_that_does_not_stand_alone_is_left_out(source):
    assert "Call now" not in shown(source)


def test_a_text_names_its_own_snippets_only():
    assert blocks.used_snippets("a\n\n/// snippet | outer\n///\n\n/// snippet | x\n\n///") == ["outer", "x"]
