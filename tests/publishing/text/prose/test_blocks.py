"""Blocks: care cards, do and don't lists, details; and what the parser would get wrong."""

from dataclasses import replace

import pytest

from publishing.text.prose import blocks
from tests.publishing.text.prose.samples import VALUES, shown, stored


def card(level: str, title: str) -> str:
    return f'<section class="care-card care-card--{level}">\n<h3 class="care-card__title">{title}</h3>'


def call(number: str, words: str) -> str:
    sign = '<svg class="sign" aria-hidden="true"><use href="#sign-call"/></svg>'
    return f'<a href="tel:{number}" data-hint="Tap to call">{sign}{words}</a>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "/// emergency\nYour legs go weak.\n///",
            f"{card('emergency', call('911', 'Call 911 now'))}\n<p>Your legs go weak.</p>\n</section>",
        ),
        (
            "/// emergency | Call {emergency_number} if your legs go weak\nx\n///",
            f"{card('emergency', call('911', 'Call 911 if your legs go weak'))}\n<p>x</p>\n</section>",
        ),
        (
            "/// call-today\n- a\n- b\n///",
            f"{card('call-today', call('5550100100', 'Call us today'))}\n"
            '<p class="care-card__call">(555) 010-0100, or else urgent care.</p>\n'
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</section>",
        ),
        ("/// ask\nx\n///", f"{card('ask', 'Ask at your next visit')}\n<p>x</p>\n</section>"),
        (
            "/// do\n- Walk.\n///",
            '<section class="advice advice--do">\n<h3 class="advice__title">Do</h3>\n'
            "<ul>\n<li>Walk.</li>\n</ul>\n</section>",
        ),
        (
            "/// dont\n- Rest.\n///",
            '<section class="advice advice--dont">\n<h3 class="advice__title">Do not</h3>\n'
            "<ul>\n<li>Rest.</li>\n</ul>\n</section>",
        ),
        (
            "/// details | More *about* it\nx\n\ny\n///",
            "<details>\n<summary>More <em>about</em> it</summary>\n<p>x</p>\n<p>y</p>\n</details>",
        ),
    ],
)
def test_a_block_becomes_html(source, expected):
    assert shown(source) == expected


def test_without_a_phone_of_the_clinic_a_card_says_which_number_to_use():
    values = replace(VALUES, tokens={**VALUES.tokens, "clinic_phone": "the number on your appointment letter"})
    html = shown("/// call-today\nx\n///", values)
    assert (
        "Call us today</span>" in html
        and '<p class="care-card__call">The number on your appointment letter, or else urgent care.' in html
        and "tel:" not in html
    )


def test_no_author_writes_the_link_of_a_card():
    assert "data-hint" not in shown("[Call](tel:{emergency_number})")


@pytest.mark.parametrize(
    ("above", "level"),
    [("", 2), ("## A\n\n", 3), ("## A\n\n### B\n\nc\n\n", 4), ("## A\n\n### B\n\n#### C\n\nd\n\n", 4)],
)
def test_the_title_of_a_card_stands_one_level_below_the_heading_above_it(above, level):
    assert f'<h{level} class="care-card__title">' in stored(f"{above}/// ask\nx\n///")


def test_in_a_shared_text_it_stands_below_the_sections_of_other_pages():
    assert '<h3 class="care-card__title">' in stored("/// ask\nx\n///", is_fragment=True)


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
        ("a\n\n/// snippet | ../../../etc/passwd\n///", 3, "the block 'snippet' needs the slug of a snippet"),
        ("/// snippet | Warning\n///", 1, "the block 'snippet' needs the slug of a snippet"),
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
