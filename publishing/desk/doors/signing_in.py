"""Signing in, and what was typed by somebody who was signed out meanwhile: it is carried along in the page, unread.

Nothing is stored for a stranger. A form says, signed, who wrote in it; only when that person has signed in does it
become what they wrote and did not save.
"""

import datetime
import json
import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME, login
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from publishing.desk.basics import lines
from publishing.desk.doors import code_shown, halfway, hashing, record, second_factor
from publishing.desk.keeping import kept
from publishing.life import keeping, policy
from publishing.life.models import Page
from publishing.life.states import Verb

#: Characters that are carried along. A form has a tenth of it.
LONGEST = 1_500_000
#: Fields of a form to sign in by: what was typed before is carried in one of its four or five.
FIELDS = 20
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


class SignInForm(AdminAuthenticationForm):
    """Django's own, in the words of the desk."""

    username = UsernameField(
        label=gettext_lazy("Sign-in name"),
        help_text=gettext_lazy("Most often it is your email address."),
        widget=TextInput(attrs={"autofocus": True}),
    )

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": gettext_lazy(
            "Sign-in name and password do not fit together. Capital letters count in the password."
        ),
    }


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(LoginView):
    """Django's own, beside what was typed before. Whoever signs in as its writer is offered it at the page."""

    template_name = "admin/login.html"
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let one after the other in, each as its password is hashed; and nobody in twice. Raises TooManyFieldsSent."""
        if sum(map(len, _posted(request).values())) > FIELDS:
            raise TooManyFieldsSent(f"A form to sign in by has no more than {FIELDS} fields.")
        if request.method == "GET" and admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        self.carried = _carried(request) if request.method == "POST" else None
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        try:
            with hashing.place():
                return super().dispatch(request, *args, **kwargs)
        except hashing.NoPlace:
            return wait(request, self.carried, hashing.RETRY_AFTER, is_busy=True)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in whoever has sent the right password, or ask them for the code. What they typed before is kept now."""
        person, then = form.get_user(), self.get_success_url()
        if self.carried is not None:
            then = _offered(person, self.carried) or then
        if second_factor.is_asked_of(person) or second_factor.must_be_set_up_by(person):
            return halfway.begin(self.request, person, then)
        enter(self.request, person, record.What.IN, with_code=False)
        return HttpResponseRedirect(then)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Put a wrong password on record, and ask again."""
        was_tried = "password" in form.cleaned_data and not getattr(self.request, "axes_wait", 0)
        if was_tried and (name := form.cleaned_data.get("username", "")):
            record.note_of_name(self.request, record.What.PASSWORD, name)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**admin.site.each_context(self.request), **context, **_said(self.request, self.carried)}


def enter(request: HttpRequest, person: User, what: record.What, *, with_code: bool = True) -> None:
    """Sign somebody in who has proved to be the person. It lasts for so long, whatever they do meanwhile."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    if with_code:
        code_shown.note(request)
    request.session.set_expiry(timezone.now() + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    record.note(request, what, person)


def too_many_tries(request: Any, answer: HttpResponse, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Answer whoever has to wait, in the place of what was to be said. It has the signature that axes asks for."""
    seconds = getattr(request, "axes_wait", 0)
    if not seconds:  # this try was the last one
        seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
        record.note_of_name(request, record.What.WAITS, (credentials or {}).get("username") or "")
    return wait(request, _carried(request), seconds)


def wait(request: HttpRequest, carried: Carried | None, seconds: int, *, is_busy: bool = False) -> HttpResponse:
    """Ask to come again after so many seconds, with what was typed before."""
    asked = next(iter(_posted(request).get(REDIRECT_FIELD_NAME, [])), "")
    minutes = math.ceil(seconds / 60)
    said = {"wait": seconds, "minutes": minutes, "is_busy": is_busy, "title": _("Not yet")}
    said["is_of_address"] = getattr(request, "axes_is_of_address", False)
    answer = _sign_in_again(request, carried, 429, **said, **{REDIRECT_FIELD_NAME: asked})
    answer["Retry-After"] = str(seconds)
    return answer


def signed_out(request: HttpRequest) -> HttpResponse:
    """Ask whoever sent the form of a page without being signed in to sign in, with what they typed."""
    carried = typed(_posted(request)) or _carried(request)
    answer = never_cache(lambda _request: _sign_in_again(request, carried, 403, is_lost=carried is None))
    return answer(request)


def _sign_in_again(request: HttpRequest, carried: Carried | None, status: int, **what: Any) -> HttpResponse:
    """Show the form to sign in by, with what was typed before."""
    name = next(iter(_posted(request).get("username", [])), "") if status == 429 else ""
    context = {
        **admin.site.each_context(request),
        **_said(request, carried),
        "form": SignInForm(request, initial={"username": name}),
        "app_path": reverse("admin:login"),
        REDIRECT_FIELD_NAME: "" if request.path == reverse("admin:login") else request.path,
        **what,
    }
    return TemplateResponse(request, "admin/login.html", context, status=status).render()


def carried_view(request: HttpRequest) -> HttpResponse:
    """Take what was typed into a form whose time was over, and lead back to the page, where it is offered."""
    carried = _carried(request) if request.method == "POST" else None
    address = _offered(request.user, carried) if carried is not None else ""
    return HttpResponseRedirect(address or reverse("admin:index"))


def stale_form(request: HttpRequest) -> HttpResponse | None:
    """Answer the form of a page that did not prove to be ours; None where it is not one that we gave to this person."""
    # A page of recovery codes was loaded again.
    if request.path == reverse("sign-in-phone") and request.user.is_authenticated:
        messages.warning(request, _("The recovery codes were shown once. If you do not have them, make new ones here."))
        return HttpResponseRedirect(reverse("admin:publishing_page_account"))
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


def _offered(person: User | AnonymousUser, carried: Carried) -> str:
    """Keep what was carried for its writer, and return the address of the page; for anybody else nothing, and ""."""
    page = Page.objects.titles().filter(pk=carried.page).first()
    if person.pk != carried.by or page is None or not policy.has_right(person, Verb.SAVE):
        return ""
    tab = (carried.fields.get("tab") or [""])[0][:40] or "carried"
    keeping.take(by=policy.signed_in(person), page=page, tab=tab, fields=carried.fields)
    return lines.url_of(page)


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
