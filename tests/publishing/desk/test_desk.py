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

from publishing.desk.basics import comparing, lines
from publishing.desk.front import first_page, waiting
from publishing.desk.reporting import report_screens, reports, work
from publishing.desk.reporting.inventory import Inventory
from publishing.life import actions, jobs
from publishing.life.models import Citation, Contributor, Job, KeptText, Page, Revision, Source
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

PAIN, SCIATICA, VISIT = "articles/how-pain-works", "conditions/sciatica", "articles/your-first-visit"
INDEX = "/admin/"
LIST = "/admin/publishing/page/reports/"
SITE_URL = "http://testserver"


@pytest.fixture
def stranger(loaded, django_user_model):
    """Somebody who may sign in, and nothing else."""
    return django_user_model.objects.create_user("stranger", is_staff=True, password=None)


def groups(person) -> dict[str, waiting.Group]:
    """The groups of a person's first page, by their names."""
    return {group.name: group for group in first_page.first_page(person)["groups"]}


def addresses(group: waiting.Group) -> list[str]:
    return [line.page.address for line in group.lines]


def table(client, name: str, **query) -> list[list[str]]:
    """The rows of a report's file, without its head."""
    answer = client.get(f"{LIST}{name}/", {**query, "format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


# What waits for a person


def test_whoever_has_nothing_to_do_reads_so_and_no_empty_group_is_printed(staff, client):
    assert groups(staff.author) == groups(staff.reviewer) == groups(staff.publisher) == {}
    client.force_login(staff.author)
    shown = client.get(INDEX).content.decode()
    assert "Nothing is waiting for you." in shown
    assert '<h2 id="group-' not in shown


def test_what_came_back_stands_first_and_what_others_have_now_last(staff):
    staff.revision(page_at(PAIN), RevisionState.RETURNED, title="Returned to me")
    staff.revision(page_at(SCIATICA), RevisionState.IN_REVIEW, title="Mine too")
    other = Staff(staff.publisher, staff.reviewer, staff.publisher)
    other.revision(page_at(VISIT), RevisionState.DRAFT, title="Not mine")
    mine = groups(staff.author)
    assert list(mine) == ["returned", "on-its-way"]
    assert (addresses(mine["returned"]), addresses(mine["on-its-way"])) == ([PAIN], [SCIATICA])
    assert mine["returned"].lines[0].sentence.startswith("Rosa Reviewer sent it back today at")
    assert "“Say more.”" in mine["returned"].lines[0].sentence
    assert mine["on-its-way"].lines[0].tag == "Waiting for a clinician"
    assert addresses(groups(staff.publisher)["drafts"]) == [VISIT]


def test_the_greeting_counts_the_work_in_a_sentence(staff):
    staff.revision(page_at(PAIN), RevisionState.RETURNED, title="Returned to me")
    staff.revision(page_at(VISIT), RevisionState.DRAFT, title="A draft")
    said = first_page.first_page(staff.author)["sentence"]
    assert said == "1 page came back to you. You have 1 draft. Nothing else is waiting."


def test_a_draft_that_a_colleague_went_on_with_is_mine_still(staff):
    page = page_at(PAIN)
    staff.revision(page, RevisionState.DRAFT, title="Begun by Ada")
    actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title="Begun by Paul"))
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Ended by Ada"))
    assert addresses(groups(staff.publisher)["drafts"]) == [PAIN]


def test_the_note_of_the_last_return_is_shown_escaped(staff, client):
    draft = staff.revision(page_at(PAIN), RevisionState.RETURNED, title="Returned")
    actions.submit(revision=draft, by=staff.author)
    actions.return_for_changes(revision=draft, by=staff.reviewer, note="Not <yet>.")
    client.force_login(staff.author)
    shown = client.get(INDEX).content.decode()
    assert "Not &lt;yet&gt;." in shown
    assert "Not <yet>" not in shown


def test_a_reviewer_sees_what_waits_but_not_what_they_wrote(staff, reviewer):
    staff.revision(page_at(PAIN), RevisionState.IN_REVIEW, title="Waiting")
    page = page_at(SCIATICA)
    Staff(reviewer, staff.author, staff.publisher).revision(page, RevisionState.IN_REVIEW, title="By Rosa")
    staff.revision(page_at(VISIT), RevisionState.APPROVED, title="Approved")
    assert addresses(groups(reviewer)["to-review"]) == [PAIN]


def test_a_reviewer_reads_how_much_changed_and_the_change_to_look_at_first(staff, reviewer):
    page = page_at("procedures/epidural-steroid-injection")
    text = page.live_revision.manuscript
    changed = text.rstrip() + "\n\nIt takes 24 hours.\n"
    draft = actions.save_draft(page=page, by=staff.author, manuscript=changed)
    actions.submit(revision=draft, by=staff.author)
    (line,) = groups(reviewer)["to-review"].lines
    assert line.button == "Review 1 change"
    assert "<b>" in line.sentence
    assert "24" in line.sentence
    assert line.url.endswith("/compare/")


def test_the_first_page_the_letter_and_the_next_text_name_one_time_for_reading(staff, reviewer):
    text = page_at(PAIN).live_revision.manuscript.replace("title: ", "title: New ", 1)
    text += "\nYou can walk a little on most days." + " You can walk a little on most days." * 99 + "\n"
    page = staff.new_page("articles", "never-public", text, RevisionState.IN_REVIEW)
    (line,) = groups(reviewer)["to-review"].lines
    changes = comparing.since_sign_off(page, page.revisions.get())["changes"]
    assert line.tag == f"{changes.minutes} minutes" and line.button == "Read it"
    words = len(text.split())
    assert words / 250 < changes.minutes < words / 100


def test_an_approved_text_of_a_page_that_was_taken_off_says_so_and_stands_last(staff, client):
    staff.revision(page_at(PAIN), RevisionState.APPROVED, title="Approved")
    actions.withdraw(page=page_at(PAIN), by=staff.publisher, note="Wrong.")
    staff.revision(page_at(SCIATICA), RevisionState.APPROVED, title="Approved")
    found = groups(staff.publisher)["to-publish"]
    assert addresses(found) == [SCIATICA, PAIN]
    gone = found.lines[-1]
    assert gone.tag == "Off the site" and gone.button == "Look at it first" and gone.url.endswith("/compare/")
    assert gone.sentence.startswith("This page was taken off the site on ")
    client.force_login(staff.publisher)
    asked = client.get(f"{lines.url_of(page_at(PAIN), 'do')}?verb=publish")
    assert "was taken off the site on" in asked.content.decode()


def test_a_publisher_sees_what_is_approved_and_what_is_planned(staff):
    staff.revision(page_at(PAIN), RevisionState.APPROVED, title="Approved")
    staff.revision(page_at(SCIATICA), RevisionState.SCHEDULED, title="Scheduled")
    found = groups(staff.publisher)
    assert addresses(found["to-publish"]) == [PAIN]
    assert found["to-publish"].lines[0].sentence.startswith("Approved by Rosa Reviewer today at")
    assert addresses(found["coming-up"]) == [SCIATICA]


def test_what_staff_published_lately_is_listed_and_what_came_with_the_library_is_not(staff):
    staff.published(page_at(PAIN), title="Published now")
    assert addresses(groups(staff.publisher)["published"]) == [PAIN]


def owned_by(person, address: str, days: int) -> Page:
    """Have a person look after a page whose review is due in so many days."""
    owner, _is_new = Contributor.objects.get_or_create(
        id=person.username, defaults={"name": "Own Er", "kind": "person", "user": person}
    )
    due = timezone.localdate() + datetime.timedelta(days=days)
    Page.objects.filter(pk=page_at(address).pk).update(review_due_on=due, owner=owner)
    return page_at(address)


def test_a_clinician_sees_the_reviews_of_their_own_pages_the_longest_overdue_first(staff):
    owned_by(staff.reviewer, PAIN, 30)
    owned_by(staff.reviewer, VISIT, -20)
    owned_by(staff.author, SCIATICA, -9)
    assert addresses(groups(staff.reviewer)["own-reviews"]) == [VISIT, PAIN]
    assert addresses(groups(staff.publisher)["overdue"]) == [VISIT, SCIATICA]


def test_the_report_of_reviews_has_my_own_pages_first(staff):
    owned_by(staff.author, SCIATICA, 30)
    owned_by(staff.reviewer, VISIT, -20)
    (report,) = [one for one in work.work_of(staff.author) if one.name == "reviews"]
    rows = report.rows(Inventory())
    assert [row.address for row in rows] == [SCIATICA, VISIT]
    assert rows[0].what.startswith("Your page. Review due on")


def test_a_replaced_source_is_told_to_the_clinician_whose_page_cites_it(staff):
    owned_by(staff.reviewer, PAIN, 300)
    cited = Citation.objects.filter(page=page_at(PAIN)).first().source
    Source.objects.filter(pk=cited.pk).update(superseded_by=Source.objects.exclude(pk=cited.pk).first())
    assert addresses(groups(staff.reviewer)["replaced"]) == [PAIN]


def test_a_group_shows_eight_lines_and_leads_to_all(staff, client):
    pages = Page.objects.filter(status="live").exclude(kind="snippets")[:11]
    overdue = timezone.localdate() - datetime.timedelta(days=1)
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(review_due_on=overdue)
    found = groups(staff.publisher)["overdue"]
    assert (len(found.lines), found.count) == (8, 11)
    client.force_login(staff.publisher)
    assert f'href="{LIST}review-overdue/">All 11' in client.get(INDEX).content.decode()
    assert len(table(client, "review-overdue")) == 11


# Reminding


def remind(client, page: Page):
    return client.post(f"/admin/publishing/page/{page.pk}/remind/", follow=True)


def test_a_publisher_reminds_an_owner_once_a_day(staff, client, mailoutbox):
    staff.reviewer.email = "rosa@example.org"
    staff.reviewer.save()
    page = owned_by(staff.reviewer, VISIT, -20)
    client.force_login(staff.publisher)
    assert "has been reminded of" in remind(client, page).content.decode()
    assert "today already" in remind(client, page).content.decode()
    assert [sent.to for sent in mailoutbox] == [["rosa@example.org"]]


def test_nobody_is_reminded_by_a_link_or_by_an_author(staff, client, mailoutbox):
    page = owned_by(staff.reviewer, VISIT, -20)
    client.force_login(staff.publisher)
    assert client.get(f"/admin/publishing/page/{page.pk}/remind/").status_code == 405
    client.force_login(staff.author)
    assert remind(client, page).status_code == 403
    assert mailoutbox == []


def test_a_page_without_an_owner_reminds_nobody_and_says_so(staff, client, mailoutbox):
    page = page_at(VISIT)
    Page.objects.filter(pk=page.pk).update(review_due_on=timezone.localdate())
    client.force_login(staff.publisher)
    assert "Nobody who can be written to" in remind(client, page).content.decode()
    assert mailoutbox == []


# What is loud


def test_late_work_stands_first_and_is_loud(staff, client):
    draft = staff.revision(page_at(PAIN), RevisionState.SCHEDULED, title="Late")
    Revision.objects.filter(pk=draft.pk).update(scheduled_for=timezone.now() - datetime.timedelta(hours=1))
    first = first_page.first_page(staff.reviewer)["groups"][0]
    assert (first.name, first.is_loud, addresses(first)) == ("late", True, [PAIN])
    client.force_login(staff.author)
    assert "group--loud" in client.get(INDEX).content.decode()


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
    shown = client.get(INDEX).content.decode()
    assert ("desk-jobs--loud" in shown, shown.count('<li class="desk-jobs__late">')) == (is_late, int(is_late))


def test_after_a_start_no_job_is_late_for_as_long_as_it_takes_to_run_all_of_them(staff, client):
    Job.objects.all().delete()
    jobs.note("publish_due", "0 done, 0 failed")
    Job.objects.update(ran_at=timezone.now() - datetime.timedelta(days=3))  # the site was stopped for so long
    jobs.note_start()
    said = {state.sentence for state in first_page.job_states()[1:]}
    assert said == {"has not run yet."} and not any(state.is_late for state in first_page.job_states())
    client.force_login(staff.author)
    assert "desk-jobs--loud" not in client.get(INDEX).content.decode()
    Job.objects.filter(pk=jobs.STARTED).update(ran_at=timezone.now() - jobs.AT_START)
    assert all(state.is_late for state in first_page.job_states())


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
    assert 'class="group' not in answer.content.decode()
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
    assert [row[4] for row in table(client, "never-reviewed", q="WORKS pain")] == [f"{SITE_URL}/{PAIN}/"]
    assert table(client, "never-reviewed", kind="conditions", q="WORKS pain") == []
    assert table(client, "never-reviewed", kind="nothing") == every


def test_the_file_holds_exactly_what_the_table_shows(staff, client):
    client.force_login(staff.author)
    query = {"kind": "conditions", "q": "a"}
    shown = client.get(f"{LIST}never-reviewed/", query)
    assert [[row.title, SITE_URL + row.url] for row in shown.context["rows"]] == [
        [row[1], row[5]] for row in table(client, "never-reviewed", **query)
    ]
    assert len(shown.context["rows"]) > 1
    assert f"{len(shown.context['rows'])} rows of" in shown.content.decode()


def test_a_long_report_is_shown_in_parts_and_its_file_is_whole(staff, client, monkeypatch):
    monkeypatch.setattr(report_screens, "LONG", 3)
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
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "Kind,Page,Owner,What,Public address,On the desk"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(start):
    assert report_screens.defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "Sciatica", "a=b", "'quoted", " -1"])
def test_a_harmless_cell_is_left_as_it_is(cell):
    assert report_screens.defused(cell) == cell


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
    for url in (INDEX, LIST, f"{LIST}never-reviewed/"):
        shown = client.get(url).content.decode()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", shown)
        assert "/desk/index" in shown


def test_the_first_page_has_no_list_of_apps_and_no_sidebar(staff, client):
    client.force_login(staff.author)
    shown = client.get(INDEX).content.decode()
    for gone in ("nav-sidebar", "app-publishing", "Recent actions"):
        assert gone not in shown


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
    assert "Rosa Reviewer sent it back" in text
    assert len(asked) <= 26, [query["sql"][:120] for query in asked]


def test_the_first_page_says_which_words_are_not_saved(staff):
    page, other = page_at(PAIN), page_at(SCIATICA)
    for tab, text_of, hours in (("a", page, 2), ("b", page, 1), ("c", other, 3)):
        at = timezone.now() - datetime.timedelta(hours=hours)
        KeptText.objects.create(by=staff.author, page=text_of, tab=tab, kept_at=at, fields={"title": ["New"]})
    found = groups(staff.author)["unsaved"]
    assert addresses(found) == [PAIN, SCIATICA]
    assert found.said == "2 pages have words of yours that are not saved."
    assert found.lines[0].url.endswith("/change/#offered")
    assert "unsaved" not in groups(staff.publisher)
