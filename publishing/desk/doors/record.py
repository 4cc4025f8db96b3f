"""The record of who signed in, when and from where, and of who tried. It has nothing of what was typed."""

import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.desk.doors import whence
from publishing.life import jobs
from publishing.life.models import AccountEvent, SignIn

What = SignIn.What
KEPT = datetime.timedelta(days=180)
#: What anybody can have written without end, and how many of its rows are kept at most: it fills no disk. All else
#: takes a right password or the person's mail, and stays for its time, whatever is tried meanwhile.
NOISE, MOST = (What.PASSWORD, What.WAITS, What.LINK), 20_000
#: What proves it with all that is asked of a person: whoever has only their mail has not shown the phone.
CAME_THROUGH = (What.IN, What.RECOVERED)
#: What proves that it was the person. Whoever chose a password by the link had read their mail. Somebody who has stolen
#: it gains nothing here: they know the password that they chose, and from one address five wrong codes are the limit.
CAME_IN = (*CAME_THROUGH, What.CHOSEN)
DAY = datetime.timedelta(days=1)


def note(request: HttpRequest, what: What, person: User | None) -> None:
    """Put something on record. person: None where the name was nobody's."""
    SignIn.objects.create(person=person, what=what, address=whence.address_of(request))


def note_of_name(request: HttpRequest, what: What, name: str) -> None:
    """Put on record what was tried for a name, which may be nobody's, or be no name."""
    note(request, what, User.objects.filter(username=name[:150]).first())


def has_come_from(name: str, counted: str | None) -> bool:
    """Whether somebody of a name has signed in from an address before, or chosen a password by the link. counted: as
    `whence.counted` says it.
    """
    came = SignIn.objects.filter(person__username=name[:150], what__in=CAME_IN).order_by()
    return any(whence.counted(one) == counted for one in came.values_list("address", flat=True).distinct())


def is_known(person: User, counted: str | None) -> bool:
    """Whether a person has come in from an address by all that is asked of them. counted: as `whence.counted` says."""
    return counted in _known(person)


def _known(person: User) -> set[str | None]:
    came = person.sign_ins.filter(what__in=CAME_THROUGH).order_by()
    return {whence.counted(one) for one in came.values_list("address", flat=True).distinct()}


def wrong_codes(person: User) -> int:
    """Return how many wrong codes were sent for a person within a day, from wherever."""
    return person.sign_ins.filter(what=What.CODE, at__gt=timezone.now() - DAY).count()


def strangers_codes(person: User) -> list[datetime.datetime]:
    """Return when wrong codes were sent for a person within a day from addresses that are not known, the last first;
    none from before somebody ended their wait, or took their lost phone away. Two queries, and one more where there are
    any.
    """
    ends = AccountEvent.objects.filter(person=person, what__in=(AccountEvent.What.LET_IN, AccountEvent.What.FACTOR))
    let_in = ends.order_by("-pk").values_list("at", flat=True).first()
    since = max(timezone.now() - DAY, let_in) if let_in else timezone.now() - DAY
    wrong = person.sign_ins.filter(what=What.CODE, at__gt=since).values_list("address", "at")
    rows = list(wrong.order_by("-at"))
    known = _known(person) if rows else set()
    return [at for address, at in rows if whence.counted(address) not in known]


def forget_old() -> str:
    """Delete what is older than it is kept, and of more noise than there is room for the oldest; say how many. Sessions
    that are over go too, and wrong tries as soon as they count no more.
    """
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    gone, _each = SignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    noise = SignIn.objects.filter(what__in=NOISE)
    last = noise.order_by("-pk").values_list("pk", flat=True)[MOST : MOST + 1].first()
    more, _each = noise.filter(pk__lte=last).delete() if last else (0, {})
    return f"{gone + more} sign-ins forgotten"


jobs.register(
    jobs.Work(
        "forget_sign_ins",
        _("Forgetting sign-ins after 180 days"),
        forget_old,
        every=datetime.timedelta(hours=6),
        patience=datetime.timedelta(days=2),
    )
)
