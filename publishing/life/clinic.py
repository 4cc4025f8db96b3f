"""The clinic as it is now: settings, overridden by the admin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext

from publishing.life.models import ClinicProfile
from publishing.text.telephones import dialed


@dataclass(frozen=True)
class Clinic:
    """What the clinic says of itself. An empty string means: not given. Sizes in pixels."""

    name: str = ""
    phone: str = ""
    emergency_number: str = ""
    address: str = ""
    hours: str = ""
    booking: str = ""
    email: str = ""
    color: str = ""
    time_zone: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0

    @property
    def tokens(self) -> dict[str, str]:
        """The values of the tokens in texts. Without a phone number the words must still make a sentence."""
        return {
            "clinic_name": self.name,
            "clinic_phone": self.phone or gettext("the number on your appointment letter"),
            "emergency_number": self.emergency_number,
        }

    @property
    def phone_link(self) -> str:
        """The address that dials the phone number, or an empty string."""
        return _link(self.phone)

    @property
    def emergency_link(self) -> str:
        """The address that dials the emergency number. Never empty: an odd number is left to the telephone to read."""
        return _link(self.emergency_number) or f"tel:{quote(self.emergency_number)}"

    @property
    def logo_url(self) -> str:
        """The logo's address, or an empty string."""
        return default_storage.url(self.logo) if self.logo else ""


def _link(number: str) -> str:
    return f"tel:{found}" if (found := dialed(number)) else ""


def current() -> Clinic:
    """Return the clinic from the settings and the row that overrides them. One query."""
    values: dict[str, Any] = dict(settings.CLINIC)
    profile = ClinicProfile.objects.filter(pk=1).first()
    if profile is not None:
        values |= {field.name: given for field in fields(Clinic) if (given := getattr(profile, field.name))}
    return Clinic(**values)


@contextmanager
def in_its_time() -> Iterator[None]:
    """Let today be the clinic's day, for the length of the block: a request has that, whatever else runs asks for it.
    One query.
    """
    with timezone.override(current().time_zone):
        yield
