"""The page of results, and the suggestions while a reader types."""

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@require_safe
def results(request):
    """What the site has for a reader's words."""
    return render(request, "search/results.html", {"title": _("Search"), "is_unlisted": True})


@require_safe
def suggest(request):
    """Names that a reader may be typing."""
    return JsonResponse({"suggestions": []})
