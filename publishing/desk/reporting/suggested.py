"""The report of sources that writers suggested, for whoever checks them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.reports import Report, ReportRow, person_name
from publishing.life.models import Source


def _rows(inventory: Inventory) -> list[ReportRow]:
    waiting = Source.objects.filter(proposed_by__isnull=False).select_related("proposed_by__contributor")
    what = _("%(who)s suggested it. Look at it, then accept it.")
    return [
        ReportRow(source, what % {"who": person_name(source.proposed_by)}) for source in waiting if source.proposed_by
    ]


reports.register(
    Report(
        "suggested-sources",
        gettext_lazy("Suggested sources"),
        gettext_lazy("Sources that writers missed in the list. No page that names one can be published before that."),
        _rows,
        lambda inventory: Source.objects.filter(proposed_by__isnull=False).count(),
    )
)
