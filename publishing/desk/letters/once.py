"""A letter that goes out once: taken by a row before it is sent, so that of two processes one sends it.

Where the process that has it is killed before it is through, it is sent with the next run.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from publishing.desk.letters.post import LEASE
from publishing.life.models import SentReminder

log = logging.getLogger(__name__)


def sent(send: Callable[[], None], **claim: Any) -> bool | None:
    """Send a letter at once and remember it; return whether it was sent now. None: the mail system failed, and it may
    be tried again. claim: what tells this letter from every other one, as columns of `SentReminder`.
    """
    now = timezone.now()
    found, is_new = SentReminder.objects.get_or_create(**_with_lease(claim, now + LEASE))
    row = SentReminder.objects.filter(pk=found.pk)
    if not is_new and not row.filter(taken_until__lte=now).update(taken_until=now + LEASE):
        return False
    try:
        send()
    except OSError:  # as every error of smtplib is
        log.exception("A letter could not be sent")
        row.delete()
        return None
    row.update(taken_until=None)
    return True


def _with_lease(claim: dict[str, Any], until: datetime.datetime) -> dict[str, Any]:
    return {**claim, "defaults": {**claim.get("defaults", {}), "taken_until": until}}
