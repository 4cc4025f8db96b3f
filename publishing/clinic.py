"""The clinic as the public reads it: settings, overridden by the admin."""

from dataclasses import dataclass, fields

from django.conf import settings
from django.utils.translation import gettext

from publishing.models import ClinicProfile


@dataclass(frozen=True)
class Clinic:
    """What the clinic says of itself. An empty string means: not given."""

    name: str
    phone: str
    emergency_number: str
    address: str
    hours: str
    booking: str
    email: str

    @property
    def tokens(self) -> dict[str, str]:
        """The values of the tokens in texts. Without a phone number the words must still make a sentence."""
        return {
            "clinic_name": self.name,
            "clinic_phone": self.phone or gettext("the number on your appointment letter"),
            "emergency_number": self.emergency_number,
        }


def read() -> Clinic:
    """Return the clinic from the settings and the row that overrides them. One query."""
    values = dict(settings.CLINIC)
    profile = ClinicProfile.objects.filter(pk=1).first()
    if profile is not None:
        values |= {field.name: given for field in fields(Clinic) if (given := getattr(profile, field.name))}
    return Clinic(**values)
