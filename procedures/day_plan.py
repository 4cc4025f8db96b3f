"""The plan of the days before and after a procedure: one sheet, which a script can fill with dates in the browser.

Knows days counted from the procedure, and no dates: what day a reader's procedure is on never comes to the server.
"""

from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures import steps
from procedures.models import Procedure
from procedures.types import DAY_PLAN
from publishing.life.models.page import PageQuerySet
from publishing.public import assembling, finding, listing
from publishing.text.binding import without_citations


class Row(NamedTuple):
    """A line of the plan. day: 0 is the day itself, -7 a week before. when: the same in words. instruction: HTML."""

    day: int
    when: str
    instruction: str


def rows_of(plan: list[dict]) -> list[Row]:
    """Return the lines of a plan in the order of the days, each with its day in words."""
    in_order = sorted(plan, key=lambda one: one["day"])
    return [Row(one["day"], when(one["day"]), without_citations(one["instruction"])) for one in in_order]


def when(day: int) -> str:
    """Return in words how far a day is from the procedure."""
    number = abs(day)
    if day == 0:
        return _("The day")
    if day < 0:
        return ngettext("%(number)s day before", "%(number)s days before", number) % {"number": number}
    return ngettext("%(number)s day after", "%(number)s days after", number) % {"number": number}


def planned(language: str) -> list[Procedure]:
    """Return the public procedures of a language that have a plan, by title. One query."""
    pages: PageQuerySet = PageQuerySet(Procedure).published().in_language(language).titles()
    return listing.by_title(pages.filter(data__has_key="day_plan"))


def show(request: HttpRequest, page: Procedure, stand: assembling.Standing | None = None) -> HttpResponse:
    """Answer with the plan of a procedure, and behind it when to call. Raises Http404 where it has no plan."""
    context = finding.context(page, (), stand)
    rows = rows_of(context["shown"].get("day_plan", []))
    if not rows:
        raise Http404
    address = f"{settings.SITE_URL}{page.get_absolute_url()}"
    care = (part for part in context["parts"] if part.id == context["care_part"])
    context |= {
        "title": _("%(title)s: day plan") % {"title": page.title},
        "rows": rows,
        "help": next(map(finding.without_numbers, care), None),
        "main_address": address,
        "plan_address": f"{address}{DAY_PLAN}/",
        "help_address": f"{address}#{context['care_part']}",
        "is_unlisted": True,
        **steps.of(request, page, here=DAY_PLAN),
    }
    return render(request, "procedures/day_plan.html", context)
