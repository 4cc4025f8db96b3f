"""What reports say about the links between procedures and conditions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.models import Indication, IndicationCitation
from publishing.desk import reports
from publishing.desk.inventory import Inventory
from publishing.desk.reports import Report, ReportRow
from publishing.life.states import PageStatus


def register() -> None:
    """Make them known. Called once, when the app is ready."""
    reports.extend("superseded-sources", _superseded_sources)
    reports.register(
        Report(
            "one-sided-links",
            gettext_lazy("One-sided links"),
            gettext_lazy(
                "A condition's text leads to a procedure, or a procedure's text to a condition, but the procedure has "
                "no link with the condition. Add the link with its evidence to the procedure, or reword the text."
            ),
            _one_sided,
        )
    )


def _one_sided(inventory: Inventory) -> list[ReportRow]:
    linked = set(Indication.objects.published().values_list("procedure_id", "condition_id"))
    found = []
    for text in inventory.texts:
        if not text.is_live or text.page.kind not in ("conditions", "procedures"):
            continue
        for _address, target in inventory.targets(text):
            if target is None or target.status != PageStatus.LIVE:
                continue
            ends = {text.page.kind: text.page.pk, target.kind: target.pk}
            if ends.keys() == {"conditions", "procedures"} and (ends["procedures"], ends["conditions"]) not in linked:
                what = _("Its text leads to “%(page)s”, but there is no link with evidence between the two.")
                found.append(ReportRow(text.page, what % {"page": target}))
    return sorted(found, key=reports.by_title)


def _superseded_sources(inventory: Inventory) -> list[ReportRow]:
    cited = IndicationCitation.objects.filter(
        source__superseded_by__isnull=False, indication__procedure__status=PageStatus.LIVE
    )
    ends = ("indication__procedure", "indication__condition")
    unneeded = [f"{end}__{column}" for end in ends for column in ("body", "data", "html")]
    cited = cited.select_related("source__superseded_by", *ends).defer("indication__html", *unneeded)
    what = _("The link with “%(page)s” cites “%(old)s”, which “%(new)s” has superseded.")
    found = {(row.indication_id, row.source_id): row for row in cited}  # once, also where both sides cite it
    return [
        ReportRow(row.indication.procedure, what % {"page": row.indication.condition, **reports.superseded(row.source)})
        for row in found.values()
    ]
