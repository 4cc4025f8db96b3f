"""The front: a WSGI application around Django's."""

import io
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings

from website.context import TRUE_UNTIL
from website.front import addresses, answers, bodies, codings, files
from website.front.answers import Answer, Application, Environ, Start
from website.front.codings import AS_IT_IS
from website.front.files import Files
from website.front.lanes import Full, Lane, Late
from website.front.shelf import Entry, Shelf
from website.front.turns import Turns
from website.front.warming import Warmer
from website.front.watching import Watch
from website.headers import PUBLIC, headers_alone

#: How long a page stands that does not say how long it is true (`TRUE_UNTIL`), in seconds.
_AN_HOUR = 3600.0
#: How many work at the desk at once in a process.
AT_THE_DESK = 4
_RETRY_AFTER = "2"  # seconds
#: How long a reader waits for a page, in seconds: longer than a database that is far away takes to say no.
_PATIENCE = 15.0
#: By what a server sends a file itself: that is closed here, and its thread is not a lane's.
_WRAPPER = "wsgi.file_wrapper"
_NOT_OF_304 = frozenset(("content-length", "content-type", "content-encoding"))


class Front:
    """application: Django's. most: bytes of the shelf; 0: nothing is kept, and every page is made for who asks."""

    def __init__(self, application: Application, most: int, lane: Callable[..., Lane] = Lane) -> None:
        self._application = application
        self._shelf = Shelf(most)
        self._files_sent = Files()
        self._is_kept = most > 0
        self._warmer = Warmer(self)
        self._watch = Watch(self._changed)
        self._turns = Turns()
        self._coming: dict[tuple[str, int | None], Future[Entry | Answer]] = {}
        self._changing = Lock()
        # A page takes milliseconds: one after the other is as fast as all at once, and leaves the processor to hits.
        self._pages = lane("pages", threads=1, waiting=47, crowd=112, patience=_PATIENCE)
        # A browser asks for six files at once, and a page without its style sheet is worse than one that comes late.
        self._files = lane("files", threads=2, waiting=62, patience=_PATIENCE)
        self._searches = lane("searches", threads=2, waiting=18, patience=_PATIENCE)
        self._health = lane("health", threads=1, waiting=7, patience=_PATIENCE)
        self._desk = lane("desk", threads=AT_THE_DESK, waiting=16)

    def begin(self) -> None:
        """Watch the content version and warm the shelf from now on, in the background."""
        if self._is_kept:
            self._watch.begin()
            self._warmer.begin()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        address = addresses.address_of(environ)
        try:
            return self._other(environ, start) if address is None else self._page(address, environ, start)
        except (Full, Late):
            said = "The site is busy at this moment. Please try again in a moment."
            return self._plainly(answers.plain(HTTPStatus.SERVICE_UNAVAILABLE, said, Retry_After=_RETRY_AFTER), start)
        except bodies.Refused as refused:
            return self._plainly(refused.answer, start)

    # Pages

    @property
    def version(self) -> int | None:
        """The content version that this process has seen last."""
        return self._watch.version

    def most_asked(self, many: int) -> list[str]:
        """Return the addresses that are asked for most."""
        return self._shelf.most_asked(many)

    def renew(self, address: str) -> None:
        """Make a page anew, and its most usual coding, where what stands on the shelf is not true any more."""
        if self._true_at(address) is None:
            with suppress(Full, Late):  # there is enough to do already
                found = self._pages.wait(self._coming_of(address))
                if isinstance(found, Entry):
                    found.sent(codings.BROTLI)

    def pack(self, address: str) -> None:
        """Make what stands on the shelf as small as it can be."""
        if (entry := self._shelf.get(address)) is not None:
            entry.pack()

    def _changed(self, is_back: bool) -> None:
        """Hear of another version. is_back: the database was put back, so the next versions are other ones."""
        if is_back:
            self._shelf.clear()
        self._warmer.wake()

    def _page(self, address: str, environ: Environ, start: Start) -> Iterable[bytes]:
        entry = self._true_at(address)
        if entry is not None:
            entry.used_now()
            return self._turns.answered(environ, _send(entry, environ, start, "hit"))
        self._turns.pass_on()
        found = self._pages.wait(self._coming_of(address))
        if isinstance(found, Entry):
            found.used_now()
            return _send(found, environ, start, "miss")
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if 300 <= found.code < 400 and query and address != f"{path}?{query}":  # all of it goes along
            found = self._pages.do(partial(answers.of, self._application, _asked(path, query)))
        return _coded(found, environ).send(start, is_head=_is_head(environ))

    def _coming_of(self, address: str) -> "Future[Entry | Answer]":
        """Return the page as it is being made: by the first who asks, for all who wait. Raises Full."""
        if not self._is_kept:
            return self._pages.begin(partial(self._made, address, None))
        key = (address, self.version)
        with self._changing:
            coming = self._coming.get(key)
            if coming is None and (entry := self._true_at(address)) is not None:  # made since somebody looked
                coming = Future()
                coming.set_result(entry)
            elif coming is None:
                coming = self._coming[key] = self._pages.begin(partial(self._made, *key))
                coming.add_done_callback(lambda _done: self._coming.pop(key, None))
        return coming

    def _true_at(self, address: str) -> Entry | None:
        """Return what stands on the shelf and may be sent as it is."""
        entry = self._shelf.get(address)
        return entry if entry is not None and entry.is_true(self._watch.version) else None

    def _made(self, address: str, version: int | None) -> Entry | Answer:
        """Let Django make a page. version: as it was known before anything of it is read."""
        asked = _asked(*address.partition("?")[::2])
        answer = answers.of(self._application, asked)
        if not _is_page(answer):
            return self._instead(address, version, answer)
        entry = Entry.of(answer, version or 0, asked.get(TRUE_UNTIL, time.time() + _AN_HOUR))
        if version is not None:
            self._shelf.put(address, entry)
        return entry

    def _instead(self, address: str, version: int | None, answer: Answer) -> Entry | Answer:
        """Return what is sent where there is no page now: while the database is away, what was true yesterday."""
        entry = self._shelf.get(address)
        if answer.code < 500:
            self._shelf.forget(address)
        elif entry is not None and entry.version == version:
            return entry
        return answer

    # All the rest

    def _other(self, environ: Environ, start: Start) -> Iterable[bytes]:
        key = files.key_of(environ) if self._is_kept else None
        if key is not None and (kept := self._files_sent.get(key)) is not None:
            return self._turns.answered(environ, kept.send(start))
        self._turns.pass_on()
        lane = self._lane_of(environ["PATH_INFO"])
        with bodies.received(environ) as received:
            asked = {name: value for name, value in received.items() if name != _WRAPPER}
            if key is not None:  # so that nothing else of who asks first decides what all others get
                asked["HTTP_ACCEPT_ENCODING"] = key[1]
            answer = lane.do(partial(answers.of, self._application, asked))
        if key is not None:
            self._files_sent.keep(key, answer)
        return answer.send(start, is_head=_is_head(environ))

    def _lane_of(self, path: str) -> Lane:
        """Return where what is no page is done, so that none of it takes what another needs."""
        if path.startswith(addresses.FOR_ONE):
            return self._desk
        if path.startswith(("/static/", settings.MEDIA_URL)):
            return self._files
        # /readyz waits with the searches, for the database: that the process is alive can be heard meanwhile.
        return self._health if path.startswith("/health") else self._searches

    def _plainly(self, answer: Answer, start: Start) -> Iterable[bytes]:
        start(answer.status, [*answer.headers, *headers_alone(PUBLIC).items()])
        return [answer.body]


def _is_page(answer: Answer) -> bool:
    """Whether an answer is the same for everybody."""
    return answer.code == 200 and answer.rest is None and answer.header("cache-control").startswith("public")


_SITE = urlsplit(settings.SITE_URL)


def _asked(path: str, query: str) -> Environ:
    """Return the request by which a page is made, whoever asks for it: with nothing of theirs in it."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": _SITE.hostname or "",
        "SERVER_PORT": str(_SITE.port or (443 if settings.SITE_IS_SECURE else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": _SITE.netloc,
        "HTTP_X_FORWARDED_PROTO": _SITE.scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": _SITE.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _send(entry: Entry, environ: Environ, start: Start, how: str) -> Iterable[bytes]:
    """Send a page. how: whether it stood there already; its reader's browser may show it."""
    headers, body = entry.sent(codings.accepted(environ.get("HTTP_ACCEPT_ENCODING", "")))
    told = ("Server-Timing", f"cache;desc={how}")
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags and entry.is_had(tags):
        start("304 Not Modified", [one for one in headers if one[0].lower() not in _NOT_OF_304] + [told])
        return []
    start("200 OK", [*headers, told])
    return [] if _is_head(environ) else [body]


def _is_head(environ: Environ) -> bool:
    return environ["REQUEST_METHOD"] == "HEAD"


def _coded(answer: Answer, environ: Environ) -> Answer:
    """Return an answer that is no page in a coding that its reader takes."""
    coding = codings.accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
    is_coded = answer.header("content-encoding") or not codings.is_text(answer.header("content-type"))
    if coding == AS_IT_IS or is_coded or len(answer.body) < codings.LEAST:
        return answer
    body = codings.coded(answer.body, coding)
    left = [(name, value) for name, value in answer.headers if name.lower() not in ("content-length", "vary")]
    own = [("Content-Length", str(len(body))), ("Content-Encoding", coding), ("Vary", "Accept-Encoding")]
    return Answer(answer.status, [*left, *own], body)
