"""The list of conditions, and one condition with its options."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conditions import rows, structured_data
from conditions.areas import BodyArea
from conditions.models import Condition
from publishing.public import finding, listing


@require_safe
def index(request):
    """Every condition, by body area and from A to Z."""
    pages = finding.published_list(Condition, "body_areas")
    context = {
        "title": _("Conditions"),
        "lead": _("Find what you have, in plain words: what it is, what helps, and when to get help fast."),
        "description": _("Conditions of the back, neck, joints, muscles and nerves, explained in plain words."),
        "groups_title": _("By part of the body"),
        "groups": listing.grouped(pages, BodyArea, lambda page: page.body_areas),
        "letters": listing.a_to_z(pages),
        "structured_data": structured_data.index(pages),
    }
    return render(request, "publishing/list.html", context)


@require_safe
def detail(request, slug: str):
    """One condition. The procedures that treat it are looked up from here, never imported."""
    page = finding.find(Condition, slug)
    if page is None:
        return finding.absent(request, "conditions", slug, _beside)
    return show(request, page, rows.shown(page))


def _beside(pk: int):
    """The procedures that are used for a withdrawn condition, as their own pages say."""
    return _("Treatments that are used for it"), rows.treating(pk)


def _options(shown: dict) -> list[dict]:
    """What a condition's own text offers beside procedures."""
    return [shown["no_procedure"], *shown["other_care"]]


def show(request, page: Condition, links: list, stand=None):
    """Put a condition together with the links of procedures to it."""
    links = sorted(links, key=lambda link: (-link.strength_label.steps, link.procedure.title))
    context = finding.context(page, links, stand) | {
        "treating": [link for link in links if link.treats],
        "not_for": [link for link in links if link.is_not_for],
        "other_links": [link for link in links if link.is_other],
    }
    context["has_ratings"] = bool(links) or any("strength" in option for option in _options(context["shown"]))
    context["structured_data"] = structured_data.detail(page, context)
    return render(request, "conditions/detail.html", context)
