"""Asking the site for an address in this process, as a reader would who has nothing but the address."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase


class Site:
    """The site without a server, a cache and a compression in front of it."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()

    def ask(self, address: str) -> HttpResponseBase:
        """Return the answer to a GET of an address such as "/conditions/?area=knee". The caller closes it.

        Templates know by `is_export` that nobody can be asked for more later on.
        """
        request = WSGIRequest(_environment(address))
        request.is_export = True  # type: ignore[attr-defined]
        return self._handler.get_response(request)


def body(response: HttpResponseBase) -> Iterator[bytes]:
    """Return the bytes of an answer, a large file piece by piece."""
    yield from response


def _environment(address: str) -> dict:
    path, _mark, query = address.partition("?")
    scheme, host = urlsplit(settings.SITE_URL)[:2]
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),  # as WSGI has it
        "QUERY_STRING": query,
        "SERVER_NAME": urlsplit(settings.SITE_URL).hostname,
        "SERVER_PORT": "443" if scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": scheme,
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
    }


@contextmanager
def walking() -> Iterator[None]:
    """Within, all questions share one connection to the database, which Django else looks over after each; and the log
    has what the site fails at, and not each address that is rightly absent.
    """
    log = logging.getLogger("django.request")
    level = log.level
    log.setLevel(logging.ERROR)
    request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        request_finished.connect(close_old_connections)
        log.setLevel(level)
