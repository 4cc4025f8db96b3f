"""Markdown in one form: what people write in several ways, and mean in one, comes out as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.prose import form
from tests.publishing.text.prose.samples import shown


@pytest.mark.parametrize(
    ("body", "tidied"),
    [
        pytest.param("\n\na  \nb\t\n\n\n\nc\n\n", "a\\\nb\n\nc", id="space at line ends, blank lines"),
        pytest.param("a\n \n \nb", "a\n\nb", id="a line of spaces is blank"),
        pytest.param("    a", "    a", id="what is indented and no item stays, to be refused"),
        pytest.param("", "", id="nothing"),
        pytest.param("Call if:\n- a\n- b", "Call if:\n\n- a\n- b", id="a list right under its sentence"),
        pytest.param("Do this:\n1. a\n2. b", "Do this:\n\n1. a\n2. b", id="a numbered list right under its sentence"),
        pytest.param("It was in\n2019. A year.", "It was in\n2019. A year.", id="a number in a sentence is none"),
        pytest.param("- a\n  - b\n  - c\n- d", "- a\n    - b\n    - c\n- d", id="sub-items indented by two"),
        pytest.param("1. a\n   - b\n2. c", "1. a\n    - b\n2. c", id="sub-items of a numbered list"),
        pytest.param("- a\n\n  b\n\nc", "- a\n\n    b\n\nc", id="a second paragraph of an item"),
        pytest.param("- a\n  b", "- a\n    b", id="an item that goes on in the next line"),
        pytest.param("- a\n1. b", "- a\n\n1. b", id="another list"),
        pytest.param("- a\n\n    - b\n- c", "- a\n\n    - b\n\n- c", id="back from a list inside an item"),
        pytest.param("• a\n◦  b\n▪c", "- a\n- b\n- c", id="bullets of other programs"),
        pytest.param("* a\n+ b", "- a\n- b", id="other marks of items"),
        pytest.param("1) a\n2) b", "1. a\n2. b", id="numbers with a bracket"),
        pytest.param("Monday  \nTuesday\\\nWednesday  ", "Monday\\\nTuesday\\\nWednesday", id="line breaks"),
        pytest.param("Take 2*3 and `2*3`.\n\n2*3*4", "Take 2*3 and `2*3`.\n\n2\\*3\\*4", id="times, but for code"),
        pytest.param("text\na | b\n-|-\n1 | 2", "text\n\n| a | b |\n| -|- |\n| 1 | 2 |", id="a table"),
        pytest.param("> a\n- b", "> a\n\n- b", id="a list behind a quotation"),
        pytest.param("- a\n***", "- a\n\n***", id="a rule behind a list"),
        pytest.param("/// do\n• a\n///", "/// do\n- a\n///", id="a list in a block"),
    ],
)
def test_what_is_meant_in_one_way_is_written_in_one(body, tidied):
    assert form.tidy(body) == tidied


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "Call 911 if you have:\n- numb groin\n- weak legs",
            "<p>Call 911 if you have:</p>\n<ul>\n<li>numb groin</li>\n<li>weak legs</li>\n</ul>",
        ),
        (
            "- Call us today if you have:\n  - fever\n  - chills\n- Rest",
            "<ul>\n<li>Call us today if you have:<ul>\n<li>fever</li>\n<li>chills</li>\n</ul>\n</li>\n"
            "<li>Rest</li>\n</ul>",
        ),
        (
            "Monday 8 to 5  \nTuesday 8 to 6\\\nWednesday closed",
            "<p>Monday 8 to 5<br>\nTuesday 8 to 6<br>\nWednesday closed</p>",
        ),
        ("Take 2*3*4 now", "<p>Take 2*3*4 now</p>"),
    ],
)
def test_a_reader_gets_what_was_meant(body, html):
    assert shown(form.tidy(body)) == html


def test_each_line_keeps_the_number_of_the_line_that_it_comes_from():
    assert form.tidied("\na:\n- b\n  - c\n\n\nd") == [
        (2, "a:"),
        (3, ""),
        (3, "- b"),
        (4, "    - c"),
        (5, ""),
        (7, "d"),
    ]


LINES = st.sampled_from(
    [
        *("- a", "* b", "1. c", "2) d", "10. e", "  - f", "   - g", "    - h", "      - i", "    1. j", "• k", "\tl"),
        *("m", "n  ", "  o", "    p", "", "> q", "/// do", "///", "### r", "***", "---", "- ", "s\\", "2*3", "`2*3`"),
        *("| a | b |", "|---|---|", "a | b", "---|---", "| 1 | 2 |"),
    ]
)


@given(lines=st.lists(LINES, max_size=12))
def test_the_one_form_of_the_one_form_is_itself(lines):
    tidied = form.tidy("\n".join(lines))
    assert form.tidy(tidied) == tidied
