"""The rows of a condition's procedures, seen from the condition: readable there, changed where they stand."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from publishing.desk.basics.clock import ahead
from publishing.life import actions
from publishing.life.models import Contributor, Page
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import url, with_mail

CONDITION, PROCEDURE = "conditions/sciatica", "procedures/epidural-steroid-injection"


@pytest.fixture
def staff(staff):
    """Everybody with an address."""
    return Staff(*with_mail(staff.author, staff.reviewer, staff.publisher))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is sent once a transaction is through."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def there(page: Page, about: Page, **what: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in {"about": about.pk, **what}.items())
    return f"{reverse('admin:procedures_procedure_row', args=[page.pk])}?{asked}"


def with_verdict(staff, state: RevisionState, words: str):
    """A draft of the procedure whose row about the condition says something else."""
    page = page_at(PROCEDURE)
    return staff.revision(page, state, indications=rows_with(page, words))


def rows_with(page: Page, words: str) -> list[dict]:
    rows = [{**row, "checked_on": datetime.date.fromisoformat(row["checked_on"])} for row in page.data["indications"]]
    for row in rows:
        row["verdict"] = words if row["condition"] == "sciatica" else row["verdict"]
    return rows


def answer_of(page: Page) -> str:
    return next(row["verdict"] for row in page.data["indications"] if row["condition"] == "sciatica")


def test_a_condition_shows_the_rows_of_its_procedures_with_their_answers(writer):
    html = writer.get(url(page_at(CONDITION))).content.decode()
    assert escape(answer_of(page_at(PROCEDURE))) in html
    assert "This row belongs to the page “Epidural steroid injection”. Patients read it on both pages." in html
    assert "It stands in an open draft" not in html
    assert "Add a procedure" in html


def test_a_row_of_an_open_draft_is_shown_beside_the_public_one_and_said_to_be_one(writer, staff):
    with_verdict(staff, RevisionState.DRAFT, "It may ease the pain for a while.")
    html = writer.get(url(page_at(CONDITION))).content.decode()
    assert escape(answer_of(page_at(PROCEDURE))) in html
    assert "It may ease the pain for a while." in html
    assert html.count("It stands in an open draft: nobody outside reads it yet.") == 1


def test_a_procedure_has_no_such_rows_and_an_article_neither(writer):
    for place in (PROCEDURE, "articles/how-pain-works"):
        assert "This row belongs to the page" not in writer.get(url(page_at(place))).content.decode()


def test_a_condition_that_moved_has_its_rows_before_any_text_has_followed(writer, staff):
    page = page_at(CONDITION)
    staff.published(page, slug="sciatic-nerve-pain")
    moved = page_at("conditions/sciatic-nerve-pain")
    shown = writer.get(url(moved)).content.decode()
    assert escape(answer_of(page_at(PROCEDURE))) in shown
    number = [row["condition"] for row in page_at(PROCEDURE).data["indications"]].index("sciatica")
    answer = writer.get(there(page_at(PROCEDURE), moved, row=f"indications-{number}"))
    assert answer.url.endswith(f"?row=indications-{number}#fold-indications-{number}")


def test_change_it_there_opens_the_form_at_the_row(writer):
    page, about = page_at(PROCEDURE), page_at(CONDITION)
    number = [row["condition"] for row in page.data["indications"]].index("sciatica")
    answer = writer.get(there(page, about, row=f"indications-{number}"))
    assert answer.url == f"{url(page)}?row=indications-{number}#fold-indications-{number}"
    assert f'id="fold-indications-{number}" open' in writer.get(answer.url).content.decode()


def test_a_procedure_is_picked_and_its_form_has_a_new_row_about_the_condition(writer):
    page = page_at(PROCEDURE)
    has = {row["condition"] for row in page.data["indications"]}
    about = Page.objects.live().filter(kind="conditions", language="en").exclude(slug__in=has).first()
    asked = writer.get(reverse("admin:conditions_condition_add_row", args=[about.pk]), {"q": "epidural"})
    assert page.title in asked.content.decode()
    answer = writer.get(there(page, about))
    count = len(page.data["indications"])
    assert answer.url == f"{url(page)}?add=indications&about={about.pk}#fold-indications-{count}"
    html = writer.get(answer.url).content.decode()
    assert f'id="fold-indications-{count}" open' in html
    assert f'<span class="fold__name" role="heading" aria-level="3">{about.title}</span>' in html


def test_a_text_that_waits_for_a_clinician_asks_first_and_is_taken_back(writer, staff, mailoutbox, committed):
    other = Staff(staff.publisher, staff.reviewer, staff.author)
    draft = with_verdict(other, RevisionState.IN_REVIEW, "It may ease the pain for a while.")
    page, about = page_at(PROCEDURE), page_at(CONDITION)
    address = there(page, about, row="indications-0")
    asked = writer.get(address).content.decode()
    assert "“Epidural steroid injection” is with" in asked
    assert "is told that it need not be read yet" in asked
    draft.refresh_from_db()
    assert draft.state == RevisionState.IN_REVIEW
    mailoutbox.clear()
    with committed():
        answer = writer.post(address, {"seen": draft.sha256, "state": draft.state})
    assert answer.url.startswith(f"{url(page)}?row=indications-")
    draft.refresh_from_db()
    assert draft.state == RevisionState.DRAFT
    told = {letter.to[0]: letter.body for letter in mailoutbox}
    assert "You need not read it yet" in told[staff.reviewer.email]
    assert "You need not read it yet" not in told[staff.publisher.email]


def test_a_second_press_leads_to_the_row_as_the_first_and_says_the_same(writer, staff):
    other = Staff(staff.publisher, staff.reviewer, staff.author)
    draft = with_verdict(other, RevisionState.IN_REVIEW, "It may ease the pain for a while.")
    address = there(page_at(PROCEDURE), page_at(CONDITION), row="indications-0")
    first, second = (writer.post(address, {"seen": draft.sha256, "state": draft.state}) for _time in range(2))
    assert first.url == second.url
    shown = writer.get(second.url).content.decode()
    assert shown.count("It is a draft again.") == 2 and "Somebody" not in shown
    assert page_at(PROCEDURE).events.filter(verb=Verb.RECALL).count() == 1


def test_a_text_that_changed_meanwhile_is_asked_about_again(writer, staff):
    other = Staff(staff.publisher, staff.reviewer, staff.author)
    draft = with_verdict(other, RevisionState.IN_REVIEW, "It may ease the pain for a while.")
    address = there(page_at(PROCEDURE), page_at(CONDITION), row="indications-0")
    answer = writer.post(address, {"seen": "another", "state": draft.state})
    assert answer.status_code == 200
    draft.refresh_from_db()
    assert draft.state == RevisionState.IN_REVIEW


def test_a_publication_that_was_planned_meanwhile_is_not_ended_by_somebody_who_did_not_know_of_it(writer, staff):
    other = Staff(staff.publisher, staff.reviewer, staff.author)
    draft = with_verdict(other, RevisionState.IN_REVIEW, "It may ease the pain for a while.")
    address = there(page_at(PROCEDURE), page_at(CONDITION), row="indications-0")
    asked = {"seen": draft.sha256, "state": draft.state}
    draft = actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256)
    at = timezone.now() + datetime.timedelta(days=1)
    actions.schedule(revision=draft, by=staff.publisher, at=at)
    html = writer.post(address, asked).content.decode()
    assert "Somebody changed it meanwhile. Look again." in html
    assert f"is planned for {ahead(at)}" in html
    assert "It is not published then." in html
    with pytest.raises(actions.Refused, match="meanwhile"):
        actions.recall(revision=draft, by=staff.author)
    draft.refresh_from_db()
    assert draft.state == RevisionState.SCHEDULED


def test_a_draft_of_somebody_else_asks_first_and_stays_a_draft(writer, staff):
    other = Staff(staff.publisher, staff.reviewer, staff.author)
    draft = with_verdict(other, RevisionState.DRAFT, "It may ease the pain for a while.")
    address = there(page_at(PROCEDURE), page_at(CONDITION), row="indications-0")
    assert "is a draft of" in writer.get(address).content.decode()
    assert writer.post(address, {"seen": draft.sha256, "state": draft.state}).status_code == 302


def test_one_s_own_draft_is_opened_at_once(writer, staff):
    with_verdict(staff, RevisionState.DRAFT, "It may ease the pain for a while.")
    assert writer.get(there(page_at(PROCEDURE), page_at(CONDITION), row="indications-0")).status_code == 302


def test_what_was_taken_back_lost_its_approval(staff):
    draft = with_verdict(staff, RevisionState.APPROVED, "It may ease the pain for a while.")
    recalled = actions.recall(revision=draft, by=staff.publisher)
    assert (recalled.state, recalled.approved_by) == (RevisionState.DRAFT, None)


def test_the_owner_of_a_condition_hears_when_a_row_about_it_is_published(staff, mailoutbox, committed):
    about = page_at(CONDITION)
    owner = Contributor.objects.create(id="lee", name="Lee Tran", kind="person", user=staff.reviewer)
    Page.objects.filter(pk=about.pk).update(owner=owner)
    page = page_at(PROCEDURE)
    mailoutbox.clear()
    with committed():
        staff.published(page, indications=rows_with(page, "It may ease the pain for a while."))
    assert any("Sciatica" in letter.subject and staff.reviewer.email in letter.to for letter in mailoutbox)
