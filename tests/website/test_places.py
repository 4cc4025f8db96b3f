"""Pages that the site asks for by their role: staff may rename, replace and withdraw every one of them."""

import dataclasses
import importlib
import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from publishing.life import actions, dumping, known, loading, rendering
from publishing.life.models import Page
from publishing.life.models.revision import approval_digest
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import library
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article
from tests.publishing import samples
from tests.publishing.at_desk import entered, in_role, url
from tests.website.test_structured_data import graph_of

pytestmark = pytest.mark.both_databases

CONTACT, HOW, SIGNS = "about/contact", "about/how-we-write", "articles/warning-signs"
CALL = '<a href="tel:911">'


@pytest.fixture
def renamed(staff, client):
    """Rename a page through the desk's own form and verbs; return its new address."""

    def rename(address: str, slug: str, title: str) -> str:
        page = page_at(address)
        client.force_login(in_role(staff.author, "Author"))
        client.post(url(page), entered(page, **{"address-slug": slug, "title": title}))
        client.logout()
        staff.brought(page.revisions.open().get(), RevisionState.PUBLISHED)
        assert page_at(f"{page.kind}/{slug}").title == title
        return f"/{page.kind}/{slug}/"

    return rename


def html_of(client, address: str) -> str:
    return client.get(address).content.decode()


# Renamed


def test_the_contact_page_shows_the_clinic_under_any_name(renamed, client):
    address = renamed(CONTACT, "find-us", "Where we are")
    html = html_of(client, address)
    assert 'id="reach-us"' in html and CALL in html
    assert "ContactPage" in {node["@type"] for node in graph_of(client, address)}
    for other in ("/", "/conditions/sciatica/", "/nothing-here/"):
        assert f'<a href="{address}">Where we are</a>' in html_of(client, other)
    assert client.get("/about/contact/")["Location"] == address


def test_no_other_page_about_us_shows_the_clinic(loaded, client):
    assert 'id="reach-us"' in html_of(client, "/about/contact/")
    assert 'id="reach-us"' not in html_of(client, "/about/how-we-write/")
    assert "ContactPage" not in {node["@type"] for node in graph_of(client, "/about/how-we-write/")}


def test_pages_lead_to_how_we_write_under_any_name(renamed, client):
    address = renamed(HOW, "our-sources", "Our sources")
    for page in ("/conditions/sciatica/", "/procedures/epidural-steroid-injection/", "/articles/how-pain-works/"):
        assert f'href="{address}">How we write and review</a>' in html_of(client, page)
    html = html_of(client, "/conditions/sciatica/options/")
    assert f'href="{address}#what-the-ratings-mean">What the ratings mean</a>' in html


def test_the_start_page_leads_to_the_warning_signs_under_any_name(renamed, client):
    address = renamed(SIGNS, "red-flags", "Signs that cannot wait")
    card = re.search(r'<section class="care-card.*?</section>', html_of(client, "/"), re.DOTALL)[0]
    assert f'href="{address}">All warning signs</a>' in card and "tel:911" in card
    assert f'href="{address}">Signs that cannot wait</a>' in html_of(client, "/about/contact/")


def test_a_withdrawn_page_answers_while_the_pages_with_a_role_have_other_names(renamed, staff, client):
    address = renamed(CONTACT, "find-us", "Where we are")
    actions.withdraw(page=page_at("articles/how-pain-works"), by=staff.publisher, note="Old.")
    gone = client.get("/articles/how-pain-works/")
    assert gone.status_code == 410
    assert f'href="{address}"' in gone.content.decode() and CALL in gone.content.decode()


# Withdrawn


@pytest.mark.parametrize("address", [CONTACT, HOW, SIGNS])
def test_without_a_page_in_a_role_no_link_is_dead_and_the_number_for_an_emergency_stands(staff, client, address):
    actions.withdraw(page=page_at(address), by=staff.publisher, note="Old.")
    for page in ("/", "/conditions/sciatica/", "/articles/how-pain-works/", "/nothing-here/", f"/{address}/"):
        html = html_of(client, page)
        assert f'href="/{address}/"' not in html and 'href=""' not in html
        assert CALL in html


def test_another_page_takes_a_role_that_is_free(staff, client):
    actions.withdraw(page=page_at(SIGNS), by=staff.publisher, note="Old.")
    staff.new_page("articles", "alarms", article("Alarms", role="warning-signs", key_points=None))
    assert '<a href="/articles/alarms/">All warning signs</a>' in html_of(client, "/")
    with pytest.raises(actions.Refused, match="“Alarms” has its role, warning-signs, by now"):
        actions.restore(page=page_at(SIGNS), by=staff.publisher)
    assert page_at(SIGNS).status == PageStatus.WITHDRAWN


def test_a_second_page_in_a_role_is_refused_with_the_line_and_the_page_that_has_it(staff):
    page = staff.new_page(
        "articles", "alarms", article("Alarms", role="warning-signs", key_points=None), RevisionState.DRAFT
    )
    with pytest.raises(actions.InvalidManuscript) as refused:
        actions.submit(revision=page.revisions.get(), by=staff.author)
    said = "the role 'warning-signs' is played by articles/warning-signs already; take it out of one of the two"
    assert [(fault.line, fault.message) for fault in refused.value.faults] == [(4, said)]


def test_a_page_is_not_in_its_own_way_under_a_new_name(staff):
    draft = staff.revision(page_at(SIGNS), RevisionState.DRAFT, slug="red-flags")
    assert known.faults_of(rendering.prepared(draft), draft.page) == []


def test_a_preview_of_a_contact_page_shows_the_clinic(staff, client):
    text = edited(page_at(CONTACT), title="Reach us")
    actions.withdraw(page=page_at(CONTACT), by=staff.publisher, note="Old.")
    page = staff.new_page("about", "reach-us", text, RevisionState.DRAFT)
    client.force_login(in_role(staff.author, "Author"))
    assert 'id="reach-us"' in html_of(client, url(page, "preview", 1))


# In a library


def test_two_files_in_one_role_are_a_fault_in_the_second(tmp_path):
    folder = samples.small(tmp_path)
    folder.write("about/visit-us.md", folder.text("about/contact.md").replace("title: Contact us", "title: Visit us"))
    said = "the role 'contact' is played by about/contact already; take it out of one of the two"
    assert [tuple(fault)[:3] for fault in folder.read().faults] == [("about/visit-us.md", 4, said)]


def test_a_file_whose_role_a_page_of_the_clinic_has_is_kept_as_a_draft(staff, small_library):
    staff.published(page_at(SIGNS), role=None, key_points=["One.", "Two.", "Three."])
    staff.new_page("articles", "alarms", article("Alarms", role="warning-signs", key_points=None))
    key = ("en", "articles", "red-flags")
    text = small_library.texts["en", "articles", "warning-signs"]
    texts = {**small_library.texts, key: text}
    del texts["en", "articles", "warning-signs"]
    outcome = loading.load(dataclasses.replace(small_library, texts=texts))
    assert outcome.conflicts == [
        "articles/red-flags.md: “Alarms” has the role 'warning-signs' here; the library's new text is kept as a draft"
    ]
    assert page_at("articles/red-flags").status == PageStatus.NEVER_PUBLIC


def test_a_page_that_was_withdrawn_and_the_one_that_took_its_role_are_dumped_and_loaded(
    transactional_db, small_library, author, reviewer, publisher, tmp_path, client
):
    loading.load(small_library)
    staff = Staff(author, reviewer, publisher)
    actions.withdraw(page=page_at(SIGNS), by=publisher, note="Old.")
    staff.new_page("articles", "alarms", article("Alarms", role="warning-signs", key_points=None))
    dumping.dump(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    found = library.read(tmp_path / "out")
    assert found.faults == []
    loading.load(found)
    assert client.get(f"/{SIGNS}/").status_code == 410
    assert '<a href="/articles/alarms/">All warning signs</a>' in html_of(client, "/")
    call_command("flush", interactive=False, verbosity=0)


# A site of before


migration = importlib.import_module("publishing.migrations.0009_places_and_replacements")


@pytest.fixture
def of_before(staff):
    """A contact page that staff edited before there were roles, and a draft of it that is approved."""
    page = staff.published(page_at(CONTACT), title="Reach us", role=None)
    staff.revision(page, RevisionState.APPROVED, title="Reach us today")
    assert page_at(CONTACT).role == ""
    return page


def follow() -> None:
    """Do what the migration does; of a schema editor it asks for the connection alone."""
    migration.say_the_roles(apps, SimpleNamespace(connection=connection))


def test_a_page_that_staff_edited_before_there_were_roles_says_its_role(of_before, staff, client):
    follow()
    page = page_at(CONTACT)
    live = page.live_revision
    assert (page.role, page.data["role"]) == ("contact", "contact")
    assert live.manuscript == edited(of_before, role="contact")
    assert live.sha256 == approval_digest("about", "en", "contact", live.manuscript)
    assert live.is_minor and set(live.writers.all()) == set(of_before.live_revision.writers.all())
    assert page.reviewed_by == staff.reviewer
    assert known.faults_of(rendering.prepared(live), page) == []
    assert 'id="reach-us"' in html_of(client, "/about/contact/")
    before = page.revisions.get(pk=of_before.live_revision.pk)
    assert (before.state, before.manuscript) == (RevisionState.SUPERSEDED, of_before.live_revision.manuscript)


def test_a_draft_of_before_there_were_roles_says_its_role_and_is_reviewed_again(of_before, staff, client):
    follow()
    draft = page_at(CONTACT).revisions.open().get()
    assert (draft.state, draft.approved_by) == (RevisionState.IN_REVIEW, None)
    assert draft.events.first().verb == Verb.SAVE
    approved = actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256)
    actions.publish(revision=approved, by=staff.publisher)
    page = page_at(CONTACT)
    assert (page.role, page.title) == ("contact", "Reach us today")
    assert 'id="reach-us"' in html_of(client, "/about/contact/")


def test_a_text_that_says_its_role_already_is_left_as_it_is(loaded):
    before = list(Page.objects.order_by("pk").values_list("live_revision", "role"))
    follow()
    assert list(Page.objects.order_by("pk").values_list("live_revision", "role")) == before
