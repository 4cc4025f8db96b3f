"""Home, A to Z, the sheet for a visit, the clinic's own pages."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conditions.areas import Region
from publishing.public import finding
from website import alphabet, structured_data, visiting
from website.beginning import beginning
from website.context import frame_of
from website.models import AboutPage, Role


@require_safe
def home(request):
    """One screen that answers: is it urgent, where does it hurt, I was told I need, I am getting ready for."""
    language = get_language()
    begun = beginning(language)
    if begun.is_empty and language != settings.LANGUAGE_CODE:
        raise Http404
    frame = frame_of(request)
    context = {
        "begun": begun,
        "regions": [_drawn(region) for region in Region],
        "structured_data": structured_data.home(frame.clinic, begun.services),
    }
    return render(request, "website/home.html", context)


def _drawn(region: Region) -> dict:
    """Return what the drawing of the body prints of a region."""
    return {"title": region.label, "url": f"{reverse('conditions:list')}?area={region.value}"}


@require_safe
def a_to_z(request):
    """Every page of a language by its names. Where there are many, one letter at a time."""
    found = alphabet.names(get_language())
    if not found.letters and get_language() != settings.LANGUAGE_CODE:
        raise Http404
    shown = found.shown(request.GET.get("letter", ""))
    context = {
        "title": _("A to Z"),
        "description": _("Every condition, procedure and article of this site by its names, also the everyday ones."),
        "letters": list(found.letters),
        "shown": shown,
        "is_whole": len(shown) == len(found.letters),
        "is_unlisted": bool(request.GET.get("letter")),
        "structured_data": structured_data.a_to_z(shown),
    }
    return render(request, "website/a_to_z.html", context)


@require_safe
def visit_sheet(request):
    """One sheet for a visit, to fill in by hand or in the reader's own browser: nothing of it comes to us.

    `?for=conditions/sciatica` offers the questions of a page.
    """
    begun = beginning(get_language())
    if begun.is_empty and get_language() != settings.LANGUAGE_CODE:
        raise Http404
    offered = visiting.offered(request.GET.get("for", ""))
    context = {
        "title": _("Visit sheet"),
        "description": _("Your questions and notes on one page, to print and take to your visit."),
        "is_unlisted": True,
        "offered": offered,
        "visit": begun.visit,
        **(visiting.around(request, offered.page) if offered else {}),
    }
    return render(request, "website/visit_sheet.html", context)


@require_safe
def about(request, slug: str):
    """A page about us. The contact page also prints what the clinic says of itself."""
    page = finding.find(AboutPage, slug)
    if page is None:
        return finding.absent(request, "about", slug)
    return show(request, page)


def show(request, page: AboutPage, rows=(), stand=None):
    """Put a page about us together."""
    context = finding.context(page, rows, stand) | {"is_contact": page.role == Role.CONTACT}
    context["structured_data"] = structured_data.about(page, context)
    return render(request, "website/about.html", context)
