"""The shelf: the bytes of public pages as they were made for the first who asked, as long as they are true.

It holds so many bytes and no more; what was not asked for the longest makes room. Reading takes no lock.

There is no end of queries that somebody can invent. So a value that no page knows takes no room, since its page stands
at another address already; and all pages with a query have a part of the room among themselves.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from website.front import codings
from website.front.answers import Answer, Headers
from website.front.codings import AS_IT_IS, BROTLI

#: What of the bytes that the shelf holds is kept when it is full.
_LEFT = 0.9
#: What of the room pages with a query may take.
_OF_QUERIES = 0.5
#: Bytes that an entry takes beside its bodies, about.
_BESIDE = 4_000
_NOT_COPIED = frozenset(("content-length", "etag", "vary"))
_clock = count()


@dataclass
class Entry:
    """A page on the shelf.

    version: the content version that it was made in. until: when it may not be true any more, in seconds of the clock.
    bodies: coding -> bytes. is_coded: whether a coding makes it smaller. is_best: whether it is as small as can be.
    asked: how often it was asked for. used: rises with each use. size: bytes that it takes, about. grown: called when
    it takes more.
    """

    version: int
    until: float
    headers: Headers
    digest: str
    bodies: dict[str, bytes]
    is_coded: bool = True
    is_best: bool = False
    asked: int = 0
    used: int = field(default_factory=lambda: next(_clock))
    size: int = 0
    grown: Callable[[], None] = lambda: None
    _sent: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Answer, version: int, until: float) -> "Entry":
        """Return an answer as an entry."""
        is_coded = len(answer.body) >= codings.LEAST and codings.is_text(answer.header("content-type"))
        digest = hashlib.sha256(answer.body).hexdigest()[:24]
        return cls(version, until, answer.headers, digest, {AS_IT_IS: answer.body}, is_coded)

    def is_true(self, version: int | None) -> bool:
        """Whether it may be sent as it is."""
        return self.version == version and time.time() < self.until

    def __post_init__(self) -> None:
        self.size = _BESIDE + sum(map(len, self.bodies.values()))

    def used_now(self) -> None:
        """Note that it was asked for."""
        self.asked += 1
        self.used = next(_clock)

    def sent(self, coding: str) -> tuple[Headers, bytes]:
        """Return headers and body in a coding, or as it is where no coding makes it smaller. Each is made once."""
        found = self._sent.get(coding)
        if found is None:
            found = self._sent[coding] = self._made(coding)
        return found

    def _made(self, coding: str) -> tuple[Headers, bytes]:
        coding = coding if self.is_coded else AS_IT_IS
        bodies, tag = self.bodies, self.tag(coding)  # it may be packed meanwhile
        body = bodies.get(coding)
        if body is None:
            body = bodies[coding] = codings.coded(_whole(bodies), coding, is_best=self.is_best)
            self.size += len(body)
            self.grown()
        headers = [(name, value) for name, value in self.headers if name.lower() not in _NOT_COPIED]
        headers += [("Content-Length", str(len(body))), ("ETag", tag), ("Vary", "Accept-Encoding")]
        return ([*headers, ("Content-Encoding", coding)] if coding != AS_IT_IS else headers), body

    def tag(self, coding: str) -> str:
        """Return the strong ETag (RFC 9110, 8.8.3): other bytes have another one."""
        return f'"{self.digest}-{coding}{"-best" if self.is_best and coding != AS_IT_IS else ""}"'

    def is_had(self, tags: str) -> bool:
        """Whether a reader has this page, in whatever coding, by its If-None-Match."""
        return tags.strip() == "*" or f'"{self.digest}-' in tags

    def pack(self) -> bool:
        """Make it as small as it can be, which takes some thirty milliseconds, and keep nothing else; whether there was
        anything to do.
        """
        if self.is_best or not self.is_coded:
            return False
        whole = _whole(self.bodies)
        best = min(codings.coded(whole, BROTLI, is_best=True), self.bodies.get(BROTLI, whole), key=len)
        self.bodies, self.is_best, self._sent = {BROTLI: best}, True, {}
        self.size = _BESIDE + len(best)
        return True


def _whole(bodies: dict[str, bytes]) -> bytes:
    found = bodies.get(AS_IT_IS)
    return codings.as_it_is(bodies[BROTLI]) if found is None else found


class Shelf:
    """Address -> entry, as many as there is room for. most: bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: dict[str, Entry] = {}
        self._changing = Lock()

    def get(self, address: str) -> Entry | None:
        """Return what stands at an address, true or not."""
        return self._entries.get(address)

    def put(self, address: str, entry: Entry) -> None:
        """Put an entry in the place of the one before, whose readers it inherits. Of addresses of the same path where
        the same page stands only the shortest keeps it.
        """
        if entry.size > self._most:
            return
        with self._changing:
            before = self._entries.get(address)
            entry.asked += before.asked if before else 0
            kept, *others = sorted({address, *self._same(address, entry)}, key=_order)
            for other in others:
                self._entries.pop(other, None)
            if kept != address:
                return
            self._entries[address] = entry
            entry.grown = self.make_room
        self.make_room()

    def _same(self, address: str, entry: Entry) -> list[str]:
        """Return where the same page stands, made in the same version. Held: the lock."""
        path, found = _path(address), self._entries.items()
        return [
            other
            for other, one in found
            if one.digest == entry.digest and one.version == entry.version and _path(other) == path
        ]

    def forget(self, address: str) -> None:
        """Take away what stands at an address: there is no such page any more."""
        with self._changing:
            self._entries.pop(address, None)

    def most_asked(self, many: int) -> list[str]:
        """Return the addresses that are asked for most. What they were asked before counts half from now on."""
        with self._changing:
            ranked = sorted(self._entries.items(), key=lambda one: -one[1].asked)[:many]
            for entry in self._entries.values():
                entry.asked //= 2
        return [address for address, _entry in ranked]

    @property
    def size(self) -> int:
        """Bytes that stand on it, about."""
        return sum(entry.size for entry in list(self._entries.values()))

    def clear(self) -> None:
        """Forget all of it."""
        with self._changing:
            self._entries.clear()

    def make_room(self) -> None:
        """Take away what was not used for the longest, where there is too much, of pages with a query first."""
        with self._changing:
            self._make_room([one for one in self._entries.items() if _has_query(one[0])], self._most * _OF_QUERIES)
            self._make_room(list(self._entries.items()), self._most)

    def _make_room(self, of: list[tuple[str, Entry]], most: float) -> None:
        """Let some entries take so many bytes at most. Held: the lock."""
        size = sum(entry.size for _address, entry in of)
        if size <= most:
            return
        for address, entry in sorted(of, key=lambda one: one[1].used):
            del self._entries[address]
            size -= entry.size
            if size <= most * _LEFT:
                return


def _path(address: str) -> str:
    return address.partition("?")[0]


def _has_query(address: str) -> bool:
    return "?" in address


def _order(address: str) -> tuple[int, str]:
    """By what one of two addresses keeps a page, whichever was asked for first."""
    return len(address), address
