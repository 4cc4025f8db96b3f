"""Somebody's own account: the password, the phone that shows codes, recovery codes, where they are signed in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from publishing.desk.basics import clock
from publishing.desk.doors import code_shown, proving, record, second_factor, second_step, sessions, telling
from publishing.desk.letters import new_address
from publishing.life import policy
from publishing.life.models import AccountEvent

LINES = 8  # sign-ins that are shown, and deeds on the account


@never_cache
def account_view(request: HttpRequest) -> HttpResponse:
    """What there is, and a POST that changes the second factor: it takes a code that the person has."""
    person = policy.signed_in(request.user)
    if request.method != "POST":
        return _account(request, person)
    if problem := proving.problem_with_code(request, person, request.POST.get("current", "")):
        return _account(request, person, problem=problem)
    if "stop" in request.POST and settings.SECOND_FACTOR != second_factor.REQUIRED:
        second_factor.take_away(person)
        telling.of_codes(person, _("The codes from the phone were switched off for your account."))
        messages.success(request, _("You sign in without a code from now on."))
        return HttpResponseRedirect(reverse("admin:publishing_page_account"))
    return second_step.codes_shown(request, second_factor.new_codes(person), reverse("admin:publishing_page_account"))


@never_cache
def phone_view(request: HttpRequest) -> HttpResponse:
    """Set up a phone, by the password; whoever has one proves by its code that it is they who take another."""
    person = policy.signed_in(request.user)
    phone = second_factor.phone_of(person)
    has_one = phone is not None
    if settings.SECOND_FACTOR == second_factor.OFF:
        return HttpResponseRedirect(reverse("admin:publishing_page_account"))
    if request.method != "POST":
        return second_step.phone_asked(request, person, has_one=has_one)
    proof = (proving.problem_with_code, "current") if has_one else (proving.problem_with_password, "password")
    if problem := proof[0](request, person, request.POST.get(proof[1], "")):
        return second_step.phone_asked(request, person, has_one=has_one, problem=problem)
    codes = second_step.set_up(request, person, instead_of=phone)
    if codes is None:
        return second_step.phone_asked(request, person, has_one=has_one, is_wrong=True)
    code_shown.note(request)
    return second_step.codes_shown(request, codes, reverse("admin:publishing_page_account"))


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's own, which counts a wrong old password as the sign-in does."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_old_password(self) -> str:
        """Refuse what is not the password, and any after too many wrong ones."""
        if problem := proving.problem_with_password(self._request, self.user, self.cleaned_data["old_password"]):
            raise forms.ValidationError(problem)
        return self.cleaned_data["old_password"]


class ChangePassword(PasswordChangeView):
    """Django's own, on record, and told to the person."""

    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password, which signs the person out everywhere else."""
        answer = super().form_valid(form)
        record.note(self.request, record.What.CHANGED, form.user)
        telling.of_password(form.user)
        return answer


@require_POST
def sign_out_view(request: HttpRequest) -> HttpResponse:
    """Sign somebody out wherever they are signed in, here too."""
    person = policy.signed_in(request.user)
    record.note(request, record.What.OUT, person)
    sessions.end_all(person)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return HttpResponseRedirect(reverse("admin:login"))


def _account(request: HttpRequest, person: User, **said: Any) -> HttpResponse:
    phone, wait = second_factor.phone_of(person), new_address.wait_of(person)
    context = {
        **admin.site.each_context(request),
        "title": _("Your account"),
        "person": person,
        "wait": wait,
        "wait_until": clock.ahead(wait.until) if wait else "",
        "phone": phone,
        "left": second_factor.codes_left(person) if phone else 0,
        "factor": settings.SECOND_FACTOR,
        "sign_ins": person.sign_ins.all()[:LINES],
        "deeds": AccountEvent.objects.filter(person=person).select_related("by")[:LINES],
    }
    return TemplateResponse(request, "admin/publishing/account.html", context | said)
