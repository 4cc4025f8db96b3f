"""A condition's own columns, and when the rows that it shows changed. It looks up at them, and imports none."""

import datetime
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conditions.models import Condition
from publishing.life.models import Page
from publishing.life.models.compiled import Compiled
from publishing.public import listing
from publishing.text.kinds import Lost


def fill(page: Condition, data: dict) -> None:
    """Set the columns that follow from the front matter."""
    page.category, page.body_areas, page.symptoms = data["category"], data["body_areas"], data["symptoms"]


def shown(page: Condition, *, in_short: bool = False) -> list:
    """Return the links of every public procedure to a condition. One query. in_short: as the main page prints them."""
    links = (_in_short if in_short else _shown)(page.pk)
    for link in links:
        link.condition = page
    return links


def _of_procedures(pk: int, *, in_short: bool = False) -> QuerySet:
    return Condition(pk=pk).indications.with_public("procedure").from_procedures(in_short=in_short)


_in_short: Compiled[Any] = Compiled(partial(_of_procedures, in_short=True))
_shown: Compiled[Any] = Compiled(_of_procedures)


def procedures_of(page: Condition) -> list[Page]:
    """Return the public procedures whose pages show a link to a condition, by title. One query."""
    return _public(page.indications)


def lost_with(page: Condition) -> list[Lost]:
    """Return what public procedures lose when a condition leaves the public: their row about it. Two queries."""
    found, procedures = [], procedures_of(page)
    others = page.indications.model.objects.published().exclude(condition=page).filter(procedure__in=procedures)
    kept = dict(others.order_by().values("procedure").annotate(n=Count("pk")).values_list("procedure", "n"))
    for procedure in procedures:
        left = kept.get(procedure.pk, 0)
        said = ngettext("Its row “%(page)s”. %(n)s row stays.", "Its row “%(page)s”. %(n)s rows stay.", left)
        warns = "" if left else _("No row stays there. Worth a look.")
        found.append(Lost(procedure, said % {"page": page, "n": left}, warns))
    return sorted(found, key=lambda one: not one.warns)


def treating(pk: int) -> list[Page]:
    """Return the public procedures that are said to treat a condition, which itself need not be public. One query."""
    return _public(Condition(pk=pk).indications.treating())


def _public(links) -> list[Page]:
    return listing.by_title(Page.objects.published().filter(pk__in=links.values("procedure")).titles())


def changed_at(ids: Iterable[int]) -> dict[int, datetime.datetime]:
    """Return when a link to each condition changed last. One query."""
    ids = list(ids)
    if len(ids) == 1:
        return dict(_changed_at(*ids))
    return dict(_changes(Condition.objects.filter(pk__in=ids)))


def _changes(pages: QuerySet[Condition]) -> QuerySet:
    changed = pages.filter(indications__changed_at__isnull=False)
    return changed.annotate(at=Max("indications__changed_at")).values_list("pk", "at")


_changed_at: Compiled[tuple] = Compiled(lambda pk: _changes(Condition.objects.filter(pk=pk)))
