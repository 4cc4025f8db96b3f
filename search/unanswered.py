"""Counts what readers look for in vain, so that staff can write it. Of the reader nothing is kept.

What looks like a number, a mail or a web address is left out before anything is kept. A search never waits for the
database: words are held in memory for some seconds and written by a thread of their own; a process that is killed
forgets them.
"""

import datetime
import logging
import re
import threading
from collections import Counter

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from search.analysis import tidy, words_of
from search.models import UnansweredQuery

log = logging.getLogger(__name__)

#: How long words are kept after somebody looked for them last.
KEPT = datetime.timedelta(days=90)
#: Rows that are kept at most: whoever types nonsense without end fills no disk.
MOST = 2000
_WAIT = 5.0  # seconds between two times of writing
_HELD = 200  # different words that wait in a process
_LONGEST = 80  # characters
_IDENTIFIES = re.compile(r"\S*[\d@]\S*|\S+://\S*|\bwww\.\S*")

_waiting: Counter[tuple[str, str]] = Counter()
_guard = threading.Lock()


def note(text: str, language: str) -> None:
    """Remember that nothing was found for these words."""
    words = without_identifiers(text)
    with _guard:
        if not words or (len(_waiting) >= _HELD and (language, words) not in _waiting):
            return
        is_first = not _waiting
        _waiting[language, words] += 1
    if is_first:
        write_later()


def without_identifiers(text: str) -> str:
    """Return the words of a search, without what holds a digit or is an address; "" where little is left."""
    words = " ".join(words_of(tidy(_IDENTIFIES.sub(" ", text))))[:_LONGEST].strip()
    return words if len(words) > 2 else ""


def write_later() -> None:
    """Write in some seconds, apart from any request."""
    timer = threading.Timer(_WAIT, _write_apart)
    timer.daemon = True
    timer.start()


def _write_apart() -> None:
    try:
        write()
    except Exception:
        log.exception("Searches without a result were not counted")
    finally:
        connection.close()


def forget_waiting() -> dict[tuple[str, str], int]:
    """Let nothing wait any more, and return what did: (language, words) -> how often."""
    with _guard:
        waiting = dict(_waiting)
        _waiting.clear()
    return waiting


def write() -> None:
    """Write what waits. Two queries for each of the words."""
    waiting = forget_waiting()
    today = timezone.localdate()
    with transaction.atomic():
        room = MOST - UnansweredQuery.objects.count()
        for (language, text), count in waiting.items():
            rows = UnansweredQuery.objects.filter(language=language, text=text)
            if not rows.update(count=F("count") + count, last_on=today) and room > 0:
                UnansweredQuery.objects.create(language=language, text=text, count=count, last_on=today)
                room -= 1


def forget_old() -> str:
    """Delete the words that nobody has looked for in a long time; return how many, in a sentence."""
    gone, _each = UnansweredQuery.objects.filter(last_on__lt=timezone.localdate() - KEPT).delete()
    return f"{gone} searches without a result forgotten"
