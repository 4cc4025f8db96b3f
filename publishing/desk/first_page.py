"""The desk's first page and its reports: what waits for whom, what is late, what should be looked at.

Only reads. The verbs are in `actions`, the screens of a page in `admin`.
"""

import csv
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from publishing.desk import library_reports, lines, offers, reports
from publishing.desk.inventory import Inventory
from publishing.desk.library_reports import RECALLED
from publishing.desk.reports import Report, ReportRow, moment, person_name
from publishing.life import authorship, jobs, policy
from publishing.life.models import Event, Job, Revision
from publishing.life.policy import Person
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS

SHORT = 8  # rows of a list on the first page
LONG = 100  # rows of a report on one page


@dataclass(frozen=True)
class WorkList:
    """A list on the first page: at most SHORT rows, and where all of them are.

    empty: what it says without any; "" where it is not shown then.
    """

    report: Report
    rows: list[ReportRow]
    count: int
    empty: str
    is_loud: bool = False


@dataclass(frozen=True)
class JobState:
    """When a job last ran, as a sentence, and whether that is too long ago."""

    title: str
    sentence: str
    is_late: bool


@dataclass(frozen=True)
class Counted:
    """A report and how many rows it has."""

    report: Report
    count: int


# The first page


def first_page(person: Person) -> dict:
    """Return what the first page shows a person; nothing where they have no right to see drafts."""
    if not policy.may_see(person):
        return {}
    inventory = Inventory()
    sections = [_section(report, inventory, empty) for report, empty in _lists(person)]
    sections = [section for section in sections if section.rows or section.empty]
    jobs = job_states()
    return {
        "sections": sorted(sections, key=lambda section: not section.is_loud),
        "jobs": jobs,
        "offered": offers.said_of(inventory.live) if offers.may_say(person) else None,
        "is_a_job_late": any(job.is_late for job in jobs),
        "counts": [Counted(report, report.count(inventory)) for report in reports.all_reports()],
    }


def screens(person: Person) -> list[tuple[str, str]]:
    """Return the screens of the desk that are no list of rows and that a person may open: (address, title)."""
    found = [("admin:publishing_page_reports", _("Reports"), policy.may_see(person))]
    found += [("admin:publishing_page_offered", _("What is done here"), offers.may_say(person))]
    return [(reverse(name), title) for name, title, may in found if may]


def _section(report: Report, inventory: Inventory, empty: str) -> WorkList:
    rows = report.rows(inventory)
    is_loud = bool(rows) and report.name in {RECALLED, "scheduled-work-overdue"}
    return WorkList(report, rows[:SHORT], len(rows), empty, is_loud)


def _lists(person: Person) -> list[tuple[Report, str]]:
    """Return a person's lists, each with what it says while it is empty."""
    own = {report.name: report for report in work_of(person)}
    empty = {
        RECALLED: "",
        "my-drafts": _("You have no open drafts. Open any page and save it to start one."),
        "to-review": _("Nothing waits for your review."),
        "to-publish": _("Nothing waits to be published."),
        "minor-to-publish": "",
        "coming-up": _("Nothing is scheduled."),
        "reviews": _("No review is due in the next 60 days. Well kept."),
        "scheduled-work-overdue": _("Everything that was scheduled has happened on time."),
    }
    known = {**{report.name: report for report in reports.all_reports()}, **own}
    return [(known[name], sentence) for name, sentence in empty.items() if name in known]


def job_states() -> list[JobState]:
    """Return when each piece of work that runs by itself last ran."""
    ran = dict(Job.objects.values_list("pk", "ran_at"))
    return [_job_state(ran.get(work.name), work) for work in jobs.all_work()]


def _job_state(ran_at: datetime.datetime | None, work: jobs.Work) -> JobState:
    if ran_at is None:
        return JobState(work.title, _("has never run."), is_late=True)
    words = {"at": moment(ran_at), "ago": timesince(ran_at)}
    return JobState(work.title, _("last ran on %(at)s, %(ago)s ago.") % words, jobs.is_late(work, ran_at))


# A person's own lists


def work_of(person: Person) -> list[Report]:
    """Return the lists that are a person's own, as far as their rights go."""
    work = _Work(person)
    found = []
    if policy.has_right(person, Verb.SAVE):
        explanation = _("Open texts that you had a hand in. Those that came back to you stand first.")
        found.append(Report("my-drafts", _("My drafts"), explanation, work.drafts))
    if policy.has_right(person, Verb.APPROVE):
        explanation = _("Texts of others, the one that waits longest first.")
        found.append(Report("to-review", _("Waiting for my review"), explanation, work.to_review))
    if policy.has_right(person, Verb.PUBLISH):
        explanation = _("Signed texts that nobody has published or scheduled yet.")
        found.append(Report("to-publish", _("Approved, ready to publish"), explanation, work.to_publish))
        explanation = _("Drafts that were proven minor when they were saved. They need no clinician, only you.")
        found.append(Report("minor-to-publish", _("Minor edits, ready to publish"), explanation, work.minor_to_publish))
    explanation = _("Overdue, or due in the next 60 days. The pages that you own stand first.")
    found.append(Report("reviews", _("Review due and overdue"), explanation, partial(_reviews, person)))
    return found


class _Work:
    """What open drafts are to one person."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._mine: set[int] | None = None

    def drafts(self, inventory: Inventory) -> list[ReportRow]:
        mine = self._written(inventory)
        drafts = [draft for draft in inventory.drafts if draft.pk in mine]
        returned = [draft for draft in drafts if draft.state == RevisionState.RETURNED]
        others = [draft for draft in reversed(drafts) if draft.state != RevisionState.RETURNED]
        return [self._returned(draft) for draft in returned] + [_draft(draft) for draft in others]

    def to_review(self, inventory: Inventory) -> list[ReportRow]:
        mine = self._written(inventory)
        waiting = [draft for draft in inventory.drafts if draft.state == RevisionState.IN_REVIEW]
        return [_draft(draft) for draft in waiting if draft.pk not in mine]

    @staticmethod
    def to_publish(inventory: Inventory) -> list[ReportRow]:
        ready = [draft for draft in inventory.drafts if draft.state == RevisionState.APPROVED]
        return [_approved(draft) for draft in sorted(ready, key=lambda draft: draft.approved_at or draft.edited_at)]

    @staticmethod
    def minor_to_publish(inventory: Inventory) -> list[ReportRow]:
        return [_draft(draft) for draft in inventory.drafts if _is_minor(draft)]

    @cached_property
    def _returns(self) -> list[Event]:
        """The returns of anybody, in all that is open now."""
        wanted = Event.objects.filter(verb=Verb.RETURN, revision__state__in=OPEN)
        return list(wanted.select_related("by").order_by("pk"))

    def _written(self, inventory: Inventory) -> set[int]:
        """The open revisions that this person had a hand in."""
        if self._mine is None:
            written = authorship.writers_of(inventory.drafts)
            self._mine = {pk for pk, people in written.items() if self._person.pk in people}
        return self._mine

    def _returned(self, draft: Revision) -> ReportRow:
        notes = [event for event in self._returns if event.revision_id == draft.pk]
        if not notes:
            return _draft(draft)
        what = _("Returned by %(who)s: “%(note)s”")
        return ReportRow(draft.page, what % {"who": person_name(notes[-1].by), "note": notes[-1].note})


def _approved(draft: Revision) -> ReportRow:
    what = _("Version %(number)s, approved on %(at)s by %(who)s.")
    words = {"number": draft.number, "who": person_name(draft.approved_by), "at": moment(draft.approved_at)}
    return ReportRow(draft.page, what % words)


def _is_minor(draft: Revision) -> bool:
    """Whether a draft was a proven minor edit of what is live still, when it was saved."""
    page, needed = draft.page, draft.state in DEEDS[Verb.PUBLISH_MINOR].revision
    return needed and page.status == PageStatus.LIVE and draft.minor_of_id == page.live_revision_id


def _draft(draft: Revision) -> ReportRow:
    what = _("Version %(number)s, %(state)s; last changed on %(at)s by %(who)s.")
    words = {"number": draft.number, "state": lines.label_of(RevisionState, draft.state)}
    return ReportRow(draft.page, what % {**words, "who": person_name(draft.edited_by), "at": moment(draft.edited_at)})


def _reviews(person: Person, inventory: Inventory) -> list[ReportRow]:
    rows = [*reports.review_overdue(inventory), *reports.review_soon(inventory)]
    owned = {page.pk for page in inventory.live if inventory.owners.get(page.owner_id or "") == person.pk}
    mine = [
        ReportRow(row.subject, _("Your page. %(what)s") % {"what": row.what}) for row in rows if row.subject.pk in owned
    ]
    return mine + [row for row in rows if row.subject.pk not in owned]


# The reports


@dataclass(frozen=True)
class Filter:
    """What a person wants to see of a report. An unknown kind is no kind."""

    kind: str
    words: str

    def shown(self, rows: Iterable[ReportRow]) -> list[ReportRow]:
        """Return the rows of the kind in which every word stands."""
        return [row for row in rows if (not self.kind or row.kind == self.kind) and self._has_words(row)]

    def _has_words(self, row: ReportRow) -> bool:
        text = f"{row.title} {row.address} {row.what}".casefold()
        return all(word in text for word in self.words.casefold().split())


def reports_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Every report with its count, and the lists of the person."""
    inventory = _inventory_for(request.user)
    known = [Counted(report, report.count(inventory)) for report in reports.all_reports()]
    own = [Counted(report, report.count(inventory)) for report in work_of(request.user)]
    context = {**site.each_context(request), "title": _("Reports"), "counts": known, "own": own}
    return TemplateResponse(request, "admin/publishing/reports.html", context)


def report_view(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """One report as a table, or with `?format=csv` as a file of the same rows."""
    inventory = _inventory_for(request.user)
    known = {report.name: report for report in (*reports.all_reports(), *work_of(request.user))}
    if name not in known:
        raise Http404
    report = known[name]
    rows = report.rows(inventory)
    if request.method == "POST":
        return _kept(request, rows)
    of_kind = {row.kind: row for row in rows}
    kinds = dict(sorted(((kind, row.kind_label) for kind, row in of_kind.items()), key=lambda pair: pair[1]))
    kind = request.GET.get("kind", "")
    wanted = Filter(kind if kind in kinds else "", request.GET.get("q", "").strip()[:200])
    shown = wanted.shown(rows)
    if request.GET.get("format") == "csv":
        return _as_csv(report, shown)
    page = Paginator(shown, LONG).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": report.title,
        "report": report,
        "kinds": kinds,
        "filter": wanted,
        "total": len(rows),
        "rows": page,
        "may_keep": policy.has_right(request.user, Verb.PUBLISH),
    }
    return TemplateResponse(request, "admin/publishing/report.html", context)


def _kept(request: HttpRequest, rows: list[ReportRow]) -> HttpResponse:
    """Keep what a row is about as the clinic's own, and come back to the report."""
    if not policy.has_right(request.user, Verb.PUBLISH):
        raise PermissionDenied
    for row in rows:
        if row.can_keep and row.key == request.POST.get("keep", ""):
            library_reports.keep(row, request.user)
            messages.success(request, _("“%(title)s” is your own now.") % {"title": row.title})
    return HttpResponseRedirect(request.get_full_path())


def _inventory_for(person: Person) -> Inventory:
    if not policy.may_see(person):
        raise PermissionDenied
    return Inventory()


def _as_csv(report: Report, rows: list[ReportRow]) -> HttpResponse:
    """Return the rows as a file. The mark at its start lets spreadsheets read it as UTF-8."""
    name = f"{report.name}-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow([_("Kind"), _("Page"), _("Address"), _("What"), _("On the desk")])
    for row in rows:
        cells = [row.kind_label, row.title, row.address, row.what, row.url]
        writer.writerow([defused(cell) for cell in cells])
    return response


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
