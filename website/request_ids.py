"""The name of one request: in a header of its answer, on the page where something went wrong, in each line of the log.

It is made here, of nothing that a visitor sends and for one request alone, so it tells nobody apart. It knows no model.
"""

import random
import re
from contextvars import ContextVar

HEADER = "X-Request-ID"
#: Where the environment of a request has it.
KEY = "website.request_id"
SHAPE = re.compile(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def new() -> str:
    """Return a name that can be read to somebody on the telephone."""
    name = f"{random.getrandbits(48):012x}"
    return f"{name[:4]}-{name[4:8]}-{name[8:]}"


def current() -> str:
    """Return the name of the request that this thread is at; empty where it is at none."""
    return _current.get()


class RequestIdMiddleware:
    """Stands first. What goes wrong says its name itself, so that it is the one on the page and in the log; of a page
    that went well, and is kept for others too, whoever stands around Django says one (`website.seeing`).
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        name = request.META.setdefault(KEY, new())
        before = _current.set(name)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(before)
        if response.status_code >= 400:
            response[HEADER] = name
        return response
