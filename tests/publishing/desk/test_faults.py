"""A fault of a draft is told at the field of the form where it is, in people's words."""

import re

import pytest
from django.contrib import admin

from publishing.desk.form.boxes import box
from publishing.desk.form.forms import from_text
from publishing.desk.words import faults
from publishing.life import actions, known
from publishing.life.models import Page
from publishing.text import kinds, preparing
from tests.publishing.at_desk import in_role, url
from tests.publishing.desk.spoken import UNSPEAKABLE, mutated

LONG = " ".join(["word"] * 22)
ESI = "procedures/epidural-steroid-injection"
SCIATICA = "conditions/sciatica"


def live(address: str) -> Page:
    name, slug = address.split("/")
    return Page.objects.get(kind=name, slug=slug, language="en")


def placed(address: str, *changes: tuple[str, str]):
    """The form of a changed text, and its faults with their places."""
    page = live(address)
    text = page.live_revision.manuscript
    for pattern, after in changes:
        changed = re.sub(pattern, after, text, count=1, flags=re.MULTILINE)
        assert changed != text, pattern
        text = changed
    return placed_in(page, text)


def placed_in(page: Page, text: str):
    found = known.faults_of(preparing.prepare(text, page.kind, language="en", slug=page.slug), page)
    form = from_text(kinds.get(page.kind), "en", admin.site, text)
    return form, faults.placed(form, form.kind, text, found)


@pytest.mark.parametrize(
    "address, pattern, after, target, where, said",
    [
        (
            ESI,
            r"^  verdict: .*",
            f"  verdict: {LONG}",
            "id_indications-0-verdict",
            "Sciatica",
            "The answer in one line: 22 words. At most 20 fit: shorten it.",
        ),
        (
            ESI,
            r"^  certainty: .*\n",
            "",
            "id_indications-0-certainty_0",
            "Sciatica",
            "How sure are we? Nothing is chosen yet. Choose one.",
        ),
        (
            ESI,
            r"^  effect: .*\n  certainty: .*",
            "  effect: not-known\n  certainty: high",
            "id_indications-0-certainty_0",
            "Sciatica",
            "How sure are we? If we do not know what it does, we cannot be sure. "
            "Choose “Not very sure” or “Hardly sure”.",
        ),
        (
            ESI,
            r"^    against:\n(      says: .*\n)      sources:\n(?:      - .*\n)+",
            r"    against:\n\1",
            "id_indications-1-disagreement__against__sources",
            "Herniated disc",
            "The side “Against” has no source. Add one, so that readers see who says so.",
        ),
        (
            ESI,
            r"^  sources:\n  - .*",
            "  sources:\n  - nobody2020",
            "id_indications-0-sources",
            "Sciatica",
            "Sources of the whole row: A source that stands here is not in the list of sources. Choose it again.",
        ),
        (ESI, r"^- title: .*\n  count: .*", r"- title: One\n  count: 120", "id_risks-0-count", "One", None),
        (ESI, r"^  involves: .*\n", "", "id_comparison__involves", "In the comparison: what is done?", None),
        (SCIATICA, r"^no_procedure:\n  verdict: .*", f"no_procedure:\n  verdict: {LONG}", None, None, None),
        (ESI, r"^summary: .*\n", "", "id_summary", "Summary", "Nothing is written here yet."),
        (ESI, r"^summary: .*", "summary: Short.", "id_summary", "Summary", "6 letters. At least 50 are needed."),
        (ESI, r"^## What it is$", "## My own", "id_text", "Text", None),
        (
            ESI,
            r"^## Other ways\n(?:(?!## ).*\n)+",
            "",
            "id_text__other-ways",
            "Other ways",
            "Nothing is written here yet.",
        ),
    ],
)
def test_a_fault_leads_to_the_field_where_it_is(loaded, address, pattern, after, target, where, said):
    form, found = placed(address, (pattern, after))
    wanted = target or "id_no_procedure__verdict"
    at = [one for one in found if one.target == wanted]
    assert at, found
    assert where is None or at[0].where == where
    assert said is None or at[0].said == said
    fields = [*form.main, *(field for rows in form.rows.values() for row in rows for field in row)]
    (field,) = [field for field in fields if field.auto_id == wanted.removesuffix("_0")]
    assert field.faults == [one.message for one in at]
    assert f'aria-describedby="{field.auto_id}_faults' in box(field)


def test_what_is_not_written_yet_is_told_apart_from_what_is_wrong(loaded):
    _form, found = placed(ESI, (r"^summary: .*\n", ""), (r"^  verdict: .*", f"  verdict: {LONG}"))
    assert [(one.target, one.is_missing) for one in found] == [
        ("id_summary", True),
        ("id_indications-0-verdict", False),
    ]


def test_a_fault_in_a_section_names_it(loaded):
    _form, found = placed(ESI, (r"\Z", "\nSome [@nobody2020] words.\n"))
    assert [(one.target, one.where) for one in found] == [("id_text__if-it-does-not-work", "If it does not work")]


def test_what_cannot_be_read_is_said_without_a_place(loaded):
    page = live(ESI)
    _form, found = placed_in(page, page.live_revision.manuscript.replace("title: ", "title: &a ", 1))
    assert [one.target for one in found] == [""]
    assert found[0].said == "This text cannot be read as a page any more. Take up an earlier one from the history."


@pytest.mark.parametrize("address", [ESI, SCIATICA, "articles/how-pain-works", "about/contact", "glossary/disc"])
def test_no_fault_of_any_broken_text_speaks_of_files(loaded, address):
    """Each key dropped, each emptied, each value made too long or a stranger, each section and each link broken."""
    page = live(address)
    form = from_text(kinds.get(page.kind), "en", admin.site, page.live_revision.manuscript)
    spoken = 0
    for what, text in mutated(page.live_revision.manuscript):
        found = known.faults_of(preparing.prepare(text, page.kind, language="en", slug=page.slug), page)
        for one in faults.placed(form, form.kind, text, found):
            spoken += 1
            assert not UNSPEAKABLE.search(f"{one.where}: {one.said}"), (what, one)
            assert one.message != faults.sayings.said(""), (what, one)
    assert spoken > 20


def test_the_screen_leads_from_each_fault_to_its_field_and_tells_it_there(loaded, author, client):
    in_role(author, "Author")
    page = live(ESI)
    text = re.sub(r"(?m)^  verdict: .*", f"  verdict: {LONG}", page.live_revision.manuscript, count=1)
    actions.save_draft(page=page, by=type(author).objects.get(pk=author.pk), manuscript=text)
    client.force_login(author)
    html = client.get(url(page)).content.decode()
    assert re.search('<a href="#id_indications-0-verdict"[^>]*>Sciatica</a>: The answer in one line: 22 words.', html)
    assert (
        '<ul class="errorlist" id="id_indications-0-verdict_faults"><li>22 words. At most 20 fit: shorten it.</li>'
        in html
    )
