"""What a browser sends as text, read as what it means. Must not know which screen it comes from."""

import datetime
import re

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, localdate, localtime, make_aware
from django.utils.translation import gettext as _

from publishing.life import actions, rows

number = rows.number
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")


def without_nul(entered: str) -> str:
    """Return a text as typed, without the one character that PostgreSQL cannot keep."""
    return entered.replace("\0", "").strip()


def web_address(entered: str) -> str:
    """Return a web address as typed, with the https:// that people leave out; what is none comes back as it is."""
    address = entered.strip()
    return f"https://{address}" if _HOST.fullmatch(address) else address


def day(entered: str) -> datetime.date | None:
    """Return a day as a browser sends it; None where there is no such day, or it has not come in the clinic's time."""
    try:
        found = parse_date(entered)
    except ValueError:
        return None
    return found if found and found.year > 1900 and found <= localdate() else None


def moment(entered: str) -> datetime.datetime | None:
    """Return a moment as a browser sends it, in the clinic's time; None where there is no such moment. Of an hour that
    comes twice, when clocks go back, it is the first. Raises Refused for an hour that the clocks skip.
    """
    try:
        at = parse_datetime(entered)
    except ValueError:
        return None
    if at is None or not 1900 < at.year < 9999:
        return None
    if not is_naive(at):
        return at
    aware = make_aware(at)
    if aware.astimezone(datetime.UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != at:
        raise actions.Refused(_("The clocks skip that hour on that day. Choose an earlier or a later time."))
    return aware


def comes_twice(at: datetime.datetime) -> bool:
    """Whether the clocks of the clinic show this time once more, an hour or so later."""
    local = localtime(at)
    return local.utcoffset() != local.replace(fold=1).utcoffset()
