"""Somebody proves who they are, on the way in or signed in already. What is wrong is counted and on record wherever it
was typed, and the person hears of it where it says that somebody knows their password.
"""

import math

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.desk.doors import braking, record, second_factor
from publishing.desk.doors.second_factor import Checked
from publishing.desk.letters import post

#: Wrong codes in a day after which their owner is written to.
TOLD = 5


def by_code(request: HttpRequest, person: User, typed: str) -> Checked:
    """Try a code, and write to the person after some wrong ones, once a day at most."""
    checked = second_factor.check(request, person, typed)
    if checked.what is None and not checked.wait and record.wrong_codes(person) >= TOLD:
        _warn(person)
    return checked


def problem_with_code(request: HttpRequest, person: User, typed: str) -> str:
    """Return what is wrong with the code by which whoever is signed in proves who they are; "" where it is right."""
    if wait := braking.wait_of(request, person):
        return _too_many(wait)
    checked = by_code(request, person, typed)
    if checked.wait > braking.LONGEST_FOR_CODE:
        return _("Too many wrong codes were sent today. Type a recovery code, or ask whoever runs the desk.")
    if checked.wait:
        return _("Too many wrong codes. Wait %(n)s seconds, then type the next one.") % {"n": checked.wait}
    if checked.what is not None:
        return ""
    return _counted(request, person) or _("This code is not right, or it was used before. Type the next one.")


def _counted(request: HttpRequest, person: User) -> str:
    """Count a wrong one, and return what to say where it was the last."""
    braking.count(request, person)
    wait = braking.wait_of(request, person)
    if wait:
        record.note(request, record.What.WAITS, person)
    return _too_many(wait) if wait else ""


def _too_many(wait: int) -> str:
    said = _("Too many wrong passwords or codes were sent. Wait %(n)s minutes, or ask whoever runs the desk.")
    return said % {"n": math.ceil(wait / 60)}


def _warn(person: User) -> None:
    lines = [
        _("Wrong codes were sent for your account “%(name)s”, %(n)s or more in a day. Nobody came in by them.")
        % {"name": person.get_username(), "n": TOLD},
        "",
        _("Was it you? Then do nothing."),
        _("Was it not you? Then somebody knows your password, since the desk asks for a code only behind it."),
        _("Choose a new one now:"),
        settings.SITE_URL + reverse("admin_password_reset"),
    ]
    about = f"account-{person.pk}"
    post.leave(person, _("Somebody knows your password"), lines, about=about, sort="codes", once_in=record.DAY)
