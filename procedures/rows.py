"""What a procedure's manuscript becomes beside its page: its columns, and its links to conditions with their evidence.

The links are made of the same parts for a publication, which stores them, and for a preview, which does not.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from conditions.models import Condition
from procedures.evidence import in_short, stored
from procedures.models import IS_DEEP, Indication, IndicationCitation, Procedure
from procedures.types import Relation
from publishing.life import addresses
from publishing.life.joining import join
from publishing.life.models.page import PageQuerySet
from publishing.life.states import PageStatus
from publishing.public import listing
from publishing.text.preparing import renderer_version
from publishing.text.ratings import HELPING

#: What a list prints of a link.
_IN_A_LIST = ("procedure_id", "position", "relation", "effect", "certainty", "is_disputed", "condition__title")
#: So many procedures that their links are found sooner among all links.
_MANY = 100

#: A procedure, its text's front matter, and what of that other pages show, rendered.
OfText = tuple[Procedure, dict, dict]


def fill(page: Procedure, data: dict) -> None:
    """Set the columns that follow from the front matter."""
    page.type, page.body_areas = data["type"], data["body_areas"]


def link(texts: list[OfText]) -> None:
    """Write the links of procedures, in the transaction that publishes them.

    What says the same keeps its day, and what is new has that of the page.
    """
    were = Indication.objects.filter(procedure__in=[page.pk for page, _data, _shared in texts])
    before = {(row.procedure_id, row.condition_id, row.relation): row for row in were}
    were.delete()
    links = indications(texts)
    for row in links:
        old = before.get((row.procedure_id, row.condition_id, row.relation))
        row.changed_at = old.changed_at if old is not None and old.says == row.says else row.procedure.updated_at
    Indication.objects.bulk_create(links)
    cited = (
        (row.pk, source, side, position)
        for row in links
        for side, sources in row.html["cited"].items()
        for position, source in enumerate(sources)
    )
    join(IndicationCitation, ("indication", "source", "side", "position"), cited)


def indications(texts: list[OfText]) -> list[Indication]:
    """Return the links of procedures as rows that are not stored. Two queries at most for each language."""
    conditions = _conditions_named(texts)
    return [
        Indication(
            procedure=page,
            condition_id=conditions[name],
            position=position,
            relation=written["relation"],
            effect=written["effect"],
            certainty=written["certainty"],
            is_disputed="disagreement" in written,
            has_numbers="numbers" in written,
            has_details="details" in written,
            html=found,
            short_html=_in_short(page.language, found),
            rendered_with=renderer_version(),
            checked_on=written["checked_on"],
        )
        for page, data, shared in texts
        for position, (name, written, html) in enumerate(
            zip(_names(page, data), data["indications"], shared["indications"], strict=True)
        )
        if name in conditions
        for found in [stored(written, html, shared.get("comparison", {}))]
    ]


def _in_short(language: str, html: dict) -> dict:
    with override(language or settings.LANGUAGE_CODE):
        return in_short(html)


def _names(page: Procedure, data: dict) -> list[tuple[str, str]]:
    """Return what a text calls its conditions, each with the language."""
    language = page.language or settings.LANGUAGE_CODE
    return [(language, f"conditions/{written['condition']}") for written in data["indications"]]


def _conditions_named(texts: list[OfText]) -> dict[tuple[str, str], int]:
    """Return the ids of the conditions that texts name."""
    names: dict[str, set[str]] = {}
    for page, data, _shared in texts:
        for language, name in _names(page, data):
            names.setdefault(language, set()).add(name)
    return {
        (language, name): page.pk
        for language, wanted in names.items()
        for name, page in addresses.named(language, wanted).items()
    }


def links_to(texts: list[OfText], condition: Condition) -> list[Indication]:
    """Return the links of texts to one condition, as its page would show them. Two queries at most."""
    return [row for row in indications(texts) if row.condition_id == condition.pk]


def shown_links(page: Procedure, data: dict, shared: dict) -> list[Indication]:
    """Return the links of a text that is stored nowhere, as its page would show them. Three queries at most."""
    links = indications([(page, data, shared)])
    conditions = Condition.objects.published().titles().in_bulk([row.condition_id for row in links])
    shown = [row for row in links if row.condition_id in conditions]
    for row in shown:
        row.condition = conditions[row.condition_id]
    return shown


def conditions_of(page: Procedure) -> QuerySet[Condition]:
    """Return the public conditions whose pages show a link of a procedure, by title."""
    linked = page.indications.values("condition")
    return Condition.objects.published().filter(pk__in=linked).titles().order_by("title")


def printing(source: str) -> set[int]:
    """Return the ids of the public procedures and conditions that print a source in the evidence of a link. One
    query.
    """
    links = Indication.objects.published().filter(citations__source=source)
    return {pk for ends in links.values_list("procedure_id", "condition_id") for pk in ends}


def with_evidence(ids: Iterable[int]) -> set[int]:
    """Return the procedures of whose links there is more to say than their main page does. One query.

    Of many, all links are asked for: given their ids, SQLite looks for a link of each with each condition there is.
    """
    wanted = set(ids)
    links = Indication.objects.published().order_by()
    if len(wanted) < _MANY:
        links = links.filter(procedure__in=wanted)
    found = links.values_list("procedure").annotate(rows=Count("pk"), deep=Count("pk", filter=IS_DEEP))
    return {procedure for procedure, rows, deep in found if has_more(rows, deep)} & wanted


def has_more(rows: int, deep: int) -> bool:
    """Whether links have more to say than fits on a main page: two of them, or one with both sides, numbers, or further
    lines.
    """
    return rows > 1 or deep > 0


def put_leading_on(pages: Iterable[Procedure]) -> None:
    """Set on each procedure the link that a list prints: the one that says most for it, or else its first. One query.

    Where links are equal in effect and certainty, the first that the text has.
    """
    by_id = {page.pk: page for page in pages}
    links = Indication.objects.published().filter(procedure__in=by_id).select_related("condition")
    for link in links.only(*_IN_A_LIST).order_by("procedure_id", "position"):
        page = by_id[link.procedure_id]
        if page.leading is None or (link.treats and (not page.leading.treats or link.order < page.leading.order)):
            page.leading = link


def most_used(pages: PageQuerySet, number: int) -> list[Procedure]:
    """Return the procedures that help with the most public conditions, by title where that is equal. Two queries.

    That follows from the texts alone, and changes only with them: no clinic has to say what it does most, and no
    visitor is counted. What is said to help with many conditions is also what many readers were told that they need.
    """
    helping = Q(
        indications__relation=Relation.TREATS,
        indications__effect__in=HELPING,
        indications__condition__status=PageStatus.LIVE,
    )
    counted = pages.annotate(helps=Count("indications", filter=helping)).values_list("pk", "helps")
    helps = dict(counted)
    ids = sorted(listing.in_order(pages), key=lambda pk: -helps[pk])[:number]
    found = pages.titles().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def touch(page) -> None:
    """A procedure came back to the public or left it: the conditions that show its links have changed."""
    Indication.objects.filter(procedure_id=page.pk).update(changed_at=timezone.now())
