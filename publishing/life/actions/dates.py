"""When a page is to be reviewed again."""

import calendar
import datetime

from publishing.life.models import Page
from publishing.text import kinds


def next_review(page: Page) -> datetime.date:
    """Return the day of the next review: some months after the last one, at the end of a short month.

    How many months is the page's own word, or else that of its kind (docs/decisions.md, 29).
    """
    months = page.data.get("review_every_months") or kinds.get(page.kind).review_months
    month = page.reviewed_on.month - 1 + months
    year, month = page.reviewed_on.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(page.reviewed_on.day, calendar.monthrange(year, month)[1]))
