"""What is found in a body before it is parsed, each with its line."""

import pytest

from publishing.text.prose import checks
from publishing.text.prose.checks import body_faults


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text first.\n\n## A\n\na", [(1, "the body must start with a level 2 heading")]),
        ("### A\n\na", [(1, "heading level 3 follows level 1: a level is skipped")]),
        ("# A\n\n## B\n\nb", [(1, "level 1 is the title of the page; start with level 2")]),
        ("## A\n\n#### B\n\nb", [(3, "heading level 4 follows level 2: a level is skipped")]),
        ("## A\n\n### B\n\n#### C\n\n##### D\n\nd", [(7, "headings go no deeper than level 4")]),
        ("## A\n\na\n\n##B", [(5, "a heading needs a space and a text after its marks")]),
        ("## A\n\na\n\n##", [(5, "a heading needs a space and a text after its marks")]),
        ("## A\ntext", [(1, "a heading needs a blank line before and after it")]),
        ("## A\n\ntext\n## B\n\nc", [(4, "a heading needs a blank line before and after it")]),
        ("## A\n\nx\n\n## A\n\na", [(5, "the id 'a' stands already in line 1")]),
        ("## A\n\n### B {#a}\n\nb", [(3, "the id 'a' stands already in line 1")]),
        ("## A\n\n/// ask\nx\n\n### B\n\ny\n///", [(6, "a heading inside a block")]),
        (
            "## A\n\n{clinic_fax} {clinic_name}",
            [(3, "unknown token {clinic_fax}; there are clinic_name, clinic_phone, emergency_number")],
        ),
        ("## A\n\n/// do\n- b", [(3, "the block 'do' is not closed by '///'")]),
        (
            "## A\n\n" + "|a" * 13 + "|\n" + "|-" * 13 + "|\n|b|",
            [(3, "a table of 3 rows and 13 columns; at most 200 and 12")],
        ),
        ("## A\n\nb\n\n|a|\n|-|\n" + "|a|\n" * 199, [(5, "a table of 201 rows and 1 columns; at most 200 and 12")]),
    ],
)
def test_a_fault_of_a_body_has_its_line(body, expected):
    assert list(body_faults(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        "## A\n\na",
        "## A\n\n### B\n\n#### C\n\nc\n\n### D\n\nd\n\n## E\n\ne",
        "## A {#x}\n\n### Same\n\na\n\n### Same\n\nb",
        "## A\n\n/// ask\nx\n///\n\n### B\n\nb",
        "## A\n\n{a b} {} {1}",
        "## A\n\n"
        + "|a" * checks.MAX_COLUMNS
        + "|\n"
        + "|-" * checks.MAX_COLUMNS
        + "|\n"
        + "|b|\n" * (checks.MAX_ROWS - 2),
        "## A\n\n" + ("|b|\n|-|\n" + "|b|\n" * (checks.MAX_ROWS - 2) + "\n") * 2,
    ],
)
def test_a_good_body_has_no_fault(body):
    assert list(body_faults(body)) == []


def test_a_fragment_has_no_headings_and_starts_as_it_likes():
    assert list(body_faults("Text.\n\n- a", is_fragment=True)) == []
    assert [line for line, _ in body_faults("Text.\n\n### A", is_fragment=True)] == [3]


def test_all_faults_of_a_body_are_found_at_once():
    body = "Text.\n\n### A\ntext {a}\n\n/// warn\nx\n///\n\n/// do"
    assert sorted({line for line, _ in body_faults(body)}) == [1, 3, 4, 6, 10]


def test_a_table_in_which_nobody_has_written_is_a_fault():
    begun = "## Risks\n\n| Heading 1 | Heading 2 |\n| --- | --- |\n|  |  |\n| Fever | Call us. |\n"
    found = list(checks.body_faults(begun, is_free=True))
    assert (3, "a table has only the headings that it began with") in found
    assert (5, "a row of a table is empty") in found
    written = begun.replace("Heading 1", "Sign").replace("|  |  |\n", "| Pain |  |\n")
    assert not [fault for fault in checks.body_faults(written, is_free=True) if "table" in fault[1]]
