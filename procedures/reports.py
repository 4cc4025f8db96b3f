"""What reports say about the links between procedures and conditions."""

from collections.abc import Iterable

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.models import Indication, IndicationCitation
from publishing.desk.registry import source_list
from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.reports import Report, ReportRow
from publishing.life.models import Mention, Source
from publishing.life.states import PageStatus
from publishing.text.naming import Naming


def register() -> None:
    """Make them known. Called once, when the app is ready."""
    source_list.also(_cited)
    reports.extend("superseded-sources", _superseded_sources, lambda inventory: len(_superseded()))
    reports.register(
        Report(
            "one-sided-links",
            gettext_lazy("Named in a text, not in the evidence"),
            gettext_lazy(
                "A condition's text leads to a procedure, or a procedure's text to a condition, but the procedure has "
                "no link with the condition. Add the link with its evidence to the procedure, or reword the text."
            ),
            _one_sided,
        )
    )


def _cited() -> Iterable[tuple[str, int]]:
    """Return (source, procedure) for each source of a row of evidence that the public reads."""
    cited = IndicationCitation.objects.filter(indication__procedure__status=PageStatus.LIVE)
    return cited.values_list("source_id", "indication__procedure_id").distinct()


def _one_sided(inventory: Inventory) -> list[ReportRow]:
    linked = set(Indication.objects.published().values_list("procedure_id", "condition_id"))
    pages = {page.pk: page for page in inventory.live if page.kind in ENDS}
    what = _("Its text leads to “%(page)s”, but there is no link with evidence between the two.")
    found = []
    mentions = Mention.objects.live().filter(what=Naming.PAGE).values_list("revision__live_page", "target_id")
    for pk, target in mentions:  # the pages are known: to ask for their kinds takes three times as long
        if pk in pages and target in pages and pages[pk].kind != pages[target].kind:
            ends = {pages[pk].kind: pk, pages[target].kind: target}
            if (ends["procedures"], ends["conditions"]) not in linked:
                found.append(ReportRow(pages[pk], what % {"page": pages[target]}))
    return sorted(found, key=reports.by_title)


ENDS = ("conditions", "procedures")


def _superseded_sources(inventory: Inventory) -> list[ReportRow]:
    pages = {page.pk: page for page in inventory.pages}
    what = _("The row about “%(page)s” cites “%(old)s”. There is a newer one: “%(new)s”.")
    found = IndicationCitation.objects.filter(pk__in=_superseded()).select_related(
        "source__superseded_by", "indication"
    )
    return [
        ReportRow(
            pages[row.indication.procedure_id],
            what % {"page": pages[row.indication.condition_id], **reports.superseded(row.source)},
        )
        for row in found.defer("indication__html")
    ]


def _superseded() -> list[int]:
    """Return the ids of the citations of superseded sources by public procedures: one for each link and source."""
    newer = Source.objects.filter(superseded_by__isnull=False)
    cited = IndicationCitation.objects.filter(source__in=newer, indication__procedure__status=PageStatus.LIVE)
    return list(cited.order_by().values("indication", "source").annotate(one=Min("pk")).values_list("one", flat=True))
