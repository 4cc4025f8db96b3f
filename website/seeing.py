"""What stands around the front: it names each request, counts its answer, and answers where the front cannot."""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus

from website import request_ids
from website.front import answers
from website.front.answers import Application, Environ, Headers, Start
from website.headers import PUBLIC, headers_alone

log = logging.getLogger(__name__)
#: What is told of each answer: its request, status, headers, and seconds until it began to be sent.
Note = Callable[[Environ, str, Headers, float], None]
_NAMED = request_ids.HEADER.lower()


class Seeing:
    """application: the front. note: told of each answer where somebody counts."""

    def __init__(self, application: Application, note: Note | None = None) -> None:
        self._application = application
        self._note = note

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        name = environ[request_ids.KEY] = request_ids.new()
        begun = time.perf_counter()

        def started(status: str, headers: Headers) -> None:
            # Only what went wrong in Django has one already.
            if status < "4" or not any(one[0].lower() == _NAMED for one in headers):
                headers = [*headers, (request_ids.HEADER, name)]  # the list may be that of a page which others get too
            if self._note is not None:
                self._note(environ, status, headers, time.perf_counter() - begun)
            start(status, headers)

        try:
            return self._application(environ, started)
        except Exception:
            log.exception("A request was not answered [%s]", name)
            said = f"Something went wrong on our side. Please try again. ({name})"
            answer = answers.plain(HTTPStatus.INTERNAL_SERVER_ERROR, said)
            started(answer.status, [*answer.headers, *headers_alone(PUBLIC).items()])
            return [answer.body]
