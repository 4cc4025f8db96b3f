"""Taking over the library: owners in bulk, and the queue of what no clinician of the clinic has read."""

import datetime
import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from publishing.desk.library import adopting, reading_queue
from publishing.life import actions
from publishing.life.actions.following import without_keeper
from publishing.life.models import ClinicProfile, Contributor, Event, Note, Page, ReadingTurn, Revision
from publishing.life.states import PageStatus, Verb
from publishing.text import kinds
from tests.articles.editing import Staff
from tests.publishing.at_desk import in_role, tables

pytestmark = pytest.mark.both_databases

LIBRARY, QUEUE = "/admin/publishing/page/library/", "/admin/publishing/page/queue/"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


@pytest.fixture
def owner(staff):
    return Contributor.objects.create(
        id="rosa-reader", name="Rosa Reader", user=in_role(staff.reviewer, "Clinical reviewer")
    )


@pytest.fixture
def desk(staff, client):
    client.force_login(in_role(staff.publisher, "Publisher"))
    return client


@pytest.fixture
def clinician(staff, client):
    client.force_login(in_role(staff.reviewer, "Clinical reviewer"))
    return client


def kept():
    """The pages that the public reads and that somebody can look after: hard words have no owner."""
    return Page.objects.live().filter(kind__in=[kind.name for kind in kinds.all_kinds() if "owner" in kind.schema.keys])


# Owners


def test_one_choice_gives_every_page_without_an_owner_one(desk, owner):
    texts = {page.pk: page.live_revision.sha256 for page in kept()}
    assert desk.post(LIBRARY, {"owner-all": owner.pk}).status_code == 302
    assert not without_keeper(kept()).exists()
    assert {page.owner for page in kept()} == {owner}
    assert all(page.live_revision.sha256 != texts[page.pk] for page in kept())


def test_a_line_of_its_own_goes_before_the_line_of_all(desk, owner, staff):
    other = Contributor.objects.create(
        id="ada-other", name="Ada Other", user=in_role(staff.author, "Clinical reviewer")
    )
    family = adopting.families()[0]
    desk.post(LIBRARY, {"owner-all": owner.pk, f"owner-{family.name}": other.pk, f"deputy-{family.name}": owner.pk})
    mine = Page.objects.filter(pk__in=[page.pk for page in family.pages])
    assert {(page.owner, page.deputy) for page in mine} == {(other, owner)}
    assert set(kept().exclude(pk__in=mine).values_list("owner", flat=True)) == {owner.pk}


def test_owners_are_those_who_may_review_and_who_never_signed_in_is_said_to_have_not(desk, owner, staff):
    Contributor.objects.create(id="ada", name="Ada Author", user=in_role(staff.author, "Author"))
    User.objects.filter(pk=staff.reviewer.pk).update(last_login=None)
    shown = desk.get(LIBRARY).content.decode()
    assert "Rosa Reader, who has not signed in yet" in shown and "Ada Author" not in shown


@pytest.mark.parametrize(
    ("known", "said"), [({"name": "A", "phone": "555-0100"}, "of the clinic: its hours."), ({}, "stand on every page.")]
)
def test_the_first_step_says_what_patients_cannot_read_yet(admin_user, known, said):
    ClinicProfile.objects.update_or_create(pk=1, defaults={"name": "", "phone": "", "hours": "", **known})
    assert adopting.steps(admin_user)[0].why.endswith(said)


def test_a_page_that_has_an_owner_keeps_it(desk, owner, staff):
    other = Contributor.objects.create(id="ada-other", name="Ada Other", user=in_role(staff.author, "Author"))
    page = adopting.families()[0].pages[0]
    actions.give_keepers(pages=[page.pk], owner=other, deputy=None, by=staff.publisher, until=float("inf"))
    desk.post(LIBRARY, {"owner-all": owner.pk})
    page.refresh_from_db()
    assert page.owner == other


def test_an_owner_ends_no_review_and_is_no_hand_in_the_text(desk, owner, staff):
    page = Page.objects.published().select_related("live_revision").first()
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    desk.post(LIBRARY, {"owner-all": owner.pk})
    page = Page.objects.get(pk=page.pk)
    assert page.reviewed_by == staff.reviewer and page.owner == owner
    assert staff.publisher not in page.live_revision.writers.all()
    assert Event.objects.filter(page=page, verb=Verb.HAND_OVER, by=staff.publisher).count() == 1


def test_an_open_draft_is_given_the_owner_too(desk, owner, staff):
    page = Page.objects.published().select_related("live_revision").first()
    text = page.live_revision.manuscript.replace("summary: ", "summary: Now ", 1)
    actions.save_draft(page=page, by=staff.author, manuscript=text, slug=page.slug)
    desk.post(LIBRARY, {"owner-all": owner.pk})
    draft = page.revisions.open().get()
    assert f"owner: {owner.pk}" in draft.manuscript and "summary: Now " in draft.manuscript


def test_what_one_press_does_not_reach_waits_for_the_next_with_the_same_choice(desk, owner, monkeypatch):
    monkeypatch.setattr(adopting, "PATIENCE", 0.0)
    answer = desk.post(LIBRARY, {"owner-all": owner.pk})
    assert answer["Location"] == f"{LIBRARY}?owner-all={owner.pk}"
    html = desk.get(answer["Location"]).content.decode()
    assert re.search(rf'<option value="{owner.pk}" selected>', html)


@pytest.mark.parametrize(
    "what", [{"deputy-all": "rosa-reader"}, {"owner-all": "rosa-reader", "deputy-all": "rosa-reader"}]
)
def test_who_stands_in_is_another_and_never_alone(desk, owner, what):
    before = tables()
    assert desk.post(LIBRARY, what).status_code == 200
    assert tables() == before


@pytest.mark.parametrize(
    ("role", "status"), [("Publisher", 302), ("Administrator", 302), ("Author", 403), ("Clinical reviewer", 403)]
)
def test_only_who_publishes_chooses_owners(staff, owner, client, role, status):
    client.force_login(in_role(staff.author, role))
    assert client.post(LIBRARY, {"owner-all": owner.pk}).status_code == status
    assert without_keeper(kept()).exists() == (status == 403)


def test_the_families_are_the_kinds_own_and_leave_nobody_out(staff):
    found = [page.pk for family in adopting.families() for page in family.pages]
    assert sorted(found) == sorted(kept().filter(translation_of=None).values_list("pk", flat=True))


# The queue


def shown(client) -> int:
    """The page that the screen has before one."""
    return int(re.search(r'name="page" value="(\d+)"', client.get(QUEUE, follow=True).content.decode())[1])


def at(page: Page, ask: str = "") -> str:
    """The address of a page in the queue, and of a question about it."""
    return f"{QUEUE}?page={page.pk}" + (f"&ask={ask}&seen={page.live_revision.sha256}" if ask else "")


def test_looking_gives_no_page_away(clinician):
    before = tables()
    assert b"Show me the next page" in clinician.get(QUEUE).content
    assert tables() == before


def test_what_could_cost_most_comes_first(clinician, staff):
    order = [one.risk for one in reading_queue.waiting(staff.reviewer)]
    assert order == sorted(order) and len(order) == Page.objects.published().count()
    clinician.post(QUEUE)
    page = Page.objects.get(pk=shown(clinician))
    assert kinds.get(page.kind).risk(kinds.get(page.kind).model.objects.get(pk=page.pk)) == order[0]


def test_a_confirmed_page_says_so_and_the_next_one_is_there(clinician, staff):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    clinician.post(QUEUE, {"page": page.pk, "answer": "confirm", "seen": page.live_revision.sha256})
    page.refresh_from_db()
    assert (page.reviewed_by, page.reviewed_on) == (staff.reviewer, timezone.localdate())
    assert shown(clinician) != page.pk


def test_the_question_says_what_the_public_will_read(clinician, staff, owner):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    html = clinician.get(at(page, ask="confirm")).content.decode()
    assert "Reviewed by Rosa Reader, on " in html and "Next review: " in html


def test_a_text_that_changed_while_it_was_read_is_not_confirmed(clinician):
    clinician.post(QUEUE)
    pk = shown(clinician)
    clinician.post(QUEUE, {"page": pk, "answer": "confirm", "seen": "0" * 64})
    assert Page.objects.get(pk=pk).reviewed_on is None and shown(clinician) == pk


def test_a_second_press_of_the_same_button_confirms_nothing_else(clinician):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    said = {"page": page.pk, "answer": "confirm", "seen": page.live_revision.sha256}
    first, second = (clinician.post(QUEUE, said) for _time in range(2))
    assert first.url == second.url != at(page)
    assert Page.objects.exclude(reviewed_on=None).count() == 1
    html = clinician.get(second.url).content.decode()
    assert first.url == f"{QUEUE}?page={shown(clinician)}"
    assert html.count(f"“{page}” is reviewed.") == 2 and "today already" not in html


def test_a_second_press_that_meets_the_first_says_the_same(clinician, staff, monkeypatch):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    said = {"page": page.pk, "answer": "confirm", "seen": page.live_revision.sha256}
    clinician.post(QUEUE, said)
    monkeypatch.setattr(reading_queue, "_is_open", lambda page: True)  # as it was when the second arrived
    html = clinician.post(QUEUE, said, follow=True).content.decode()
    assert "That is done already, today at " in html and "today already" not in html


def test_a_question_keeps_to_the_page_at_which_it_was_pressed(clinician):
    """In another window the page was passed over meanwhile, so that the next one is before the reader."""
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    clinician.post(QUEUE, {"page": page.pk, "answer": "skip"})
    after = shown(clinician)
    html = clinician.get(at(page, ask="confirm")).content.decode()
    assert f'name="page" value="{page.pk}"' in html and f"<h1>{page.title}</h1>" in html
    assert f"{QUEUE}{page.pk}/" in html and f'name="page-{page.pk}"' in html
    clinician.post(QUEUE, {"page": page.pk, "answer": "confirm", "seen": page.live_revision.sha256})
    assert list(Page.objects.exclude(reviewed_on=None)) == [page] and shown(clinician) == after


def test_the_address_of_an_answered_page_says_so_and_shows_no_other(clinician, staff):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    clinician.post(QUEUE, {"page": page.pk, "answer": "confirm", "seen": page.live_revision.sha256})
    for address in (at(page), at(page, ask="confirm")):
        html = clinician.get(address).content.decode()
        assert f"<h1>{page.title}</h1>" in html and "This page is answered already." in html
        assert "Reviewed by Rosa R" in html
        assert "<iframe" not in html and "Confirm as" not in html
    assert clinician.post(QUEUE).url == f"{QUEUE}?page={shown(clinician)}"


def test_a_page_that_a_colleague_answered_meanwhile_is_not_signed_again_and_a_note_on_it_is_kept(clinician, staff):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    other = in_role(staff.publisher, "Clinical reviewer")
    actions.confirm_review(page=page, by=other, sha256=page.live_revision.sha256)
    said = {"page": page.pk, "answer": "confirm", "seen": page.live_revision.sha256}
    assert "This page is answered already." in clinician.post(QUEUE, said, follow=True).content.decode()
    page.refresh_from_db()
    assert page.reviewed_by == other
    clinician.post(QUEUE, {"page": page.pk, "answer": "wrong", "note": "The dose is old."})
    assert Note.objects.get().page_id == page.pk


def test_a_question_about_words_that_are_others_by_now_shows_them_first(clinician, staff):
    clinician.post(QUEUE)
    page = Page.objects.select_related("live_revision").get(pk=shown(clinician))
    old = at(page, ask="confirm")
    Revision.objects.filter(pk=page.live_revision_id).update(sha256="1" * 64)
    answer = clinician.get(old, follow=True)
    assert answer.redirect_chain == [(at(page), 302)]
    assert "has changed since it was shown to you" in answer.content.decode()


def test_a_page_that_one_was_not_given_is_not_shown_by_its_address(clinician, staff):
    clinician.post(QUEUE)
    mine, other = shown(clinician), reading_queue.waiting(staff.reviewer)[-1].page_id
    assert clinician.get(f"{QUEUE}?page={other}").url == f"{QUEUE}?page={mine}"
    assert clinician.get(f"{QUEUE}?page=x").url == f"{QUEUE}?page={mine}"


def test_what_is_not_right_becomes_a_note_and_is_not_confirmed(clinician):
    clinician.post(QUEUE)
    pk = shown(clinician)
    asked_again = clinician.post(QUEUE, {"page": pk, "answer": "wrong", "note": " "})["Location"]
    assert asked_again == at(Page.objects.select_related("live_revision").get(pk=pk), ask="wrong")
    for _twice in range(2):
        clinician.post(QUEUE, {"page": pk, "answer": "wrong", "note": "The dose is old.\0"})
    assert Note.objects.get().text == "The dose is old." and Note.objects.get().page_id == pk
    assert Page.objects.get(pk=pk).reviewed_on is None and shown(clinician) != pk


def test_a_page_passed_over_comes_last_and_one_goes_on_where_one_stopped(clinician, staff):
    clinician.post(QUEUE)
    first = shown(clinician)
    assert shown(clinician) == first
    clinician.post(QUEUE, {"page": first, "answer": "skip"})
    assert shown(clinician) != first
    assert reading_queue.waiting(staff.reviewer)[-1].page_id == first


def test_two_people_never_get_one_page_until_one_has_been_away(staff, client):
    other = in_role(staff.publisher, "Clinical reviewer")
    assert reading_queue.give_next(staff.reviewer) and reading_queue.give_next(other)
    mine, theirs = reading_queue.before(staff.reviewer), reading_queue.before(other)
    assert mine != theirs
    ReadingTurn.objects.filter(person=staff.reviewer).update(begun_at=timezone.now() - datetime.timedelta(hours=1))
    assert mine.pk in {one.page_id for one in reading_queue.waiting(other)}


def test_nobody_is_given_a_text_of_their_own(staff):
    page = Page.objects.published().select_related("live_revision").first()
    page.live_revision.writers.add(staff.reviewer)
    assert page.pk not in {one.page_id for one in reading_queue.waiting(staff.reviewer)}


@pytest.mark.parametrize("role", ["Author", "Publisher", ""])
def test_only_a_clinician_reads_the_queue(staff, client, role):
    client.force_login(in_role(staff.author, role))
    page = Page.objects.published().first()
    assert {client.get(QUEUE).status_code, client.post(QUEUE).status_code} == {403}
    assert client.get(f"{QUEUE}{page.pk}/").status_code == 403


def test_the_page_in_the_frame_is_the_public_one_and_runs_nothing(clinician):
    page = Page.objects.published().first()
    answer = clinician.get(f"{QUEUE}{page.pk}/")
    assert "frame-ancestors 'self'; sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"] and answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "This is not what the public reads" not in answer.content.decode()
    assert "frame-ancestors 'none'" in clinician.get(page.get_absolute_url())["Content-Security-Policy"]


def test_a_page_that_left_the_site_is_before_nobody(clinician, staff):
    clinician.post(QUEUE)
    pk = shown(clinician)
    page = actions.withdraw(page=Page.objects.get(pk=pk), by=staff.publisher, note="Wrong.")
    assert page.status == PageStatus.WITHDRAWN
    assert b"Show me the next page" in clinician.get(QUEUE).content


def test_how_long_it_takes_is_said_in_weeks(staff):
    assert adopting.Progress(0, 31).sentence == "At 3 pages a working day, done in about 3 weeks."
    assert adopting.Progress(29, 30).sentence == "At 3 pages a working day, done in about 1 week."
    assert adopting.Progress(30, 30).sentence == ""


def test_people_are_asked_for_until_one_may_write_and_another_may_approve(loaded, django_user_model):
    """Two administrators are no clinic: neither may approve."""
    made = []
    for name in ("olga", "zoe"):
        person = in_role(django_user_model.objects.create_user(name, is_staff=True), "Administrator")
        Contributor.objects.create(id=name, name=name.title(), kind="person", user=person)
        made.append(person)

    def is_done() -> bool:
        person = django_user_model.objects.get(pk=made[0].pk)
        return next(step.is_done for step in adopting.steps(person) if step.button == "Add people")

    assert not is_done()
    in_role(made[1], "Clinical reviewer")
    assert is_done()
