"""A mail address that somebody else gave to an account waits before it takes a link that opens something.

Whoever keeps accounts could have a clinician's letters come to themselves, choose a password by a link, and sign as the
clinician. So such a link waits as long as the owner of the account needs to hear of it, at the old address. What counts
is on record with the change itself (`AccountEvent`), which nobody takes back. Of an account that nobody has used yet,
nothing waits: it is nobody's.
"""

import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.basics import clock
from publishing.life.models import AccountEvent

What = AccountEvent.What
#: How long an address waits for links, from when it was given.
HOURS = 48
#: What marks the change of an address that waits.
WAITS = "waits"


def mark_of_change(person: User, by: User) -> str:
    """Return with which mark the change of an address is put on record: whether it waits."""
    return WAITS if by != person and is_used(person) else ""


def is_used(person: User) -> bool:
    """Whether an account is somebody's: they have signed in, or have a password, or had one before their phone was
    lost.
    """
    return (
        person.last_login is not None
        or person.has_usable_password()
        or AccountEvent.objects.filter(person=person, what=What.FACTOR).exists()
    )


def waits_until(person: User) -> datetime.datetime | None:
    """Return when a link may go to a person's address; None where it may now. One query."""
    last = AccountEvent.objects.filter(person=person, what=What.ADDRESS).order_by("-pk").first()
    if last is None or last.mark != WAITS:
        return None
    until = last.at + datetime.timedelta(hours=HOURS)
    return until if until > timezone.now() else None


def said_of(until: datetime.datetime) -> str:
    """Return why no link goes to an address, and when one will."""
    said = _("The owner of the account did not give this address. No link is sent to it before %(moment)s.")
    return said % {"moment": clock.ahead(until)}
