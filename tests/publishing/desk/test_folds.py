"""The form of a page in groups of rows: what stands where, what a folded row says, and what it costs."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.utils.html import escape

from publishing.desk.form.folds import Inner, shelves
from publishing.desk.form.forms import from_text
from publishing.life import actions
from publishing.life.models import Page
from publishing.life.models.version import content_changed
from publishing.text import kinds
from publishing.text.groups import Group as FormGroup
from tests.articles.editing import Staff
from tests.publishing import screens
from tests.publishing.at_desk import entered, url
from tests.publishing.desk.test_forms import page_at

ESI, SCIATICA = "procedures/epidural-steroid-injection", "conditions/sciatica"


def rows_of(page, text: str = "", live: str = "") -> dict:
    """Group -> name of a row -> the row."""
    text = text or page.live_revision.manuscript
    form = from_text(kinds.get(page.kind), page.language, admin.site, text)
    return {
        shelf.group: {fold.title: fold for block in shelf.blocks for fold in block.folds}
        for shelf in shelves(form, live)
    }


def test_the_text_stands_first_and_every_section_has_a_row(loaded):
    found = rows_of(page_at(ESI))
    assert list(found)[:3] == [FormGroup.TITLE, FormGroup.TEXT, FormGroup.EVIDENCE]
    assert [name for name in found[FormGroup.TEXT] if name != "Key points"] == list(
        kinds.get("procedures").headings("en")
    )


@pytest.mark.parametrize(
    "address", [ESI, SCIATICA, "articles/how-pain-works", "about/contact", "snippets/warning-signs"]
)
def test_every_field_of_a_form_stands_in_one_row(loaded, address):
    page = page_at(address)
    form = from_text(kinds.get(page.kind), page.language, admin.site, page.live_revision.manuscript)
    shown = [
        box.html_name
        for shelf in shelves(form)
        for block in shelf.blocks
        for fold in block.folds
        for box in fold.fields
    ]
    made = [box.html_name for box in form.main]
    made += [box.html_name for rows in form.rows.values() for row in rows for box in row]
    assert sorted(shown) == sorted(name for name in made if not name.endswith(("-ORDER", "-DELETE")))


def test_every_field_of_the_form_is_sent_once_however_often_it_was_opened(loaded, admin_client):
    page = page_at(ESI)
    form = from_text(kinds.get(page.kind), page.language, admin.site, page.live_revision.manuscript)
    names = {box.html_name for rows in form.rows.values() for row in rows for box in row}
    caches["rows"].clear()
    for _opening in range(2):
        body = admin_client.get(url(page)).content.decode()
        shown = re.sub(r"(?s)<template>.*?</template>", "", body)
        assert names <= set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', shown))
        assert "__row__" not in body
        ids = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', shown)
        assert len(ids) == len(set(ids))


def test_a_row_that_was_put_together_before_is_the_row_that_would_be_made_now(loaded, author, client):
    author.groups.set(Group.objects.filter(name="Author"))
    client.force_login(author)
    page = page_at(ESI)
    text = page.live_revision.manuscript
    words = ('"Another" answer <b>', "An answer that names indications-0- and __row__- for no reason", "A" * 300)
    for said in ("", *words):
        if said:
            changed = re.sub(r"(?m)^  verdict: .*", f"  verdict: '{said}'", text, count=1)
            actions.save_draft(page=page, by=author, manuscript=changed)
        kept = rows_shown(client, page)
        caches["rows"].clear()
        assert kept == rows_shown(client, page)
        assert not said or escape(said) in kept
    Page.objects.filter(slug="sciatica", kind="conditions").update(title="Leg pain")
    content_changed()
    assert ">Leg pain</option>" in rows_shown(client, page)


def rows_shown(client, page) -> str:
    return client.get(url(page)).content.decode().partition('id="part-indications"')[2].partition("</section>")[0]


def test_a_folded_row_says_its_condition_and_how_sure_we_are(loaded):
    (first, *_others) = rows_of(page_at(ESI))[FormGroup.EVIDENCE].values()
    assert first.title == "Sciatica"
    assert first.words.startswith("To treat it · ")
    assert first.weight in {"high", "moderate", "low", "very-low"}


def test_what_a_draft_changes_is_marked_and_nothing_else(loaded):
    page = page_at(ESI)
    live = page.live_revision.manuscript
    draft = live.replace("## Afterwards\n\n", "## Afterwards\n\nRest first. ", 1).replace(
        "verdict: ", "verdict: So ", 1
    )
    changed = [name for group in rows_of(page, draft, live).values() for name, fold in group.items() if fold.is_changed]
    assert changed == ["Afterwards", "Sciatica"]
    assert not any(fold.is_changed for group in rows_of(page, live, live).values() for fold in group.values())


def test_a_row_has_one_free_place_for_a_number_and_no_more(loaded):
    form = from_text(kinds.get("procedures"), "en", admin.site, page_at(ESI).live_revision.manuscript)
    for row in form.rows["indications"].forms:
        items = Inner("", "", [one for fold in [row] for one in fold]).fields
        numbers = {box.name.split("__")[1] for box in items if box.name.startswith("numbers__")}
        used = {n for n in numbers if form.rows["indications"] and row[f"numbers__{n}__title"].value()}
        assert len(numbers) == len(used) + 1


@pytest.fixture
def writer(loaded, author, reviewer, publisher, client):
    """A client in which an author is signed in."""
    author.groups.add(Group.objects.get(name="Author"))
    client.force_login(author)
    return client


@pytest.mark.both_databases
def test_the_form_of_a_page_asks_as_often_as_it_must(writer, author, reviewer, publisher):
    """Five for who asks and which version it is, eight for what the text names, the rest for what the form shows."""
    page = page_at(ESI)
    Staff(author, reviewer, publisher).revision(page, "draft", title="A draft")
    asked = screens.asked(writer, url(page))
    assert len(asked) <= 22, "\n".join(asked)


def test_a_button_without_script_saves_and_returns_with_an_empty_row(writer):
    page = page_at(ESI)
    answer = writer.post(url(page), entered(page, title="Another title", add="risks"))
    assert answer.url == f"{url(page)}?add=risks#part-risks"
    shown = writer.get(f"{url(page)}?add=risks")
    rows = shown.context["form"].rows["risks"]
    assert len(rows.forms) == rows.initial_form_count() + 1
    assert "title: Another title" in page.revisions.open().get().manuscript


def test_the_row_of_the_address_lists_what_leads_to_the_page(writer):
    shown = writer.get(url(page_at(SCIATICA))).content.decode()
    assert "If the address changes, these follow by themselves" in shown
    assert "Linked from 0 texts" not in shown


def test_every_list_has_an_empty_row_for_the_script_to_copy(writer):
    shown = writer.get(url(page_at(ESI))).content.decode()
    assert 'id="fold-indications-__prefix__"' in shown and 'name="day_plan-__prefix__-day"' in shown


def test_an_empty_row_that_was_sent_along_is_no_row(writer):
    page = page_at(ESI)
    count = page.live_revision.manuscript.count("- condition: ")
    more = {"indications-TOTAL_FORMS": str(count + 1), f"indications-{count}-condition": ""}
    writer.post(url(page), entered(page, title="Another title", **more))
    assert page.revisions.open().get().manuscript.count("- condition: ") == count


def test_a_text_that_did_not_arrive_is_not_taken_for_an_empty_one(writer):
    page = page_at(ESI)
    sent = {name: value for name, value in entered(page, title="New").items() if not name.startswith("text__")}
    assert "The text did not arrive." in writer.post(url(page), sent).content.decode()
    assert not page.revisions.open().exists()


def test_a_field_that_cannot_be_written_is_the_next_step(writer):
    page = page_at(ESI)
    shown = writer.post(url(page), entered(page, **{"risks-0-count": "many"})).content.decode()
    assert '<a class="button" id="bar-next" href="#id_risks-0-count">' in shown
    assert "1 field must be put right first." in shown


def test_a_text_that_is_not_in_its_sections_stands_in_one_box_that_says_so(writer, author, reviewer, publisher):
    page = page_at(ESI)
    body = page.body.replace("## What it is", "## My own heading", 1)
    Staff(author, reviewer, publisher).revision(page, "draft", body=body)
    shown = writer.get(url(page)).content.decode()
    assert "It has other headings than this kind of page" in shown
    assert 'name="text"' in shown and 'name="text__' not in shown
