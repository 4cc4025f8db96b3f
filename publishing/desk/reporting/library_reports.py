"""The reports about the library that the site came with: what it withdrew, what left it, what staff have changed.

A row of the first two is a question. A publisher answers it by withdrawing the page, or by keeping it as the clinic's
own, which is remembered.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.reports import Report, ReportRow
from publishing.life import entries, leaving
from publishing.life.models import Contributor, Page, Source
from publishing.life.models.library import FromLibrary
from publishing.life.policy import Person, signed_in

RECALLED, LEFT, DIFFERS = "withdrawn-by-the-library", "left-the-library", "differs-from-the-library"


def _recalled(inventory: Inventory) -> list[ReportRow]:
    what = _("The library took this text back for safety on %(day)s: %(reason)s It is still public here.")
    return [
        ReportRow(
            one.page, what % {"day": reports.day(one.since), "reason": f"{one.reason.rstrip('.')}."}, can_keep=True
        )
        for one in inventory.recalls
    ]


def _left(inventory: Inventory) -> list[ReportRow]:
    what = _("Not in the library any more since %(at)s, and still public here.")
    return [ReportRow(one, what % {"at": reports.moment(one.left_at)}, can_keep=True) for one in inventory.left]


def _differs(inventory: Inventory) -> list[ReportRow]:
    rows = [ReportRow(row, _difference(row)) for row in inventory.changed_here]
    return sorted(rows, key=reports.by_title)


def _difference(row: Source | Contributor) -> str:
    """Return what staff have and what the library offers; what it had when it was loaded nobody kept."""
    what = _("%(key)s is “%(ours)s” here and “%(theirs)s” in the library.")
    found = [
        what % {"key": _called(row, key), "ours": ours, "theirs": theirs}
        for key, ours, theirs in entries.differences(row)
    ]
    return " ".join(found) or _("Changed here since it was loaded; a load leaves it as it is.")


def _called(row: Source | Contributor, key: str) -> str:
    field: Any = row._meta.get_field(key)
    return str(field.verbose_name).capitalize()


def keep(row: ReportRow, person: Person) -> None:
    """Take what a row is about as the clinic's own: the library is not heard about it any more."""
    if isinstance(row.subject, Page):
        leaving.keep_page(row.subject, signed_in(person))
    elif isinstance(row.subject, FromLibrary):
        leaving.keep_record(row.subject)


for _report in (
    Report(
        RECALLED,
        gettext_lazy("Taken back by the library for safety"),
        gettext_lazy(
            "The library that this site came with has taken back these texts, and your pages are public still. Read "
            "the reason now. Take the page off the site, or correct it and then keep it as your own."
        ),
        _recalled,
    ),
    Report(
        LEFT,
        gettext_lazy("No longer in the library"),
        gettext_lazy(
            "These came with the library and are not in it any more, or have another name there. Take off the site "
            "what you do not want to stand behind, or keep it as your own; then it is not asked about again."
        ),
        _left,
    ),
    Report(
        DIFFERS,
        gettext_lazy("Differs from the library"),
        gettext_lazy(
            "Sources and people that your staff have changed since they came with the library. Yours stand. Where the "
            "library has changed them too, both are shown."
        ),
        _differs,
    ),
):
    reports.register(_report)
