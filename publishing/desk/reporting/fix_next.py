"""What to fix next: the five pages where a little work helps patients most, each with its reasons in a sentence.

Safety first, then what a reader sees at once. Only reads the reports; how much each weighs is written here alone.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import lines
from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.library_reports import RECALLED
from publishing.desk.reporting.reports import ReportRow
from publishing.life.models import Page

FIVE = 5
SAID = 2  # reasons of a page that are said

#: The reports that say what is wrong with a page, and how much it weighs.
WEIGHTS = {
    RECALLED: 100,
    "scheduled-work-overdue": 60,
    "superseded-sources": 30,
    "review-overdue": 25,
    "broken-links": 15,
    "no-sources": 12,
    "high-reading-grade": 8,
    "orphan-pages": 4,
}
MINE, UNOWNED = "mine", "unowned"
TITLES = {MINE: gettext_lazy("Mine"), UNOWNED: gettext_lazy("Without an owner")}


@dataclass(frozen=True)
class Fix:
    """A page, why, whose it is, and the one button."""

    page: Page
    why: str
    owner: str
    button: str
    url: str


def five(inventory: Inventory, only: set[int] | None = None) -> list[Fix]:
    """Return the pages to fix next, the weightiest first. only: the ids of the pages to choose from."""
    return [_fix(rows, inventory) for rows in ranked(inventory, only)[:FIVE]]


def ranked(inventory: Inventory, only: set[int] | None = None) -> list[list[tuple[str, ReportRow]]]:
    """Return, for each page with something wrong, the reports that name it and its rows, the weightiest first."""
    found: dict[int, list[tuple[str, ReportRow]]] = {}
    known = {report.name: report for report in reports.all_reports()}
    for name in WEIGHTS:
        for row in known[name].rows(inventory) if name in known else []:
            if row.is_of_page and (only is None or row.page.pk in only):
                found.setdefault(row.page.pk, []).append((name, row))
    return sorted(found.values(), key=lambda rows: (-_weight(rows), rows[0][1].title))


def _weight(rows: list[tuple[str, ReportRow]]) -> int:
    return sum(WEIGHTS[name] for name in {name for name, _row in rows})


def _fix(rows: list[tuple[str, ReportRow]], inventory: Inventory) -> Fix:
    name, first = rows[0]
    page = first.page
    why = " ".join(dict.fromkeys(row.what for _name, row in rows[:SAID]))
    owner = inventory.names.get(page.owner_id or "") or _("nobody yet")
    if name == RECALLED:
        return Fix(page, why, owner, _("Decide"), reverse("admin:publishing_page_report", args=[name]))
    if name == "review-overdue":
        return Fix(page, why, owner, _("Read it again"), lines.url_of(page, "compare"))
    return Fix(page, why, owner, _("Open the page"), lines.url_of(page))
