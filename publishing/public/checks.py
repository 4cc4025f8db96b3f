"""System checks: a setting that would make pages wrong or unreadable is refused before the site starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from publishing.life import colors
from publishing.text import telephones


@register(Tags.security)
def check_clinic(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[Error]:
    """The clinic's color must be readable, its emergency number given, and numbers must be numbers."""
    errors = []
    clinic = settings.CLINIC
    if clinic["color"]:
        try:
            colors.ensure_readable(clinic["color"])
        except colors.WeakColor as error:
            errors.append(Error(f"CLINIC_COLOR: {error}", id="publishing.E001"))
    if not clinic["emergency_number"].strip():
        message = "EMERGENCY_NUMBER is empty: every page tells patients which number to call."
        errors.append(Error(message, id="publishing.E003"))
    elif problem := telephones.problem_of(clinic["emergency_number"], with_extension=False):
        errors.append(Error(f"EMERGENCY_NUMBER: {problem}", id="publishing.E006"))
    if clinic["phone"] and (problem := telephones.problem_of(clinic["phone"])):
        errors.append(Error(f"CLINIC_PHONE: {problem}", id="publishing.E007"))
    return errors


@register(Tags.security)
def check_mail(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A link that approves a text once must not stand in the log."""
    if settings.APPROVE_FROM_MAIL and settings.EMAIL_BACKEND.endswith(".console.EmailBackend"):
        message = "APPROVE_FROM_MAIL is on and mail is printed: whoever reads the log could approve texts."
        return [Error(message, hint="Set EMAIL_BACKEND and EMAIL_HOST to a mail server.", id="publishing.E005")]
    return []
