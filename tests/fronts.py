"""What stands in front of Django, asked in a test as a browser asks it. Lanes have no threads here: those would not see
what the test's own transaction has written.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http.response import ResponseHeaders

from website.front import addresses, codings
from website.front import front as front_itself
from website.front.answers import Application, Environ
from website.front.front import Front
from website.front.lanes import Lane


@contextmanager
def connections_kept() -> Iterator[None]:
    """Let a request leave the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class AtOnce(Lane):
    """A lane that does what it is given in the thread of whoever asks."""

    def __init__(self, *_name, **_much) -> None:
        super().__init__("at once", threads=1, waiting=7)

    def begin(self, work: Callable) -> Future:
        begun: Future = Future()
        try:
            begun.set_result(work())
        except BaseException as error:
            begun.set_exception(error)
        return begun


@dataclass
class Reply:
    """What was answered. content: as it was sent."""

    status_code: int
    headers: ResponseHeaders
    content: bytes
    streaming: bool = False
    cookies: dict = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.headers[name]

    def get(self, name: str, default: str = "") -> str:
        return self.headers.get(name, default)

    @property
    def text(self) -> bytes:
        """What was sent, as it was before it was coded."""
        coding = self.headers.get("Content-Encoding")
        return codings.as_it_is(self.content) if coding == codings.BROTLI else self.content

    @property
    def how(self) -> str:
        """Whether it stood on the shelf: "hit", "miss"; empty for what is no page."""
        return self.headers.get("Server-Timing", "").rpartition("=")[2]


class Visitor:
    """Who asks a front. headers: what each of their requests says."""

    def __init__(self, front: Front, **headers: str) -> None:
        self.front = front
        self.headers = headers

    def ask(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str] = {},
        body: io.BytesIO | None = None,
        more: Mapping[str, str] = {},
    ) -> Reply:
        path, _, query = address.partition("?")
        environ: Environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": body or io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **more,
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in {**self.headers, **headers}.items()},
        }
        return self.answered(environ)

    def answered(self, environ: Environ) -> Reply:
        started: list = []
        with connections_kept():
            found = self.front(environ, lambda status, headers: started.append((status, headers)))
            (status, headers), content = started[0], b"".join(found)
            if close := getattr(found, "close", None):
                close()
        return Reply(int(status[:3]), ResponseHeaders(dict(headers)), content)

    def get(self, address: str, headers: Mapping[str, str] = {}) -> Reply:
        return self.ask("GET", address, headers)

    def head(self, address: str, headers: Mapping[str, str] = {}) -> Reply:
        return self.ask("HEAD", address, headers)

    def post(self, address: str, headers: Mapping[str, str] = {}) -> Reply:
        return self.ask("POST", address, headers)


@contextmanager
def over_tls(settings, monkeypatch) -> Iterator[None]:
    """Let the site be what it is where SITE_URL is https and a proxy speaks TLS for it. It is asked with
    `x-forwarded-proto: https`.
    """
    settings.SECURE_HSTS_SECONDS, settings.SITE_IS_SECURE = 63072000, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    monkeypatch.setattr(front_itself, "_SITE", urlsplit("https://testserver"))
    monkeypatch.setattr(addresses, "_IS_BEHIND_PROXY", True)
    addresses._is_name.cache_clear()
    yield
    addresses._is_name.cache_clear()


def front(application: Application | None = None, most: int = 10_000_000) -> Front:
    """Return a front that has looked at the content version once, as it does four times a second."""
    made = Front(application or WSGIHandler(), most, lane=AtOnce)
    made._watch.look()
    return made
