"""Signing in, and what was typed by somebody who was signed out meanwhile: it is carried along in the page, unread.

Nothing is stored for a stranger. A form says, signed, who wrote in it; only when that person has signed in does it
become what they wrote and did not save.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import UnreadablePostError
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from publishing.desk.basics import lines
from publishing.desk.keeping import braking, kept
from publishing.life import keeping, policy
from publishing.life.models import Page
from publishing.life.states import Verb

#: Characters that are carried along. A form has a tenth of it.
LONGEST = 1_500_000
_NAME = "carried"


@dataclass(frozen=True)
class Carried:
    """A form that was typed. by, page: who wrote in it and on which page, by their ids, as we signed them."""

    by: int
    page: int
    fields: dict[str, list[str]]

    @property
    def value(self) -> str:
        """All of it as one hidden value; its writer is signed in it."""
        return json.dumps(self.fields)

    @property
    def title(self) -> str:
        """What the page is called."""
        page = Page.objects.titles().filter(pk=self.page).first()
        return str(page) if page is not None else ""


def typed(fields: Any) -> Carried | None:
    """Return what was typed into the form of a page; None where it was no such form, or too much."""
    found = keeping.sent_fields(fields)
    who = kept.writer_of(next(iter((found or {}).get("written_by", [])), ""))
    if found is None or who is None or sum(len(value) for values in found.values() for value in values) > LONGEST:
        return None
    return Carried(*who, found)


def _posted(request: HttpRequest) -> Any:
    """Return what a request sent; nothing where it cannot be read."""
    try:
        return dict(request.POST.lists())
    except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError):
        return {}


def _carried(request: HttpRequest) -> Carried | None:
    """Return what a sign-in form carries along."""
    value = next(iter(_posted(request).get(_NAME, [])), "")
    try:
        return typed(json.loads(value)) if value else None
    except (ValueError, RecursionError):
        return None


@never_cache
def sign_in_view(request: HttpRequest) -> HttpResponse:
    """Django's own, beside what was typed before. Whoever signs in as its writer is offered it at the page."""
    carried = _carried(request) if request.method == "POST" else None
    sent = _posted(request) if request.method == "POST" else {}
    name = next(iter(sent.get("username", [])), "")
    if name and braking.must_wait(name):
        asked = {REDIRECT_FIELD_NAME: next(iter(sent.get(REDIRECT_FIELD_NAME, [])), "")}
        return _sign_in_again(request, carried, 429, minutes=braking.MINUTES, **asked)
    answer = admin.site.login(request, _said(request, carried))
    if name and isinstance(answer, HttpResponseRedirect):
        braking.forget(name)
    elif name and any(sent.get("password", [])):
        braking.count_wrong(name)
    if carried is not None and request.user.is_authenticated and isinstance(answer, HttpResponseRedirect):
        return _offered(request, carried, answer)
    return answer


def signed_out(request: HttpRequest) -> HttpResponse:
    """Ask whoever sent the form of a page without being signed in to sign in, with what they typed."""
    carried = typed(_posted(request)) or _carried(request)
    answer = never_cache(lambda _request: _sign_in_again(request, carried, 403, is_lost=carried is None))
    return answer(request)


def _sign_in_again(request: HttpRequest, carried: Carried | None, status: int, **what: Any) -> HttpResponse:
    """Show the form to sign in by, with what was typed before."""
    context = {
        **admin.site.each_context(request),
        **_said(request, carried),
        "form": AdminAuthenticationForm(request),
        "app_path": reverse("admin:login"),
        REDIRECT_FIELD_NAME: "" if request.path == reverse("admin:login") else request.path,
        **what,
    }
    return TemplateResponse(request, "admin/login.html", context, status=status)


def carried_view(request: HttpRequest) -> HttpResponse:
    """Take what was typed into a form whose time was over, and lead back to the page, where it is offered."""
    carried = _carried(request)
    if request.method != "POST" or carried is None:
        return HttpResponseRedirect(reverse("admin:index"))
    return _offered(request, carried, HttpResponseRedirect(reverse("admin:index")))


def stale_form(request: HttpRequest) -> HttpResponse | None:
    """Answer the form of a page that did not prove to be ours; None where it is not one that we gave to this person."""
    carried = (typed(_posted(request)) or _carried(request)) if request.method == "POST" else None
    if carried is None:
        return None
    if not request.user.is_authenticated:
        return signed_out(request)
    if request.user.pk != carried.by:
        return None
    context = {**admin.site.each_context(request), "title": _("Your text is kept"), "carried": carried}
    return TemplateResponse(request, "admin/publishing/carried.html", context, status=403).render()


def _said(request: HttpRequest, carried: Carried | None) -> dict[str, Any]:
    """Return what the page says above its fields."""
    asked = (request.POST if request.method == "POST" else request.GET).get(REDIRECT_FIELD_NAME, "")
    is_elsewhere = bool(asked) and asked != reverse("admin:index")
    return {"carried": carried, "is_elsewhere": is_elsewhere, "title": _("Sign in")}


def _offered(request: HttpRequest, carried: Carried, instead: HttpResponse) -> HttpResponse:
    """Keep what was carried for its writer, and lead to the page; for anybody else do as without."""
    by: User | AnonymousUser = request.user
    page = Page.objects.titles().filter(pk=carried.page).first()
    if by.pk != carried.by or page is None or not policy.has_right(by, Verb.SAVE):
        return instead
    tab = (carried.fields.get("tab") or [""])[0][:40] or "carried"
    keeping.take(by=policy.signed_in(by), page=page, tab=tab, fields=carried.fields)
    return HttpResponseRedirect(lines.url_of(page))


def or_sign_in(view: Any) -> Any:
    """Return a view of the desk that asks whoever is signed out to sign in without losing what they sent."""
    inside = admin.site.admin_view(view)

    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not admin.site.has_permission(request):
            if request.user.is_authenticated:
                raise PermissionDenied
            return signed_out(request)
        return inside(request, *args, **kwargs)

    return asked
