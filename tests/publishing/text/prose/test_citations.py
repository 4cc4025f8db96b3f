"""Citations: the number that a source has on its page, with a place for each use."""

import pytest

from publishing.text.binding import Binder
from publishing.text.prose import Renderer
from tests.publishing.text.prose.samples import VALUES, faults, shown


def sup(*cited: tuple[int, int] | int) -> str:
    """The mark of a citation. cited: the number of each source, with which use of it on the page this is."""
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in cited]
    numbers = ", ".join(str(number) for number, _use in pairs)
    others = "".join(f'<span id="cited-{number}-{use}"></span>' for number, use in pairs[1:])
    number, use = pairs[0]
    label = f"Source{'s' if others else ''} {numbers}"
    link = f'<a href="#source-{number}" id="cited-{number}-{use}" aria-label="{label}">{numbers}</a>'
    return f'<sup class="citation">{link}{others}</sup>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A [@koes2007]", f"<p>A{sup(1)}</p>"),
        ("A [@koes2007; @nice-ng59]", f"<p>A{sup(1, 2)}</p>"),
        ("A [@koes2007;@who.2023]", f"<p>A{sup(1, 3)}</p>"),
        ("A [@nice-ng59] b [@koes2007; @nice-ng59]", f"<p>A{sup(2)} b{sup(1, (2, 2))}</p>"),
        ("A\n[@koes2007] b", f"<p>A{sup(1)} b</p>"),
        ("*A* [@koes2007]", f"<p><em>A</em>{sup(1)}</p>"),
        ("- [@koes2007] a", f"<ul>\n<li>{sup(1)} a</li>\n</ul>"),
        ("> [@koes2007] a", f"<blockquote>\n<p>{sup(1)} a</p>\n</blockquote>"),
        ("A\n\n[@koes2007] b", f"<p>A</p>\n<p>{sup(1)} b</p>"),
        ("`[@koes2007]`", "<p><code>[@koes2007]</code></p>"),
        (r"A \[@koes2007]", "<p>A [@koes2007]</p>"),
        ("A [@Koes2007]", "<p>A [@Koes2007]</p>"),
        ("A [see @koes2007]", "<p>A [see @koes2007]</p>"),
        ("A [@koes2007](https://who.int)", f"<p>A{sup(1)}(https://who.int)</p>"),
        ('A [@x"onmouseover="alert(1)]', '<p>A [@x"onmouseover="alert(1)]</p>'),
    ],
)
def test_a_citation_becomes_a_number(source, expected):
    assert shown(source) == expected


def test_a_source_has_its_number_wherever_it_is_first_cited():
    renderer, binder = Renderer(), Binder(VALUES)
    (section,) = renderer.sections("## A\n\nb [@koes2007] c")
    assert binder.html(renderer.inline("A [@nice-ng59]")) == f"A{sup(2)}"
    assert binder.html(renderer.cite(["koes2007", "nice-ng59"])) == sup(1, (2, 2))
    assert binder.html(section.html) == f'<p><span class="message">b{sup((1, 2))} c</span></p>'
    assert binder.uses == {"nice-ng59": 2, "koes2007": 2}


def test_a_citation_in_emphasis_has_the_place_of_its_use():
    assert shown("a *b [@koes2007]* c [@nice-ng59] *d [@koes2007]*") == (
        f"<p>a <em>b{sup(1)}</em> c{sup(2)} <em>d{sup((1, 2))}</em></p>"
    )


def test_an_unknown_citation_is_left_out_and_no_fault_of_the_text():
    assert shown("A [@none] b [@none; @koes2007]") == f"<p>A b{sup(1)}</p>"
    assert faults("A [@none]") == []


def test_every_source_that_a_text_names_is_noted():
    renderer = Renderer()
    renderer.inline("A [@none; @koes2007] b [@none]")
    assert sorted(set(renderer.cited)) == ["koes2007", "none"]
