"""What looks like Markdown and would come out as text, or take words away, is refused with its line; no other is."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from publishing.text.prose import checks, form, marks, syntax
from tests.publishing.text.prose.samples import stored


def refused(body: str) -> list[tuple[int, str]]:
    """Line and first words of what is wrong with a fragment, once it is in its one form."""
    return [
        (line, " ".join(fault.split()[:5])) for line, fault in checks.body_faults(form.tidy(body), is_fragment=True)
    ]


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("a\n\n<!-- TODO ask -->", 3, "a comment would be printed;"),
        ("More <!-- note --> text", 1, "a comment would be printed;"),
        ("a\n\nline<br>break", 3, "HTML has no meaning here,"),
        ("<details><summary>More</summary>x</details>", 1, "HTML has no meaning here,"),
        ("</b>", 1, "HTML has no meaning here,"),
        ("a&nbsp;b", 1, "&nbsp; would be printed; write"),
        ("5 &#181;g", 1, "&#181; would be printed; write"),
        ("<https://x.org>", 1, "<https://x.org> is no link here;"),
        ("<me@x.org>", 1, "<me@x.org> is no link here;"),
        ("See https://x.org/a.", 1, "an address in running text"),
        ("[leaf]: https://x.org 'Leaf'", 1, "a link is written where"),
        ("[our leaflet][leaf]", 1, "a link is written as"),
        ("[[Sciatica]]", 1, "a link is written as"),
        ("[words] (https://x.org)", 1, "between the words of a"),
        ("[](https://x.org)", 1, "a link without words, which"),
        ("[ ](../conditions/a.md)", 1, "a link without words, which"),
        ("![What it shows]", 1, "a picture without an address;"),
        ("Text.[^1]", 1, "there are no footnotes; cite"),
        ("Text. [@one, @two]", 1, "a source is cited as"),
        ("~~never~~ now", 1, "there is no struck-out text;"),
        ("==marked==", 1, "there is no marked text;"),
        ("A part {.red}", 1, "attributes in braces have no"),
        ("a ` b", 1, "a '`' that has no"),
        ("```\na\n```", 1, "there is no block of"),
        ("– one\n– two", 1, "a line that starts with"),
        ("a) one\nb) two", 2, "a list is numbered '1.',"),
        ("iv) four", 1, "a list is numbered '1.',"),
        ("Term\n: meaning", 2, "there is no list of"),
        ("!!! note", 1, "a block is written as"),
        ("Title\n====", 2, "a line under words makes"),
        ("Title\n----", 2, "a line under words makes"),
        ("In all it took\n12. Then", 2, "a line that starts like"),
        ("- [ ] one", 1, "a list has no boxes"),
        ("- a\n\n-\n\n- b", 3, "an item of a list"),
        ("- a\n    2. b", 2, "a numbered list inside an"),
        ("a\n\n    b", 3, "indented text that belongs to"),
        ("> - a", 1, "a quotation holds sentences only,"),
        ("a\\", 1, "a line break ('\\' at"),
        ("| a | b |\n| 1 | 2 |", 1, "a table has a header,"),
        ("| a | b |\n|---|\n| 1 | 2 |", 2, "the line of dashes has"),
        ("| a | b |\n|---|---|", 1, "a table without a row"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 3, "a row of 3 cells"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\nText", 4, "a blank line is missing"),
        ("Stop **now", 1, "a '**' that opens or"),
        ("Warfarin* or heparin*", 1, "a '*' that opens or"),
        ("a*b", 1, "a '*' that opens or"),
        ("| *a | b* |\n|---|---|\n| 1 | 2 |", 1, "a '*' that opens or"),
        ("_word", 1, "a '_' that opens or"),
        ("/// do\nRest.\n///", 2, "the block 'do' holds one"),
        ("/// dont\n- a\n\nRest.\n///", 4, "the block 'dont' holds one"),
    ],
)
def test_what_would_be_printed_raw_or_lost_is_refused_with_its_line(body, line, words):
    assert (line, words) in refused(body)


@pytest.mark.parametrize(
    "body",
    [
        "1. a\n2. b\n    - c\n\n        d",
        "| a | b |\n|---|---|\n| 1 | |\n| `x|y` | 2\\|3 |",
        "**a** and *b*, ***c***, **a *b* c**, _d_ and snake_case; 5 * 3, 2*3",
        "*a\nb* c",
        r"\*a \[b\] \`c\` \_d \# 5\. 2\*3",
        "Less than <5 mg, a<b & c, R&D, [sic], (see [1]), 50/50, a | b, #1, 3.5, 5 > 4",
        "[words](https://x.org/a_b_c*d) and [https://x.org](https://x.org) and [mail](mailto:a@x.org)",
        "[a](#x) [@one; @two]",
        "a\\\nb",
        "***\n\na\n\n---\n\nb",
        "/// do\n- a\n    - b\n- c\n///\n\n/// ask\nText.\n///",
        "> One.\n> Two.",
        "Call {clinic_phone} (555) 010-0199. E.g. now, i.e. today.",
    ],
)
def test_what_is_read_as_it_is_meant_is_not_refused(body):
    assert refused(body) == []


@pytest.mark.parametrize("text", ["**a**", "a [b](c)", "a [@b]", "<i>a</i>", "`a`", "a&nbsp;b", "<!-- a -->", "[a][b]"])
def test_a_text_without_markdown_has_none(text):
    assert syntax.plain_faults(text)


@pytest.mark.parametrize("text", ["L4/L5 * left", "a < b", "R&D", "[In German] a", "snake_case", "5*3"])
def test_a_text_without_markdown_may_have_any_sign(text):
    assert syntax.plain_faults(text) == []


def test_one_line_of_prose_is_no_list():
    assert syntax.inline_faults("- a") == ["one line of prose is no list; take the mark at its start away"]
    assert syntax.inline_faults("Stop. **Now**, says [the page](../a/b.md). [@one]") == []


COMMONMARK = MarkdownIt("commonmark", {"html": False}).enable("table")
STRUCTURE = {"ul", "ol", "li", "em", "strong", "br", "table", "tr", "th", "td", "h3", "a", "hr", "code"}


class _Shape(HTMLParser):
    """Reads HTML as what a reader sees of it: lists, items, cells and emphasis, with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in STRUCTURE:
            self.parts.append(f"<{tag} {dict(attrs).get('start', '')}>")

    def handle_endtag(self, tag):
        if tag in STRUCTURE and tag not in {"br", "hr"}:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        self.parts.append(re.sub(r"\s+", " ", data).strip())


def shape(html: str) -> str:
    reader = _Shape()
    reader.feed(html)
    return re.sub(r"\s+", " ", " ".join(reader.parts)).replace("</ul> <ul >", "").strip()


LINES = st.sampled_from(
    [
        *(
            "- item",
            "* star",
            "1. one",
            "2) two",
            "3. three",
            "  - in two",
            "   - in three",
            "    - in four",
            "10. ten",
        ),
        *("      - in six", "    1. one in", "   2. two in", "text", "text two  ", "  spaced", "    four", "", "", ""),
        *("**bold** x", "*em* y", "a*b", "x * y", "| a | b |", "|---|---|", "| 1 | 2 |", "| 1 | 2 | 3 |", "a | b"),
        *("---", "***", "- ", "end\\", "2*3", "`code`", "[w](https://x.org)", "_u_ v", "• bull", "  ◦ inner", "\ttab"),
    ]
)


@settings(max_examples=600)
@given(lines=st.lists(LINES, min_size=1, max_size=7))
def test_what_passes_is_what_everybody_elses_markdown_makes_of_it(lines):
    body = form.tidy("\n".join(lines))
    if not refused(body):
        assert shape(marks.as_written(stored(body))) == shape(COMMONMARK.render(body))
