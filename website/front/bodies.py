"""What a request sends, read whole before Django is asked: whoever sends slowly keeps nobody of a lane waiting."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO

from website.front.answers import Answer, Environ, plain
from website.headers import MAX_BODY, WRITABLE

#: How many may send at once in a process, of the threads that its server has (`website.supervisor`).
AT_ONCE = 72
#: Bytes that are kept in memory; longer ones stand in a file until they are whole.
_IN_MEMORY = 1024 * 1024
#: Bytes that are read at a time: few of who has sent few, since the server waits until it has them all.
_LEAST, _MOST = 16, 64 * 1024
#: Seconds that anybody may take, and bytes that must come in each second beside them. Looked at between two pieces:
#: granian waits for a piece without end, so who sends nothing more is cut off by what stands in front (deploy/nginx).
_PATIENCE, _PACE = 20.0, 16 * 1024
_places = BoundedSemaphore(AT_ONCE)


class Refused(Exception):
    """That what was sent is not passed on. answer: what is said instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@contextmanager
def received(environ: Environ) -> Iterator[Environ]:
    """Give a request with all that it sends at hand. Raises Refused for one that ended before it was whole: a part of a
    form is not a form.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    is_read = environ["PATH_INFO"].startswith(WRITABLE)
    if not is_read or not (length.isascii() and length.isdigit()) or not 0 < int(length) <= MAX_BODY:
        yield environ  # Django reads none of it
        return
    with SpooledTemporaryFile(_IN_MEMORY) as kept:
        _receive(environ["wsgi.input"], int(length), kept)
        yield {**environ, "wsgi.input": kept}


def _receive(sent: IO[bytes], length: int, kept: IO[bytes]) -> None:
    if not _places.acquire(blocking=False):
        raise Refused(plain(HTTPStatus.SERVICE_UNAVAILABLE, "Too much is being sent at once.", Retry_After="5"))
    try:
        _copy(sent, length, kept)
    except OSError:
        raise Refused(plain(HTTPStatus.SERVICE_UNAVAILABLE, "There is no room for it.", Retry_After="60")) from None
    finally:
        _places.release()


def _copy(sent: IO[bytes], length: int, kept: IO[bytes]) -> None:
    until = time.monotonic() + _PATIENCE + length / _PACE
    while (left := length - (done := kept.tell())) > 0:
        if time.monotonic() > until:
            raise Refused(plain(HTTPStatus.REQUEST_TIMEOUT, "That took too long. Nothing was changed."))
        piece = sent.read(min(left, max(_LEAST, done // 4), _MOST))
        if not piece:
            raise Refused(plain(HTTPStatus.BAD_REQUEST, "What was sent has ended too soon. Nothing was changed."))
        kept.write(piece)
    kept.seek(0)
