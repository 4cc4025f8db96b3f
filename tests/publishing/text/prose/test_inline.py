"""One line of prose: emphasis, links, citations, tokens, and no block."""

import re

import pytest

from publishing.text import canonical
from publishing.text.prose import renderer
from tests.publishing.text.prose.samples import inline


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Plain *words* and **more**", "Plain <em>words</em> and <strong>more</strong>"),
        ("A_name_with_lines", "A_name_with_lines"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("x < y & z > w", "x &lt; y &amp; z &gt; w"),
        (r"\*a\*", "*a*"),
        ("two\nlines", "two lines"),
        ("1. Rest", "1. Rest"),
        ("- Rest", "- Rest"),
        ("> Rest", "&gt; Rest"),
        ("## Rest", "## Rest"),
        ("---", "---"),
        ("/// emergency", "/// emergency"),
        ("    code", "code"),
        ("| a | b |", "| a | b |"),
        ("", ""),
        ("<p>a</p>", "&lt;p&gt;a&lt;/p&gt;"),
    ],
)
def test_a_line_of_prose_is_inline_html(source, expected):
    assert inline(source) == expected


def test_a_line_of_words_alone_is_what_the_parser_makes_of_it(starter_library, monkeypatch):
    lines = {
        line
        for manuscript in starter_library.manuscripts.values()
        for prose in (canonical.strings(manuscript.data), manuscript.body.split("\n"))
        for line in prose
        if renderer._PLAIN.fullmatch(line)
    }
    assert len(lines) > 1000
    at_once = {line: renderer.Renderer().inline(line) for line in lines}
    monkeypatch.setattr(renderer, "_PLAIN", re.compile(r"(?!)"))
    parser = renderer.Renderer()
    assert {line: parser.inline(line) for line in lines} == at_once


@pytest.mark.parametrize(
    "line", [" a", "a ", "a\n", "a  b", "a_b", "a*b", "a&b", "[a", "a\\", "{a}", "a\u00a0b", "https://a.example/b"]
)
def test_what_may_be_more_than_words_is_left_to_the_parser(line, monkeypatch):
    found = renderer.Renderer().inline(line)
    monkeypatch.setattr(renderer, "_PLAIN", re.compile(r"(?!)"))
    assert renderer.Renderer().inline(line) == found
