"""The list of conditions, and one condition with its options."""

from urllib.parse import parse_qsl

from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conditions import red_flags, rows, structured_data
from conditions.areas import areas_of
from conditions.models import Condition
from conditions.narrowing import ByAreaAndCategory
from conditions.options import OF_A_LINK, OPTIONS, Options, is_told, lines_of, named_in, rows_of, side_by_side
from publishing.life import rendering
from publishing.public import finding, lists, rated, shells, way
from publishing.public.way import Step

#: What of an address chooses two options, with the label of its box.
CHOSEN = {"first": gettext_lazy("First option"), "second": gettext_lazy("Second option")}


@require_safe
def index(request):
    """Every condition, or those of a body area or a family."""
    narrowing = ByAreaAndCategory(request.GET)
    area = narrowing.chosen.get("area")
    context = lists.context(Condition, narrowing, request.GET, _("Conditions"), "conditions:list")
    context |= {
        "is_area": bool(area),
        "red_flags": red_flags.of(get_language(), [page.pk for page in context["pages"]], areas_of(area))
        if area
        else [],
        "lead": _("What it is, what helps, and when to get help fast."),
        "description": _("Conditions of the back, neck, joints, muscles and nerves, explained in plain words."),
    }
    return render(request, "conditions/list.html", context)


@require_safe
def detail(request, slug: str):
    """One condition, with its options at a glance. What procedures say is looked up from here, never imported."""
    page = finding.find(Condition, slug, is_printed=True)
    if page is None:
        return finding.absent(request, "conditions", slug, _beside)
    return show(request, page, rows.shown(page, in_short=True))


@require_safe
def options(request, slug: str):
    """The options of a condition side by side; what `CHOSEN` names narrows them to two."""
    page = finding.find(Condition, slug)
    if page is None:
        return finding.absent(request, "conditions", slug, _beside, behind=f"{OPTIONS}/")
    return show(request, page, rows.shown(page), second=True)


@require_safe
def handout(request, slug: str):
    """The one sheet of a condition to take along."""
    page = finding.find(Condition, slug)
    if page is None:
        return finding.absent(request, "conditions", slug, _beside, behind=f"{finding.HANDOUT}/")
    return finding.handout(request, page)


def _beside(pk: int):
    """The procedures that are used for a withdrawn condition, as their own pages say."""
    return _("Treatments that are used for it"), rows.treating(pk)


def show(request, page: Condition, links: list, stand=None, *, second: bool = False):
    """Put one of the two pages of a condition together with the links of procedures to it."""
    named = named_in(rendering.html_of(page) if second else rendering.stencil_of(page).get("retold", {}))
    for link in links:
        is_column = (link.treats or link.is_in_doubt) and not is_told(link, named)
        link.prints = OF_A_LINK if second and is_column else ("verdict",)
    context = finding.context(page, links, stand, second=True) if second else _printed(page, links, stand)
    found = Options.of(context["shown"], links, named)
    addresses = finding.addresses_of(request, page, has_second=True)
    context |= {
        "links": links,
        "options": found.chosen_from,
        "places": found.places,
        **addresses,
        **way.around(_steps(page, addresses), OPTIONS if second else ""),
    }
    if second:
        context |= _side_by_side(request, found, context["second_url"]) | {"compare_url": side_by_side(links)}
        context["description"] = _("The options for %(title)s side by side.") % {"title": page.title}
    machines = structured_data.second_graph if second else structured_data.detail
    context["structured_data"] = machines(page, context)
    return render(request, "conditions/side_by_side.html", context) if second else shells.answer(request, context)


def _printed(page: Condition, links: list, stand) -> dict:
    """Return what is printed of the main page, and what fills the hole that is a condition's own."""

    def options(context) -> str:
        first = f'<ul class="rows" role="list" data-related="treated-by">{rated.rows(context["options"], 3)}</ul>\n'
        places = [
            rated.place(place["id"], place["title"], place["options"], is_folded=place["is_folded"])
            for place in context["places"]
        ]
        return "".join([first, rated.note(), "\n", *places])

    return finding.printed(page, links, stand) | {"fillers": {"options": options}}


def _steps(page: Condition, addresses: dict[str, str]) -> list[Step]:
    """Return the way through a condition's pages."""
    return [
        Step("", page.title, addresses["main_url"]),
        Step(OPTIONS, _("Your options"), addresses["second_url"]),
        way.visit(page),
    ]


def _side_by_side(request, found: Options, url: str) -> dict:
    """Return what the second page prints: all options, or the two that a reader chose."""
    columns = found.columns([request.GET.get(name, "") for name in CHOSEN])
    lines = lines_of(columns)
    path, _mark, query = url.partition("?")  # a form sends what is asked of its own address as fields
    return {
        "lines": lines,
        "rows": rows_of(columns, lines),
        "choices": found.in_table if len(found.in_table) > len(CHOSEN) else [],  # two stand side by side as they are
        "fields": [(name, label, option.key) for (name, label), option in zip(CHOSEN.items(), columns, strict=False)],
        "is_chosen": len(columns) != len(found.in_table),
        "form_keys": parse_qsl(query),
        "form_url": path,
        "numbers": [number for option in found.in_table for number in option.numbers],
        "reasons": [option for option in found.in_table if option.evidence],
        "disputed": [option for option in found.in_table if option.evidence_url],
        "parts": found.parts,
        "is_unlisted": any(request.GET.get(name) for name in CHOSEN),
    }
