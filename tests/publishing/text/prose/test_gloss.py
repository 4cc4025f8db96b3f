"""Hard words: explained once, at their first use, and not inside what is read in a hurry."""

import pytest
from django.utils.html import strip_tags

from publishing.public.structured_data import words_of
from publishing.text.binding import Word
from tests.publishing.text.prose.samples import KNOWN, explaining, page_of, shown


def gloss(word: str, slug: str = "disc", definition: str = "A cushion between two bones.", title: str = "disc") -> str:
    meaning = f'data-word="{title}" data-meaning="{definition}"'
    return f'<a class="gloss" href="/glossary/#{slug}" {meaning}>{word}</a>'


def mri(word: str = "MRI") -> str:
    return gloss(word, "mri", "A scan with magnets.", "MRI")


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
        ("pre-disc disc- _disc disc", f"<p>pre-disc disc- _disc {gloss('disc')}</p>"),
        ("intervertebral discs, a disc", f"<p>{gloss('intervertebral discs')}, a disc</p>"),
        ("disc, intervertebral disc, disc", f"<p>{gloss('disc')}, intervertebral disc, disc</p>"),
        ("intervertebral disk, disc", f"<p>intervertebral disk, {gloss('disc')}</p>"),
        ("Two MRIs, discs.", f"<p>Two {mri('MRIs')}, {gloss('discs')}.</p>"),
        ("[disc](#x)", '<p><a href="#x">disc</a></p>'),
        ("`disc`", "<p><code>disc</code></p>"),
        ("### disc", '<h3 id="disc">disc</h3>'),
        ("- a disc\n- a disc", f"<ul>\n<li>a {gloss('disc')}</li>\n<li>a disc</li>\n</ul>"),
    ],
)
def test_the_first_use_of_a_hard_word_is_explained(source, expected):
    assert shown(source, KNOWN) == expected


@pytest.mark.parametrize("source", ["/// emergency | disc\na disc\n///", "![a](../drawings/spine.svg 'disc')"])
def test_no_word_is_explained_in_a_care_card_or_a_caption(source):
    assert "gloss" not in shown(source, KNOWN)


def test_a_summary_and_a_table_header_leave_the_word_to_what_follows():
    assert f"<summary>disc</summary>\n<p>{gloss('disc')}</p>" in shown("/// details | disc\ndisc\n///", KNOWN)
    assert f"<td>{gloss('disc')}</td>" in shown("| disc |\n| --- |\n| disc |", KNOWN)


def test_a_word_is_explained_once_over_all_texts_of_a_page():
    assert page_of(["a disc", "b disc, MRI"], KNOWN) == [f"a {gloss('disc')}", f"b disc, {mri()}"]


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("amp", "a & b &amp; amp", f"<p>a &amp; b &amp; {gloss('amp', 'x', 'y', 'amp')}</p>"),
        ("lt", "a < b", "<p>a &lt; b</p>"),
        ("39", "it's &#39; 39", f"<p>it's ' {gloss('39', 'x', 'y', '39')}</p>"),
        ("r&d", "an R&D b", f"<p>an {gloss('R&amp;D', 'x', 'y', 'r&amp;d')} b</p>"),
        ("x-ray", "X-rays x-rayed", f"<p>{gloss('X-rays', 'x', 'y', 'x-ray')} x-rayed</p>"),
        ("reflex", "reflexes reflex", f"<p>{gloss('reflexes', 'x', 'y', 'reflex')} reflex</p>"),
        ("Ödem", "ein ödem", f"<p>ein {gloss('ödem', 'x', 'y', 'Ödem')}</p>"),
    ],
)
def test_words_are_looked_for_in_text_and_not_in_its_html(name, source, expected):
    assert shown(source, explaining(Word("x", (name,), "y"))) == expected


def test_the_longest_spelling_of_several_words_is_explained_and_the_shorter_is_left_for_its_own_use():
    known = explaining(Word("root", ("nerve root",), "r"), Word("nerve", ("nerve",), "n"))
    assert shown("a nerve root, a nerve", known) == (
        f"<p>a {gloss('nerve root', 'root', 'r', 'nerve root')}, a {gloss('nerve', 'nerve', 'n', 'nerve')}</p>"
    )
    assert page_of(["a nerve root", "nerve roots"], known)[1] == "nerve roots"


@pytest.mark.parametrize("turned", [False, True])
def test_a_word_within_a_longer_spelling_is_no_use_of_it_also_where_that_was_explained_before(turned):
    words = [Word("nerve", ("nerve",), "n"), Word("root", ("root",), "r"), Word("both", ("nerve root",), "b")]
    known = explaining(*(reversed(words) if turned else words))
    first, second, third = page_of(["a nerve root", "nerve roots", "root, nerve"], known)
    assert first == f"a {gloss('nerve root', 'both', 'b', 'nerve root')}"
    assert second == "nerve roots"
    assert third == f"{gloss('root', 'root', 'r', 'root')}, {gloss('nerve', 'nerve', 'n', 'nerve')}"


def test_names_with_marks_of_a_pattern_are_found_as_they_are():
    known = explaining(Word("c", ("C.T. (scan)",), "x"), Word("d", ("a+b",), "y"))
    assert shown("CXTX (scan) aab", known) == "<p>CXTX (scan) aab</p>"
    assert gloss("a+b", "d", "y", "a+b") in shown("an a+b c", known)


def test_two_thousand_hard_words_in_one_paragraph_are_all_explained():
    known = explaining(*(Word(f"t{n}", (f"word{n}",), "x") for n in range(2000)))
    assert shown(" ".join(f"word{n}" for n in range(2000)), known).count('class="gloss"') == 2000


def test_whoever_reads_the_words_alone_reads_the_sentence_as_it_was_written():
    assert strip_tags(shown("It is a disc, or an MRI here.", KNOWN)) == "It is a disc, or an MRI here."


def test_a_machine_reads_the_sentence_without_the_meanings():
    assert words_of(shown("It is a disc, or an MRI here.", KNOWN)) == "It is a disc, or an MRI here."
