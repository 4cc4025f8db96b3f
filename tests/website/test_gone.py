"""A withdrawn page: what its address says, what it offers instead, and that no other page keeps a hole."""

import datetime
import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from publishing.life import actions, jobs
from publishing.life.models import Page
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.procedures.manuscripts import indication, procedure
from tests.publishing.at_desk import in_role, url
from tests.website.test_pages import LISTS
from tests.website.test_structured_data import graph_of

pytestmark = pytest.mark.both_databases

PAGE, OTHER = "articles/your-first-visit", "articles/how-pain-works"
INJECTION, THERAPY = "procedures/epidural-steroid-injection", "procedures/physical-therapy"


@pytest.fixture
def gone(staff, client):
    """Withdraw a page and return the HTML of its address."""

    def withdraw(address: str, **what) -> str:
        actions.withdraw(page=page_at(address), by=staff.publisher, note="Old.", **what)
        return html_at(client, address)

    return withdraw


def html_at(client, address: str) -> str:
    response = client.get(f"/{address}/")
    assert response.status_code == 410
    return response.content.decode()


def links(html: str, heading: str) -> list[str]:
    """The addresses in the list below a heading."""
    found = re.search(rf"<h2[^>]*>{re.escape(heading)}</h2>\s*<ul[^>]*>(.*?)</ul>", html, re.DOTALL)
    return re.findall(r'href="([^"]*)"', found[1]) if found else []


# What it says


def test_it_says_that_the_page_was_taken_down_and_invents_no_reason(gone):
    html = gone(PAGE)
    assert "This page has been taken down" in html and "ask your care team before you act on it" in html
    assert "no longer stand behind" not in html
    assert "Your first visit" not in html and "Old." not in html
    assert '<meta name="robots" content="noindex">' in html
    assert "Call 911" in html


def test_it_offers_the_pages_that_it_was_linked_with(gone):
    assert links(gone(PAGE), "Pages that it was linked with") == [f"/{OTHER}/"]


def test_a_procedure_offers_the_conditions_that_it_treated_and_that_are_live(gone, staff):
    actions.withdraw(page=page_at("conditions/herniated-disc"), by=staff.publisher, note="Old.")
    title = "Conditions it was used for"
    assert links(gone(INJECTION), title) == ["/conditions/sciatica/"]


def test_a_condition_offers_the_procedures_that_treat_it_and_are_live(gone, staff):
    actions.withdraw(page=page_at(INJECTION), by=staff.publisher, note="Old.")
    assert links(gone("conditions/sciatica"), "Treatments that are used for it") == [f"/{THERAPY}/"]


def test_where_nothing_is_left_to_offer_there_is_no_heading(gone, staff):
    for address in (INJECTION, THERAPY):
        gone(address)
    assert "<h2" not in gone("conditions/herniated-disc")


# What is offered instead


def test_the_page_that_staff_named_is_offered_and_not_twice(gone):
    html = gone(PAGE, instead=page_at(OTHER))
    assert links(html, "Read this instead") == [f"/{OTHER}/"]
    assert html.count(f'href="/{OTHER}/"') == 1


def test_what_is_offered_falls_away_when_it_is_withdrawn_itself_and_comes_back_with_it(gone, staff, client):
    gone(PAGE, instead=page_at(OTHER))
    gone(OTHER)
    assert "Read this instead" not in html_at(client, PAGE)
    actions.restore(page=page_at(OTHER), by=staff.publisher)
    assert "Read this instead" in html_at(client, PAGE)


def test_what_is_offered_follows_its_new_address(gone, staff, client):
    gone(PAGE, instead=page_at(OTHER))
    staff.published(page_at(OTHER), slug="why-it-hurts")
    assert links(html_at(client, PAGE), "Read this instead") == ["/articles/why-it-hurts/"]


@pytest.mark.parametrize("wrong", ["itself", "a draft", "withdrawn", "a word", "another language"])
def test_what_is_offered_must_be_another_page_of_the_language_that_is_live(staff, wrong):
    if wrong == "a draft":
        staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    if wrong == "withdrawn":
        actions.withdraw(page=page_at(OTHER), by=staff.publisher, note="Old.")
    if wrong == "another language":
        Page.objects.filter(pk=page_at(OTHER).pk).update(language="es")
    instead = {
        "itself": PAGE,
        "a draft": "articles/fresh",
        "a word": "glossary/disc",
    }.get(wrong, OTHER)
    kind, slug = instead.split("/")
    with pytest.raises(actions.Refused, match="another page of this language that is live"):
        actions.withdraw(
            page=page_at(PAGE), by=staff.publisher, note="Old.", instead=Page.objects.get(kind=kind, slug=slug)
        )
    assert page_at(PAGE).status == PageStatus.LIVE


def test_a_page_that_comes_back_has_nothing_in_its_place(gone, staff):
    gone(PAGE, instead=page_at(OTHER))
    assert actions.restore(page=page_at(PAGE), by=staff.publisher).instead is None
    gone(PAGE, instead=page_at(OTHER))
    assert staff.published(page_at(PAGE), title="New words").instead is None


@pytest.mark.parametrize("is_open", [True, False])
def test_a_planned_withdrawal_offers_its_page_if_that_is_still_live(staff, client, is_open):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    what = {"by": staff.publisher, "note": "Old.", "at": tomorrow, "instead": page_at(OTHER)}
    actions.plan_withdrawal(page=page_at(PAGE), **what)
    staff.published(page_at(PAGE), title="New words meanwhile")
    if not is_open:
        actions.withdraw(page=page_at(OTHER), by=staff.publisher, note="Old.")
    Page.objects.filter(pk=page_at(PAGE).pk).update(withdrawal_due_at=timezone.now())
    assert jobs.publish_due().startswith("1 done, 0 failed")
    assert ("Read this instead" in html_at(client, PAGE)) == is_open


def test_a_page_that_stays_after_all_has_nothing_in_its_place(staff):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    page = page_at(PAGE)
    actions.plan_withdrawal(page=page, by=staff.publisher, note="Old.", at=tomorrow, instead=page_at(OTHER))
    assert actions.cancel_withdrawal(page=page, by=staff.publisher).instead is None


# On the desk


@pytest.fixture
def at_desk(staff, client):
    client.force_login(in_role(staff.publisher, "Publisher"))
    return client


SURE = {"verb": "withdraw", "note": "Old.", "confirmed": "yes"}


def test_staff_name_what_is_offered_before_they_withdraw(at_desk):
    page = page_at(PAGE)
    assert 'name="instead"' in at_desk.get(f"{url(page, 'do')}?verb=withdraw").content.decode()
    at_desk.post(url(page, "do"), {**SURE, "instead": page_at(OTHER).pk})
    assert page_at(PAGE).instead == Page.objects.get(pk=page_at(OTHER).pk)
    assert "Readers are offered “How pain works” instead." in at_desk.get(url(page)).content.decode()


def test_a_page_that_is_not_live_is_marked_on_the_question_and_nothing_is_withdrawn(at_desk, staff):
    fresh = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    html = at_desk.post(url(page_at(PAGE), "do"), {**SURE, "instead": fresh.pk}).content.decode()
    assert "Choose another page that is live." in html and "required>Old.</textarea>" in html
    assert page_at(PAGE).status == PageStatus.LIVE


def test_a_withdrawal_lists_the_pages_that_lose_a_whole_row(at_desk):
    html = at_desk.get(f"{url(page_at(THERAPY), 'do')}?verb=withdraw").content.decode()
    rows = html.partition("What patients will no longer find there")[2].partition("</table>")[0]
    assert "Knee osteoarthritis" in rows and "Sciatica" in rows and "The option “Physical therapy”" in rows
    html = at_desk.get(f"{url(page_at('conditions/knee-osteoarthritis'), 'do')}?verb=withdraw").content.decode()
    assert "Physical therapy" in html.partition("What patients will no longer find there")[2].partition("</table>")[0]
    assert (
        "What patients will no longer find there"
        not in at_desk.get(f"{url(page_at(PAGE), 'do')}?verb=withdraw").content.decode()
    )


def test_the_withdrawal_of_a_shared_text_in_use_says_so_before_it_is_asked_for(at_desk):
    html = at_desk.get(f"{url(page_at('snippets/warning-signs'), 'do')}?verb=withdraw").content.decode()
    assert "It stands on pages that are live: Herniated disc" in html
    assert 'name="confirmed"' not in html


def test_the_withdrawal_of_a_word_says_what_becomes_of_it(at_desk):
    html = at_desk.get(f"{url(page_at('glossary/disc'), 'do')}?verb=withdraw").content.decode()
    assert "No page will explain the word any more" in html
    assert "links" not in html.partition("<h2")[2] and 'name="instead"' not in html


# What other pages print


class Headings(HTMLParser):
    """The headings of the main part below which nothing stands before the next one of their level or above."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[list] = []
        self.empty: list[str] = []
        self.level = 0
        self.feed(html.partition("<main")[2].partition("</main>")[0])
        self.close_from(1)

    def close_from(self, level: int) -> None:
        while self.open and self.open[-1][0] >= level:
            _level, words, is_filled = self.open.pop()
            if not is_filled:
                self.empty.append(words)

    def handle_starttag(self, tag, attrs):
        if re.fullmatch("h[1-6]", tag):
            self.level = int(tag[1])
            self.close_from(self.level)
            self.open.append([self.level, "", False])
        if tag == "img":
            self.fill()

    def handle_endtag(self, tag):
        if re.fullmatch("h[1-6]", tag):
            self.level = 0

    def handle_data(self, data):
        if self.level:
            self.open[-1][1] += data
        elif data.strip():
            self.fill()

    def fill(self) -> None:
        for heading in self.open:
            heading[2] = True


def test_the_reader_of_headings_finds_an_empty_one():
    assert Headings("<main><h2>A</h2><h3>B</h3><p>c</p><h2>D</h2><h2>E</h2><img></main>").empty == ["D"]


@pytest.mark.parametrize("address", ["conditions/sciatica", INJECTION, THERAPY, OTHER, PAGE, "about/contact"])
def test_a_page_has_no_empty_section_when_all_others_are_withdrawn(staff, client, address):
    for page in Page.objects.published().exclude(pk=page_at(address).pk):
        actions.withdraw(page=page, by=staff.publisher, note="Old.")
    html = client.get(f"/{address}/").content.decode()
    assert Headings(html).empty == []
    lists = [client.get(one).content.decode() for one in LISTS]
    assert [Headings(html).empty for html in lists] == [[]] * len(lists)
    assert not any(re.search(r"<(ul|ol|dl)[^>]*>\s*</\1>", html) for html in lists)


def test_a_procedure_whose_conditions_were_all_withdrawn_has_no_rows_and_says_so(staff, client):
    for slug in ("knee-osteoarthritis", "sciatica"):
        assert 'id="treats"' in client.get(f"/{THERAPY}/").content.decode()
        actions.withdraw(page=page_at(f"conditions/{slug}"), by=staff.publisher, note="Old.")
    html = client.get(f"/{THERAPY}/").content.decode()
    assert "No condition on this site is linked with it now." in html
    assert "data-related" not in html and "The squares say" not in html
    assert not any("usedToDiagnose" in node for node in graph_of(client, f"/{THERAPY}/"))


def test_a_procedure_of_which_only_what_it_is_not_for_is_left_treats_nothing(staff, client):
    for slug in ("sciatica", "herniated-disc"):
        actions.withdraw(page=page_at(f"conditions/{slug}"), by=staff.publisher, note="Old.")
    html = client.get(f"/{INJECTION}/").content.decode()
    assert 'id="treats"' not in html
    assert "/conditions/low-back-pain/" in html.partition('id="not-for"')[2]


def test_a_procedure_for_one_condition_comes_back_with_it(staff, client):
    staff.new_page("procedures", "fresh", procedure(indications=[indication("sciatica")]))
    sciatica = page_at("conditions/sciatica")
    actions.withdraw(page=sciatica, by=staff.publisher, note="Old.")
    assert 'id="treats"' not in client.get("/procedures/fresh/").content.decode()
    actions.restore(page=sciatica, by=staff.publisher)
    assert 'id="treats"' in client.get("/procedures/fresh/").content.decode()


def test_a_glossary_whose_last_word_was_withdrawn_says_so(loaded, publisher, client):
    for term in Page.objects.live().filter(kind="glossary"):
        actions.withdraw(page=term, by=publisher, note="Old.")
    answer = client.get("/glossary/")
    assert answer.status_code == 200
    assert "There are no words here now." in answer.content.decode()
