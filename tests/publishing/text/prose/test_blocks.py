"""Blocks: care cards, do and don't lists, details; and what the parser would get wrong."""

import pytest

from publishing.text.prose import blocks
from tests.publishing.text.prose.samples import shown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "/// emergency\nYour legs go weak.\n///",
            '<aside class="care-card care-card--emergency">\n<p class="care-card__title">Call 911 now</p>\n'
            "<p>Your legs go weak.</p>\n</aside>",
        ),
        (
            "/// emergency | Call {emergency_number} if your legs go weak\nx\n///",
            '<aside class="care-card care-card--emergency">\n'
            '<p class="care-card__title">Call 911 if your legs go weak</p>\n<p>x</p>\n</aside>',
        ),
        (
            "/// call-today\n- a\n- b\n///",
            '<aside class="care-card care-card--call-today">\n<p class="care-card__title">Call us today</p>\n'
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</aside>",
        ),
        (
            "/// ask\nx\n///",
            '<aside class="care-card care-card--ask">\n<p class="care-card__title">Ask at your next visit</p>\n'
            "<p>x</p>\n</aside>",
        ),
        (
            "/// do\n- Walk.\n///",
            '<div class="advice advice--do">\n<p class="advice__title">Do</p>\n<ul>\n<li>Walk.</li>\n</ul>\n</div>',
        ),
        (
            "/// dont\n- Rest.\n///",
            '<div class="advice advice--dont">\n<p class="advice__title">Don\'t</p>\n'
            "<ul>\n<li>Rest.</li>\n</ul>\n</div>",
        ),
        (
            "/// details | More *about* it\nx\n\ny\n///",
            "<details>\n<summary>More <em>about</em> it</summary>\n<p>x</p>\n<p>y</p>\n</details>",
        ),
    ],
)
def test_a_block_becomes_html(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("a\n\n/// emergency\nb", 3, "the block 'emergency' is not closed by '///'"),
        ("a\n\n///", 3, "'///' closes a block that was not opened"),
        ("/// warning\na\n///", 1, "unknown block '/// warning'"),
        ("/// Emergency\na\n///", 1, "unknown block '/// Emergency'"),
        ("///emergency\na\n///", 1, "unknown block '///emergency'"),
        ("//// do\n- a\n////", 1, "unknown block '//// do'"),
        ("/// details\na\n///", 1, "the block 'details' needs the text of its summary"),
        ("/// snippet\n///", 1, "the block 'snippet' needs the slug of a snippet"),
        ("/// do | a\n- b\n///", 1, "the block 'do' takes nothing after '|'"),
        ("/// ask\n    attrs: {onclick: x}\n\na\n///", 2, "blocks have no options here"),
        ("/// snippet | a\nb\n///", 1, "a snippet block has nothing inside"),
        ("/// ask\n///", 1, "the block 'ask' is empty"),
        ("/// do\n- a\n\n/// ask\nb\n///\n\n///", 4, "a block inside the block of line 1"),
        ("a\n/// do\n- b\n///", 2, "a blank line is missing before the block"),
        ("/// do\n- b\n///\nc", 4, "a blank line is missing after the block"),
        ("a\n\n    /// do\n    - b\n    ///", 3, "a block must start at the beginning of the line"),
        ("- a /// do", 1, "'///' inside a line"),
        ("> /// do", 1, "'///' inside a line"),
    ],
)
def test_a_broken_block_is_a_fault_on_its_line(body, line, message):
    found = list(blocks.block_faults(body.split("\n")))
    assert any(number == line and text.startswith(message) for number, text in found), found


@pytest.mark.parametrize(
    "body",
    [
        "/// do\n- a\n///",
        "a\n\n/// details | b | c\nd\n///\n\ne",
        "/// ask\nb\n\n/// snippet | x\n///\n\nc\n///",
        "See https://who.int/a and file:///etc",
        "[a](https://who.int//b)",
    ],
)
def test_what_the_parser_understands_is_no_fault(body):
    assert list(blocks.block_faults(body.split("\n"))) == []


def test_more_blocks_than_may_be_parsed_are_a_fault_on_the_first_too_many():
    body = "/// do\n- a\n///\n\n" * (blocks.MAX_BLOCKS + 1)
    assert list(blocks.block_faults(body.split("\n"))) == [(4 * blocks.MAX_BLOCKS + 1, "201 blocks; at most 200")]
