"""What an address answers after its page has moved, was withdrawn, or came back."""

import re

import pytest

from procedures.models import Indication
from publishing.life import actions, addresses
from publishing.life.models import FormerAddress, Page
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
OLD, NEW = "/articles/how-pain-works/", "/articles/why-it-hurts/"


@pytest.fixture
def moved(staff):
    """An article that others name, at a new address."""
    return staff.published(page_at(PAGE), slug="why-it-hurts")


def words(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def link(address: str) -> re.Pattern:
    return re.compile(rf'href="{address}[#"]')


# Moving


def test_a_moved_page_sends_visitors_on(moved, client):
    response = client.get(OLD)
    assert (response.status_code, response["Location"]) == (301, NEW)
    assert client.get(NEW).status_code == 200
    assert list(FormerAddress.objects.values_list("slug", "page")) == [("how-pain-works", moved.pk)]


def test_the_old_address_stays_until_the_move_is_published(staff, client):
    staff.revision(page_at(PAGE), RevisionState.SCHEDULED, slug="why-it-hurts")
    assert [client.get(OLD).status_code, client.get(NEW).status_code] == [200, 404]


def test_every_page_that_names_a_moved_page_links_to_its_new_address(staff, client):
    naming = [
        page.get_absolute_url()
        for page in Page.objects.published().exclude(kind="articles", slug="how-pain-works")
        if link(OLD).search(words(client, page.get_absolute_url()))
    ]
    assert len(naming) > 3
    staff.published(page_at(PAGE), slug="why-it-hurts")
    for address in naming:
        html = words(client, address)
        assert link(NEW).search(html) and not link(OLD).search(html), address


def test_a_moved_condition_keeps_the_procedures_that_treat_it(staff, client):
    before = Indication.objects.filter(condition__slug="sciatica").count()
    staff.published(page_at("conditions/sciatica"), slug="pain-down-the-leg")
    assert before == Indication.objects.filter(condition__slug="pain-down-the-leg").count() > 0
    html = words(client, "/procedures/epidural-steroid-injection/")
    assert link("/conditions/pain-down-the-leg/").search(html)
    assert not link("/conditions/sciatica/").search(html)


def test_a_moved_procedure_is_linked_from_the_conditions_it_treats(staff, client):
    staff.published(page_at("procedures/physical-therapy"), slug="pt")
    assert link("/procedures/pt/").search(words(client, "/conditions/knee-osteoarthritis/"))


def test_a_page_that_names_the_old_address_can_still_be_published(staff, moved, client):
    """Its text was not changed with the move, and need not be."""
    page = page_at("articles/warning-signs")
    page = staff.published(page, related=["articles/how-pain-works"], body="## A\n\n[x](../articles/how-pain-works.md)")
    assert [related.slug for related in page.related.all()] == ["why-it-hurts"]
    assert link(NEW).search(words(client, page.get_absolute_url()))


def test_a_page_that_moves_twice_is_found_at_both_old_addresses(staff, moved, client):
    staff.published(moved, slug="pain")
    assert [client.get(address)["Location"] for address in (OLD, NEW)] == ["/articles/pain/"] * 2


def test_a_page_that_moves_back_does_not_send_to_itself(staff, moved, client):
    staff.published(moved, slug="how-pain-works")
    assert client.get(OLD).status_code == 200
    assert client.get(NEW)["Location"] == OLD


def test_a_move_to_the_address_of_another_page_is_refused_when_it_is_saved(staff, client):
    with pytest.raises(actions.Refused, match="belongs to “Warning signs that need help now”"):
        staff.revision(page_at(PAGE), RevisionState.DRAFT, slug="warning-signs")
    assert not page_at(PAGE).revisions.open().exists()


def test_and_when_it_is_published_where_the_other_came_first(staff, client):
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED, slug="pain")
    staff.published(page_at("articles/warning-signs"), slug="pain")
    with pytest.raises(actions.Refused, match="belongs to"):
        actions.publish(revision=revision, by=staff.publisher)
    assert page_at(PAGE).slug == "how-pain-works"
    assert "<h1>Warning signs that need help now</h1>" in words(client, "/articles/pain/")


def test_a_page_that_was_never_public_leaves_no_former_address(staff, client):
    page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    draft = actions.save_draft(page=page, by=staff.author, manuscript=article(), slug="fresher")
    staff.brought(draft, RevisionState.PUBLISHED)
    assert not FormerAddress.objects.exists()
    assert client.get("/articles/fresh/").status_code == 404


def test_nobody_begins_a_page_where_another_one_was(staff, moved, client):
    """Old links and printed leaflets mean that one."""
    with pytest.raises(actions.Refused, match="leads to “How pain works”, which had it before"):
        staff.new_page("articles", "how-pain-works", article(), RevisionState.DRAFT)
    with pytest.raises(actions.Refused, match="leads to “How pain works”, which had it before"):
        staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, slug="how-pain-works")
    assert client.get(OLD)["Location"] == NEW


def test_nor_where_a_page_was_that_is_withdrawn(staff, moved, client):
    actions.withdraw(page=moved, by=staff.publisher, note="Wrong.")
    with pytest.raises(actions.Refused, match="had it before"):
        staff.new_page("articles", "how-pain-works", article(), RevisionState.DRAFT)
    assert client.get(OLD).status_code == 410


def test_a_draft_from_before_another_page_had_its_address_and_left_it_is_not_published(staff, client):
    waiting = staff.revision(page_at("articles/warning-signs"), RevisionState.APPROVED, slug="pain")
    page = staff.published(page_at(PAGE), slug="pain")
    staff.published(page, slug="why-it-hurts")
    with pytest.raises(actions.Refused, match="had it before"):
        actions.publish(revision=waiting, by=staff.publisher)
    assert client.get("/articles/pain/")["Location"] == NEW
    assert page_at("articles/warning-signs").slug == "warning-signs"


def test_a_page_of_another_kind_or_language_has_addresses_of_its_own(staff, moved):
    assert addresses.why_taken("conditions", "en", "how-pain-works") == ""
    assert addresses.why_taken("articles", "es", "how-pain-works") == ""
    assert addresses.why_taken("articles", "en", "how-pain-works", moved) == ""
    assert "belongs to “Sciatica”" in addresses.why_taken("conditions", "en", "sciatica")


# Withdrawing and restoring


@pytest.fixture
def withdrawn(staff, client):
    """A condition that lists, pages and procedures name, withdrawn."""
    page = page_at("conditions/sciatica")
    actions.withdraw(page=page, by=staff.publisher, note="Not true any more.")
    return page


def public(client) -> dict[str, str]:
    lists = ["/", "/conditions/", "/procedures/", "/articles/", "/glossary/", "/sitemap.xml"]
    pages = [page.get_absolute_url() for page in Page.objects.published()]
    return {address: words(client, address) for address in lists + pages}


def test_a_withdrawn_page_is_gone_and_says_nothing_of_itself(withdrawn, client):
    response = client.get("/conditions/sciatica/")
    assert response.status_code == 410
    assert "ciatica" not in response.content.decode()


def test_no_page_list_or_sitemap_leads_to_a_withdrawn_page(withdrawn, client):
    leading = [address for address, html in public(client).items() if "/conditions/sciatica/" in html]
    assert leading == []


def test_a_link_to_a_withdrawn_page_becomes_its_words(staff, client):
    assert '<span class="message"><a href="/conditions/sciatica/">Sciatica</a> is one kind of pain.' in words(
        client, OLD
    )
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Wrong.")
    assert '<span class="message"><span>Sciatica</span> is one kind of pain.' in words(client, OLD)


def test_a_procedure_no_longer_lists_a_withdrawn_condition(withdrawn, client):
    html = words(client, "/procedures/epidural-steroid-injection/")
    treats = re.search(r'<ul class="rows"[^>]* data-related="treats">.*?</ul>', html, re.DOTALL)[0]
    assert ">Herniated disc</a></h4>" in treats and ">Sciatica</a></h4>" not in treats
    assert Indication.objects.filter(condition=withdrawn.pk).exists()
    assert not Indication.objects.published().filter(condition=withdrawn.pk).exists()


def test_a_condition_no_longer_lists_a_withdrawn_procedure(staff, client):
    before = words(client, "/conditions/knee-osteoarthritis/")
    actions.withdraw(page=page_at("procedures/physical-therapy"), by=staff.publisher, note="Wrong.")
    after = words(client, "/conditions/knee-osteoarthritis/")
    assert "/procedures/physical-therapy/" in before
    assert "/procedures/physical-therapy/" not in after


def test_a_restored_page_and_all_that_names_it_are_as_before(staff, client):
    before = public(client)
    page = page_at("conditions/sciatica")
    actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    assert public(client) != before
    actions.restore(page=page, by=staff.publisher)
    assert public(client) == before


def test_the_former_address_of_a_withdrawn_page_is_gone_too(staff, moved, client):
    actions.withdraw(page=moved, by=staff.publisher, note="Wrong.")
    assert [client.get(address).status_code for address in (OLD, NEW)] == [410, 410]


def test_a_withdrawn_page_comes_back_when_its_correction_is_published(staff, withdrawn, client):
    page = staff.published(page_at("conditions/sciatica"), title="Sciatica, corrected")
    assert page.status == PageStatus.LIVE
    assert "Sciatica, corrected" in words(client, "/conditions/sciatica/")


# Other languages


def test_a_page_of_another_language_has_its_own_address(staff, client):
    text = article("Un artículo")
    draft = actions.create_page(by=staff.author, kind="articles", slug="dolor", manuscript=text, language="es")
    staff.brought(draft, RevisionState.PUBLISHED)
    assert client.get("/es/articles/dolor/").status_code == 200
    assert client.get("/articles/dolor/").status_code == 404
    assert "/es/articles/dolor/" in words(client, "/sitemap.xml")
    assert "Un artículo" not in words(client, "/articles/")
