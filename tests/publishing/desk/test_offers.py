"""The screen on which a clinic says what is done here: who may, many pages at once, two people at once."""

import re

import pytest
from django.urls import reverse

from publishing.desk.front import first_page
from publishing.life import actions
from publishing.life.models import Event, Page
from publishing.life.states import RevisionState, Verb
from publishing.text.offered import Offered
from tests.articles.editing import Staff, page_at
from tests.procedures.manuscripts import procedure
from tests.publishing import screens
from tests.publishing.at_desk import in_role, tables, url
from tests.website.test_machines import more

pytestmark = pytest.mark.both_databases

SCREEN = "/admin/publishing/page/offered/"
INJECTION, THERAPY = "procedures/epidural-steroid-injection", "procedures/physical-therapy"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


@pytest.fixture
def desk(staff, client):
    client.force_login(in_role(staff.publisher, "Publisher"))
    return client


def opened(client) -> dict[str, str]:
    """What the form sends as it is shown."""
    html = client.get(SCREEN).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(initial-page-\d+)" value="([\w-]*)"', html)
    checked = re.findall(r'<input type="radio" name="(page-\d+)" value="([\w-]*)"[^>]* checked', html)
    assert len(hidden) == len(checked) == Page.objects.offerable().count()
    return dict(hidden) | dict(checked)


def chosen(address: str, value: str) -> dict[str, str]:
    return {f"page-{page_at(address).pk}": value}


def offered(address: str) -> str:
    return page_at(address).offered


@pytest.mark.parametrize(
    ("role", "status"),
    [("Publisher", 302), ("Administrator", 302), ("Author", 403), ("Clinical reviewer", 403), ("", 403)],
)
def test_only_who_publishes_says_what_is_done_here(staff, client, role, status):
    page = page_at(INJECTION)
    client.force_login(in_role(staff.author, role))
    before = tables()
    sent = {f"initial-page-{page.pk}": "", f"page-{page.pk}": "here"}
    assert client.get(SCREEN).status_code == (200 if status == 302 else 403)
    assert client.post(SCREEN, sent).status_code == status
    assert (tables() != before) == (offered(INJECTION) == "here") == (status == 302)


def test_a_stranger_is_sent_to_sign_in(loaded, client):
    for answer in (client.get(SCREEN), client.post(SCREEN, {})):
        assert answer.status_code == 302 and answer.url.startswith(reverse("admin:login"))


def test_all_that_was_chosen_is_saved_at_once_and_nothing_else(desk, staff):
    answer = desk.post(SCREEN, opened(desk) | chosen(INJECTION, "here") | chosen(THERAPY, "referred"), follow=True)
    assert "Saved. Patients read it from now on." in answer.content.decode()
    assert (offered(INJECTION), offered(THERAPY)) == ("here", "referred")
    assert {event.by for event in Event.objects.filter(verb=Verb.SAY_OFFERED)} == {staff.publisher}
    desk.post(SCREEN, opened(desk) | chosen(THERAPY, ""))
    assert (offered(INJECTION), offered(THERAPY)) == ("here", "")
    assert Event.objects.filter(verb=Verb.SAY_OFFERED).count() == 3


def test_a_form_without_a_choice_says_nothing(desk):
    before = tables()
    for sent in ({}, opened(desk), {"initial-page-0": "", "page-0": "here"}, chosen(INJECTION, "sometimes")):
        assert desk.post(SCREEN, sent).status_code in {200, 302}
    assert tables() == before


def test_two_people_who_say_it_of_different_pages_undo_nothing_of_each_other(desk):
    mine = opened(desk)
    desk.post(SCREEN, mine | chosen(INJECTION, "here"))
    assert desk.post(SCREEN, mine | chosen(THERAPY, "referred")).status_code == 302
    assert (offered(INJECTION), offered(THERAPY)) == ("here", "referred")


def test_who_saves_second_sees_what_the_first_has_said_and_may_put_theirs_in_its_place(desk):
    mine = opened(desk)
    desk.post(SCREEN, mine | chosen(INJECTION, "here"))
    answer = desk.post(SCREEN, mine | chosen(INJECTION, "not-offered") | chosen(THERAPY, "referred"))
    shown = answer.content.decode()
    assert answer.status_code == 200 and "Somebody else has said meanwhile: “Done here”." in shown
    assert (offered(INJECTION), offered(THERAPY)) == ("here", "")
    assert fields(shown) | chosen(INJECTION, "not-offered") | chosen(THERAPY, "referred") == fields(shown)
    assert desk.post(SCREEN, fields(shown)).status_code == 302
    assert (offered(INJECTION), offered(THERAPY)) == ("not-offered", "referred")


def test_who_was_refused_takes_back_nothing_that_others_said_of_pages_they_had_not_touched(desk):
    mine = opened(desk)
    desk.post(SCREEN, mine | chosen(INJECTION, "here") | chosen(THERAPY, "here"))
    shown = desk.post(SCREEN, mine | chosen(INJECTION, "referred")).content.decode()
    desk.post(SCREEN, fields(shown))
    assert (offered(INJECTION), offered(THERAPY)) == ("referred", "here")


def fields(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(initial-page-\d+)" value="([\w-]*)"', html)
    return dict(found + re.findall(r'<input type="radio" name="(page-\d+)" value="([\w-]*)"[^>]* checked', html))


def test_the_screen_lists_what_is_not_live_with_its_state_and_no_other_kind_of_page(desk, staff):
    staff.new_page("procedures", "fresh", procedure("A fresh one"), RevisionState.DRAFT)
    actions.withdraw(page=page_at(INJECTION), by=staff.publisher, note="Wrong.")
    html = " ".join(desk.get(SCREEN).content.decode().split())
    assert 'A fresh one</a> <span class="desk-offer__state">(not public yet)' in html
    assert 'Epidural steroid injection</a> <span class="desk-offer__state">(withdrawn)' in html
    assert "Sciatica" not in html and "of 1 live pages" in html


def test_what_was_said_stands_in_the_history_of_the_page(desk, staff):
    desk.post(SCREEN, opened(desk) | chosen(INJECTION, "referred"))
    html = desk.get(url(page_at(INJECTION), "history")).content.decode()
    assert ": said whether it is done here." in html
    assert "We refer you for this. Before: Nothing said." in html


def test_the_first_page_and_the_menu_lead_there_whoever_may_say_it(desk, staff):
    page_at(INJECTION)
    actions.say_offered(said={page_at(THERAPY).pk: Offered.HERE}, seen={page_at(THERAPY).pk: ""}, by=staff.publisher)
    html = desk.get("/admin/").content.decode()
    assert f'href="{SCREEN}"' in html
    (way,) = [way for way in first_page.first_page(staff.publisher)["ways"] if way.url == SCREEN]
    assert way.said == "1 of 2 said"


def test_the_first_page_and_the_menu_are_silent_to_whoever_may_not(staff, client):
    client.force_login(in_role(staff.author, "Author"))
    for address in ("/admin/", screens.REPORTS):
        assert SCREEN not in client.get(address).content.decode()


def test_the_screen_and_a_save_cost_the_same_with_many_pages(desk, staff, django_assert_max_num_queries):
    from procedures.models import Procedure  # noqa: PLC0415

    before = len(screens.asked(desk, SCREEN))
    more(Procedure, 25, staff.reviewer)
    assert len(screens.asked(desk, SCREEN)) == before <= 12
