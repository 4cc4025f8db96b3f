"""Hard words: explained once, at their first use, and not inside what is read in a hurry."""

import dataclasses

import pytest

from publishing.text.prose import Renderer, Term
from tests.publishing.text.prose.samples import REFERENCES, TERMS, render

KNOWN = dataclasses.replace(REFERENCES, terms=TERMS)


def gloss(word: str, slug: str = "disc", definition: str = "A cushion between two bones.") -> str:
    return (
        f'<button class="gloss" popovertarget="gloss-{slug}" type="button">{word}</button>'
        f'<span class="gloss__definition" id="gloss-{slug}" popover="auto">{definition}</span>'
    )


def mri(word: str = "MRI") -> str:
    return gloss(word, "mri", "A scan with magnets.")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A disc, a disc.", f"<p>A {gloss('disc')}, a disc.</p>"),
        ("Discs", f"<p>{gloss('Discs')}</p>"),
        ("An intervertebral disc", f"<p>An {gloss('intervertebral disc')}</p>"),
        ("A disc and an MRI here", f"<p>A {gloss('disc')} and an {mri()} here</p>"),
        ("disc *disc* disc", f"<p>{gloss('disc')} <em>disc</em> disc</p>"),
        ("a *disc* disc", f"<p>a <em>{gloss('disc')}</em> disc</p>"),
        ("a *b* disc and MRI", f"<p>a <em>b</em> {gloss('disc')} and {mri()}</p>"),
        ("xdisc disc-like discuss", "<p>xdisc disc-like discuss</p>"),
        ("[disc](#x)", '<p><a href="#x">disc</a></p>'),
        ("`disc`", "<p><code>disc</code></p>"),
        ("### disc", '<h3 id="disc">disc</h3>'),
        ("- a disc\n- a disc", f"<ul>\n<li>a {gloss('disc')}</li>\n<li>a disc</li>\n</ul>"),
    ],
)
def test_the_first_use_of_a_hard_word_is_explained(source, expected):
    assert render(source, KNOWN) == expected


@pytest.mark.parametrize("source", ["/// emergency | disc\na disc\n///", "![a](../drawings/spine.svg 'disc')"])
def test_no_word_is_explained_in_a_care_card_or_a_caption(source):
    assert "gloss" not in render(source, KNOWN)


def test_a_summary_and_a_table_header_leave_the_word_to_what_follows():
    assert f"<summary>disc</summary>\n<p>{gloss('disc')}</p>" in render("/// details | disc\ndisc\n///", KNOWN)
    assert f"<td>{gloss('disc')}</td>" in render("| disc |\n| --- |\n| disc |", KNOWN)


def test_a_word_is_explained_once_over_all_texts_of_a_page():
    renderer = Renderer(KNOWN)
    assert renderer.inline("a disc") == f"a {gloss('disc')}"
    assert [section.html for section in renderer.sections("## A\n\nb disc")] == ["<p>b disc</p>"]


def test_a_text_that_other_pages_show_explains_nothing():
    assert render("a disc", KNOWN, own_page=False) == "<p>a disc</p>"


def test_names_with_marks_of_a_pattern_are_found_as_they_are():
    known = dataclasses.replace(REFERENCES, terms=(Term("c", ("C.T. (scan)",), "x"), Term("d", ("a+b",), "y")))
    assert render("CXTX (scan) aab", known) == "<p>CXTX (scan) aab</p>"
    assert gloss("a+b", "d", "y") in render("an a+b c", known)


def test_two_thousand_hard_words_in_one_paragraph_are_all_explained():
    known = dataclasses.replace(REFERENCES, terms=tuple(Term(f"t{n}", (f"word{n}",), "x") for n in range(2000)))
    assert render(" ".join(f"word{n}" for n in range(2000)), known).count("<button") == 2000
