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
from publishing.life.models import SignIn

What = SignIn.What
KEPT = datetime.timedelta(days=180)
#: Rows that are kept at most: whoever tries without end fills no disk.
MOST = 20_000
#: What proves that it was the person. Whoever chose a password by the link had read their mail. Somebody who has stolen
#: it gains nothing here: they know the password that they chose, and from one address five wrong codes are the limit.
CAME_IN = (What.IN, What.RECOVERED, What.CHOSEN)


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


def forget_old() -> str:
    """Delete what is older than it is kept, and of more than there is room for the oldest; say how many. Sessions that
    are over go too, and wrong tries as soon as they count no more.
    """
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    gone, _each = SignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    last = SignIn.objects.order_by("-pk").values_list("pk", flat=True)[MOST : MOST + 1].first()
    more, _each = SignIn.objects.filter(pk__lte=last).delete() if last else (0, {})
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
