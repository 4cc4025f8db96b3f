"""The clinic's own words and look, where the admin overrides the settings."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.life import colors
from publishing.text import telephones


def check_color(value: str) -> None:
    """Refuse a color that cannot be read, with the reason."""
    try:
        colors.ensure_readable(value)
    except colors.WeakColor as error:
        raise ValidationError(str(error)) from error


def check_time_zone(value: str) -> None:
    """Refuse what is not a time zone of the database of time zones."""
    if value not in available_timezones():
        raise ValidationError(_("There is no time zone of that name. One would be America/New_York."))


def check_phone(value: str) -> None:
    """Refuse what is no telephone number."""
    if problem := telephones.problem_of(value):
        raise ValidationError(problem)


def check_emergency_number(value: str) -> None:
    """Refuse what is no telephone number that reaches somebody without an extension."""
    if problem := telephones.problem_of(value, with_extension=False):
        raise ValidationError(problem)


class ClinicProfile(models.Model):
    """One row. An empty field means: as in the settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("clinic name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[check_phone])
    emergency_number = models.CharField(
        _("emergency number"), max_length=20, blank=True, validators=[check_emergency_number]
    )
    address = models.TextField(_("address"), max_length=300, blank=True)
    hours = models.TextField(_("opening hours"), max_length=500, blank=True)
    booking = models.TextField(_("how to book"), max_length=500, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    color = models.CharField(
        _("color"),
        max_length=7,
        blank=True,
        validators=[check_color],
        help_text=_("For links and buttons, such as #0b5654. Shades for dark screens follow from it."),
    )
    logo = models.CharField(max_length=200, blank=True, editable=False)
    logo_width = models.PositiveIntegerField(default=0, editable=False)
    logo_height = models.PositiveIntegerField(default=0, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, validators=[check_time_zone])

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinic")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_clinic_profile")]

    def __str__(self) -> str:
        return self.name or str(_("The clinic"))
