"""The checklist beside a form: what must be put right, what is worth a look, how long and how hard the page is."""

import re
import time

import pytest
from django.contrib import admin

from publishing.desk.form.forms import from_text
from publishing.desk.words import checking
from publishing.desk.words.checklist import MOST, checklist
from publishing.life import actions, known
from publishing.life.models import Page, Revision
from publishing.public import assembling
from publishing.text import kinds, preparing
from publishing.text.manuscripts import read_raw
from tests.publishing.at_desk import entered, in_role, tables

ESI, ARTICLE = "procedures/epidural-steroid-injection", "articles/how-pain-works"
LONG = "It may be that " + "you wait and wait " * 6 + "for it to get better."


def live(address: str) -> Page:
    name, slug = address.split("/")
    return Page.objects.get(kind=name, slug=slug, language="en")


def checked(address: str, *changes: tuple[str, str]):
    """The checklist of a page's text with changes."""
    page = live(address)
    text = page.live_revision.manuscript
    for pattern, after in changes:
        assert re.search(pattern, text, re.MULTILINE), pattern
        text = re.sub(pattern, after, text, count=1, flags=re.MULTILINE)
    ready = preparing.prepare(text, page.kind, language="en", slug=page.slug)
    form = from_text(kinds.get(page.kind), "en", admin.site, text)
    return checking.of_prepared(form, ready, known.faults_of(ready, page))


def test_a_page_of_the_library_has_nothing_to_put_right(loaded):
    found = checked(ESI)
    assert (found.count, found.first) == (0, "")


def test_what_is_not_written_is_gathered_and_the_rest_told_one_by_one(loaded):
    found = checked(ESI, (r"^summary: .*\n", ""), (r"^  involves: .*\n", ""), (r"^  verdict: .*", "  verdict: ''"))
    assert [one.target for one in found.to_write] == ["id_summary", "id_comparison__involves"]
    assert [one.target for one in found.to_fix] == ["id_indications-0-verdict"]
    assert (found.count, found.first) == (3, "id_summary")


def test_a_long_sentence_can_be_shown_where_it_stands(loaded):
    found = checked(ESI, (r"^## Risks\n", f"## Risks\n\n{LONG} [@aan2025]\n"))
    (hint,) = [one for one in found.worth_a_look if one.where == "Risks"]
    assert hint.said == "a sentence of 33 words. Split it?"
    assert hint.target == "id_text__risks"
    assert LONG.startswith(hint.start) and LONG.endswith(hint.end)


def test_a_hard_word_can_be_swapped_once_for_the_whole_page(loaded):
    found = checked(ESI, (r"^## Risks\n", "## Risks\n\nWe utilize it.\n"), (r"^summary: ", "summary: We utilize it. "))
    hints = [one for one in found.worth_a_look if one.hard]
    assert [(one.hard, one.plain, one.where) for one in hints] == [("utilize", "use", "Risks")]


def test_a_word_that_the_glossary_explains_is_not_hard(loaded):
    sentence = (r"^## Risks\n", "## Risks\n\nA catheter is used.\n")
    assert any(one.hard == "catheter" for one in checked(ESI, sentence).worth_a_look)
    term = Page.objects.filter(kind="glossary", language="en").first()
    Page.objects.filter(pk=term.pk).update(also_called=["catheter"])
    assembling.standing.__wrapped__("en")
    page, text = (
        live(ESI),
        live(ESI).live_revision.manuscript.replace("## Risks\n", "## Risks\n\nA catheter is used.\n"),
    )
    ready = preparing.prepare(text, page.kind, language="en", slug=page.slug)
    form = from_text(kinds.get(page.kind), "en", admin.site, text)
    hints = checklist(form, ready, [], assembling.standing.__wrapped__("en")).worth_a_look
    assert not any(one.hard == "catheter" for one in hints)


def test_a_hint_names_the_heading_where_one_box_has_the_whole_text(loaded):
    page = live(ARTICLE)
    heading = re.search(r"^## (.*?)(?: \{#.*)?$", read_raw(page.live_revision.manuscript)[1], re.MULTILINE)
    found = checked(ARTICLE, (re.escape(heading[0]) + r"\n", f"{heading[0]}\n\n{LONG} We utilize it.\n"))
    assert {one.where for one in found.worth_a_look if one.target == "id_text"} >= {f"Text, under “{heading[1]}”"}
    assert any(one.hard == "utilize" and one.where.endswith(f"“{heading[1]}”") for one in found.worth_a_look)


def test_the_last_key_point_and_the_other_names_are_worth_a_look(loaded):
    found = checked(ESI, (r"^key_points:\n((?:- .*\n)+?)- .*\n(?=\w)", r"key_points:\n\1- It helps.\n"))
    said = {one.where: one.message for one in found.worth_a_look}
    assert said["Other names"].startswith("what else do patients call it?")
    assert said["Key points"] == "the last one does not say when to call."


def test_no_more_hints_are_shown_than_anybody_reads(loaded):
    found = checked(ESI, (r"^## Risks\n", "## Risks\n\n" + f"{LONG}\n\n" * (MOST + 5)))
    assert (len(found.worth_a_look), found.more >= 5) == (MOST, True)


def test_a_text_in_another_language_gets_no_english_advice(loaded):
    page = live(ESI)
    text = page.live_revision.manuscript.replace("## Risks\n", f"## Risks\n\n{LONG}\n")
    ready = preparing.prepare(text, page.kind, language="es", slug=page.slug)
    form = from_text(kinds.get(page.kind), "es", admin.site, text)
    hints = checklist(form, ready, [], assembling.standing("es")).worth_a_look
    assert [one.where for one in hints] == ["Other names"]


def test_what_the_glossary_explains_makes_a_text_no_harder(loaded):
    found = checked(ESI)
    assert 0 < found.grade_without_glossary <= found.grade


def test_a_checklist_costs_little(loaded):
    """60 ms for a page of 2,000 words on an idle machine; here no more than four times of that."""
    page = live(ESI)
    text = page.live_revision.manuscript.replace("## Risks\n", "## Risks\n\n" + f"{LONG}\n\n" * 60)
    ready = preparing.prepare(text, page.kind, language="en", slug=page.slug)
    form, stand = from_text(kinds.get(page.kind), "en", admin.site, text), assembling.standing("en")
    costs = []
    for _time in range(4):
        start = time.process_time()
        checklist(form, ready, [], stand)
        costs.append(time.process_time() - start)
    assert len(text.split()) > 2000
    assert min(costs) < 0.24


# While typing


def asked(client, page: Page, query: dict | None = None, **changed):
    data = {**entered(page), **changed}
    return client.post(
        "/admin/publishing/page/checklist/", data, query_params=query or {"kind": page.kind, "page": page.pk}
    )


@pytest.mark.both_databases
def test_the_list_follows_what_is_typed_and_nothing_is_written(loaded, author, client):
    client.force_login(in_role(author, "Author"))
    page = live(ESI)
    before = tables()
    answer = asked(client, page, summary="Too short.", text__risks="We utilize a needle.")
    html = answer.content.decode()
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store, private"
    said = "10 letters. At least 50 are needed."
    assert f'<a href="#id_summary" data-said="{said}">Summary</a>: {said}' in html
    assert 'data-fix="Go to the thing to fix" data-things="1 thing to fix."' in html
    assert 'data-hard="utilize" data-plain="use"' in html
    assert tables() == before


def test_the_list_of_an_open_draft_is_that_of_what_is_typed(loaded, author, client):
    person = in_role(author, "Author")
    client.force_login(person)
    page = live(ESI)
    text = page.live_revision.manuscript.replace("summary: ", "summary: Well, ", 1)
    actions.save_draft(page=page, by=person, manuscript=text)
    assert "Nothing. This page can be sent." in asked(client, page).content.decode()
    assert Revision.objects.filter(page=page, state="draft").count() == 1


def test_what_could_not_be_kept_is_said_first(loaded, author, client):
    client.force_login(in_role(author, "Author"))
    html = asked(client, live(ESI), **{"indications-0-checked_on": "2026-99-99"}).content.decode()
    assert "To put right before it can be saved" in html
    assert '<a href="#id_indications-0-checked_on">Sciatica</a>: Sources read on: ' in html


def test_what_is_typed_is_escaped(loaded, author, client):
    client.force_login(in_role(author, "Author"))
    html = asked(client, live(ESI), **{"risks-0-title": "<b>x", "risks-0-count": "120"}).content.decode()
    assert "<b>x" not in html and "&lt;b&gt;x" in html


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"kind": "nothing"}, 404),
        ({}, 404),
        ({"kind": "procedures", "page": "99999"}, 404),
        ({"kind": "procedures", "page": "x\0y"}, 404),
        ({"kind": "procedures", "language": "xx"}, 200),
        ({"kind": "conditions", "language": "es"}, 200),
    ],
)
def test_a_strange_address_has_a_plain_answer(loaded, author, client, query, status):
    client.force_login(in_role(author, "Author"))
    assert asked(client, live(ESI), query or {"a": "b"}).status_code == status


def test_a_page_is_asked_for_by_its_own_kind(loaded, author, client):
    client.force_login(in_role(author, "Author"))
    page = live(ESI)
    assert asked(client, page, {"kind": "conditions", "page": page.pk}).status_code == 404


def test_who_may_not_write_gets_no_list(loaded, author, client):
    page = live(ESI)
    client.force_login(in_role(author, ""))
    assert asked(client, page).status_code in (302, 403)
    author.is_staff = True
    author.save()
    assert asked(client, page).status_code == 403


def test_a_list_is_not_read_by_an_address_alone(loaded, author, client):
    client.force_login(in_role(author, "Author"))
    assert client.get("/admin/publishing/page/checklist/?kind=procedures").status_code == 405


def test_a_text_of_any_size_is_answered(loaded, author, client):
    client.force_login(in_role(author, "Author"))
    html = asked(client, live(ESI), text__risks="word " * 40_000).content.decode()
    assert "The text has 200,000 characters; at most 100,000 can be saved." in html
