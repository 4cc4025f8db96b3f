"""A term of the glossary: its four fields, and that it is a word on other pages and has no page of its own."""

import pytest
from django.contrib import admin

from glossary.models import Term
from publishing.desk.form.forms import ManuscriptForm
from publishing.text import kinds, manuscripts, preparing
from publishing.text.schema import Findings

DISC = "---\ntitle: disc\nalso_called:\n- disk\ndefinition: A cushion.\npage: conditions/sciatica\nsources:\n- a\n---\n"


def faults(text: str) -> list[tuple[int, str]]:
    findings = Findings("glossary.yaml")
    manuscripts.read(text, "glossary", findings, slug="disc")
    return [(fault.line, fault.message) for fault in findings.faults]


def test_a_term_with_all_its_fields_has_no_fault_and_is_written_as_it_was_read():
    ready = preparing.prepare(DISC, "glossary", language="en", slug="disc")
    assert ready.faults == []
    assert manuscripts.write(ready.manuscript) == DISC
    assert (ready.named("page"), ready.named("source")) == ({"conditions/sciatica"}, {"a"})


def test_a_term_needs_a_title_and_a_definition_only():
    assert faults("---\ntitle: disc\ndefinition: x\n---\n") == []
    assert faults("---\nalso_called:\n- x\n---\n") == [
        (2, "the key 'title' is missing"),
        (2, "the key 'definition' is missing"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("A cushion.", "x" * 401, 5, "'definition': 401 characters; expected 1 to 400"),
        ("title: disc", f"title: {'x' * 71}", 2, "'title': 71 characters; expected 1 to 70"),
        ("conditions/sciatica", "sciatica", 6, "'page': expected the name of a page"),
        ("- disk", "- disk\n- disk", 5, "'also_called': stands twice in the list"),
        (
            "- a\n",
            "- a\nauthors:\n- b\n",
            9,
            "unknown key 'authors'; there are title, also_called, ",
        ),
    ],
)
def test_a_fault_of_a_term_has_its_line(old, new, line, message):
    ((found, said),) = faults(DISC.replace(old, new))
    assert (found, said[: len(message)]) == (line, message)


def test_the_summary_of_a_term_is_what_it_means():
    term = Term()
    kinds.get("glossary").fill(term, {"title": "disc", "definition": "A cushion."})
    assert term.summary == "A cushion."


def test_terms_are_explained_on_other_pages_and_have_no_address_and_one_file():
    assert kinds.explained_names() == ["glossary"]
    assert "glossary" not in kinds.public_names()
    assert kinds.get("glossary").file == "glossary.yaml"
    assert not kinds.get("glossary").teaches


@pytest.mark.parametrize("body", ["Words that nobody would see.", "## Part {#part}\n\nWords."])
def test_nothing_stands_below_the_front_matter_of_a_term(body):
    text = f"---\ntitle: disc\ndefinition: A cushion.\n---\n\n{body}\n"
    found = preparing.prepare(text, "glossary", language="en", slug="disc").findings.faults
    assert [fault.message for fault in found] == [
        "nothing stands below the front matter of such a text: nobody would see it"
    ]


def test_the_form_of_a_term_has_no_box_for_a_text_but_for_one_that_is_there():
    text = "---\ntitle: disc\ndefinition: A cushion.\n---\n"
    for body, has_box in [("", False), ("\nWords.\n", True)]:
        form = ManuscriptForm(kinds.get("glossary"), "en", admin.site, text + body)
        assert ("text" in form.main.fields) == has_box
