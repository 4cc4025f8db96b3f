"""The list of procedures, and one procedure with the conditions it is used for."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conditions.models import Condition
from conditions.options import fold
from procedures import chosen, comparison, in_full, rows, steps, structured_data
from procedures import day_plan as plans
from procedures.evidence import TEXTS
from procedures.models import Indication, Procedure
from procedures.narrowing import ByAreaAndType
from procedures.types import COMPARED, DAY_PLAN, EVIDENCE, Place
from publishing.life.models.compiled import Compiled
from publishing.public import finding, holes, listing, lists, rated, shells
from publishing.text.parts import ShownPart


@require_safe
def index(request):
    """Every procedure, or those of a body area or a kind, each with what it does for a condition."""
    narrowing = ByAreaAndType(request.GET)
    context = lists.context(Procedure, narrowing, request.GET, _("Procedures and treatments"), "procedures:list") | {
        "lead": _("What is done, and how well it works."),
        "description": _("Injections, nerve treatments, therapy and tests for pain, explained in plain words."),
    }
    rows.put_leading_on(context["pages"])
    context["has_ratings"] = any(page.leading for page in context["pages"])
    context["are_done_here"] = listing.is_said_of_all(context["pages"])
    return render(request, "procedures/list.html", context)


@require_safe
def detail(request, slug: str):
    """One procedure, with the conditions that it is used for at a glance."""
    page = finding.find(Procedure, slug, is_printed=True)
    if page is None:
        return finding.absent(request, "procedures", slug, _beside)
    return show(request, page, _links(page, in_short=True))


@require_safe
def evidence(request, slug: str):
    """The evidence for each condition in full. Where the main page says it all, its address leads there."""
    page = finding.find(Procedure, slug)
    if page is None:
        return finding.absent(request, "procedures", slug, _beside, behind=f"{EVIDENCE}/")
    links = _links(page)
    return show(request, page, links, second=True) if _has_more(links) else redirect(page)


def _links(page: Procedure, *, in_short: bool = False) -> list[Indication]:
    links = (_in_short if in_short else _of_procedure)(page.pk)
    for link in links:
        _PROCEDURE.set_cached_value(link, page)
    return links


_PROCEDURE: Any = Indication._meta.get_field("procedure")


_of_procedure: Compiled[Indication] = Compiled(
    lambda pk: Indication.objects.with_public("condition").to_conditions().filter(procedure=pk)
)


_in_short: Compiled[Indication] = Compiled(
    lambda pk: Indication.objects.with_public("condition").to_conditions(in_short=True).filter(procedure=pk)
)


def _has_more(links: list[Indication]) -> bool:
    return rows.has_more(len(links), sum(link.is_deep for link in links))


@require_safe
def handout(request, slug: str):
    """The one sheet of a procedure to take along."""
    page = finding.find(Procedure, slug)
    if page is None:
        return finding.absent(request, "procedures", slug, _beside, behind=f"{finding.HANDOUT}/")
    return finding.handout(request, page)


@require_safe
def compare(request):
    """Two or three procedures side by side; a form to choose them. What the form sends becomes an address to share."""
    values = request.GET.getlist(COMPARED)
    if len(values) > 1:
        names = chosen.readable(chosen.names_in(values))
        return redirect(f"{request.path}?{COMPARED}={','.join(names)}" if names else request.path)
    return render(request, "procedures/compare.html", _compared(chosen.Chosen.of(values, get_language())))


def _compared(found: chosen.Chosen) -> dict:
    """Return what the comparison prints; the form alone where fewer than two are chosen."""
    sides = comparison.sides_of(found.pages, get_language()) if len(found.pages) > 1 else []
    return {
        "title": _("Procedures side by side"),
        "description": _("Two or three procedures side by side: what each does, how sure that is, what can go wrong."),
        "list_title": _("Procedures"),
        "list_url": reverse("procedures:list"),
        "chosen": found,
        "fields": chosen.fields(found.pages, get_language()),
        "sides": sides,
        "alone": [side for side in sides if side.alone],
        "drawn": [side for side in sides if side.shared or side.risks],
        "lines": [cell.line for cell in sides[0].cells] if sides else [],
        "names": ", ".join(side.page.title for side in sides),
        "shared_url": settings.SITE_URL + sides[0].page.beside(side.page for side in sides) if sides else "",
        "is_unlisted": True,
    }


@require_safe
def day_plan(request, slug: str):
    """What to do on which day before and after a procedure. Where there is no plan, there is no page."""
    page = finding.find(Procedure, slug)
    if page is None:
        return finding.absent(request, "procedures", slug, _beside, behind=f"{DAY_PLAN}/")
    return plans.show(request, page)


@require_safe
def day_plans(request):
    """Every procedure that has a plan of its days, to choose from."""
    pages = plans.planned(get_language())
    if not pages and get_language() != settings.LANGUAGE_CODE:
        raise Http404
    context = {
        "title": _("My day plan"),
        "description": _("Choose your procedure to see what to do before, on and after the day."),
        "pages": pages,
    }
    return render(request, "procedures/day_plans.html", context)


def _beside(pk: int) -> tuple[str, list[Condition]]:
    """The conditions that a withdrawn procedure was said to treat: their pages have what else there is."""
    conditions = Indication.objects.treating().filter(procedure=pk).values("condition")
    pages = Condition.objects.published().filter(pk__in=conditions).titles()
    return _("Conditions it was used for"), listing.by_title(pages)


def show(request, page: Procedure, links: list[Indication], stand=None, *, second: bool = False):
    """Put one of the two pages of a procedure together with its links."""
    places = list(Place)
    in_order = sorted(links, key=lambda link: places.index(link.place))
    drawn = next((link for link in in_order if link.treats and link.has_numbers), None)
    for link in in_order:
        link.prints = TEXTS if second else ("verdict", "number") if link is drawn else ("verdict",)
    context = finding.context(page, in_order, stand, second=True) if second else _printed(page, in_order, stand)
    context |= {
        "links": in_order,
        "places": _by_place(in_order, drawn),
        **steps.of(request, page, here=EVIDENCE if second else "", has_second=_has_more(links)),
    }
    if second:
        context["parts"] = _contents(in_order, context["shown"])
        context["has_numbers"] = "risks" in context["shown"] or any(link.has_numbers for link in in_order)
        context["in_full"] = in_full.sections(in_order)
        context["compare_url"] = page.beside([])
        context["description"] = _("How well %(title)s works, condition by condition.") % {"title": page.title}
    machines = structured_data.second_graph if second else structured_data.detail
    context["structured_data"] = machines(page, context)
    return render(request, "procedures/evidence.html", context) if second else shells.answer(request, context)


def _printed(page: Procedure, links: list[Indication], stand) -> dict:
    """Return what is printed of the main page, and what fills the holes that are a procedure's own.

    A dispute is about links. Where none of those is public, nothing is said of it, and what it cites is no source.
    """
    but = () if any(link.is_disputed for link in links) else ("dispute",)
    return finding.printed(page, links, stand, but=but) | {
        "fillers": {
            "places": lambda context: _places(context["places"]),
            "dispute": holes.empty,
            "dispute_end": holes.empty,
            "offered_fact": lambda context: _offered(page),
            "offered_alone": lambda context: _offered_alone(page),
        }
    }


def _places(places: list[dict]) -> str:
    """Return the rows of a page under their headings. Not a template: it is most of what a request prints."""
    if not places:
        return "\n" + format_html("<p>{}</p>", _("No condition on this site is linked with it now."))
    shown = []
    for place in places:
        shown.append(rated.place(place["id"], place["title"], place["rows"], is_folded=place.get("is_folded", False)))
        if len(shown) == 1:
            shown.append(rated.note())
        shown.append(place["number"])
    return "".join([*shown, "\n"])


def _offered(page: Procedure) -> str:
    return render_to_string("components/offered_fact.html", {"page": page})


def _offered_alone(page: Procedure) -> str:
    return f'<dl class="facts">\n{_offered(page)}\n\n\n\n</dl>' if page.offered else ""


def _by_place(links: list[Indication], drawn: Indication | None) -> list[dict]:
    """Return the headings under which links stand, each with them, and under the first of them the one drawing."""
    number = drawn.shown.get("number", "") if drawn else ""
    found = [(place, list(there)) for place, there in groupby(links, key=lambda link: link.place)]  # they are in order
    places = [
        {
            "id": place.value,
            "title": place.label,
            "rows": [link.as_row for link in there],
            "number": number if drawn in there else "",
        }
        for place, there in found
    ]
    return [*places[:1], *fold(places[1:], len(links))]


def _contents(links: list[Indication], shown: dict) -> list[ShownPart]:
    parts = [ShownPart(link.anchor, link.condition.title) for link in links]
    return [*parts, ShownPart("harms", _("Harms"))] if {"risks", "harms"} & shown.keys() else parts
