"""The report of what readers looked for in vain."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.reports import Report, ReportRow
from search.models import UnansweredQuery


def register() -> None:
    """Make it known. Called once, when the app is ready."""
    reports.register(
        Report(
            "searches-without-a-result",
            gettext_lazy("Searched and not found"),
            gettext_lazy(
                "What three searches or more did not find in the last 90 days. Add an everyday name to a page (“also "
                "called”), or a word that patients use, or write the page."
            ),
            _unanswered,
            lambda inventory: UnansweredQuery.objects.shown().count(),
        )
    )


def _unanswered(inventory: Inventory) -> list[ReportRow]:
    said = _("Looked for %(count)s times, last on %(day)s.")
    rows = UnansweredQuery.objects.shown()
    return [ReportRow(row, said % {"count": row.count, "day": date_format(row.last_on, "DATE_FORMAT")}) for row in rows]
