"""When a page is to be reviewed again."""

import calendar
import datetime

from django.utils import timezone

from publishing.life.models import Page
from publishing.text import kinds


def next_review(page: Page) -> datetime.date:
    """Return the day of the next review: some months after the last one, at the end of a short month.

    How many months is the page's own word, or else that of its kind (docs/decisions.md, 29).
    """
    months = page.data.get("review_every_months") or kinds.get(page.kind).review_months
    last = page.reviewed_on or timezone.localdate()
    month = last.month - 1 + months
    year, month = last.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
