"""Snippets: texts that are put into other texts, without end where they name each other."""

import pytest

from publishing.text.prose import blocks
from tests.publishing.text.prose.samples import SNIPPETS, render

CARD = (
    '<aside class="care-card care-card--emergency">\n'
    '<p class="care-card__title">Call 911 now</p>\n<p>Call now.</p>\n</aside>'
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/// snippet | warning\n///", CARD),
        ("a\n\n/// snippet | warning\n///\n\nb", f"<p>a</p>\n{CARD}\n<p>b</p>"),
        ("/// snippet | outer\n///", f"<p>Before.</p>\n{CARD}\n<p>After.</p>"),
        ("/// snippet | circle\n///", "<p>Round.</p>"),
        ("a\n\n/// snippet | none\n///", "<p>a</p>"),
        ("/// snippet | ../secret\n///", "<p>/// snippet | ../secret\n///</p>"),
    ],
)
def test_a_snippet_is_put_in(source, expected):
    assert render(source) == expected


def test_a_text_names_its_own_snippets_only():
    assert blocks.used_snippets("a\n\n/// snippet | outer\n///\n\n/// snippet | x\n\n///") == ["outer", "x"]


@pytest.mark.parametrize(
    ("snippets", "way"),
    [
        ({"a": "/// snippet | a\n///"}, ["a", "a"]),
        ({"a": "/// snippet | b\n///", "b": "/// snippet | a\n///"}, ["a", "b", "a"]),
        ({"a": "/// snippet | b\n///", "b": "/// snippet | b\n///"}, []),
        ({"a": "/// snippet | b\n///", "b": "x"}, []),
        ({"a": "/// snippet | none\n///"}, []),
    ],
)
def test_a_circle_is_the_way_back_to_itself(snippets, way):
    assert blocks.circle("a", snippets) == way


@pytest.mark.parametrize("width", [2, 10])
def test_snippets_that_multiply_stay_within_their_limit(width):
    chain = {f"s{n}": f"/// snippet | s{n + 1}\n///\n\n" * width for n in range(60)} | {"s60": "x" * 1000}
    expanded = blocks.expand_snippets("/// snippet | s0\n///", chain)
    assert len(expanded) < 2 * blocks.MAX_EXPANDED
    assert blocks.is_too_much(expanded)
    assert blocks.circle("other", chain) == []


def test_ordinary_snippets_are_not_too_much():
    assert not blocks.is_too_much(blocks.expand_snippets("/// snippet | outer\n///", SNIPPETS))
