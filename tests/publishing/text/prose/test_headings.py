"""Headings: sections at level 2, ids that stay, texts that are plain."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from publishing.text.binding import Binder
from publishing.text.prose import Renderer
from publishing.text.prose.headings import OF_THE_FRAME, is_of_the_frame, split
from tests.publishing.text.prose.samples import VALUES, shown, stored


def sections(body: str):
    return list(Renderer().sections(body))


def message(words: str) -> str:
    """A section of one sentence, which is its message."""
    return stored(words, is_fragment=True).replace("<p>", '<p><span class="message">').replace("</p>", "</span></p>")


@pytest.mark.parametrize(
    ("heading", "text", "identifier"),
    [
        ("How it feels {#symptoms}", "How it feels", "symptoms"),
        ("How it feels", "How it feels", "how-it-feels"),
        ("What *is* it?", "What *is* it?", "what-is-it"),
        ("Café & bar", "Café & bar", "cafe-bar"),
        ("疼痛", "疼痛", "section"),
        ("A {#b} c", "A {#b} c", "a-b-c"),
        ("A {#Upper}", "A {#Upper}", "a-upper"),
        ("A {#x onclick=y}", "A {#x onclick=y}", "a-x-onclicky"),
    ],
)
def test_a_heading_has_the_id_it_gives_or_one_made_from_its_text(heading, text, identifier):
    assert split(heading) == (text, identifier)


def test_a_body_is_split_at_its_level_2_headings():
    first, second = sections("## One {#a}\n\nx\n\n## Two\n\ny")
    assert (first.id, first.title, first.html) == ("a", "One", message("x"))
    assert (second.id, second.title, second.html) == ("two", "Two", message("y"))


def test_text_before_the_first_heading_is_a_section_without_an_id():
    first, second = sections("x\n\n## One\n\ny")
    assert (first.id, first.title, first.html) == ("", "", stored("x"))
    assert second.id == "one"


def test_a_title_is_plain_text_with_its_tokens_filled():
    (section,) = sections("## Call {clinic_name} <b>*now*</b> & wait\n\nx")
    assert Binder(VALUES).words(section.title) == "Call Hill Clinic <b>*now*</b> & wait"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("### Today", '<h3 id="today">Today</h3>'),
        ("#### Deeper", '<h4 id="deeper">Deeper</h4>'),
        ("### Today {#first-day}", '<h3 id="first-day">Today</h3>'),
        ("### A *new* day", '<h3 id="a-new-day">A <em>new</em> day</h3>'),
        ("### A *new* {#day}", '<h3 id="day">A <em>new</em></h3>'),
        ("### Call {clinic_name}", '<h3 id="call-clinic_name">Call Hill Clinic</h3>'),
        ("### A {: onclick=alert(1)}", '<h3 id="a-onclickalert1">A {: onclick=alert(1)}</h3>'),
        ("Not a\nheading\n===", "<p>Not a\nheading\n===</p>"),
        ("##### Five", "Five"),
    ],
)
def test_deeper_headings_become_html_with_an_id(source, expected):
    assert shown(source) == expected


def test_equal_headings_get_different_ids():
    html = shown("## A {#tests}\n\n### Tests\n\n### Tests\n\n## B\n\n### Tests")
    assert [f'id="tests-{number}"' in html for number in (2, 3, 4)] == [True, True, True]
    assert 'id="tests"' not in html, "the level 2 heading has it"


def test_the_contents_list_has_the_words_of_level_3_headings_and_not_their_html():
    (section,) = sections(
        "## A\n\n### Risks & *benefits*\n\n### x < y {#less}\n\n### Call {clinic_name} [@koes2007]\n\n#### Not these"
    )
    assert section.headings == [
        ("risks-benefits", "Risks & benefits"),
        ("less", "x < y"),
        ("call-clinic_name", "Call {clinic_name}"),
    ]


def test_ten_thousand_equal_headings_still_have_different_ids():
    found = sections("## A\n\n" + "### Same\n\n" * 10_000)[0].headings
    assert len({identifier for identifier, _ in found}) == 10_000
    assert all(one != other for one, other in pairwise(found))


# What stands around a text

FRAME = ["base.html", "components/signs.html", "components/contents.html", "components/sources.html"]
FRAME += ["components/contact.html", "components/read_more.html", "publishing/page.html"]


def of_templates() -> set[str]:
    """Every id that the frame of a page gives, but those that are filled in."""
    files = [Path(settings.BASE_DIR) / "templates" / name for name in FRAME]
    script = (Path(settings.BASE_DIR) / "static" / "scripts" / "sheets.js").read_text()
    sheets = re.findall(r"sheet\('([a-z-]+)'\)", script)
    made = {*sheets, *(f"{sheet}-title" for sheet in sheets), *re.findall(r"\.id = '([a-z-]+)'", script)}
    return {found for file in files for found in re.findall(r' id="([a-z-]+)"', file.read_text())} | made


def test_the_ids_of_the_frame_are_those_of_the_templates_and_the_script():
    assert of_templates() == OF_THE_FRAME


@pytest.mark.parametrize("name", [*sorted(OF_THE_FRAME), "source-1", "cited-12-3"])
def test_no_heading_has_the_id_of_what_stands_around_it(name):
    first, second = sections(f"## Words {{#{name}}}\n\nOne.\n\n### More {{#{name}}}\n\nTwo.\n\n## Rest\n\nThree.")
    ids = [first.id, *(identifier for identifier, _text in first.headings), second.id]
    assert len(set(ids)) == 3
    assert not any(map(is_of_the_frame, ids))
