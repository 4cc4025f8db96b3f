"""Denial of service: what would be slow is refused before it is parsed, and nothing ends in an error of recursion.

The bounds are guards, far above what is measured: quadratic behavior passes them many times over.
"""

import dataclasses
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial

import pytest

from publishing.text.binding import MAX_LAYERS, MAX_SHARED, Asked, Binder
from publishing.text.prose import Renderer, blocks, checks, links, readability, syntax
from tests.publishing.text.prose.harmless import harm
from tests.publishing.text.prose.samples import KNOWN, VALUES, inline, sharing, shown, stored

LENGTH = 100_000
BOUND = 8.0  # seconds, on a slow and busy machine


@contextmanager
def quickly(bound: float = BOUND):
    start = time.process_time()
    yield
    assert time.process_time() - start < bound


def seconds(work: Callable[[], object]) -> float:
    """The least time that some work takes of three times."""
    taken = []
    for _time in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def refused(body: str) -> list[str]:
    return [message for _, message in checks.body_faults(f"## A\n\n{body}")]


UNITS = [
    *(
        "[",
        "![",
        "*",
        "_",
        "`",
        "> ",
        ">",
        "- ",
        "1. ",
        "[[a](b)",
        "[a](",
        "[](",
        "](",
        "[@a; ",
        "(",
        "\\",
        "<",
        "&",
        "&#",
    ),
    *(
        "<![",
        "<!--",
        "{",
        "{a",
        "|",
        "| ",
        "#",
        "~",
        "\t",
        " ",
        "    ",
        "- + ",
        "/// do\n",
        "///\n",
        "a\n",
        "*a **b ",
        "```",
    ),
    *("a *b _c ", " [", "\x02", "///", "://", '"', "[a](<", "[a]('"),
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_hundred_thousand_characters_of_anything_are_checked_quickly(unit):
    with quickly(2.0):
        refused(unit * (LENGTH // len(unit)))


@pytest.mark.parametrize(
    "start", ["<a", "<a b", "<a b=", "&", "[^", "[a](", "![a", "==", "`", "**a", "| a |\n|---|\n|"]
)
@pytest.mark.parametrize(
    "unit", [" a=", " a", "a", " ", "=", '"', "[^", "[", "](", "`a", "``", "*", "_", "&", "<", "==a", "|", "\\"]
)
def test_a_start_that_never_ends_is_checked_quickly(start, unit):
    with quickly():
        refused(start + unit * (19_000 // len(unit)))
        syntax.inline_faults(start + unit * 600)
        syntax.plain_faults(start + unit * 2_000)


@pytest.mark.parametrize("unit", UNITS)
def test_whatever_the_checks_let_through_is_parsed_quickly(unit):
    paragraph = unit * (checks.MAX_PARAGRAPH // len(unit) - 1)
    if refused(paragraph):
        paragraph = unit * 100
    with quickly():
        assert harm(shown(paragraph)) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("a\n\n" * 33_000, id="paragraphs"),
        pytest.param("- a\n" * 24_000, id="items"),
        pytest.param("> a\n" * 24_000, id="quotes"),
        pytest.param("### Same\n\n" * 10_000, id="equal headings"),
        pytest.param("| a |\n| - |\n\n" * 7_000, id="tables"),
        pytest.param("*a* **b**\n\n" * 9_000, id="emphasis"),
        pytest.param("x" * LENGTH, id="one word"),
        pytest.param("### a" + " " * 18_000 + "b", id="spaces in a heading"),
        pytest.param("a" + " " * 18_000 + "[", id="spaces before a bracket"),
        pytest.param(("[" * checks.MAX_BRACKETS + "a" * 19_000 + "\n\n") * 2, id="as many brackets as may be"),
        pytest.param(("[a](" * checks.MAX_BRACKETS + "a" * 18_000 + "\n\n") * 2, id="as many open links as may be"),
        pytest.param(("[a](mailto:" + "@a" * 9_900 + "?)\n\n") * 5, id="addresses of mail with many signs"),
        pytest.param("/// do\n- a\n///\n\n" * 200, id="as many blocks as may be"),
    ],
)
def test_long_texts_are_checked_parsed_and_measured_quickly(body):
    with quickly():
        refused(body)
        shown(body)
    with quickly():
        readability.measure(body, "en")


@pytest.mark.parametrize(
    "body",
    [
        *("\n" * LENGTH, " " * LENGTH, "///\n\n" * 20_000, "[@" * 300 + "a" * LENGTH, "\t" * LENGTH),
    ],
)
def test_nothing_is_measured_slowly(body):
    with quickly():
        readability.measure(body, "en")


@pytest.mark.parametrize("unit", ["[", "![", "[@", "[a](", "[a](b(", "{#", "1. ", "*", "a'", ". ", "  ", "\"'"])
def test_twice_as_long_a_text_takes_no_four_times_as_long_to_measure(unit):
    once, twice = (seconds(partial(readability.measure, unit * n, "en")) for n in (10_000, 20_000))
    assert twice < 3 * once + 0.05


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[" * 301, "a paragraph with 301 opening brackets; at most 300"),
        ("![a]\n" * 301, "a paragraph with 301 opening brackets; at most 300"),
        ("x" * 20_001, "a paragraph of 20002 characters; at most 20000"),
        ("> " * 7 + "a", "lists and quotes nested more than 6 deep"),
        (">" * 7 + "a", "lists and quotes nested more than 6 deep"),
        (" " + "> " * 7 + "a", "lists and quotes nested more than 6 deep"),
        (">  " * 7 + "a", "lists and quotes nested more than 6 deep"),
        ("- " * 7 + "a", "lists and quotes nested more than 6 deep"),
        ("  " + "- + " * 4 + "a", "lists and quotes nested more than 6 deep"),
        ("   " + "1. " * 7 + "a", "lists and quotes nested more than 6 deep"),
        ("    " * 6 + "- a", "lists and quotes nested more than 6 deep"),
        ("\t" * 6 + "- a", "lists and quotes nested more than 6 deep"),
    ],
)
def test_what_would_be_slow_is_refused(body, message):
    assert message in refused(body)


@pytest.mark.parametrize(
    "body",
    [
        "[a](#x) " * 300,
        "> > > > > > a",
        "- a\n" + "".join("    " * depth + "- a\n" for depth in range(1, 6)),
        "* * *",
        "2. a\n3. b",
        "x" * 19_999,
        ("[a](#x) " * 300 + "\n\n") * 3,
    ],
)
def test_what_stays_within_the_limits_is_not_refused(body):
    assert refused(body) == []


@pytest.mark.parametrize(
    "text",
    [
        *(" " + "1. " * 900 + "x", " " + "- + " * 600 + "x", "  " + "> " * 900 + "x", "- 1. " * 600 + "x"),
        *(
            "*a **b " * 900 + "b** a* " * 900,
            "_a __b " * 900 + "b__ a_ " * 900,
            "*a _b **c __d " * 300 + "d__ c** b_ a* " * 300,
        ),
        *(
            "[" * 290 + "a" + "](#x)" * 290,
            "![" * 290 + "a" + "](../drawings/spine.svg)" * 290,
            "*" * 900 + "a" + "*" * 900,
        ),
    ],
)
def test_deep_nesting_is_never_an_error(text):
    with quickly():
        assert harm(shown(text)) == []
        assert harm(inline(text)) == []


def test_what_is_nested_too_deeply_for_the_parser_is_printed_as_text_and_a_fault():
    renderer = Renderer()
    text = "- + " * 1500 + "<b>"
    assert [section.html for section in renderer.sections(text)] == [f"<p>{text.replace('<b>', '&lt;b&gt;')}</p>"]
    assert renderer.faults == ["nested too deeply to be read"]


def test_a_text_after_one_that_was_too_deep_is_read_as_ever():
    renderer = Renderer()
    list(renderer.sections("- + " * 1500))
    (section,) = renderer.sections("*a* [@koes2007]")
    assert Binder(VALUES).html(section.html).startswith("<p><em>a</em><sup")


def test_emphasis_in_emphasis_is_no_error_where_hard_words_are_looked_for():
    text = "*a _b **c __d " * 300 + "disc " + "d__ c** b_ a* " * 300
    assert harm(inline(text, KNOWN)) == []


@pytest.mark.parametrize("width", [2, 10, 1000])
def test_snippets_that_multiply_are_bound_quickly_and_stay_within_their_limit(width):
    chain = {f"s{n}": f"/// snippet | s{n + 1}\n///\n\n" * width for n in range(60)} | {"s60": "x" * 1000}
    values = dataclasses.replace(VALUES, shared=sharing(chain))
    with quickly():
        html = shown("/// snippet | s0\n///", values)
    assert len(html) <= MAX_SHARED
    assert harm(html) == []


def test_snippets_in_snippets_without_end_are_no_error():
    chain = sharing({f"s{n}": f"a{n}\n\n/// snippet | s{n + 1}\n///" for n in range(2000)})
    html = shown("/// snippet | s0\n///", dataclasses.replace(VALUES, shared=chain))
    assert html.count("<p>") == MAX_LAYERS
    asked = Asked()
    asked.read(chain["s0"], chain)
    assert len(asked.shared) == 2000


@pytest.mark.parametrize(("rows", "columns"), [(500, 2500), (3, 13), (201, 1)])
def test_a_wide_or_long_table_is_too_much_to_be_parsed(rows, columns):
    table = "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b\n" * (rows - 2)
    assert checks.is_too_much(f"## A\n\n{table}")
    (fault,) = refused(table)
    assert fault == f"a table of {rows} rows and {columns} columns; at most 200 and 12"


def test_a_large_table_within_the_limits_is_parsed_quickly():
    body = "|a" * checks.MAX_COLUMNS + "|\n" + "|-" * checks.MAX_COLUMNS + "|\n" + "|b\n" * (checks.MAX_ROWS - 2)
    assert refused(body) == []
    with quickly():
        html = shown("\n\n".join([body] * 2))
    assert html.count("<td>") == 2 * checks.MAX_COLUMNS * (checks.MAX_ROWS - 2)


WIDE = "|".join("abcdefghijkl")
RULER = "|".join("-" * 12)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(
            f"{WIDE}\n{RULER}\n" + "a\n" * 199,
            "a table of 201 rows and 12 columns; at most 200 and 12",
            id="rows without a bar, which the parser pads",
        ),
        pytest.param(f"{WIDE}|m\n{RULER}|-\n", "a table of 2 rows and 13 columns; at most 200 and 12", id="no border"),
        pytest.param(
            f"> {WIDE}\n> {RULER}\n" + "> a\n" * 199,
            "a table of 201 rows and 12 columns; at most 200 and 12",
            id="in a quote",
        ),
        pytest.param(
            f"{WIDE}\n{RULER}\n{'a' * 9}\n\n" * 139,
            "more than 5000 cells in all tables, with this one",
            id="many tables",
        ),
    ],
)
def test_cells_are_counted_as_the_parser_makes_them(body, message):
    assert message in refused(body)
    assert checks.is_too_much(body)


def test_as_many_cells_as_may_be_are_few_for_a_reader():
    body = f"{WIDE}\n{RULER}\n|a\n\n" * 138
    assert refused(body) == []
    assert shown(body).count("<t") < 2 * checks.MAX_CELLS


def opened_by_the_parser(body: str) -> int:
    """How many blocks our own constructs make of a body."""
    return shown(body).count("advice__title")


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "///do\n\na\n\n",
            "/// do\n\na\n\n",
            "   /// do\n\na\n\n",
            "//// do\n\na\n\n////\n\n",
            "///  do\n\na\n\n///\n\n",
        ),
        *(
            "> ///do\n>\n> a\n\n",
            "- ///do\n\n    a\n\n",
            "1. /// do\n\n    a\n\n",
            "\x02///do\n\na\n\n",
            "\ue000///do\n\na\n\n",
        ),
    ],
)
def test_whatever_the_parser_opens_is_counted(unit):
    assert opened_by_the_parser(unit * 3) == 3
    assert not checks.is_too_much(unit * blocks.MAX_BLOCKS)
    assert checks.is_too_much(unit * (blocks.MAX_BLOCKS + 1))


def test_an_end_of_line_that_only_the_parser_knows_opens_nothing():
    assert opened_by_the_parser("a\r\r///do\r\ra\r\r") == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("/// do\n\n" + "a\n\n" * 501 + "///\n", id="one that is closed"),
        pytest.param("/// do\n\n" + "a\n\n" * 501, id="one that is never closed"),
        pytest.param("//// do\n\n///\n\n" + "a\n\n" * 501, id="one that another line would close"),
        pytest.param(("/// do\n\n" + "a\n\n" * 51 + "///\n\n") * 10, id="several together"),
    ],
)
def test_paragraphs_inside_blocks_have_a_limit(body):
    assert "inside blocks; at most 500" in " ".join(refused(body))
    assert checks.is_too_much(body)


def test_paragraphs_outside_of_blocks_have_none():
    body = "/// do\n\n- a\n\n///\n\n" * 200 + "a\n\n" * 1_300
    assert refused(body) == []
    assert not checks.is_too_much(body)


@pytest.mark.parametrize("unit", ["a\n\n", "a\n", "- a\n", "> a\n", "1. a\n\n", "#### h\n\n", "*a*\n\n", "a\\\n"])
def test_a_body_has_so_many_lines_whatever_they_are(unit):
    assert not checks.is_too_much(unit * checks.MAX_LINES)
    body = unit * (checks.MAX_LINES + 1)
    assert "a text of 2002 lines; at most 2000" in refused(body)  # with the heading above them
    assert checks.is_too_much(body)


def test_the_line_that_opens_a_block_has_a_limit():
    body = f"/// details | a{' ' * 300}b\n\nc\n\n///"
    assert refused(body) == ["a block that opens with 316 characters; at most 300"]
    assert checks.is_too_much(body)


@pytest.mark.parametrize("unit", ["a. ", "a ", ".", '."', ".)", "a.a ", "[@a]", " [@a; @b].", "*a.* ", "[a](#a). "])
def test_the_search_for_the_end_of_a_message_takes_no_longer_than_its_text(unit):
    once, twice = (seconds(partial(stored, f"## A\n\n{unit * (size // len(unit))}")) for size in (8_000, 16_000))
    assert twice < 3 * once + 0.1


@pytest.mark.parametrize("unit", ['<a href="/phone:', '<a href="/call:a">', '<a href="/page:a/b">', "<p>\ue000s"])
def test_what_looks_like_the_start_of_an_address_takes_no_longer_than_its_text(unit):
    once, twice = (seconds(partial(links.as_marks, unit * (size // len(unit)))) for size in (8_000, 16_000))
    assert twice < 5 * once + 0.1
