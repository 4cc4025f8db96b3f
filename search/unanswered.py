"""Counts what readers look for in vain, so that staff can write it. Of the reader nothing is kept.

What looks like a number, a mail or a web address is left out before anything is kept. A search never waits for the
database: words are held in memory for some seconds and written by a thread of their own; a process that is killed
forgets them.
"""

import datetime
import logging
import re
import threading
import unicodedata
from contextlib import suppress

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from publishing.life import clinic
from search.analysis import LONGEST, tidy, words_of
from search.models import UnansweredQuery

log = logging.getLogger(__name__)

#: How long words are kept after somebody looked for them last.
KEPT = datetime.timedelta(days=90)
#: Rows that are kept at most: whoever types nonsense without end fills no disk.
MOST = 2000
_WAIT = 5.0  # seconds between two times of writing
_HELD = 200  # different words that wait in a process
_LONGEST = 80  # characters
_ADDRESS = re.compile(r"\w\.\w{2,}")

_waiting: list[tuple[str, str]] = []
_guard = threading.Lock()


def note(text: str, language: str) -> None:
    """Remember that nothing was found for these words."""
    words = without_identifiers(text)
    with _guard:
        if not words or len(_waiting) >= _HELD or (language, words) in _waiting:
            return  # a page that is loaded again is one search
        is_first = not _waiting
        _waiting.append((language, words))
    if is_first:
        write_later()


def without_identifiers(text: str) -> str:
    """Return the words of a search, without what holds a digit or is an address; "" where little is left."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    words = " ".join(words_of(tidy(" ".join(word for word in plain.split() if not _identifies(word)))))[
        :_LONGEST
    ].strip()
    return words if len(words) > 2 else ""


def _identifies(word: str) -> bool:
    """Whether a word has a digit of any script, or is an address."""
    return "@" in word or "://" in word or any(map(str.isnumeric, word)) or bool(_ADDRESS.search(word))


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


def forget_waiting() -> list[tuple[str, str]]:
    """Let nothing wait any more, and return what did: languages and words."""
    with _guard:
        waiting = list(_waiting)
        _waiting.clear()
    return waiting


def write() -> None:
    """Write what waits, each of the words in a transaction of its own: two processes may count the same ones."""
    waiting = forget_waiting()  # first: whatever fails, the next words are the first ones again
    with clinic.in_its_time():
        today = timezone.localdate()
    for language, text in sorted(waiting):
        rows = UnansweredQuery.objects.filter(language=language, text=text)
        with suppress(IntegrityError), transaction.atomic():  # another process was first, and has counted them
            if not rows.update(count=F("count") + 1, last_on=today):
                UnansweredQuery.objects.create(language=language, text=text, last_on=today)
    _make_room()


def _make_room() -> None:
    """Forget what was looked for least and longest ago, where there is too much. Three queries at most."""
    if (over := UnansweredQuery.objects.count() - MOST) > 0:
        least = UnansweredQuery.objects.order_by("count", "last_on", "pk").values_list("pk", flat=True)[:over]
        UnansweredQuery.objects.filter(pk__in=list(least)).delete()


def forget_old() -> str:
    """Delete the words that nobody has looked for in a long time; return how many, in a sentence."""
    gone, _each = UnansweredQuery.objects.filter(last_on__lt=timezone.localdate() - KEPT).delete()
    return f"{gone} searches without a result forgotten"
