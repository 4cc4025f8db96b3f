"""The second factor: a code that the person's phone shows (TOTP, django-otp), or a recovery code of which each counts
once. Must not know screens.

Of a recovery code its digest is stored. What a phone shows cannot be reckoned from a digest, so its key is stored as it
is, as every site stores it.
"""

import hashlib
import re
import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from publishing.desk.doors import braking, record, whence
from publishing.desk.doors.record import What

#: What SECOND_FACTOR may say.
REQUIRED, OFFERED, OFF = "required", "offered", "off"
CODES = 10
_GROUPS, _IN_GROUP = 3, 4
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another: 59 bits in twelve
_DIGEST = 16  # signs that django-otp has room for


@dataclass(frozen=True)
class Checked:
    """What became of a code that was typed. what: how it let somebody in; None where it did not. wait: seconds until
    the next may be tried.
    """

    what: What | None = None
    wait: int = 0


def is_asked_of(person: User) -> bool:
    """Whether somebody who has sent the right password must send a code too."""
    return settings.SECOND_FACTOR != OFF and phone_of(person) is not None


def must_be_set_up_by(person: User) -> bool:
    """Whether somebody may not come in before they have set up a phone."""
    return settings.SECOND_FACTOR == REQUIRED and phone_of(person) is None


def phone_of(person: User) -> TOTPDevice | None:
    """Return what shows a person's codes; None where there is nothing yet."""
    return TOTPDevice.objects.filter(user=person).first()


def codes_left(person: User) -> int:
    """Return how many recovery codes a person still has."""
    return StaticToken.objects.filter(device__user=person).count()


def check(request: HttpRequest, person: User, typed: str) -> Checked:
    """Try a code. One that fitted does not fit again; a wrong one is put on record before the next is looked at."""
    code = _plain(typed)
    is_of_phone = code.isdecimal()
    devices = (TOTPDevice if is_of_phone else StaticDevice).objects.filter(user=person)
    with transaction.atomic():
        device = devices.select_for_update().first()
        if is_of_phone and (wait := braking.wait_for_code(person, whence.counted_address(request))):
            return Checked(wait=wait)
        if device is not None and device.verify_token(code if is_of_phone else _digest(code)):
            return Checked(What.IN if is_of_phone else What.RECOVERED)
        record.note(request, What.CODE, person)
    return Checked()


def new_key() -> str:
    """Return the key of a phone that is to be set up, in hexadecimal digits."""
    return default_key()


def address_of(person: User, key: str) -> str:
    """Return what an app for codes reads of a key, from a picture or from a link."""
    return TOTPDevice(user=person, key=key).config_url


@transaction.atomic
def set_up(person: User, key: str, typed: str, instead_of: TOTPDevice | None = None) -> list[str] | None:
    """Take a phone that shows the right code for a key as the person's only one, and return new recovery codes; None
    where the code is wrong, or there is no key. The key stands on the screen at that moment, so there is nothing to
    guess. instead_of: the phone that the person had when they were asked; None is returned where that is another now.
    """
    User.objects.select_for_update().get(pk=person.pk)  # of two that come at once, the second finds the first's
    if not key or phone_of(person) != instead_of:
        return None
    code, phone = _plain(typed), TOTPDevice(user=person, key=key, name="phone")
    clock = TOTP(phone.bin_key)
    clock.time = time.time()
    if not code.isdecimal() or not clock.verify(int(code), phone.tolerance):
        return None
    phone.last_t, phone.drift = clock.t(), clock.drift  # the code does not fit again
    take_away(person)
    phone.save()
    return new_codes(person)


@transaction.atomic
def new_codes(person: User) -> list[str]:
    """Return recovery codes, which take the place of those that the person had. Nobody can read them again."""
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="recovery codes")
    codes = [_new_code() for _number in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest(_plain(code))) for code in codes)
    return codes


@transaction.atomic
def take_away(person: User) -> None:
    """Forget a person's phone and recovery codes."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


def _new_code() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _sign in range(_IN_GROUP)) for _group in range(_GROUPS))
    return "-".join(groups)


def _plain(typed: str) -> str:
    """Return a code as it is meant, without the spaces and hyphens by which it is read."""
    return re.sub(r"[\s-]", "", typed)[:40].lower()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()[:_DIGEST]
