"""The list of procedures, and one procedure with the conditions it is used for."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conditions.models import Condition
from procedures import structured_data
from procedures.models import Indication, Procedure
from procedures.types import ProcedureType
from publishing.public import finding, listing


@require_safe
def index(request):
    """Every procedure, by kind and from A to Z."""
    pages = finding.published_list(Procedure, "type")
    context = {
        "title": _("Procedures and treatments"),
        "lead": _("What is done, how it feels, what it may bring, and what can go wrong."),
        "description": _("Injections, nerve treatments, therapy and tests for pain, explained in plain words."),
        "groups_title": _("By kind"),
        "groups": listing.grouped(pages, ProcedureType, lambda page: [page.type]),
        "letters": listing.a_to_z(pages),
        "structured_data": structured_data.index(pages),
    }
    return render(request, "publishing/list.html", context)


@require_safe
def detail(request, slug: str):
    """One procedure, with the evidence for each condition that it is used for."""
    page = finding.find(Procedure, slug)
    if page is None:
        return finding.absent(request, "procedures", slug, _beside)
    return show(request, page, list(page.indications.published().to_conditions()))


def _beside(pk: int) -> tuple[str, list[Condition]]:
    """The conditions that a withdrawn procedure was said to treat: their pages have what else there is."""
    conditions = Indication.objects.treating().filter(procedure=pk).values("condition")
    pages = Condition.objects.published().filter(pk__in=conditions).titles()
    return _("Conditions it was used for"), listing.by_title(pages)


def show(request, page: Procedure, links: list[Indication], stand=None):
    """Put a procedure together with its links."""
    context = finding.context(page, links, stand) | {
        "treats": [link for link in links if link.treats],
        "not_for": [link for link in links if link.is_not_for],
        "other_links": [link for link in links if link.is_other],
    }
    context["structured_data"] = structured_data.detail(page, context)
    return render(request, "procedures/detail.html", context)
