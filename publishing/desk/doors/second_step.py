"""The screens between the password and the desk: the code, and setting up the phone that shows it."""

import base64
from collections.abc import Callable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.desk.doors import braking, halfway, proving, record, second_factor, signing_in, telling
from publishing.desk.doors.halfway import Halfway
from publishing.public import qr

_KEY = "new-phone"  # in the session: the key of the phone that is being set up
View = Callable[[HttpRequest], HttpResponse]


def _on_the_way(view: Callable[[HttpRequest, Halfway], HttpResponse]) -> View:
    """Return a view for whoever has sent the right password; anybody else begins there."""

    @never_cache
    def asked(request: HttpRequest) -> HttpResponse:
        found = halfway.of(request)
        return view(request, found) if found is not None else HttpResponseRedirect(reverse("admin:login"))

    return asked


@_on_the_way
def code_view(request: HttpRequest, found: Halfway) -> HttpResponse:
    """Ask for the code, and let in whoever sends the right one. Wrong ones are counted as wrong passwords are."""
    if not second_factor.is_asked_of(found.person):
        return HttpResponseRedirect(reverse("sign-in-phone"))
    if request.method != "POST":
        return _code_asked(request, found)
    name = {"username": found.person.get_username()}
    if not AxesProxyHandler.is_allowed(request, name):
        return signing_in.wait(request, None, request.axes_wait)  # type: ignore[attr-defined]
    checked = proving.by_code(request, found.person, request.POST.get("code", ""))
    if checked.what is not None:
        return _let_in(request, found, checked.what)
    if checked.wait:
        is_long = checked.wait > braking.LONGEST_FOR_CODE
        return _code_asked(request, found, status=429, wait=checked.wait, is_long=is_long)
    user_login_failed.send(sender=__name__, credentials=name, request=request)
    return _code_asked(request, found, is_wrong=True)


def _code_asked(request: HttpRequest, found: Halfway, status: int = 200, **said: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _("The code from your phone"), "person": found.person}
    answer = TemplateResponse(request, "admin/publishing/code.html", context | said, status=status).render()
    if said.get("wait"):
        answer["Retry-After"] = str(said["wait"])
    return answer


def _let_in(request: HttpRequest, found: Halfway, what: record.What) -> HttpResponse:
    halfway.end(request)
    signing_in.enter(request, found.person, what)
    left = second_factor.codes_left(found.person)
    if what == record.What.RECOVERED:
        said = ngettext(
            "You have %(n)s recovery code left. Set up another phone, or make new codes, under “Your account”.",
            "You have %(n)s recovery codes left. Set up another phone, or make new codes, under “Your account”.",
            left,
        )
        messages.warning(request, said % {"n": left})
        telling.of_codes(found.person, _("Somebody signed in to your account with a recovery code."))
    return HttpResponseRedirect(found.next)


@_on_the_way
def phone_view(request: HttpRequest, found: Halfway) -> HttpResponse:
    """Let somebody set up a phone before they come in for the first time."""
    if not second_factor.must_be_set_up_by(found.person):
        return HttpResponseRedirect(reverse("sign-in-code"))
    if request.method != "POST":
        return phone_asked(request, found.person)
    codes = set_up(request, found.person)
    if codes is None and not second_factor.must_be_set_up_by(found.person):
        return HttpResponseRedirect(reverse("sign-in-code"))
    if codes is None:
        return phone_asked(request, found.person, is_wrong=True)
    halfway.end(request)
    signing_in.enter(request, found.person, record.What.IN)
    return codes_shown(request, codes, found.next)


def phone_asked(request: HttpRequest, person: User, status: int = 200, **said: Any) -> HttpResponse:
    """Show the code to be scanned, and ask for what the phone then shows."""
    if _KEY not in request.session:
        request.session[_KEY] = second_factor.new_key()
    address = second_factor.address_of(person, request.session[_KEY])
    key = base64.b32encode(bytes.fromhex(request.session[_KEY])).decode()
    context = {
        **admin.site.each_context(request),
        "title": _("Set up your phone"),
        # Not remembered, as the addresses of pages are: it is a secret.
        "drawing": qr.drawn.__wrapped__(address),
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "address": address,
    }
    return TemplateResponse(request, "admin/publishing/phone.html", context | said, status=status)


def set_up(request: HttpRequest, person: User, instead_of: TOTPDevice | None = None) -> list[str] | None:
    """Take the phone that was asked for, tell the person, and return recovery codes; None where its code is wrong, or
    the person has not the phone any more in whose place it comes.
    """
    key, typed = request.session.get(_KEY, ""), request.POST.get("code", "")
    codes = second_factor.set_up(person, key, typed, instead_of)
    if codes is not None:
        del request.session[_KEY]
        telling.of_codes(
            person, _("A phone was set up for your account: from now on it shows the codes that you sign in with.")
        )
    return codes


def codes_shown(request: HttpRequest, codes: list[str], next: str) -> HttpResponse:
    """Show recovery codes, this once."""
    title = _("Your recovery codes")
    context = {**admin.site.each_context(request), "title": title, "codes": codes, "next": next}
    return TemplateResponse(request, "admin/publishing/recovery_codes.html", context)
