"""System checks: a setting that would make pages wrong or unreadable is refused before the site starts."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, register

from publishing.life import colors


@register
def check_clinic(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[Error]:
    """The clinic's color must be readable, its time zone real, its emergency number given."""
    errors = []
    clinic = settings.CLINIC
    if clinic["color"]:
        try:
            colors.ensure_readable(clinic["color"])
        except colors.WeakColor as error:
            errors.append(Error(f"CLINIC_COLOR: {error}", id="publishing.E001"))
    if clinic["time_zone"] not in available_timezones():
        errors.append(Error(f"TIME_ZONE: there is no {clinic['time_zone']!r}.", id="publishing.E002"))
    if not clinic["emergency_number"].strip():
        message = "EMERGENCY_NUMBER is empty: every page tells patients which number to call."
        errors.append(Error(message, id="publishing.E003"))
    return errors
