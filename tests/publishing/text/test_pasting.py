"""What is copied in Word, Google Docs or elsewhere becomes our Markdown, and what is left out is said."""

import time
from pathlib import Path

import pytest

from publishing.text.manuscripts import MAX_LENGTH
from publishing.text.pasting import Shape, TooMuch, convert
from publishing.text.prose import checks, form

CLIPBOARDS = Path(__file__).parent / "clipboards"


def clipboard(name: str, shape: Shape = Shape.SECTION):
    return convert((CLIPBOARDS / f"{name}.html").read_text(), shape)


def text_of(html: str, shape: Shape = Shape.SECTION) -> str:
    return convert(html, shape).text


@pytest.mark.parametrize("name", sorted(path.stem for path in CLIPBOARDS.glob("*.html")))
def test_what_every_program_gives_is_accepted_as_it_is(name):
    text = clipboard(name).text
    assert form.tidy(text) == text
    assert list(checks.body_faults(f"## Here\n\n{text}")) == []


def test_words_lists_are_lists_and_deleted_words_are_gone():
    pasted = clipboard("word")
    assert pasted.text == (
        "### Before your visit\n\nPlease read this the **day before**. Call us with questions.\n\n"
        "- Bring your list of medicines\n    - and herbs\n- Come with a driver\n\n1. Stop food after 6 a.m.\n\n"
        "| Medicine | What to do |\n| --- | --- |\n| Water pill | Skip that morning |\n\n"
        "[More from NIH](https://www.nih.gov/) & 5 < 6 \\*not bold\\*"
    )
    assert (pasted.program, pasted.words, pasted.headings, pasted.lists) == ("word", 45, 1, 2)
    assert (pasted.tables, pasted.links, pasted.left_out.struck) == (1, 1, ["midnight"])


def test_words_comments_footnotes_hidden_words_and_contents_are_left_out_with_their_words():
    pasted = clipboard("word-reviewed")
    assert pasted.text == (
        "**Your injection visit**\n\n### Getting ready\n\nDo not eat for **6 hours**. Drink water.\n\n"
        "The dose is 5 µg, which is ≤ 10. Room is 20 m², vitamin B₁₂, the 1st visit.\n\nthe plan and a trap\n\n"
        "4. Rest\n    1. with a cloth"
    )
    out = pasted.left_out
    assert out.comments == [("J. Doe", "Is it six?")]
    assert out.struck == ["Skip your pills."]
    assert out.hidden == ["Draft, not for patients"]
    assert out.notes == ["Only clear fluids."]
    assert out.contents == ["Getting ready... 2"]
    assert out.pictures == ["The needle at the spine"]
    assert out.links == ["file:///C:/plan.docx", "javascript:alert(1)"]


def test_lists_of_word_in_a_browser_are_put_together():
    assert (
        clipboard("word-online").text
        == "### After the visit\n\n- **Walk** every hour\n    - slowly\n\n1. Eat\n2. Sleep"
    )


def test_google_docs_says_bold_by_styles_and_leads_by_way_of_itself():
    pasted = clipboard("google-docs")
    assert pasted.program == "google-docs"
    assert pasted.text == (
        "### After the shot\n\n**Rest** today. *Walk* tomorrow.\n\n- Ice, 10 minutes\n    - with a cloth\n\n"
        "[agency](https://www.who.int/)"
    )
    assert not pasted.left_out.has_underlines  # a link has its line anyway


def test_a_table_keeps_its_columns_where_a_cell_spans_rows_and_its_bars():
    pasted = clipboard("google-docs-long")
    assert pasted.text == (
        "### Your plan\n\n#### Medicines\n\n| Medicine | When \\| how |\n| --- | --- |\n"
        "| Warfarin | Call us. 7 days before |\n|  | ask the heart clinic; bring the list |\n\n"
        "1. **Rest** at home\n2. Heat, for *ten* minutes"
    )
    assert (pasted.left_out.struck, pasted.left_out.pictures, pasted.left_out.has_underlines) == (["Ice"], [""], True)


def test_items_that_nobody_ended_and_lists_that_somebody_typed():
    assert clipboard("libreoffice").text == (
        "### Before the test\n\n**Stop** blood thinners only if we say so.\n\n1. Eat a small meal.\n"
        "2. Take a list along:\\\n    names and doses.\n    - pills\n\n- first thing\n- second thing\n- third thing"
    )


def test_cells_of_a_sheet_are_a_table():
    assert clipboard("excel").text == "| Day | Dose |\n| --- | --- |\n| 1 | 10 mg |\n| 2 | 20 mg |"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>A</h1><p>x</p><h2>B</h2><p>y</p>", "## A\n\nx\n\n### B\n\ny"),
        ("<h3>A</h3><p>x</p><h6>B</h6><p>y</p>", "## A\n\nx\n\n### B\n\ny"),
        ("<h2>A</h2><p>x</p><h1>B</h1><p>y</p>", "## A\n\nx\n\n## B\n\ny"),
        ("<h1>A</h1><h1>B</h1><p>y</p>", "**A**\n\n## B\n\ny"),
        ("<h1>A</h1><p>x</p><h1>A</h1><p>y</p>", "## A\n\nx\n\n**A**\n\ny"),
    ],
)
def test_headings_begin_at_the_level_that_a_whole_text_has(html, text):
    assert text_of(html, Shape.TEXT) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("2*3 = 6", "2\\*3 = 6"),
        ("# Not a heading", "\\# Not a heading"),
        ("1. Not a list", "1\\. Not a list"),
        ("- Not a list", "\\- Not a list"),
        ("[@nice] {clinic_phone}", "\\[@nice\\] \\{clinic\\_phone\\}"),
        ("/// do", "// / do"),
        ("a | b", "a \\| b"),
        ("snow &amp;amp; ice", "snow & amp; ice"),
        ("&lt;b&gt;", "<b\\>"),
        ("See https://www.nih.gov/a_b.", "See [https://www.nih.gov/a\\_b](https://www.nih.gov/a_b)."),
    ],
)
def test_what_was_typed_comes_out_as_text(typed, text):
    assert text_of(f"<p>{typed}</p>") == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("un<b>believ</b>able", "**unbelievable**"),
        ("<b>Note: </b>rest", "**Note:** rest"),
        ("<b>a</b> <i>b</i>", "**a** *b*"),
        ("<b>a <i>b</i></b>", "**a** **_b_**"),
        ("<a href='https://a.org'><b>a</b></a>!", "[**a**](https://a.org)!"),
        ("Go!<a href='https://a.org'>a</a>", "Go\\![a](https://a.org)"),
        ("<a href='mailto:a@b.org?subject=x'>mail</a>", "[mail](mailto:a@b.org)"),
        ("<a href='tel:(555) 555-0134'>call</a>", "[call](tel:5555550134)"),
        ("<a href='data:text/html,x'>a</a> <a href='#top'>b</a>", "a b"),
        ("<a href='https://a.org/a b(c)'>a</a>", "[a](https://a.org/a%20b%28c%29)"),
    ],
)
def test_marks_stand_where_they_are_read(html, text):
    assert text_of(f"<p>{html}</p>") == text


def test_a_line_has_no_blocks_and_a_list_of_lines_has_one_for_each_item():
    html = "<h1>Rest</h1><ul><li>a <b>b</b></li><li>1. c</li></ul>"
    assert text_of(html, Shape.LINE) == "Rest a **b** 1\\. c"
    assert text_of(html, Shape.LINES) == "Rest\na **b**\n1\\. c"


def test_a_page_of_this_site_is_linked_as_texts_link_it():
    found = convert(
        "<a href='https://clinic.example/conditions/sciatica/'>leg pain</a>",
        Shape.SECTION,
        lambda address: "../conditions/sciatica.md" if "sciatica" in address else "",
    )
    assert found.text == "[leg pain](../conditions/sciatica.md)"


HOSTILE = {
    "ten thousand elements in one another": "<div>" * 10_000 + "x",
    "two megabytes of one tag": "<b " + "x" * 1_999_990 + ">",
    "a million attributes": "<b " + "a=1 " * 450_000 + ">x</b>",
    "tags that never end": "<a " * 600_000,
    "comments that never end": "<!-- " * 390_000,
    "styles that never end": "<style>" * 280_000,
    "quotes that never end": "<a b='" * 300_000,
    "more tags than a text has": "<i>x</i>" * 100_000,
    "one long word": "x" * 1_900_000,
    "cells without end": "<table><tr>" + "<td colspan=99999>x" * 20_000,
    "rows over rows": "<table>" + "<tr><td rowspan=99999>x" * 20_000,
    "brackets": "[" * 200_000,
    "stars": "*a" * 100_000,
    "items in one another": "<ul><li>x" * 140,
    "links": "<a href='https://a.org/'>x</a> " * 25_000,
    "more than two megabytes": " " * 2_000_001,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_is_answered_within_bounds(name):
    began = time.process_time()
    try:
        text = text_of(HOSTILE[name])
    except TooMuch:
        text = ""
    assert time.process_time() - began < 4
    assert not checks.is_too_much(text)
    assert list(checks.body_faults(f"## Here\n\n{text}")) == [] or not text


@pytest.mark.parametrize("html", ["<p>%s</p>", "%s", "<table><tr><td>%s</td></tr></table>", "<ul><li>%s</ul>"])
@pytest.mark.parametrize("unit", ["{a", "[a](", "*a ", "a@a.", "word "])
def test_what_is_longer_than_a_page_may_be_is_not_read(html, unit):
    with pytest.raises(TooMuch):
        convert(html % (unit * (MAX_LENGTH // len(unit) + 1)), Shape.SECTION)
