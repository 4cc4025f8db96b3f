"""A mail address that somebody else gave to an account waits before it takes a link that opens something.

Whoever keeps accounts could have a clinician's letters come to themselves, choose a password by a link, and sign as the
clinician. So such a link waits as long as the owner of the account needs to hear of it, at the address from before.
Until then letters go to that one, too. What counts is on record with the change itself (`AccountEvent`), which nobody
takes back. Of an account that nobody has used yet, nothing waits: it is nobody's. Nor does an address that is put back.
"""

import datetime
from dataclasses import dataclass

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
#: What stands between two addresses on record; no address has it.
_TO = " → "


@dataclass(frozen=True)
class Wait:
    """That a person's address waits for links. until: when one may go. former: the address before it, and before all
    others that waited when they were left; "" where there was none, or the record does not say.
    """

    until: datetime.datetime
    former: str


def noted(old: str, new: str) -> str:
    """Return how the change of an address is put on record."""
    return f"{old or '-'}{_TO}{new or '-'}"


def mark_of_change(person: User, by: User) -> str:
    """Return with which mark the change of an address is put on record: whether it waits."""
    wait = wait_of(person)
    is_back = wait is not None and wait.former == person.email
    return WAITS if by != person and is_used(person) and not is_back else ""


def is_used(person: User) -> bool:
    """Whether an account is somebody's: they have signed in, or have a password, or had one before their phone was
    lost.
    """
    return (
        person.last_login is not None
        or person.has_usable_password()
        or AccountEvent.objects.filter(person=person, what=What.FACTOR).exists()
    )


def wait_of(person: User) -> Wait | None:
    """Return for how long a person's address waits; None where a link may go to it now. One query."""
    found, at = None, timezone.now()
    for event in AccountEvent.objects.filter(person=person, what=What.ADDRESS).order_by("-pk"):
        until = event.at + datetime.timedelta(hours=HOURS)
        if event.mark != WAITS or until <= at:
            break
        old, is_said, _new = event.note.partition(_TO)
        found = Wait(found.until if found else until, old if is_said and old != "-" else "")
        at = event.at
    return found


def waits_until(person: User) -> datetime.datetime | None:
    """Return when a link may go to a person's address; None where it may now. One query."""
    wait = wait_of(person)
    return wait.until if wait else None


def addresses_of(person: User) -> list[str]:
    """Return where what is done to accounts is told: while a person's address waits, at the one from before, too."""
    wait = wait_of(person)
    return list(dict.fromkeys(filter(None, [person.email, wait.former if wait else ""])))


def address_of(person: User) -> str:
    """Return where all else goes, which may tell of drafts: while a person's address waits, to the one from before
    alone; "" where there is none.
    """
    wait = wait_of(person)
    return wait.former if wait else person.email


def said_of(until: datetime.datetime) -> str:
    """Return why no link goes to an address, and when one will."""
    said = _("The owner of the account did not give this address. No link is sent to it before %(moment)s.")
    return said % {"moment": clock.ahead(until)}


def sooner(person: User) -> str:
    """Return who lets somebody in before a link may go to their address."""
    said = _(
        "Does it have to be sooner? A superuser of the desk sets a password for you, or whoever runs the server hands "
        "you a link, by “manage.py let_in %(name)s --lost-phone”."
    )
    return said % {"name": person.get_username()}
