"""Tables: inside a named region that scrolls, each header with its scope, no style from alignment."""

import pytest

from tests.publishing.text.prose.samples import shown

OPEN = '<div aria-label="Table 1" class="table-scroll" role="region" tabindex="0">\n<table>\n<thead>\n<tr>\n'


@pytest.mark.parametrize("rule", ["| --- | --- |", "| :-- | --: |", "|:-:|:-:|"])
def test_a_table_scrolls_in_a_named_region_and_its_headers_have_a_scope(rule):
    assert shown(f"| Test | Why |\n{rule}\n| MRI | *Nerve* |") == (
        f'{OPEN}<th scope="col">Test</th>\n<th scope="col">Why</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>MRI</td>\n<td><em>Nerve</em></td>\n</tr>\n</tbody>\n</table>\n</div>"
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (r"a \| b", "a | b"),
        ("`|`", "<code>|</code>"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("{: style=x}", "{: style=x}"),
    ],
)
def test_a_cell_holds_inline_text_only(cell, expected):
    assert f"<td>{expected}</td>" in shown(f"| a |\n| --- |\n| {cell} |")


def test_text_around_a_table_stays_outside_of_its_region():
    html = shown("a\n\n| b |\n| --- |\n| c |\n\nd")
    assert html.startswith(f"<p>a</p>\n{OPEN}")
    assert html.endswith("</table>\n</div>\n<p>d</p>")


def test_lines_with_bars_but_without_a_rule_are_text():
    assert shown("| a |\n| b |") == "<p>| a |\n| b |</p>"
