"""What a request sends, read whole before Django is asked: whoever sends slowly keeps nobody of a lane waiting."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO

from website.front.answers import Answer, Environ, plain
from website.headers import MAX_BODY

#: How many may send at once in a process, of the threads that its server has (`website.supervisor`).
AT_ONCE = 128
#: Bytes that are read at a time, and that are kept in memory; longer ones stand in a file until they are whole.
_PIECE, _IN_MEMORY = 64 * 1024, 1024 * 1024
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
    if not (length.isascii() and length.isdigit()) or not 0 < int(length) <= MAX_BODY:
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
    while (left := length - kept.tell()) > 0:
        piece = sent.read(min(left, _PIECE))
        if not piece:
            raise Refused(plain(HTTPStatus.BAD_REQUEST, "What was sent has ended too soon. Nothing was changed."))
        kept.write(piece)
    kept.seek(0)
