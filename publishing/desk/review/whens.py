"""From when a text can be public: now, tomorrow or Monday at six in the morning, or a moment of one's own."""

import datetime

from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.desk.basics.clock import ahead

NOW, OTHER = "now", "other"
MORNING = datetime.time(6, 0)


def choices() -> list[tuple[str, str]]:
    """Return the value and the words of each choice. A day stands in its value: a page may stay open over midnight."""
    today = localdate()
    days = [today + datetime.timedelta(days=1), today + datetime.timedelta(days=7 - today.weekday())]
    mornings = dict.fromkeys(datetime.datetime.combine(day, MORNING, get_current_timezone()) for day in days)
    planned = [(at.strftime("%Y-%m-%dT%H:%M"), ahead(at)) for at in mornings]
    return [(NOW, _("Now")), *planned, (OTHER, _("Another day"))]


def chosen(value: str) -> datetime.datetime | None:
    """Return the moment of a choice; None for one's own, which is typed, and for what is none.

    Raises Refused for an hour that the clocks skip.
    """
    return None if value == OTHER else entered.moment(value)
