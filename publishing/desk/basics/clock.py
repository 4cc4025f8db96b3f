"""Moments as people at the desk say them, by the clinic's clock: "today at 9:42 am", "Monday at 6:00 am"."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def hour(at: datetime.datetime) -> str:
    """Return the time of day, such as "9:42 am"."""
    return date_format(timezone.localtime(at), "g:i A").lower()


def moment(at: datetime.datetime | None) -> str:
    """Return a moment that has been: "today at 9:42 am", "yesterday at 4:12 pm", "November 24"; empty for none."""
    if at is None:
        return ""
    on = timezone.localtime(at).date()
    if on == timezone.localdate():
        return _("today at %(hour)s") % {"hour": hour(at)}
    if on == timezone.localdate() - datetime.timedelta(days=1):
        return _("yesterday at %(hour)s") % {"hour": hour(at)}
    return _("on %(day)s") % {"day": day(on)}


def ahead(at: datetime.datetime) -> str:
    """Return a moment to come, such as "Monday, November 30, 6:00 am"."""
    local = timezone.localtime(at)
    words = "l, F j" if local.year == timezone.localdate().year else "l, F j, Y"
    return _("%(day)s, %(hour)s") % {"day": date_format(local, words), "hour": hour(at)}


def day(on: datetime.date | None) -> str:
    """Return a day: "November 24", with its year where that is another; empty for none."""
    if on is None:
        return ""
    return date_format(on, "F j" if on.year == timezone.localdate().year else "F j, Y")


def day_of(at: datetime.datetime) -> str:
    """Return the day of a moment by the clinic's clock, as `day` says it."""
    return day(timezone.localtime(at).date())


def short(on: datetime.date | None) -> str:
    """Return a day for a column: "Nov 24, 2026"; empty for none."""
    return date_format(on, "M j, Y") if on else ""


def greeting(name: str) -> str:
    """Return "Good morning, Ann", as the hour is at the clinic."""
    now = timezone.localtime().hour
    said = _("Good morning, %(name)s") if now < 12 else _("Good afternoon, %(name)s")
    return (said if now < 18 else _("Good evening, %(name)s")) % {"name": name}
