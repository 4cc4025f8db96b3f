"""A link for a new password, for whoever forgot theirs. The answer is the same whether or not an address is anybody's,
and takes as long: the letter waits for the job that sends letters, and for nobody one is written too, and taken back.
"""

import datetime
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetCompleteView, PasswordResetConfirmView, PasswordResetView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.doors import braking, halfway, record, second_factor, sessions, telling, whence
from publishing.desk.letters import post
from publishing.life.models import SignIn

#: From one address so many links are asked for in so long. How often a person gets one, `post` says for all letters.
MOST, WITHIN = 5, datetime.timedelta(minutes=15)
_CHOSEN = "chosen"  # in the session of nobody: who has just chosen a password, and what they are asked for then


class Forgotten(PasswordResetForm):
    """Django's own, with our letter, and with those who have no password yet, or none any more: the link of an
    invitation is over after days, and nothing else would bring them in.
    """

    def get_users(self, email: str) -> Iterator[User]:
        """Yield who has an address, as the database and as Unicode compare them: a look-alike is another's address."""
        same = _compared(email)
        people = User.objects.filter(email__iexact=email, is_active=True)
        return (person for person in people if _compared(person.email) == same)

    @transaction.atomic
    def save(self, *, request: HttpRequest, **options: Any) -> None:  # type: ignore[override]
        """Leave a letter for whoever has the address and may sign in; it goes ten minutes after the last one at the
        latest, whoever asks how often. For nobody the same is done, and the letter taken back.
        """
        people = [person for person in self.get_users(self.cleaned_data["email"]) if person.is_staff]
        for person in people or [User(pk=0, username="nobody")]:
            with transaction.atomic():
                _write(person)
                transaction.set_rollback(not people)
            record.note(request, record.What.LINK, person if people else None)


def _compared(address: str) -> str:
    return unicodedata.normalize("NFKC", address).casefold()


def _write(person: User) -> None:
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    lines: post.Lines = [
        _("Somebody has asked for a new password for your account “%(name)s”.") % {"name": person.get_username()},
        "",
        _("If it was you, choose one here. The link works once, for %(days)s days:") % {"days": days},
        post.Link("password"),
        "",
        _("If it was not you, do nothing: nothing is changed."),
    ]
    post.leave(person, _("A new password for the desk"), lines, about=f"account-{person.pk}", sort=post.LINK)


class AskForLink(PasswordResetView):
    """The screen that asks for the address, so many times from one place."""

    form_class = Forgotten
    success_url = reverse_lazy("password_reset_done")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask whoever asks too often to wait."""
        if request.method == "POST" and (seconds := _wait(request)):
            return self._refused(seconds)
        return super().dispatch(request, *args, **kwargs)

    def _refused(self, seconds: int) -> HttpResponse:
        context = self.get_context_data(form=self.get_form_class()(), minutes=seconds // 60 + 1)
        answer = self.render_to_response(context, status=429)
        answer["Retry-After"] = str(seconds)
        return answer


def _wait(request: HttpRequest) -> int:
    """Return for how many seconds no further link is sent from an address."""
    now, here = timezone.now(), whence.counted_address(request)
    asked = SignIn.objects.filter(what=record.What.LINK, at__gt=now - WITHIN).order_by("-at")
    times = [at for address, at in asked.values_list("address", "at") if whence.counted(address) == here]
    return int((times[MOST - 1] + WITHIN - now).total_seconds()) + 1 if len(times) >= MOST else 0


class ChooseByLink(PasswordResetConfirmView):
    """Django's own. Whoever has read the person's mail waits no more; the code is asked for still."""

    success_url = reverse_lazy("password_reset_complete")

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        """Set the password, and end what was begun with the one before, in this browser too."""
        with transaction.atomic():
            answer = super().form_valid(form)
            sessions.end_all(form.user)
            braking.release(form.user)
            record.note(self.request, record.What.CHOSEN, form.user)
            telling.of_password(form.user)
        logout(self.request)
        self.request.session[_CHOSEN] = {"name": form.user.get_username(), "then": _asked_then(form.user)}
        self.request.session.set_expiry(halfway.SECONDS)
        return answer


def _asked_then(person: User) -> str:
    """Return what is asked of somebody behind the password."""
    if second_factor.must_be_set_up_by(person):
        return "phone"
    return "code" if second_factor.is_asked_of(person) else ""


class Chosen(PasswordResetCompleteView):
    """What comes next for whoever has chosen a password by a link; the session says who that was, for some minutes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "chosen": self.request.session.get(_CHOSEN)}
