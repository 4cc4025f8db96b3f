"""All that was done at the desk in one list, the newest first. Only reads."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.life.models import Event

LONG = 50  # lines of one part of the list


def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """What was done, when, to which page and by whom, narrowed by words. Raises PermissionDenied."""
    if not request.user.has_perm("publishing.view_event"):
        raise PermissionDenied
    words = entered.without_nul(request.GET.get("q", ""))[:200]
    part = Paginator(_narrowed(words), LONG).get_page(request.GET.get("page"))
    context = {**site.each_context(request), "title": _("All that happened"), "words": words, "part": part}
    return TemplateResponse(request, "admin/publishing/happened.html", context)


def _narrowed(words: str) -> QuerySet[Event]:
    found = Event.objects.with_pages().select_related("by__contributor").order_by("-at", "-pk")
    for word in words.split()[:8]:
        names = ("page__title", "note", "by__contributor__name", "by__first_name", "by__last_name")
        found = found.filter(Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR))
    return found
