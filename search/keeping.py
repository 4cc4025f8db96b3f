"""The indexes that a process keeps, and how they stay true: the content version says when to look, rows what changed.

A publication is put in at once, by whoever asks next. After some hundred of these, or where as many pages changed
together, the indexes are made anew in the background while the old ones answer. Nothing here decides what may be seen:
`search.results` asks the database what is live.
"""

import contextlib
import ctypes
import logging
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection

from publishing.life.models.version import current
from search.entries import Entry, entries, marks_of_all, times_named, touched_by
from search.index import PageIndex
from search.ranking import Names
from search.spelling import Spelling
from search.suggestions import Name, Suggestions, names_of

log = logging.getLogger(__name__)

#: So many pages are put in one by one; after that the indexes are made anew, which also frees what they hold too much.
UPDATES = 300
#: A library of so many pages is indexed while the first reader waits; a larger one in the background.
AT_ONCE = 1000
#: Seconds after which rows are compared also where the version stands: a job may have rendered them anew.
PATIENCE = 300.0
_WAIT = 0.5  # seconds that a reader waits for the first index: the threads that wait serve nobody

#: What tells whether the index has a page as it is, by its id.
Marks = Mapping[int, tuple[Any, ...]]


class Kept:
    """What is kept of a language. kinds: page -> its kind. named: page -> how many pages name it, as this was made."""

    def __init__(self, language: str) -> None:
        self.index, self.names, self.suggestions = PageIndex(language), Names(language), Suggestions()
        self.spelling = Spelling({}, ())
        self.kinds: dict[int, str] = {}
        self.named: Mapping[int, int] = {}

    def put(self, found: Collection[Entry], gone: Collection[int] = ()) -> None:
        """Put pages in, in the place of what is there of them, and take pages out. `commit` makes it found."""
        self.index.remove(gone)
        self.index.put(found)
        for page in gone:
            self.names.remove(page)
            self.kinds.pop(page, None)
        for entry in found:
            self.names.put(entry)
            self.kinds[entry.pk] = entry.kind

    def commit(self) -> None:
        """Let everybody find what was put in."""
        self.index.commit()

    def finish(self, names: list[Name], named: Mapping[int, int]) -> None:
        """Let everybody find what was put in first, by all names of the language and however its words are spelled."""
        self.named = named
        self.commit()
        self.suggestions.fill(names)
        self.spelling = Spelling(*self.index.vocabulary())


class Keeper:
    """The indexes of all languages, in one process."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._making: threading.Thread | None = None
        self.forget()

    def forget(self) -> None:
        """Forget everything, as a process does that has just begun."""
        self._kept: dict[str, Kept] | None = None
        self._marks: Marks = {}
        self._version = -1
        self._looked_at = 0.0
        self._updates = 0

    def begin(self) -> None:
        """Make the indexes in the background, if nobody does already."""
        if not self._is_making():
            self._making = threading.Thread(target=self._make_apart, name="search-index", daemon=True)
            self._making.start()

    def kept(self, language: str) -> Kept | None:
        """Return what is kept of a language, as it is now; None while the first index is being made.

        One query where nothing has changed. Where another thread is putting a change in, or makes everything anew, the
        answer is as before it.
        """
        version = current()
        if self._kept is None and self._making is not None and self._making.is_alive():
            self._making.join(_WAIT)
            return None if self._kept is None else _of(self._kept, language)
        if not self._is_fresh(version) and self._writing.acquire(blocking=self._kept is None):
            try:
                if not self._is_fresh(version):
                    self._look(version)
            finally:
                self._writing.release()
        return None if self._kept is None else _of(self._kept, language)

    def _is_making(self) -> bool:
        return self._making is not None and self._making.is_alive()

    def _is_fresh(self, version: int) -> bool:
        return version == self._version and time.monotonic() - self._looked_at < PATIENCE

    def _look(self, version: int) -> None:
        """Compare what is indexed with what is live, and bring it up to that.

        What cannot be put in stops nobody: the index answers as it was, and everything is made anew.
        """
        now = marks_of_all()
        self._looked_at = time.monotonic()
        if self._kept is None and len(now) <= AT_ONCE:
            self._take(_made(), now, version)
        elif self._kept is not None:
            try:
                self._bring_up(self._kept, now, version)
            except Exception:
                log.exception("What was published could not be put into the search index")
                self._version, self._updates = version, UPDATES + 1
        if self._kept is None or self._updates > UPDATES:
            self.begin()

    def _bring_up(self, kept: dict[str, Kept], now: Marks, version: int) -> None:
        changed = {pk for pk, mark in now.items() if self._marks.get(pk) != mark} | (self._marks.keys() - now.keys())
        touched = touched_by(changed) if len(changed) <= UPDATES else changed
        self._updates += len(touched)
        if len(touched) > UPDATES:
            self._version = version  # until everything is made anew the answer is as before, and nobody compares
            return
        _put(kept, touched, now)
        self._marks, self._version = now, version
        _give_memory_back()

    def _take(self, kept: dict[str, Kept], marks: Marks, version: int) -> None:
        self._kept, self._marks, self._version, self._updates = kept, marks, version, 0
        self._looked_at = time.monotonic()

    def _make_apart(self) -> None:
        """Make everything anew, and take it. What is published meanwhile is put in when somebody asks next."""
        try:
            started, version, marks = time.monotonic(), current(), marks_of_all()
            kept = _made()
            with self._writing:
                self._take(kept, marks, version)
            _give_memory_back()
            log.info("Indexed %s pages in %.1f s", len(marks), time.monotonic() - started)
        except Exception:
            log.exception("The search index could not be made. Whoever searches next has it tried again.")
        finally:
            connection.close()


def _give_memory_back() -> None:
    """Let the system have what an index took while it was written: some 5 ms, and tens of megabytes.

    Where the C library has no such call, it stays ours.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _made() -> dict[str, Kept]:
    """Return what is kept of each language in which anything is live."""
    kept: dict[str, Kept] = {}
    names: dict[str, list[Name]] = {}
    for found in entries():
        for language, there in _by_language(found).items():
            _of(kept, language).put(there)
            names.setdefault(language, []).extend(name for entry in there for name in names_of(entry))
    _give_memory_back()  # what was read of the pages is no longer needed, and the rest of the work takes as much again
    named = times_named()
    for language, one in kept.items():
        one.finish(names[language], named)
    return kept


def _put(kept: dict[str, Kept], touched: Collection[int], now: Marks) -> None:
    """Put pages in as they are now, and take those out that are no more."""
    if not touched:
        return
    gone = {pk for pk in touched if pk not in now}
    for one in kept.values():
        one.put((), gone)
        one.suggestions.put((), gone)
    for found in entries(touched):
        for language, there in _by_language(found).items():
            one = _of(kept, language)
            one.put(there)
            one.suggestions.put(there)
            one.spelling.learn(word for entry in there for word in entry.words())
    for one in list(kept.values()):
        one.commit()


def _of(kept: dict[str, Kept], language: str) -> Kept:
    if language not in kept:  # to make one takes memory and threads
        kept[language] = Kept(language)
    return kept[language]


def _by_language(found: Iterable[Entry]) -> dict[str, list[Entry]]:
    by_language: dict[str, list[Entry]] = {}
    for entry in found:
        by_language.setdefault(entry.language, []).append(entry)
    return by_language


#: What this process keeps.
keeper = Keeper()
