"""The reports as screens: what to fix next, every list with its count, one list as a table or as a spreadsheet."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.reporting import fix_next, library_reports, reports, work
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.reports import Report, ReportRow
from publishing.life import policy
from publishing.life.policy import Person
from publishing.life.states import Verb

LONG = 100  # rows of a report on one page


@dataclass(frozen=True)
class Counted:
    """A report and how many rows it has."""

    report: Report
    count: int


@dataclass(frozen=True)
class Owned:
    """A row of a report, and who looks after what it is about."""

    row: ReportRow
    owner: str


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
    """What to fix next, and below it every report with its count, those with nothing in them folded away."""
    inventory = _inventory_for(request.user)
    if request.GET.get("format") == "csv":
        return _five_as_csv(inventory)
    asked = request.GET.get("whose", "")
    whose = {
        fix_next.MINE: work.owned(request.user, inventory),
        fix_next.UNOWNED: {page.pk for page in inventory.live if page.owner_id is None},
    }
    known = [Counted(report, report.count(inventory)) for report in reports.all_reports()]
    own = [Counted(report, report.count(inventory)) for report in work.work_of(request.user)]
    context = {
        **site.each_context(request),
        "title": _("What to fix next"),
        "fixes": fix_next.five(inventory, whose.get(asked)),
        "titles": fix_next.TITLES,
        "whose": asked if asked in whose else "",
        "counts": [counted for counted in known if counted.count],
        "empty": [counted for counted in known if not counted.count],
        "own": [counted for counted in own if counted.count],
    }
    return TemplateResponse(request, "admin/publishing/reports.html", context)


def _five_as_csv(inventory: Inventory) -> HttpResponse:
    """Return every page with something wrong as a file: the same order, with all that is wrong."""
    rows = [row for found in fix_next.ranked(inventory) for _name, row in found]
    return _as_csv("what-to-fix-next", rows, inventory)


def report_view(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """One report as a table, or with `?format=csv` as a file of the same rows."""
    inventory = _inventory_for(request.user)
    known = {report.name: report for report in (*reports.all_reports(), *work.work_of(request.user))}
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
        return _as_csv(report.name, shown, inventory)
    page = Paginator(shown, LONG).get_page(request.GET.get("page"))
    names = inventory.names
    owned = [Owned(row, _owner(row, names)) for row in page]
    context = {
        **site.each_context(request),
        "title": report.title,
        "report": report,
        "kinds": kinds,
        "filter": wanted,
        "total": len(rows),
        "rows": page,
        "owned": owned,
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


def _as_csv(name: str, rows: list[ReportRow], inventory: Inventory) -> HttpResponse:
    """Return the rows as a file. The mark at its start lets spreadsheets read it as UTF-8."""
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow([_("Kind"), _("Page"), _("Owner"), _("What"), _("Public address"), _("On the desk")])
    names = inventory.names
    for row in rows:
        owner = _owner(row, names)
        public = getattr(row.subject, "public_url", "")
        full = [settings.SITE_URL + address if address else "" for address in (public, row.url)]
        writer.writerow([defused(cell) for cell in [row.kind_label, row.title, owner, row.what, *full]])
    return response


def _owner(row: ReportRow, names: dict[str, str]) -> str:
    """Return the name of whoever looks after a page; empty for nobody, and for what is no page."""
    return names.get(getattr(row.subject, "owner_id", None) or "", "")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
