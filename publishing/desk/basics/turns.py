"""What takes the server long is done for few people at a time: the public reads with the threads that are left.

A person who asks for two such things gets one after the other. Who would have to wait long is answered 503, and the
scripts of the desk ask again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Condition
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

#: How many at once in a process, and how many wait meanwhile: a thread less than one has (`website.supervisor`).
AT_ONCE, WAITING = 2, 1
WAIT = 2.0  # seconds
RETRY_AFTER = 2  # seconds


class Busy(Exception):
    """That somebody's turn did not come."""


class Turns:
    """Who is at it, in this process."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at_it: set[object] = set()
        self._waiting = 0

    @contextmanager
    def of(self, person: object, wait: float) -> Iterator[None]:
        """Hold a turn of a person, waiting for it at most some seconds. Raises Busy."""
        with self._changed:
            if not self._is_free(person):
                self._wait(person, wait)
            self._at_it.add(person)
        try:
            yield
        finally:
            with self._changed:
                self._at_it.remove(person)
                self._changed.notify_all()

    def _is_free(self, person: object) -> bool:
        return person not in self._at_it and len(self._at_it) < AT_ONCE

    def _wait(self, person: object, seconds: float) -> None:
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            if not self._changed.wait_for(lambda: self._is_free(person), seconds):
                raise Busy
        finally:
            self._waiting -= 1


turns = Turns()


def in_turn(view: Callable[..., HttpResponse], *methods: str) -> Callable[..., HttpResponse]:
    """Return a view that is answered in its person's turn, where it is asked by one of some methods, and else at once.

    It stands around what was asked already who the person is.
    """

    @wraps(view)
    def turned(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            return view(request, *args, **kwargs)
        try:
            with turns.of(request.user.pk, WAIT):
                answer = view(request, *args, **kwargs)
                return answer.render() if isinstance(answer, TemplateResponse) else answer
        except Busy:
            return _busy(request)

    return turned


def _busy(request: HttpRequest) -> HttpResponse:
    """503: a page for whoever waits for one, and a sentence for a script."""
    headers = {"Retry-After": str(RETRY_AFTER)}
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        said = _("The desk is busy at this moment. Nothing was changed; try again in a moment.")
        return HttpResponse(said, status=503, headers=headers, content_type="text/plain; charset=utf-8")
    context = {**admin.site.each_context(request), "title": _("The desk is busy at this moment")}
    context["is_sent"] = request.method == "POST"
    return TemplateResponse(request, "admin/publishing/busy.html", context, status=503, headers=headers).render()
