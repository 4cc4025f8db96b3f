"""A new page begins with its title, its kind and its group; the rest is ready to be written in."""

import pytest
from django.contrib.auth.models import Group

from publishing.desk.page.beginning import free_slug
from publishing.life import actions
from publishing.life.models import Contributor, Page
from publishing.text import kinds, manuscripts, sections
from tests.publishing.at_desk import url

pytestmark = pytest.mark.both_databases

NEW = "/admin/publishing/page/new/"
ASKED = {"title": "Tailbone ache", "kind": "conditions", "group_conditions": "spine"}


@pytest.fixture
def writer(loaded, author, client):
    author.groups.add(Group.objects.get(name="Author"))
    Contributor.objects.create(id="ada", name="Ada Author", kind="person", user=author)
    client.force_login(author)
    return client


def test_a_page_begins_with_its_parts_its_group_and_who_writes_it(writer):
    answer = writer.post(NEW, ASKED)
    page = Page.objects.get(kind="conditions", slug="tailbone-ache")
    assert (answer.url, page.title, page.status) == (f"{url(page)}#id_summary", "Tailbone ache", "never-public")
    data, body = manuscripts.read_raw(page.revisions.open().get().manuscript)
    assert (data["category"], data["authors"]) == ("spine", ["ada"])
    parts = sections.split(body, kinds.get("conditions").headings("en"))
    assert "/// emergency" in parts["when-to-get-help"] and "/// call-today" in parts["when-to-get-help"]
    assert "/// do\n" in parts["what-you-can-do"] and "/// dont\n" in parts["what-you-can-do"]


def test_what_a_new_page_is_begun_with_can_never_be_published_as_it_is(writer, author):
    writer.post(NEW, ASKED)
    draft = Page.objects.get(slug="tailbone-ache").revisions.open().get()
    with pytest.raises(actions.InvalidManuscript, match="an item of a list without words"):
        actions.submit(revision=draft, by=author)


def test_it_is_called_by_its_title_everywhere_from_the_first_second(writer):
    writer.post(NEW, ASKED)
    page = Page.objects.get(slug="tailbone-ache")
    for address in (url(page), "/admin/conditions/condition/", "/admin/publishing/page/", "/admin/"):
        assert "Tailbone ache" in writer.get(address, follow=True).content.decode(), address


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Ischias: was tun?", "ischias-was-tun"), ("Búsqueda", "busqueda"), ("New", "new-2"), ("Sciatica", "sciatica-2")],
)
def test_an_address_is_made_from_the_title_and_is_never_taken_or_the_site_s_own(loaded, title, slug):
    assert free_slug("conditions", "en", title) == slug


def test_a_name_of_which_no_address_can_be_made_is_refused_in_words(writer):
    shown = writer.post(NEW, {**ASKED, "title": "疼痛"}).content.decode()
    assert "No web address can be made of this." in shown and "疼痛" in shown


@pytest.mark.parametrize("missing", ["title", "kind", "group_conditions"])
def test_what_is_missing_is_asked_for_and_nothing_is_made(writer, missing):
    before = Page.objects.count()
    answer = writer.post(NEW, {name: value for name, value in ASKED.items() if name != missing})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Page.objects.count() == before


def test_a_name_that_a_page_has_is_asked_about_once(writer):
    asked = {**ASKED, "title": "sciatica"}
    shown = writer.post(NEW, asked).content.decode()
    assert "There is already a page that is also called" in shown
    assert writer.post(NEW, {**asked, "sure": "sciatica"}).status_code == 302
    assert Page.objects.filter(kind="conditions", slug="sciatica-2").exists()


def test_a_page_that_is_begun_twice_is_one_page_and_both_clicks_lead_to_it(writer):
    first = writer.post(NEW, ASKED)
    again = writer.post(NEW, ASKED, follow=True)
    assert again.redirect_chain[0][0] == first.url
    assert "“Tailbone ache” is begun already." in again.content.decode()
    assert Page.objects.filter(slug__startswith="tailbone-ache").count() == 1


def test_a_second_click_that_comes_while_the_first_is_being_answered_leads_to_the_page_as_well(writer, monkeypatch):
    begin = actions.create_page

    def begun_by_the_other(**asked):
        begin(**asked)
        return begin(**asked)

    monkeypatch.setattr(actions, "create_page", begun_by_the_other)
    answer = writer.post(NEW, ASKED)
    assert answer.url == f"{url(Page.objects.get(slug='tailbone-ache'))}#id_summary"


def test_a_page_that_was_written_in_or_is_somebody_else_s_is_asked_about_and_not_led_to(writer, author, publisher):
    writer.post(NEW, ASKED)
    page = Page.objects.get(slug="tailbone-ache")
    draft = page.revisions.open().get()
    actions.save_draft(page=page, by=author, manuscript=draft.manuscript.replace("Tailbone ache", "Tailbone Ache"))
    assert "There is already a page that is also called" in writer.post(NEW, ASKED).content.decode()
    publisher.groups.add(Group.objects.get(name="Author"))
    writer.force_login(publisher)
    assert "There is already a page that is also called" in writer.post(NEW, ASKED).content.decode()


@pytest.mark.parametrize("typed", ["a\0b", "x" * 5000, "<script>alert(1)</script>"])
def test_no_name_breaks_the_page(writer, typed):
    answer = writer.post(NEW, {**ASKED, "title": typed})
    assert answer.status_code in {200, 302}
    assert "<script>alert(1)" not in answer.content.decode()


def test_who_may_not_write_begins_nothing(loaded, reviewer, client):
    reviewer.groups.add(Group.objects.get(name="Clinical reviewer"))
    client.force_login(reviewer)
    assert client.get(NEW).status_code == client.post(NEW, ASKED).status_code == 403


def test_a_shared_text_and_a_word_begin_with_their_name_alone(writer):
    for address, kind in (("/admin/publishing/snippet/add/", "snippets"), ("/admin/glossary/term/add/", "glossary")):
        assert writer.post(address, {"title": "Nerve sheath"}).status_code == 302
        assert Page.objects.get(kind=kind, slug="nerve-sheath").title == "Nerve sheath"


def test_a_word_is_added_from_the_glossary_and_not_as_a_page(writer):
    shown = writer.get("/admin/glossary/term/add/").content.decode()
    assert "<h1>Add a word</h1>" in shown and ">Glossary</a>" in shown and "heading of the page" not in shown
