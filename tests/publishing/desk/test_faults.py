"""A fault of a draft is told at the field of the form where it is, in the words of the form."""

import re

import pytest
from django.contrib import admin

from publishing.desk import faults
from publishing.desk.forms import from_text
from publishing.life import actions, known
from publishing.life.models import Page
from publishing.text import kinds, preparing
from tests.publishing.at_desk import in_role, url

LONG = " ".join(["word"] * 22)
ESI = "procedures/epidural-steroid-injection"


def placed(address: str, *changes: tuple[str, str]):
    """The form of a changed text, and its faults with their places."""
    name, slug = address.split("/")
    page = Page.objects.get(kind=name, slug=slug, language="en")
    text = page.live_revision.manuscript
    for pattern, after in changes:
        changed = re.sub(pattern, after, text, count=1, flags=re.MULTILINE)
        assert changed != text, pattern
        text = changed
    kind = kinds.get(name)
    found = known.faults_of(preparing.prepare(text, name, language="en", slug=slug), page)
    form = from_text(kind, "en", admin.site, text)
    return form, faults.placed(form, kind, text, found)


@pytest.mark.parametrize(
    "address, pattern, after, target, where",
    [
        (ESI, r"^  verdict: .*", f"  verdict: {LONG}", "id_indications-0-verdict", "Conditions 1: Verdict"),
        (ESI, r"^  certainty: .*\n", "", "id_indications-0-certainty", "Conditions 1: How sure we are"),
        (
            ESI,
            r"^  effect: .*\n  certainty: .*",
            "  effect: not-known\n  certainty: high",
            "id_indications-0-effect",
            "Conditions 1: What it does",
        ),
        (
            ESI,
            r"^  sources:\n  - .*",
            "  sources:\n  - nobody2020",
            "id_indications-0-sources",
            "Conditions 1: Sources",
        ),
        (ESI, r"^- title: .*\n  count: .*", r"- title: One\n  count: 120", "id_risks-0-count", None),
        (ESI, r"^  involves: .*\n", "", "id_comparison__involves", "In the comparison: what it involves"),
        ("conditions/sciatica", r"^no_procedure:\n  verdict: .*", f"no_procedure:\n  verdict: {LONG}", None, None),
        (ESI, r"^summary: .*\n", "", "id_summary", "Summary"),
        (ESI, r"^## What it is$", "## My own heading", "id_body", "Text (Markdown)"),
    ],
)
def test_a_fault_leads_to_the_field_where_it_is(loaded, address, pattern, after, target, where):
    form, found = placed(address, (pattern, after))
    wanted = target or "id_no_procedure__verdict"
    at = [one for one in found if one.target == wanted]
    assert at, found
    assert where is None or at[0].where == where
    fields = [*form.main, *(field for rows in form.rows.values() for row in rows for field in row)]
    (field,) = [field for field in fields if field.auto_id == wanted]
    assert field.faults == [one.message for one in at]
    assert f'aria-describedby="{wanted}_faults' in str(field)


def test_a_fault_calls_keys_as_the_form_does(loaded):
    _form, found = placed(ESI, (r"^  certainty: .*\n", ""))
    assert [one.message for one in found] == ["the key “how sure we are” is missing"]


def test_a_fault_in_a_section_names_it(loaded):
    _form, found = placed(ESI, (r"\Z", "\nSome [@nobody2020] words.\n"))
    assert found and all(one.where.startswith("Text (Markdown), under “") for one in found)


def test_what_cannot_be_read_still_has_its_line(loaded):
    page = Page.objects.get(kind="procedures", slug="epidural-steroid-injection", language="en")
    kind, text = kinds.get("procedures"), page.live_revision.manuscript.replace("title: ", "title: &a ", 1)
    found = known.faults_of(preparing.prepare(text, kind.name, language="en", slug=page.slug), page)
    assert [one.target for one in faults.placed(from_text(kind, "en", admin.site, text), kind, text, found)] == [""]
    assert found[0].line == 2


def test_the_screen_leads_from_each_fault_to_its_field_and_tells_it_there(loaded, author, client):
    in_role(author, "Author")
    page = Page.objects.get(kind="procedures", slug="epidural-steroid-injection", language="en")
    text = re.sub(r"(?m)^  verdict: .*", f"  verdict: {LONG}", page.live_revision.manuscript, count=1)
    actions.save_draft(page=page, by=type(author).objects.get(pk=author.pk), manuscript=text)
    client.force_login(author)
    html = client.get(url(page)).content.decode()
    assert '<a href="#id_indications-0-verdict">Conditions 1: Verdict</a>' in html
    assert (
        '<ul class="errorlist" id="id_indications-0-verdict_faults"><li>22 words; expected at most 20</li></ul>' in html
    )
