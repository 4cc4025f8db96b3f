"""What somebody at the desk reads who may not do or open something: what it was, and who may."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from publishing.desk.basics.lines import url_of
from publishing.desk.letters import requests
from publishing.desk.reporting.reports import person_name
from publishing.life import policy
from publishing.life.models import Page
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS, PUBLISH, REVIEW, WRITE

MOST = 4  # people who are named


def refused(request: HttpRequest) -> HttpResponse:
    """Return the answer 403 for somebody who is signed in at the desk."""
    right = _right_asked(request)
    may_not, who = _said(right)
    people = [person_name(person) for person in _who_may(right)] if right else []
    shown = get_text_list(people[:MOST], _("and"))
    context = {
        **admin.site.each_context(request),
        "title": may_not,
        "who": who % {"people": shown} if people else _("Whoever runs the desk can say why, and change it."),
        "is_sent": request.method == "POST",
        "person": person_name(request.user) if isinstance(request.user, User) else "",
        **(_asked_for(request) if right == PUBLISH else {}),
    }
    return TemplateResponse(request, "admin/publishing/refused.html", context, status=403).render()


def is_staff(request: HttpRequest) -> bool:
    """Whether somebody asks at the desk who is signed in there. The person may not be known before a form is read."""
    person = getattr(request, "user", None)
    return request.path_info.startswith("/admin/") and isinstance(person, User) and person.is_staff


def nowhere(request: HttpRequest) -> HttpResponse:
    """Return the answer 404 for somebody who is signed in at the desk."""
    context = {**admin.site.each_context(request), "title": _("There is nothing at this address")}
    return TemplateResponse(request, "admin/publishing/nowhere.html", context, status=404).render()


def too_much(request: HttpRequest, *, of_file: bool = False) -> HttpResponse:
    """Return the answer 400 for a form that is longer than the desk takes, or for the name of a file that is. Nothing
    of it was read.
    """
    title = _("The file has too long a name") if of_file else _("This is more than one page can hold")
    context = {**admin.site.each_context(request), "title": title, "of_file": of_file}
    return TemplateResponse(request, "admin/publishing/too_much.html", context, status=400).render()


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """Return where a publisher is asked to publish the page that somebody has before them, and what the button says."""
    match = request.resolver_match
    key = match.kwargs.get("pk") if match else None
    if not isinstance(request.user, User) or not isinstance(key, int) or not policy.may_see(request.user):
        return {}
    page = Page.objects.without_texts().filter(pk=key).first()
    draft = page.revisions.open().without_text().first() if page else None
    people = requests.publishers(request.user)
    if page is None or not people or not requests.waits_for_a_publisher(page, draft):
        return {}
    said = _("Ask %(name)s to publish it") % {"name": person_name(people[0])}
    return {"ask_url": url_of(page, "ask"), "ask_said": said}


def _right_asked(request: HttpRequest) -> str:
    """Return the permission that was missing, as far as the request says it."""
    asked = request.POST.get("verb") or request.GET.get("verb") or ""
    if asked in Verb.values:
        return DEEDS[Verb(asked)].right
    if request.path.endswith(("/remind/", "/hand-over/", "/undo/")):
        return PUBLISH
    return WRITE if request.path.endswith("/add/") and not request.user.has_perm(WRITE) else ""


def _said(right: str) -> tuple[str, str]:
    """Return what somebody may not do, and the sentence that names who may."""
    return {
        PUBLISH: (_("You may not publish"), _("%(people)s may publish.")),
        REVIEW: (_("You may not approve"), _("%(people)s may approve.")),
        WRITE: (_("You may not write here"), _("%(people)s may write.")),
    }.get(right, (_("You may not open this"), ""))


def _who_may(right: str) -> Iterable[User]:
    people = User.objects.filter(is_active=True, is_staff=True, is_superuser=False).select_related("contributor")
    return [person for person in people.order_by("last_name", "username") if person.has_perm(right)]
