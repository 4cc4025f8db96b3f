"""What a procedure's manuscript becomes beside its page: its columns, and its links to conditions with their evidence.

The links are made of the same parts for a publication, which stores them, and for a preview, which does not.
"""

from django.conf import settings
from django.utils import timezone

from conditions.models import Condition
from procedures.evidence import stored
from procedures.models import Indication, IndicationCitation, Procedure
from publishing.life import addresses
from publishing.text.preparing import renderer_version


def fill(page: Procedure, data: dict) -> None:
    """Set the columns that follow from the front matter."""
    page.type, page.body_areas = data["type"], data["body_areas"]


def link(page: Procedure, data: dict, shared: dict) -> None:
    """Write the links of a procedure, in the transaction that publishes it. What says the same keeps its day."""
    before = {(row.condition_id, row.relation): row for row in page.indications.all()}
    page.indications.all().delete()
    links = indications(page, data, shared)
    for row in links:
        old = before.get((row.condition_id, row.relation))
        row.changed_at = old.changed_at if old is not None and old.says == row.says else timezone.now()
    Indication.objects.bulk_create(links)
    IndicationCitation.objects.bulk_create(
        IndicationCitation(indication=row, source_id=source, side=side, position=position)
        for row in links
        for side, sources in row.html["sources"].items()
        for position, source in enumerate(sources)
    )


def indications(page: Procedure, data: dict, shared: dict) -> list[Indication]:
    """Return the links of a procedure as rows that are not stored. Two queries at most."""
    names = [f"conditions/{written['condition']}" for written in data["indications"]]
    named = addresses.named(page.language or settings.LANGUAGE_CODE, names)
    return [
        Indication(
            procedure=page,
            condition_id=named[name].pk,
            position=position,
            relation=written["relation"],
            strength=written["strength"],
            is_disputed="disagreement" in written,
            html=stored(written, html, shared.get("comparison", {})),
            rendered_with=renderer_version(),
            checked_on=written["checked_on"],
        )
        for position, (name, written, html) in enumerate(
            zip(names, data["indications"], shared["indications"], strict=True)
        )
        if name in named
    ]


def shown_links(page: Procedure, data: dict, shared: dict) -> list[Indication]:
    """Return the links of a text that is stored nowhere, as its page would show them. Three queries at most."""
    links = indications(page, data, shared)
    conditions = Condition.objects.published().titles().in_bulk([row.condition_id for row in links])
    shown = [row for row in links if row.condition_id in conditions]
    for row in shown:
        row.condition = conditions[row.condition_id]
    return shown


def touch(page) -> None:
    """A procedure came to the public or left it: the conditions that show its links have changed."""
    Indication.objects.filter(procedure_id=page.pk).update(changed_at=timezone.now())
