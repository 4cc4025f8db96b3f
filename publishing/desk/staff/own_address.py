"""Somebody changes their own mail address, by the password: a link for a new one goes there."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from publishing.desk.doors import proving
from publishing.desk.staff import people, persons
from publishing.life import policy


class OwnAddressForm(forms.Form):
    """The new address, and the password of whoever asks for it."""

    email = forms.EmailField(label=gettext_lazy("Your email address"), max_length=254)
    password = proving.PasswordField(gettext_lazy("It shows that it is you."))

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data, initial={"email": person.email})
        self._person = person

    def clean_email(self) -> str:
        """Refuse the address of another account: its owner would get links for both."""
        email = self.cleaned_data["email"]
        if persons.has_account(email, but=self._person):
            raise forms.ValidationError(_("Somebody else has this address here."))
        return email


@never_cache
def address_view(request: HttpRequest) -> HttpResponse:
    """Ask for the address and the password; a POST changes it, on record, and writes to both addresses."""
    person = policy.signed_in(request.user)
    form = OwnAddressForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        problem = proving.problem_with_password(request, person, form.cleaned_data["password"])
        if not problem:
            return _changed(request, person, form.cleaned_data["email"])
        form.add_error("password", problem)
    context = {**admin.site.each_context(request), "title": _("Your email address"), "form": form}
    return TemplateResponse(request, "admin/publishing/own_address.html", context)


def _changed(request: HttpRequest, person: User, email: str) -> HttpResponse:
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=person.pk)
        old, account.email = account.email, email
        if old != email:
            account.save(update_fields=["email"])
            people.record_address(account, account, old)
    messages.success(request, _("Letters of the desk go to %(email)s from now on.") % {"email": email})
    return HttpResponseRedirect(reverse("admin:publishing_page_account"))
