"""Which thread of the server takes the next request: one of them, as long as there is nothing to wait for.

granian has many, since some who send are slow (`website.supervisor`), and wakes one for each request that comes in. But
Python lets one run at a time: over a page from the shelf, they would spend more on waiting for each other than on the
answer. So one of them answers, and whichever finds another one at it rests behind its own answer, in `close`, until
somebody is about to wait for something.
"""

from collections.abc import Callable, Iterable, Iterator
from threading import Condition, get_ident
from time import monotonic

from website.front.answers import Environ

#: Seconds that a thread rests at most: then it takes a request again, or ends where granian needs no more of it.
REST = 10.0
#: Seconds without a request after which the one that takes them may have ended: granian lets it wait for thirty.
GONE = 1.0


class Turns:
    """rest: seconds that a thread rests at most."""

    def __init__(self, rest: float = REST) -> None:
        self._at_most = rest
        self._taker: int | None = None
        self._taken = 0.0
        self._passed = Condition()

    def pass_on(self) -> None:
        """Say that this thread is about to wait for something: another one takes requests meanwhile."""
        with self._passed:
            self._taker = None
            self._passed.notify()

    def answered(self, environ: Environ, body: Iterable[bytes]) -> Iterable[bytes]:
        """Return the body of an answer for which nothing was waited for. Once it is sent, its thread takes the next
        request, or rests where another one does.
        """
        me, now = get_ident(), monotonic()
        if self._taker == me or self._taker is None or now - self._taken > GONE:
            self._taker, self._taken = me, now
            return body
        return _Answered(body, self._rest) if _has_ended(environ) else body

    def _rest(self) -> None:
        with self._passed:
            if self._taker is not None:  # else somebody has passed on since
                self._passed.wait(self._at_most)


def _has_ended(environ: Environ) -> bool:
    """Whether its reader has the whole answer before it is closed, as where granian sends HTTP/1.1, by its length."""
    return environ.get("SERVER_SOFTWARE") == "Granian" and environ.get("SERVER_PROTOCOL") == "HTTP/1.1"


class _Answered:
    """The body of an answer. close: called when it was sent."""

    def __init__(self, body: Iterable[bytes], close: Callable[[], None]) -> None:
        self._body = body
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)
