"""What the desk says is true: of a page that was never public, of addresses and times, of what came along."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from publishing.life import actions
from publishing.life.models import Page
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.publishing import screens
from tests.publishing.at_desk import entered, in_role, url

PAGE = "articles/how-pain-works"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


@pytest.fixture
def desk(staff, client):
    """The browser of a person with every right of a publisher."""
    client.force_login(in_role(staff.publisher, "Publisher"))
    return client


def html_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("live", "The public page has not changed."),
        ("never", "The page is not public."),
        ("withdrawn", "The page is not public."),
    ],
)
def test_a_save_says_of_the_public_page_what_is_true(staff, desk, status, said):
    page = page_at(PAGE)
    if status == "never":
        page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    if status == "withdrawn":
        actions.withdraw(page=page, by=staff.publisher, note="Old.")
    answer = desk.post(url(page), entered(page, title="New words"), follow=True)
    (message,) = map(str, answer.context["messages"])
    assert re.match(rf"Saved at \d+:\d\d [ap]m\. {re.escape(said)}", message)


def test_the_history_tells_every_address_and_the_time_that_was_planned(staff, desk):
    page = staff.published(page_at(PAGE), slug="why-it-hurts")
    at = timezone.make_aware(datetime.datetime(2099, 11, 30, 6, 0))
    revision = staff.revision(page, RevisionState.APPROVED, title="Later")
    actions.schedule(revision=revision, by=staff.publisher, at=at)
    actions.plan_withdrawal(page=page, by=staff.publisher, note="Old.", at=at)
    html = html_of(desk, url(page, "history"))
    assert "Planned for Monday, November 30, 2099, 6:00 am." in html
    assert "planned for a day" in html and "For Monday, November 30, 2099, 6:00 am" in html
    assert "to be taken off the site on a day" in html and "For Monday, November 30, 2099, 6:00 am: Old." in html


def test_no_sentence_ends_with_two_full_stops(staff, desk):
    page = staff.published(page_at(PAGE), title="Why it hurts")
    afternoon = timezone.make_aware(datetime.datetime.combine(timezone.localdate(), datetime.time(13)))
    page.revisions.update(created_at=afternoon)
    found = [html_of(desk, address) for address in (*screens.lists_of(page).values(), url(page, "version", 2))]
    said = [re.sub(r"<[^>]*>", "", html) for html in found]
    assert any("Ada Author" in text for text in said)
    assert not any(re.search(r"\w\.\.(?!\.)", text) for text in said)


def test_a_time_to_come_is_asked_for_by_the_clinics_clock(staff, desk):
    found = html_of(desk, f"{url(page_at(PAGE), 'do')}?verb=plan-withdrawal")
    assert "By the clinic’s clock" in found


def test_who_has_no_role_does_not_learn_the_kind_of_a_page(staff, author, client):
    client.force_login(author)
    address = reverse("admin:publishing_page_change", args=[Page.objects.first().pk])
    assert client.get(address).status_code == 403
