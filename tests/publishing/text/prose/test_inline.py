"""One line of prose: emphasis, links, citations, tokens, and no block."""

import pytest

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
