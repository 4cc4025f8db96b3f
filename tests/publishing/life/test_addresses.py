"""What an address answers after its page has moved, was withdrawn, or came back."""

import re

import pytest

from procedures.models import Indication
from publishing.life import actions, addresses, jobs
from publishing.life.models import FormerAddress, Page
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
OLD, NEW = "/articles/how-pain-works/", "/articles/why-it-hurts/"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


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


def test_a_move_to_the_address_of_another_page_is_refused(staff, client):
    before = words(client, "/articles/warning-signs/")
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED, slug="warning-signs")
    with pytest.raises(actions.Refused, match="belongs to another page"):
        actions.publish(revision=revision, by=staff.publisher)
    assert page_at(PAGE).slug == "how-pain-works"
    assert words(client, "/articles/warning-signs/") == before


def test_a_page_that_was_never_public_leaves_no_former_address(staff, client):
    page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    draft = actions.save_draft(page=page, by=staff.author, manuscript=article(), slug="fresher")
    staff.brought(draft, RevisionState.PUBLISHED)
    assert not FormerAddress.objects.exists()
    assert client.get("/articles/fresh/").status_code == 404


def test_a_draft_at_a_former_address_changes_nothing_for_the_public(staff, moved, client):
    """Whoever begins a page where another one was must not break the links to that one."""
    before = public(client)
    staff.new_page("articles", "how-pain-works", article(), RevisionState.APPROVED)
    assert public(client) == before
    assert addresses.urls("en", [PAGE]) == {PAGE: NEW}
    assert client.get(OLD)["Location"] == NEW


def test_a_text_means_the_moved_page_by_its_old_name_until_another_has_it_in_public(staff, moved):
    unborn = staff.new_page("articles", "how-pain-works", article("Quite another page"), RevisionState.APPROVED)
    page = staff.published(page_at("articles/warning-signs"), related=[PAGE])
    assert [related.pk for related in page.related.all()] == [moved.pk]
    actions.publish(revision=unborn.revisions.get(), by=staff.publisher)
    page = staff.published(page_at("articles/your-first-visit"), related=[PAGE])
    assert [related.pk for related in page.related.all()] == [unborn.pk]


@pytest.mark.parametrize("takes", ["a new page", "a page that moves"])
def test_a_page_that_takes_a_former_address_does_not_capture_the_links_that_meant_the_other(staff, client, takes):
    text = article("Reader", "## A {#a}\n\n[Read on](../articles/how-pain-works.md).", related=[PAGE])
    staff.new_page("articles", "reader", text)
    draft = staff.revision(page_at("articles/your-first-visit"), RevisionState.DRAFT, related=[PAGE])
    moved = staff.published(page_at(PAGE), slug="why-it-hurts")  # and no job has run since
    if takes == "a new page":
        staff.new_page("articles", "how-pain-works", article("Quite another page"))
    else:
        staff.published(staff.new_page("articles", "mover", article("Mover")), slug="how-pain-works")
    html = words(client, "/articles/reader/")
    assert link(NEW).search(html) and not link(OLD).search(html)
    reader = page_at("articles/reader")
    assert reader.live_revision.manuscript == text.replace("how-pain-works", "why-it-hurts")
    assert [related.pk for related in reader.related.all()] == [moved.pk]
    draft.refresh_from_db()
    assert "articles/why-it-hurts" in draft.manuscript and PAGE not in draft.manuscript
    assert jobs.run("follow_links").endswith(" 0 failed")
    assert link(NEW).search(words(client, "/articles/reader/"))


def test_a_page_published_at_a_former_address_takes_it_over(staff, moved, client):
    staff.new_page("articles", "how-pain-works", article("Quite another page"))
    assert "Quite another page" in words(client, OLD)
    assert addresses.urls("en", [PAGE]) == {PAGE: OLD}


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
    assert '<p><a href="/conditions/sciatica/">Sciatica</a> is one kind of pain.' in words(client, OLD)
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Wrong.")
    assert "<p><span>Sciatica</span> is one kind of pain." in words(client, OLD)


def test_a_procedure_no_longer_lists_a_withdrawn_condition(withdrawn, client):
    html = words(client, "/procedures/epidural-steroid-injection/")
    treats = re.search(r'<ul class="options" data-related="treats">.*?\n</ul>', html, re.DOTALL)
    assert treats is None or "Sciatica" not in re.findall(r"<h4>(.*?)</h4>", treats[0])
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
