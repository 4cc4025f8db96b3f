"""Somebody proves who they are, on the way in or signed in already. What is wrong is counted and on record wherever it
was typed, and the person hears of it where it says that somebody knows their password.
"""

import math
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.doors import braking, record, second_factor, telling
from publishing.desk.doors.second_factor import Checked


class PasswordField(forms.CharField):
    """One's own password, typed to show that it is oneself. What is wrong with it `problem_with_password` says."""

    def __init__(self, help_text: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        label = gettext_lazy("Your password")
        super().__init__(label=label, required=False, strip=False, widget=widget, help_text=help_text)


#: Wrong codes in a day after which their owner is written to.
TOLD = 5


def by_code(request: HttpRequest, person: User, typed: str) -> Checked:
    """Try a code, and write to the person after some wrong ones, once a day at most."""
    checked = second_factor.check(request, person, typed)
    if checked.what is None and not checked.wait and record.wrong_codes(person) >= TOLD:
        telling.of_guessing(person, TOLD)
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


def problem_with_password(request: HttpRequest, person: User, typed: str) -> str:
    """Return what is wrong with the password by which whoever is signed in proves who they are; "" where it is right.
    Nothing typed is no try.
    """
    if not typed:
        return _("Type the password that you sign in with.")
    if wait := braking.wait_of(request, person):
        return _too_many(wait)
    if person.check_password(typed):
        return ""
    record.note(request, record.What.PASSWORD, person)
    return _counted(request, person) or _("This is not your password. Type the one that you sign in with.")


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
