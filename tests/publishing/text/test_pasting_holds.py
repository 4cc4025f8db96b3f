"""Whatever a clipboard holds, what comes of it is accepted as it is, and shows the same words."""

import re
import unicodedata
from html import escape, unescape

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.pasting import Shape, convert
from publishing.text.prose import checks, form, marks, syntax
from publishing.text.prose.renderer import Renderer

SIGNS = r"""\`*_{}[]()<>#+-.!|~=&;:@/"'?^%$,–—•·1a ² µ"""
PIECES = st.one_of(
    st.text(alphabet=SIGNS + "abx  \n", max_size=12),
    st.sampled_from(
        [
            *(
                "1. ",
                "2) ",
                "a) ",
                "iv) ",
                "- ",
                "– ",
                "• ",
                "* ",
                "# ",
                "## x",
                "> ",
                "| a |",
                "|---|---|",
                "***",
                "---",
            ),
            *(
                "/// do",
                "///",
                "{clinic_phone}",
                "{#top}",
                "[@nice]",
                "[x](y)",
                "![x](../images/x.jpg)",
                "[TOC]",
                "```",
            ),
            *(
                "<b>",
                "<!-- x -->",
                "&nbsp;",
                "&#123;",
                "https://a.org/x",
                "https://",
                "http://?",
                "a@b.org",
                "==x==",
                "~~x~~",
            ),
            *(
                ": ",
                "???",
                ":::",
                "!!!",
                "[ ] x",
                "[^1]",
                "[a]: b",
                "][",
                "[[a]]",
                "{: .x}",
                "2*3*4",
                "snake_case_word",
                "=",
                "\\",
            ),
            *(
                "B12",
                "Rückenschmerz",
                "आहार",
                "е́",
                "\u200d",
                "\u202e",
                "\ufffd",
                "\u00ad",
                "10 mg",
                "***a",
                "b***",
                "_a",
                "b_",
            ),
        ]
    ),
    st.text(max_size=6),
)
WORDS = st.lists(PIECES, max_size=4).map("".join)
LOOKS = (
    "b",
    "i",
    "span style='font-weight:700'",
    "span style='font-style:italic'",
    "a href='https://x.org/a_(b)?c=*d*'",
    "u",
)
LOOKS += ("b style='font-weight:normal'", "a href='#x'", "code")
BLOCKS = ("p", "div", "h1", "h2", "h4", "li", "ul", "ol", "td", "th", "tr", "table", "blockquote", "pre", "br", "hr")
BLOCKS += ("p style='mso-list:l0 level2 lfo1'", "p class=MsoTitle")


def whole(tag: str, inner: str) -> str:
    """An element with what is in it; now and then nobody ends it."""
    return f"<{tag}>{inner}</{tag.split()[0]}>"


SOUP = st.recursive(
    WORDS.map(escape),
    lambda inner: st.one_of(
        st.builds(whole, st.sampled_from(LOOKS + BLOCKS), inner),
        st.builds(lambda tag, words: f"<{tag}>{words}", st.sampled_from(LOOKS + BLOCKS), inner),
        st.lists(inner, max_size=4).map("".join),
        inner.map(lambda words: f"{words}</p></b>"),
    ),
    max_leaves=12,
)


def words_of(text: str) -> list[str]:
    """Words as a reader tells them apart: letters and digits, whatever stands between them."""
    text = unicodedata.normalize("NFKC", re.sub(f"{marks.RESERVED.pattern}", "", text))
    return re.findall(r"[^\W_]", text)


def shown(markdown: str) -> str:
    """What a page shows of a text, with every mark of the renderer taken out."""
    renderer = Renderer()
    html = "".join(f"<h2>{escape(part.title)}</h2>{part.html}" for part in renderer.sections(f"## T\n\n{markdown}"))
    assert renderer.faults == []
    return unescape(strip_tags(html.replace("<br>", " "))).replace("Table", "", 0).removeprefix("T")


def accepted(markdown: str, before: str = "## T\n\n") -> None:
    assert form.tidy(markdown) == markdown
    assert list(checks.body_faults(before + markdown, is_free=True)) == [] or not markdown


@given(SOUP)
def test_a_section_takes_it_as_it_is_and_shows_its_words(html):
    pasted = convert(html, Shape.SECTION)
    accepted(pasted.text)
    assert words_of(shown(pasted.text)) == words_of(typed(html))


@given(SOUP)
def test_a_whole_text_takes_it(html):
    accepted(convert(html, Shape.TEXT).text, "## Before it stands this\n\nWords.\n\n")


@pytest.mark.parametrize("shape", [Shape.LINE, Shape.LINES])
@given(html=SOUP)
def test_a_line_takes_it(shape, html):
    lines = convert(html, shape).text.split("\n")
    assert shape is Shape.LINES or len(lines) == 1
    assert [fault for line in lines for fault in syntax.inline_faults(line)] == []


def typed(html: str) -> str:
    """The words of the soup: between its tags. What stands in no cell of a table is shown by no browser either."""
    from publishing.text.pasting import reading

    found = reading.read(html, lambda address: "")
    lines = []
    for block in found.blocks:
        lines += [block] if isinstance(block, reading.Line) else [x for row in block.rows for cell in row for x in cell]
    return " ".join(line.text for line in lines)
