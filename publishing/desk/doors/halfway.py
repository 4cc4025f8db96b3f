"""Whoever has sent the right password, and not yet the code: nobody, to the rest of the site.

Their session says for some minutes who they are on the way to be, and where they were going. It is of the address from
which the password was sent, and cannot be carried elsewhere, where codes are counted anew.
"""

import hmac
import time
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from publishing.desk.doors import second_factor, whence

SECONDS = 10 * 60
_KEY = "halfway"


@dataclass(frozen=True)
class Halfway:
    """person: who sent the password. next: the address to lead to behind the code."""

    person: User
    next: str


def begin(request: HttpRequest, person: User, next: str) -> HttpResponse:
    """Lead somebody to the code, or to setting up a phone."""
    request.session.flush()
    request.session[_KEY] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "next": next,
        "until": time.time() + SECONDS,
        "address": whence.counted_address(request),
    }
    request.session.set_expiry(SECONDS)
    is_new = second_factor.must_be_set_up_by(person)
    return HttpResponseRedirect(reverse("sign-in-phone" if is_new else "sign-in-code"))


def of(request: HttpRequest) -> Halfway | None:
    """Return who is halfway in; None where nobody is, or not any more: the time is over, the password is another, or it
    was sent from elsewhere.
    """
    found = request.session.get(_KEY)
    if not found or found["until"] < time.time() or found.get("address") != whence.counted_address(request):
        return None
    person = User.objects.filter(pk=found["person"], is_active=True, is_staff=True).first()
    if person is None or not hmac.compare_digest(found["password"], person.get_session_auth_hash()):
        return None
    return Halfway(person, found["next"])


def person_in(session: dict[str, Any]) -> int | None:
    """Return the id of who is halfway in by what a session says; None where nobody is."""
    return session[_KEY]["person"] if _KEY in session else None


def end(request: HttpRequest) -> None:
    """Forget that somebody was on the way."""
    request.session.pop(_KEY, None)
