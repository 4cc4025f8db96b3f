"""An answer of Django's as bytes, and what is sent of it: whole, as "you have it already", or without its body."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[[str, Headers], Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

#: Bytes of a body that is read whole, so that no thread waits for whoever reads slowly.
MOST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """An answer. body: whole, or else rest: what is sent piece by piece."""

    status: str
    headers: Headers
    body: bytes = b""
    rest: Iterable[bytes] | None = None

    @property
    def code(self) -> int:
        """The number of the status."""
        return int(self.status[:3])

    def header(self, name: str) -> str:
        """Return a header; empty where there is none. name: in small letters."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def send(self, start: Start, *, is_head: bool = False) -> Iterable[bytes]:
        """Answer a request with it, as it is. is_head: without its body, as HTTP has it (RFC 9110, 9.3.2)."""
        start(self.status, self.headers)
        if is_head:
            if self.rest is not None:
                _close(self.rest)
            return []
        return [self.body] if self.rest is None else self.rest


def of(application: Application, environ: Environ) -> Answer:
    """Ask an application. Its answer is closed, unless it is too long to be read whole: then who sends it closes it."""
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, _failed: Any = None) -> None:
        started[:] = [(status, headers)]

    found = application(environ, start)
    is_whole = False
    try:
        status, headers = started[0]
        length = next((value for name, value in headers if name.lower() == "content-length"), "")
        is_whole = not length.isdecimal() or int(length) <= MOST
        return Answer(status, headers, b"".join(found)) if is_whole else Answer(status, headers, rest=_Rest(found))
    finally:
        if is_whole or not started:
            _close(found)


class _Rest:
    """A long answer, closed when it was sent or when its reader has left."""

    def __init__(self, found: Iterable[bytes]) -> None:
        self._found = found

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._found)

    def close(self) -> None:
        _close(self._found)


def _close(found: Iterable[bytes]) -> None:
    close = getattr(found, "close", None)
    if close is not None:
        close()


def plain(status: HTTPStatus, said: str, **headers: str) -> Answer:
    """Return a sentence, for what Django is not asked."""
    body = f"{said}\n".encode()
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    own = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    return Answer(f"{status.value} {status.phrase}", [*own, ("Cache-Control", "no-store"), *named], body)
