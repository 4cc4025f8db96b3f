"""The brake on guessing passwords and codes: django-axes counts the wrong ones in the database.

Four limits, the hardest first. A name from one address: after 5 wrong ones nobody signs in by it from there for
15 minutes. An address: after 50, by whatever names, nobody does from there. A name from all addresses: after 10 each
try costs a wait, of half a minute at most; it is asked of nobody where the person has come from before, by a sign-in
or by the link for a new password (`forgotten`), which no stranger can hold back: so no stranger keeps somebody out.

A phone's codes, which whoever has the password may guess: each wrong one from an address from which the person has not
come in makes the next one from such an address wait, for a minute at most, and after 50 in a day none is looked at.
From where the person has come in before, and for recovery codes, which nobody guesses, only the other limits count.

What was typed is not kept: a name is counted by its digest, since some type a password in its place.
"""

import datetime
import hashlib
import math
import unicodedata
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from publishing.desk.doors import record, whence

OF_ADDRESS = 50  # wrong ones
SLOWED = 10  # wrong ones for a name, from wherever
LONGEST = 30  # seconds that a slowed one waits
CODES_A_DAY = 50  # wrong ones of a phone, from addresses that are not known
LONGEST_FOR_CODE = 64  # seconds that the next code waits
_NAME = "username"


def digest_of(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return what stands for the name of a sign-in where tries are counted. It has the signature that axes asks for."""
    return _digest(str((credentials or {}).get(_NAME) or ""))


def _digest(said: str) -> str:
    plain = unicodedata.normalize("NFKC", said).strip().casefold()
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()


class Brake(AxesDatabaseHandler):
    """axes' own, with the limits of an address and of a name beside the one of both."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether a try is refused now. Notes with the request for how many seconds (`axes_wait`)."""
        said = (credentials or {}).get(_NAME) or ""
        request.axes_wait = _wait(request, str(said))  # type: ignore[attr-defined]
        return request.axes_wait > 0  # type: ignore[attr-defined]

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **more: Any) -> None:
        """Count a wrong one, and refuse at once whoever has used up theirs. axes would keep what was sent with it.

        What was refused is not counted: it would make the wait longer.
        """
        request.axes_credentials = credentials
        if request.axes_locked_out:
            return
        _count(request, digest_of(request, credentials))
        request.axes_locked_out = self.get_failures(request, credentials) >= settings.AXES_FAILURE_LIMIT


@transaction.atomic
def _count(request: Any, name: str) -> None:
    """Count one more for a name from an address, in a row that has nothing else in it; what counts no more goes."""
    AccessAttempt.objects.filter(attempt_time__lte=request.axes_attempt_time - settings.AXES_COOLOFF_TIME).delete()
    rows = AccessAttempt.objects.select_for_update()
    row, _is_new = rows.get_or_create(
        username=name, ip_address=request.axes_ip_address, user_agent="", defaults={"failures_since_start": 0}
    )
    AccessAttempt.objects.filter(pk=row.pk).update(
        failures_since_start=F("failures_since_start") + 1, attempt_time=request.axes_attempt_time
    )


def _wait(request: Any, said: str) -> int:
    """Return for how many seconds a try is refused. One query, and one more where the name is slowed."""
    now, address, name = request.axes_attempt_time, request.axes_ip_address, _digest(said)
    cool_off = settings.AXES_COOLOFF_TIME
    of_name, of_address = Q(username=name), Q(ip_address=address)
    sides = {"both": of_name & of_address, "name": of_name, "address": of_address}
    found = AccessAttempt.objects.filter(of_name | of_address, attempt_time__gt=now - cool_off).aggregate(
        **{f"{side}_wrong": Sum("failures_since_start", filter=where, default=0) for side, where in sides.items()},
        **{f"{side}_last": Max("attempt_time", filter=where) for side, where in sides.items()},
    )
    waits = [0.0]
    for side, most in (("both", settings.AXES_FAILURE_LIMIT), ("address", OF_ADDRESS)):
        if found[f"{side}_wrong"] >= most:
            waits.append(_until(found[f"{side}_last"] + cool_off, now))
            request.axes_is_of_address = side == "address"  # which no new password ends
    if found["name_wrong"] >= SLOWED and not record.has_come_from(said, address):
        pause = min(2 ** (found["name_wrong"] - SLOWED), LONGEST)
        waits.append(_until(found["name_last"] + datetime.timedelta(seconds=pause), now))
    return math.ceil(max(waits))


def _until(moment: datetime.datetime, now: datetime.datetime) -> float:
    return (moment - now).total_seconds()


def wait_of(request: HttpRequest, person: User) -> int:
    """Return for how many seconds a try for a person is refused from where somebody asks."""
    AxesProxyHandler.update_request(request)
    return _wait(request, person.get_username())


def count(request: HttpRequest, person: User) -> None:
    """Count a wrong password or code that was sent for a person by whoever is signed in as them."""
    AxesProxyHandler.update_request(request)
    _count(request, _digest(person.get_username()))


def wait_for_code(person: User, address: str | None) -> int:
    """Return for how many seconds no code of a phone is looked at. address: as `whence.counted` says it."""
    wrong = [] if record.is_known(person, address) else record.strangers_codes(person)
    if not wrong:
        return 0
    waits = [wrong[0] + datetime.timedelta(seconds=min(2 ** (len(wrong) - 1), LONGEST_FOR_CODE))]
    if len(wrong) >= CODES_A_DAY:
        waits.append(wrong[CODES_A_DAY - 1] + record.DAY)
    return math.ceil(max(0.0, _until(max(waits), timezone.now())))


def counted(person: User) -> QuerySet[AccessAttempt]:
    """Return what is counted against a person's name."""
    return AccessAttempt.objects.filter(username=_digest(person.get_username()))


def is_braked(person: User) -> bool:
    """Whether somebody has to wait who tries a person's name or sends a code for them, from somewhere."""
    recent = counted(person).filter(attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME).order_by()
    wrong = recent.values("ip_address").annotate(wrong=Sum("failures_since_start")).values_list("wrong", flat=True)
    is_of_name = max(wrong, default=0) >= settings.AXES_FAILURE_LIMIT or sum(wrong) >= SLOWED
    return is_of_name or len(record.strangers_codes(person)) >= CODES_A_DAY


def release_address(address: str) -> None:
    """Forget what is counted against an address: everybody there may try again."""
    AccessAttempt.objects.filter(ip_address=whence.counted(address)).delete()


def release(person: User) -> None:
    """Forget what is counted against a person's name: they may try again from everywhere."""
    counted(person).delete()
