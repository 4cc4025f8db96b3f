"""What the clinic says of itself on every page, typed on the desk: its words and look, and notices.

All of it is printed as it is typed, so it is refused where it was meant as Markdown.
"""

import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import clock
from publishing.desk.basics.plain import SeveralLinesField
from publishing.desk.basics.watching import WatchedForm
from publishing.desk.letters import news
from publishing.desk.registry.records import ContentAdmin
from publishing.life import clinic, policy
from publishing.life.models import ClinicProfile, Page, SiteNotice
from publishing.text import telephones
from publishing.text.images import logos, photographs
from publishing.text.images.photographs import Encoded
from publishing.text.prose import syntax, tokens


def refuse_markdown(value: str) -> None:
    """Refuse signs of Markdown and tokens in a text that is printed as it is typed."""
    token = next((f"{{{name}}}" for name in tokens.NAMES if f"{{{name}}}" in value), "")
    if sign := syntax.printed_raw(value) or token:
        raise forms.ValidationError(
            _("This is printed as you type it, and patients would read “%(sign)s”. Write plain words."),
            params={"sign": sign},
        )


def choose_zone() -> list:
    """Return what may be chosen as a time zone, that of the settings first."""
    return [("", _("As in the settings (%(zone)s)") % {"zone": settings.TIME_ZONE}), *zones()]


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every time zone, by its region of the world: (region, [(name, place)])."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, slash, place = name.partition("/")
        regions.setdefault(region if slash else "", []).append((name, place.replace("_", " ") or name))
    others = regions.pop("", [])
    return [*regions.items(), ("-", others)]


class ColorInput(forms.TextInput):
    """A color as text, with the browser's own picker beside it where scripts run."""

    class Media:
        js = ["desk/color.js"]

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        text = super().render(name, value, attrs, renderer)
        picker = '<input type="color" class="desk-color" value="#0b5654" data-for="{}" aria-label="{}" hidden>'
        return format_html("{} " + picker, text, (attrs or {}).get("id", ""), _("Pick from a palette"))


class ClinicForm(WatchedForm):
    """The clinic's words and look; a logo is read, stripped of everything but its pixels, and stored.

    Each field shows what is in force; what is the same as in the settings stays theirs. A new number is asked about
    before it is saved. phone_asked: the number of now and the new one, once that must be confirmed.
    """

    CONFIRMED_PHONE = "confirmed_phone"
    phone_asked: tuple[str, str] | None = None

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False, choices=choose_zone)
    confirmed = forms.MultipleChoiceField(
        label=gettext_lazy("Is that right?"), required=False, widget=forms.MultipleHiddenInput
    )
    upload = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF. Its text alternative is the clinic's name."),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = ClinicProfile
        fields = ("name", "phone", "emergency_number", "address", "hours", "booking", "email", "color", "time_zone")
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "hours": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "booking": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "color": ColorInput(attrs={"size": 9, "pattern": "#[0-9a-fA-F]{6}", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._was = clinic.current()
        for name in settings.CLINIC:
            if name in self.fields and name != "time_zone":
                self.initial[name] = getattr(self._was, name)
            if name in self.fields and name != "time_zone":  # which says it as its first choice
                self._say_what_stands(name)
                if isinstance(self.fields[name], SeveralLinesField):
                    self.fields[name].validators.append(refuse_markdown)
        if self.instance.logo and "remove_logo" in self.fields:
            self.fields["remove_logo"].widget = forms.CheckboxInput()
            logo = format_html('<img class="desk-logo" src="{}" alt="">', default_storage.url(self.instance.logo))
            self.fields["upload"].help_text = format_html("{} {}", self.fields["upload"].help_text, logo)
        if "confirmed" in self.fields and self._has_new_number():
            self._ask()

    def clean(self) -> dict[str, Any] | None:
        """Leave to the settings what is theirs; ask before a new phone number stands on every page."""
        cleaned = super().clean()
        for name, value in settings.CLINIC.items():
            if self.cleaned_data.get(name) == value and not getattr(self.instance, name):
                self.cleaned_data[name] = ""
        return cleaned

    def full_clean(self) -> None:
        """Ask about a new phone number once nothing else is wrong. A yes is for one number."""
        super().full_clean()
        if not self.is_bound or self.errors or "phone" not in self.fields:
            return
        new = self._typed("phone")
        if new != self._was.phone and self.data.get(self.CONFIRMED_PHONE) != f"={new}":
            self.phone_asked = (self._was.phone, new)
            self.add_error(None, _("The phone number is not changed yet."))

    def clean_confirmed(self) -> list[str]:
        """Refuse a new number for an emergency until somebody has said that it is right."""
        if self._has_new_number() and not self.cleaned_data["confirmed"]:
            raise forms.ValidationError(self.fields["confirmed"].error_messages["invalid_choice"])
        return self.cleaned_data["confirmed"]

    def clean_upload(self) -> Encoded | None:
        """Return the logo as it will be stored, or None."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        if upload.size > photographs.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        try:
            return logos.encode(upload.read())
        except photographs.UnreadablePicture as error:
            raise forms.ValidationError(_("This picture %(problem)s.") % {"problem": error}) from error

    def save(self, commit: bool = True) -> ClinicProfile:
        profile = super().save(commit=False)
        logo = self.cleaned_data.get("upload")
        if logo:
            name = default_storage.save(f"logos/{logo.digest[:16]}.{logo.extension}", ContentFile(logo.content))
            profile.logo, profile.logo_width, profile.logo_height = name, logo.width, logo.height
        elif self.cleaned_data.get("remove_logo"):
            profile.logo, profile.logo_width, profile.logo_height = "", 0, 0
        if commit:
            profile.save()
        return profile

    def _say_what_stands(self, name: str) -> None:
        """Say below a field what patients read where it is empty, and of a number what a tap on it dials."""
        field, fallback = self.fields[name], settings.CLINIC[name]
        said = _("Empty: as in the settings, %(value)s.") % {"value": fallback} if fallback else _EMPTY.get(name, "")
        field.help_text = escape(" ".join([str(field.help_text), *self._preview(name), str(said)]))  # printed as HTML
        if fallback:
            field.widget.attrs["placeholder"] = fallback

    def _preview(self, name: str) -> list[str]:
        """Return what pages say with a number, as it was typed or else as it stands."""
        number = (self._typed(name) if self.is_bound else "") or getattr(self._was, name, "")
        if name not in _SAID or not telephones.dialed(number):
            return []
        return [_SAID[name] % {"number": number, "dialed": telephones.dialed(number)}]

    def _typed(self, name: str) -> str:
        return (self.data.get(self.add_prefix(name)) or "").strip() or settings.CLINIC[name]

    def _has_new_number(self) -> bool:
        number = self._typed("emergency_number") if self.is_bound else self._was.emergency_number
        return number != self._was.emergency_number and not telephones.problem_of(number, with_extension=False)

    def _ask(self) -> None:
        """Show the question. A tick is for one number: another one typed meanwhile is asked about anew."""
        number = self._typed("emergency_number")
        said = _("Yes, in an emergency patients are to call %(number)s.") % {"number": number}
        question = _("From now on every page would say “In an emergency, call %(number)s”, and no more %(old)s.")
        field = forms.MultipleChoiceField(
            label=self.fields["confirmed"].label,
            required=False,
            choices=[(number, said)],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": question % {"number": number, "old": self._was.emergency_number}},
        )
        self.fields["confirmed"] = field


#: What a number becomes for patients.
_SAID = {
    "phone": gettext_lazy("A tap on %(number)s dials %(dialed)s."),
    "emergency_number": gettext_lazy(
        "Every page says “In an emergency, call %(number)s”; a tap on it dials %(dialed)s."
    ),
}
#: What stands where neither the form nor the settings say anything.
_EMPTY = {
    "phone": gettext_lazy("Empty: pages say “the number on your appointment letter”."),
    "color": gettext_lazy("Empty: the color that the site comes with."),
}


@admin.register(ClinicProfile)
class ClinicAdmin(ContentAdmin):
    """One row: the list leads straight to it."""

    form = ClinicForm
    add_form_template = change_form_template = "admin/publishing/clinic_form.html"
    fieldsets = [
        (gettext_lazy("Name and look"), {"fields": ["name", "upload", "remove_logo", "color"]}),
        (gettext_lazy("How patients reach you"), {"fields": ["phone", "emergency_number", "confirmed", "email"]}),
        (gettext_lazy("The visit"), {"fields": ["address", "hours", "booking"]}),
        (gettext_lazy("Time"), {"fields": ["time_zone"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ClinicProfile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """There is one clinic, so there is one thing to do with it."""
        one = {
            "title": _("Clinic"),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "pages": Page.objects.published().count(),
            "now": clinic.current(),
            "zone": clinic.current().time_zone.rpartition("/")[2].replace("_", " "),
            "no_number": _("the number on your appointment letter"),
        }
        return super().changeform_view(request, object_id, form_url, {**one, **(extra_context or {})})

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        verb = "change" if ClinicProfile.objects.exists() else "add"
        arguments = [1] if verb == "change" else []
        return HttpResponseRedirect(reverse(f"admin:publishing_clinicprofile_{verb}", args=arguments))


class NoticeForm(WatchedForm):
    """A notice: plain words, and until when."""

    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    class Meta:
        model = SiteNotice
        fields = ("text", "until")
        labels = {"text": gettext_lazy("What should patients know?")}
        help_texts = {
            "text": gettext_lazy(
                "One or two sentences, at most 240 letters. Example: Our phone does not work today. Please come in."
            )
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "until" in self.fields:
            said = _("Then it goes by itself, by the clinic’s clock.")
            self.fields["until"].help_text = escape(f"{said} {stands(self.instance)}")

    def clean_text(self) -> str:
        """The notice as one line of plain words."""
        text = " ".join(self.cleaned_data["text"].split())
        refuse_markdown(text)
        return text

    def clean_until(self) -> datetime.datetime:
        """Refuse a new end that nobody would live to see, or that has passed."""
        until = self.cleaned_data["until"]
        if "until" in self.changed_data and until <= timezone.now():
            raise forms.ValidationError(_("That time has passed: nobody would see the notice. Choose a later one."))
        if until.year - timezone.now().year > MOST_YEARS:
            raise forms.ValidationError(_("That is more than %(years)s years ahead.") % {"years": MOST_YEARS})
        return until


MOST_YEARS = 5


def stands(notice: SiteNotice) -> str:
    """Return, as a sentence, whether the public reads a notice; empty for one that is not there yet."""
    if notice.until is None:
        return ""
    at = clock.ahead(notice.until)
    return (
        _("It is over since %(at)s: nobody sees it.") % {"at": at}
        if notice.is_over
        else (_("On every page until %(at)s") % {"at": at})
    )


@admin.register(SiteNotice)
class SiteNoticeAdmin(ContentAdmin):
    form = NoticeForm
    add_form_template = change_form_template = "admin/publishing/notice_form.html"
    list_display = ("text", "now")
    ordering = ("-until",)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        """Tell whoever approves pages what the public reads above them without an approval."""
        super().save_model(request, obj, form, change)
        if isinstance(obj, SiteNotice) and form.changed_data and not obj.is_over:
            news.notice_posted(obj, policy.signed_in(request.user))

    @admin.display(description=gettext_lazy("now"), ordering="until")
    def now(self, notice: SiteNotice) -> str:
        """Whether the public reads it."""
        return stands(notice)
