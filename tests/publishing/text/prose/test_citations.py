"""Citations: numbers in the order of first use, over all texts of a page."""

import re

import pytest

from publishing.text.prose import Renderer
from tests.publishing.text.prose.samples import REFERENCES, faults, render


def link(number: int, use: int = 1) -> str:
    return f'<a aria-label="Source {number}" href="#source-{number}" id="cited-{number}-{use}">{number}</a>'


def sup(*links: str) -> str:
    return f'<sup class="citation">{"".join(links)}</sup>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A [@koes2007]", f"<p>A{sup(link(1))}</p>"),
        ("A [@koes2007; @nice-ng59]", f"<p>A{sup(link(1), link(2))}</p>"),
        ("A [@koes2007;@who.2023]", f"<p>A{sup(link(1), link(2))}</p>"),
        ("A [@nice-ng59] b [@koes2007; @nice-ng59]", f"<p>A{sup(link(1))} b{sup(link(2), link(1, 2))}</p>"),
        ("A\n[@koes2007] b", f"<p>A{sup(link(1))} b</p>"),
        ("*A* [@koes2007]", f"<p><em>A</em>{sup(link(1))}</p>"),
        ("- [@koes2007] a", f"<ul>\n<li>{sup(link(1))} a</li>\n</ul>"),
        ("> [@koes2007] a", f"<blockquote>\n<p>{sup(link(1))} a</p>\n</blockquote>"),
        ("A\n\n[@koes2007] b", f"<p>A</p>\n<p>{sup(link(1))} b</p>"),
        ("`[@koes2007]`", "<p><code>[@koes2007]</code></p>"),
        (r"A \[@koes2007]", "<p>A [@koes2007]</p>"),
        ("A [@Koes2007]", "<p>A [@Koes2007]</p>"),
        ("A [see @koes2007]", "<p>A [see @koes2007]</p>"),
        ("A [@koes2007](https://who.int)", f"<p>A{sup(link(1))}(https://who.int)</p>"),
        ('A [@x"onmouseover="alert(1)]', '<p>A [@x"onmouseover="alert(1)]</p>'),
    ],
)
def test_a_citation_becomes_a_number(source, expected):
    assert render(source) == expected


def test_numbers_run_on_over_all_texts_of_a_page():
    renderer = Renderer(REFERENCES)
    assert renderer.inline("A [@nice-ng59]") == f"A{sup(link(1))}"
    beside = renderer.cite(["koes2007", "nice-ng59"])
    assert re.findall(r'href="([^"]+)" id="([^"]+)"', beside) == [
        ("#source-2", "cited-2-1"),
        ("#source-1", "cited-1-2"),
    ]
    assert [section.html for section in renderer.sections("## A\n\nb [@koes2007]")] == [f"<p>b{sup(link(2, 2))}</p>"]
    assert renderer.citations.uses == {"nice-ng59": 2, "koes2007": 2}


def test_an_unknown_citation_is_left_out_and_a_fault():
    assert render("A [@none] b [@none; @koes2007]") == f"<p>A b{sup(link(1))}</p>"
    assert faults("A [@none]") == ["unknown citation: @none"]


def test_a_text_that_other_pages_show_has_no_numbers():
    assert render("A [@koes2007]", own_page=False) == "<p>A</p>"
