"""The ways to a condition from what somebody feels: the list of symptoms, a symptom, the drawing of the body."""

from collections.abc import Sized
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conditions import body as drawing
from conditions import red_flags
from conditions import symptoms as felt
from conditions.areas import areas_of
from conditions.models import Condition
from publishing.public import listing, lists, plates, structured_data

Found = TypeVar("Found", bound=Sized)


@require_safe
def symptoms(request):
    """Every symptom, by the region of the body in which it is felt."""
    regions = felt.regions(_spoken(felt.symptoms(get_language())))
    title = _("Symptoms")
    context = {
        "title": title,
        "description": _(
            "Find what you feel: symptoms by the part of the body, each with the signs that need help now."
        ),
        "regions": regions,
        "structured_data": structured_data.index(
            [one for region in regions for one in region.symptoms], title, "symptoms:list"
        ),
    }
    return render(request, "conditions/symptoms.html", context)


@require_safe
def symptom(request, slug: str):
    """One symptom: the emergency signs first, then the conditions that have it, so many at a time."""
    known = felt.symptoms(get_language())
    found = known.get(slug)
    if found is None:
        raise Http404
    turn = Paginator(list(found.hows), lists.SIZE).get_page(request.GET.get("page"))
    pages = plates.put_on(listing.by_title(Condition.objects.published().filter(pk__in=list(turn)).titles()))
    context = {
        "title": found.title,
        "description": _("%(symptom)s: the signs that need help now, and the conditions that can feel like this.")
        % {"symptom": found.title},
        "list_title": _("Symptoms"),
        "list_url": reverse("symptoms:list"),
        "entries": [(page, found.hows.get(page.pk, ())) for page in pages],
        "has_plates": any(page.plate for page in pages),
        "red_flags": red_flags.of(get_language(), list(turn), areas_of(found.region)),
        "region_title": found.region_title,
        "neighbors": felt.neighbors(known, found),
        **_turned(turn, found, request),
    }
    context["structured_data"] = structured_data.index(
        pages,
        found.title,
        "symptoms:list",
        context["address"],
        first=turn.start_index() or 1,
        steps=[(_("Symptoms"), reverse("symptoms:list")), (found.title, found.get_absolute_url())],
    )
    return render(request, "conditions/symptom.html", context)


def _turned(turn: Any, found: felt.Symptom, request: Any) -> dict:
    """Return the address of what is shown of a symptom, and of what stands before and behind it."""
    url = found.get_absolute_url()
    at = {number: f"{url}?page={number}" if number > 1 else url for number in range(turn.number - 1, turn.number + 2)}
    return {
        "turn": turn,
        "address": at[turn.number],
        "previous_url": at[turn.number - 1] if turn.has_previous() else "",
        "next_url": at[turn.number + 1] if turn.has_next() else "",
        "is_unlisted": bool(request.GET.get("page")),
    }


@require_safe
def body(request):
    """The body from the front and from behind: each area that has pages leads to them, in the drawing and in a list."""
    has_pages = _spoken(felt.areas_with_pages(get_language()))
    title, regions = _("Where does it hurt?"), drawing.lines(has_pages)
    context = {
        "title": title,
        "description": _("Tap the place on a drawing of the body, or choose it from a list, and find what it may be."),
        "views": [
            ("front", _("Front"), drawing.places(drawing.FRONT, has_pages)),
            ("back", _("Back"), drawing.places(drawing.BACK, has_pages)),
        ],
        "regions": regions,
        "structured_data": structured_data.index(
            [line for _title, lines in regions for line in lines if line.url], title, "body"
        ),
    }
    return render(request, "conditions/body.html", context)


def _spoken(found: Found) -> Found:
    """Return what there is in the language of the request. Raises Http404 where a language that is not the main one has
    nothing yet.
    """
    if not found and get_language() != settings.LANGUAGE_CODE:
        raise Http404
    return found
