"""The desk's first page and its reports over HTTP: who sees what, in what order, and at what cost."""

import csv
import datetime
import io
import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publishing.desk import first_page, reports
from publishing.life import actions, jobs
from publishing.life.models import Contributor, Job, Page, Revision
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

PAIN, SCIATICA, VISIT = "articles/how-pain-works", "conditions/sciatica", "articles/your-first-visit"
INDEX = "/admin/"
LIST = "/admin/publishing/page/reports/"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    for person, group in ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher")):
        person.groups.add(Group.objects.get(name=group))
    return Staff(author, reviewer, publisher)


@pytest.fixture
def stranger(loaded, django_user_model):
    """Somebody who may sign in, and nothing else."""
    return django_user_model.objects.create_user("stranger", is_staff=True, password=None)


def sections(person) -> dict[str, first_page.WorkList]:
    return {section.report.name: section for section in first_page.first_page(person)["sections"]}


def addresses(section: first_page.WorkList) -> list[str]:
    return [row.address for row in section.rows]


def table(client, name: str, **query) -> list[list[str]]:
    """The rows of a report's file, without its head."""
    answer = client.get(f"{LIST}{name}/", {**query, "format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


# The lists of a person


def test_each_person_has_the_lists_of_their_work(staff):
    for_all = {"coming-up", "reviews", "scheduled-work-overdue"}
    assert sections(staff.author).keys() == for_all | {"my-drafts"}
    assert sections(staff.reviewer).keys() == for_all | {"to-review"}
    assert sections(staff.publisher).keys() == for_all | {"my-drafts", "to-publish"}


def test_my_drafts_are_those_i_had_a_hand_in_and_returned_ones_come_first(staff):
    staff.revision(page_at(PAIN), RevisionState.RETURNED, title="Returned to me")
    staff.revision(page_at(SCIATICA), RevisionState.IN_REVIEW, title="Mine too")
    other = Staff(staff.publisher, staff.reviewer, staff.publisher)
    other.revision(page_at(VISIT), RevisionState.DRAFT, title="Not mine")
    mine = sections(staff.author)["my-drafts"]
    assert addresses(mine) == [PAIN, SCIATICA]
    assert mine.rows[0].what == "Returned by Rosa Reviewer: “Say more.”"
    assert "in review" in mine.rows[1].what
    assert addresses(sections(staff.publisher)["my-drafts"]) == [VISIT]


def test_a_draft_that_a_colleague_went_on_with_is_mine_still(staff):
    page = page_at(PAIN)
    staff.revision(page, RevisionState.DRAFT, title="Begun by Ada")
    actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title="Begun by Paul"))
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Ended by Ada"))
    assert addresses(sections(staff.publisher)["my-drafts"]) == [PAIN]


def test_the_note_of_the_last_return_is_shown(staff):
    draft = staff.revision(page_at(PAIN), RevisionState.RETURNED, title="Returned")
    actions.submit(revision=draft, by=staff.author)
    actions.return_for_changes(revision=draft, by=staff.reviewer, note="Not <yet>.")
    assert "Not <yet>." in sections(staff.author)["my-drafts"].rows[0].what


def test_a_reviewer_sees_what_waits_but_not_what_they_wrote(staff, reviewer):
    staff.revision(page_at(PAIN), RevisionState.IN_REVIEW, title="Waiting")
    page = page_at(SCIATICA)
    Staff(reviewer, staff.author, staff.publisher).revision(page, RevisionState.IN_REVIEW, title="By Rosa")
    staff.revision(page_at(VISIT), RevisionState.APPROVED, title="Approved")
    assert addresses(sections(reviewer)["to-review"]) == [PAIN]


def test_a_publisher_sees_what_is_approved_and_not_scheduled(staff):
    staff.revision(page_at(PAIN), RevisionState.APPROVED, title="Approved")
    staff.revision(page_at(SCIATICA), RevisionState.SCHEDULED, title="Scheduled")
    found = sections(staff.publisher)
    assert addresses(found["to-publish"]) == [PAIN]
    assert addresses(found["coming-up"]) == [SCIATICA]


def test_reviews_of_my_own_pages_come_first_then_the_longest_overdue(staff):
    Contributor.objects.create(id="ada", name="Ada", kind="person", user=staff.author)
    today = timezone.localdate()
    for address, days, owner in ((PAIN, -9, None), (SCIATICA, 30, "ada"), (VISIT, -20, None)):
        due = today + datetime.timedelta(days=days)
        Page.objects.filter(pk=page_at(address).pk).update(review_due_on=due, owner=owner)
    mine = sections(staff.author)["reviews"]
    assert addresses(mine) == [SCIATICA, VISIT, PAIN]
    assert mine.rows[0].what.startswith("Your page. Review due on")
    assert addresses(sections(staff.publisher)["reviews"]) == [VISIT, PAIN, SCIATICA]


def test_a_list_shows_eight_rows_and_leads_to_all(staff, client):
    pages = Page.objects.filter(status="live").exclude(kind="snippets")[:11]
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(review_due_on=timezone.localdate())
    found = sections(staff.author)["reviews"]
    assert (len(found.rows), found.count) == (8, 11)
    client.force_login(staff.author)
    assert f'href="{LIST}reviews/">All 11' in client.get(INDEX).content.decode()
    assert len(table(client, "reviews")) == 11


def test_an_empty_list_says_so_in_a_sentence(staff, client):
    client.force_login(staff.author)
    shown = client.get(INDEX).content.decode()
    for sentence in ("You have no open drafts.", "Nothing is scheduled.", "No review is due in the next 60 days."):
        assert sentence in shown
    assert "desk-list--loud" not in shown


# What is loud


def test_late_work_stands_first_and_is_loud(staff, client):
    draft = staff.revision(page_at(PAIN), RevisionState.SCHEDULED, title="Late")
    Revision.objects.filter(pk=draft.pk).update(scheduled_for=timezone.now() - datetime.timedelta(hours=1))
    first = first_page.first_page(staff.reviewer)["sections"][0]
    assert (first.report.name, first.is_loud, addresses(first)) == ("scheduled-work-overdue", True, [PAIN])
    client.force_login(staff.author)
    assert "desk-list--loud" in client.get(INDEX).content.decode()


@pytest.mark.parametrize(
    ("name", "ago", "is_late"),
    [
        ("publish_due", datetime.timedelta(minutes=9), False),
        ("publish_due", datetime.timedelta(minutes=11), True),
        ("follow_links", datetime.timedelta(minutes=9), False),
        ("follow_links", datetime.timedelta(minutes=11), True),
        ("store_rendered", datetime.timedelta(minutes=59), False),
        ("store_rendered", datetime.timedelta(minutes=61), True),
        ("send_review_reminders", datetime.timedelta(hours=47), False),
        ("send_review_reminders", datetime.timedelta(hours=49), True),
    ],
)
def test_a_job_that_is_silent_for_too_long_is_loud(staff, client, name, ago, is_late):
    now = timezone.now()
    names = [work.name for work in jobs.all_work()]
    for job in names:
        Job.objects.update_or_create(pk=job, defaults={"ran_at": now - ago if job == name else now})
    assert [state.is_late for state in first_page.job_states()] == [is_late and job == name for job in names]
    client.force_login(staff.author)
    assert ("desk-jobs--loud" in client.get(INDEX).content.decode()) == is_late


def test_a_job_that_never_ran_is_loud(loaded):
    Job.objects.all().delete()
    Job.objects.create(pk="publish_due", ran_at=None)
    states = first_page.job_states()
    assert [(state.is_late, state.sentence) for state in states] == [(True, "has never run.")] * len(jobs.all_work())


# Rights


def test_the_first_page_shows_nothing_of_the_desk_to_whoever_may_not_see_drafts(stranger, client):
    client.force_login(stranger)
    answer = client.get(INDEX)
    assert answer.status_code == 200
    assert "desk-list" not in answer.content.decode()
    assert "desk-jobs" not in answer.content.decode()
    assert first_page.first_page(stranger) == {}


def test_reports_are_closed_to_whoever_may_not_see_drafts(stranger, client):
    assert client.get(LIST).status_code == 302
    client.force_login(stranger)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}no-sources/").status_code == 403
    assert client.get(f"{LIST}no-sources/", {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("name", ["author", "reviewer", "publisher"])
def test_everybody_who_sees_drafts_opens_every_report(staff, client, name):
    client.force_login(getattr(staff, name))
    shown = client.get(LIST).content.decode()
    for report in reports.all_reports():
        url = reverse("admin:publishing_page_report", args=[report.name])
        assert f'href="{url}"' in shown
        assert client.get(url).status_code == 200
        assert client.get(url, {"format": "csv"}).status_code == 200
    assert client.get(f"{LIST}nothing/").status_code == 404


def test_a_list_of_work_that_is_not_theirs_is_not_found(staff, client):
    client.force_login(staff.author)
    assert client.get(f"{LIST}my-drafts/").status_code == 200
    assert client.get(f"{LIST}to-review/").status_code == 404
    assert client.get(f"{LIST}to-publish/").status_code == 404


# A report as a table and as a file


def test_a_report_is_filtered_by_kind_and_by_words(staff, client):
    client.force_login(staff.author)
    every = table(client, "never-reviewed")
    assert len(every) == Page.objects.filter(status="live").count()
    conditions = table(client, "never-reviewed", kind="conditions")
    assert {row[0] for row in conditions} == {"Conditions"}
    assert len(conditions) == Page.objects.filter(kind="conditions", status="live").count()
    assert [row[2] for row in table(client, "never-reviewed", q="WORKS pain")] == [PAIN]
    assert table(client, "never-reviewed", kind="conditions", q="WORKS pain") == []
    assert table(client, "never-reviewed", kind="nothing") == every


def test_the_file_holds_exactly_what_the_table_shows(staff, client):
    client.force_login(staff.author)
    query = {"kind": "conditions", "q": "a"}
    shown = client.get(f"{LIST}never-reviewed/", query)
    assert [[row.title, row.url] for row in shown.context["rows"]] == [
        [row[1], row[4]] for row in table(client, "never-reviewed", **query)
    ]
    assert len(shown.context["rows"]) > 1
    assert f"{len(shown.context['rows'])} rows of" in shown.content.decode()


def test_a_long_report_is_shown_in_parts_and_its_file_is_whole(staff, client, monkeypatch):
    monkeypatch.setattr(first_page, "LONG", 3)
    client.force_login(staff.author)
    shown = client.get(f"{LIST}never-reviewed/", {"kind": "conditions"})
    assert len(shown.context["rows"]) == 3
    assert 'href="?kind=conditions&amp;page=2"' in shown.content.decode()
    rest = client.get(f"{LIST}never-reviewed/", {"kind": "conditions", "page": "2"}).context["rows"]
    assert 3 + len(rest) == len(table(client, "never-reviewed", kind="conditions"))


def test_a_file_has_a_name_and_a_head(staff, client):
    client.force_login(staff.author)
    answer = client.get(f"{LIST}no-sources/", {"format": "csv"})
    assert answer["Content-Disposition"] == f'attachment; filename="no-sources-{timezone.localdate()}.csv"'
    assert answer["Cache-Control"] == "no-store, private"
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "Kind,Page,Address,What,On the desk"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(start):
    assert first_page.defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "Sciatica", "a=b", "'quoted", " -1"])
def test_a_harmless_cell_is_left_as_it_is(cell):
    assert first_page.defused(cell) == cell


def test_a_title_in_a_file_is_defused_and_in_a_table_escaped(staff, client):
    title = '=HYPERLINK("https://evil.example","<b/x>")'
    staff.new_page("articles", "formula", article(title))
    client.force_login(staff.author)
    assert [row[1] for row in table(client, "no-sources", q="formula")] == [f"'{title}"]
    shown = client.get(f"{LIST}no-sources/", {"q": "formula"}).content.decode()
    assert "&lt;b/x&gt;" in shown
    assert "<b/x>" not in shown


def test_a_search_is_shown_again_escaped(staff, client):
    client.force_login(staff.author)
    shown = client.get(f"{LIST}never-reviewed/", {"q": '"><script>'}).content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;"' in shown


# The page itself


def test_nothing_on_the_desk_is_inline(staff, client):
    """The policy of the admin refuses inline styles and scripts."""
    staff.revision(page_at(PAIN), RevisionState.RETURNED, title="Returned")
    client.force_login(staff.author)
    for url in (LIST, f"{LIST}never-reviewed/"):
        shown = client.get(url).content.decode()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", shown)
        assert "/desk/index" in shown
    template = Template("{% load desk %}{% desk %}")
    shown = template.render(Context({"request": client.get(INDEX).wsgi_request}))
    assert 'id="desk-my-drafts"' in shown
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script", shown)


def test_the_first_page_still_has_the_list_of_apps(staff, client):
    client.force_login(staff.author)
    shown = client.get(INDEX).content.decode()
    assert shown.index('class="desk-index"') < shown.index('id="content-main"') < shown.index("app-publishing")


@pytest.mark.parametrize("is_superuser", [False, True])
def test_the_desk_asks_a_bounded_number_of_questions(staff, admin_user, is_superuser):
    person = admin_user if is_superuser else staff.author
    if not is_superuser:
        for group in Group.objects.all():
            person.groups.add(group)
    everywhere = Staff(person, staff.reviewer, staff.publisher)
    states = (RevisionState.RETURNED, RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED)
    for state, page in zip(states, Page.objects.filter(kind="articles").order_by("slug"), strict=False):
        everywhere.revision(page_at(page.address), state, title=f"{page.title}, again")
    Page.objects.filter(kind="procedures").update(review_due_on=timezone.localdate())
    person = type(person).objects.get(pk=person.pk)  # without remembered rights
    with CaptureQueriesContext(connection) as asked:
        shown = first_page.first_page(person)
        text = Template("{% include 'admin/publishing/desk.html' %}").render(Context(shown))
    assert "Returned by Rosa Reviewer" in text
    assert len(asked) <= 22, [query["sql"][:120] for query in asked]
