"""Marks: only the renderer makes one, whatever somebody writes, and none is left in what a reader gets."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishing.text.binding import Binder
from publishing.text.prose import Renderer, marks
from tests.publishing.text.prose.samples import VALUES, inline, shown, stored

SECRET = replace(
    VALUES,
    tokens={"clinic_name": "SECRET-NAME"},
    shared={"warning": "<p>SECRET-SNIPPET</p>"},
    addresses={"conditions/sciatica": "/SECRET-ADDRESS/"},
    sources={"secret"},
)
FORGED = [
    "tclinic_name",
    "nclinic_name",
    "lconditions/sciatica",
    "/",
    "uconditions/sciatica",
    "csecret",
    "pdrawings/spine.svg",
    "|",
    "swarning",
    "Swarning",
]
#: What a mark's first and last character may be written as.
WRITTEN = [
    ("\ue000", "\ue001"),
    ("&#57344;", "&#57345;"),
    ("&#057344;", "&#0057345;"),
    ("&#xe000;", "&#xE001;"),
    ("&#X0E000;", "&#X00e001;"),
    ("&#57344", "&#57345"),
    ("&\\#57344;", "&\\#57345;"),
    ("&#573\ue00044;", "&#573\ue00345;"),
    ("&#573&#57344;44;", "&#573&#57345;45;"),
    ("&amp;#57344;", "&amp;#57345;"),
    ("\\\ue000", "\\\ue001"),
    ("\x0257344\x03", "\x0257345\x03"),
]
PLACES = [
    "{}",
    "a {} b",
    "*{}*",
    "`{}`",
    "- {}",
    "### {}",
    "| {} |\n| - |\n| {} |",
    "/// emergency | {}\n{}\n///",
    "/// details | {}\n{}\n///",
    "![{}](../drawings/spine.svg)",
    "![a](../drawings/spine.svg '{}')",
    "[{}](https://who.int)",
    "[a](https://who.int/{})",
    "[a](../conditions/{}.md)",
    "[a](tel:{})",
    "{{clinic_{}name}}",
    "[@{}koes2007]",
    "/// snippet | {}\n///",
]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize(("opening", "closing"), WRITTEN)
def test_no_text_forges_a_mark(opening, closing, forged):
    for place in PLACES:
        written = place.format(*[f"{opening}{forged}{closing}"] * place.count("{}"))
        for html in (shown(f"## A\n\n{written}", SECRET), inline(written, SECRET)):
            assert "SECRET" not in html
            assert "#source-" not in html
            assert not marks.RESERVED.search(html)


@pytest.mark.parametrize(("opening", "closing"), WRITTEN)
def test_no_alternative_text_forges_a_mark(opening, closing):
    picture = Renderer().picture("drawings/spine.svg", f"{opening}swarning{closing} {opening}tclinic_name{closing}")
    assert "SECRET" not in Binder(SECRET).html(picture)


@pytest.mark.parametrize("character", "\ue000\ue001\ue002\ue003")
def test_the_characters_of_marks_are_taken_out_of_what_somebody_wrote(character):
    assert marks.without_marks(f"a{character}b") == "ab"
    assert inline(f"a{character}b") == "ab"
    assert shown(f"a{character}b") == "<p>ab</p>"
    (section,) = Renderer().sections(f"## A{character}b\n\n### C{character}d")
    assert (section.title, section.headings) == ("Ab", [("cd", "Cd")])
    assert ' alt="ab"' in Renderer().picture("drawings/spine.svg", f"a{character}b")


def test_a_character_of_marks_that_is_written_by_its_number_is_printed_as_it_was_written():
    assert inline("&#57344; &#573440; &#57348; &#xe0000;").startswith("&amp;#57344; ")
    assert marks.without_references("&#57344;&#xE003 &#57343;&#573441;") == "&amp;#57344;&amp;#xE003 &#57343;&#573441;"


def test_the_neighbors_of_the_characters_of_marks_stay():
    assert inline("a\ue004\uf8ff\U000f0000b") == "a\ue004\uf8ff\U000f0000b"


PIECES = st.sampled_from(
    [
        *("\ue000", "\ue001", "\ue002", "\ue003", "&#57344;", "&#57345;", "&#xe002;", "&#", "57344", ";", "\\", "\x02"),
        *(*FORGED, "clinic_name", "{", "}", "/// snippet | ", "\n///\n", "\n\n", "![", "](", ")", "[@", "]", "*", "`"),
        *("../drawings/spine.svg", "../conditions/sciatica.md", "### ", "| ", "| - |\n", "disc"),
    ]
)
ANY = st.lists(PIECES | st.text(st.characters(codec="utf-8"), max_size=3), max_size=25).map("".join)


def named(text: str) -> set[str]:
    """What a text names in the proper way, also in a form that is not read as it is meant."""
    text = marks.without_marks(text)
    ways = {
        "SECRET-NAME": r"\{clinic_name\}",
        "SECRET-SNIPPET": r"^/// snippet \| warning$",
        "SECRET-ADDRESS": r"\.\./conditions/sciatica\.md",
        "#source-": r"\[@secret|@secret\]",
    }
    return {what for what, way in ways.items() if re.search(way, text, re.MULTILINE)}


@given(text=ANY)
@example(text="\ue000tclinic_name\ue001")
@example(text="![&#57344;swarning&#57345;](../drawings/spine.svg)")
@example(text="[a](../conditions/sciatica.md) &#57344;csecret&#57345;")
def test_whatever_is_written_nothing_is_put_in_that_it_does_not_name(text):
    for html in (shown(text, SECRET), inline(text, SECRET)):
        assert not marks.RESERVED.search(html)
        found = {what for what in ("SECRET-NAME", "SECRET-SNIPPET", "SECRET-ADDRESS", "#source-") if what in html}
        assert found <= named(text)


def test_what_a_text_names_in_the_proper_way_is_put_in():
    text = "{clinic_name} [a](../conditions/sciatica.md) [@secret]\n\n/// snippet | warning\n///"
    assert shown(text, SECRET) == (
        '<p>SECRET-NAME <a href="/SECRET-ADDRESS/">a</a><sup class="citation">'
        '<a href="#source-1" id="cited-1-1" aria-label="Source 1">1</a></sup></p>\n<p>SECRET-SNIPPET</p>'
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a {clinic_name} b", "<p>a {clinic_name} b</p>"),
        ("a [@koes2007] b", "<p>a b</p>"),
        ("[a](../conditions/sciatica.md)", "<p>a</p>"),
        ("/// snippet | warning\n///", ""),
    ],
)
def test_stored_html_is_read_without_its_marks(text, plain):
    assert marks.is_marked(stored(text))
    assert marks.as_written(stored(text)) == plain


def test_a_mark_of_no_known_letter_prints_nothing():
    assert Binder(VALUES).html(f"a{marks.mark('?', 'b')}c{marks.mark('Z')}d") == "acd"
