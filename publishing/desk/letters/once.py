"""A letter that goes out once: claimed by a row before it is sent, so that of two processes one sends it."""

import logging
from collections.abc import Callable
from typing import Any

from publishing.life.models import SentReminder

log = logging.getLogger(__name__)


def sent(send: Callable[[], None], **claim: Any) -> bool | None:
    """Send a letter at once and remember it; return whether it was sent now. None: the mail system failed, and it may
    be tried again. claim: what tells this letter from every other one, as columns of `SentReminder`.
    """
    row, is_new = SentReminder.objects.get_or_create(**claim)
    try:
        if is_new:
            send()
    except OSError:  # as every error of smtplib is
        log.exception("A letter could not be sent")
        row.delete()
        return None
    return is_new
