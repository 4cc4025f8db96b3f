"""What takes the server long is done for few people at a time: the others at the desk go on with the threads left.

A person who asks for two such things gets one after the other. A form is opened and saved in a turn of its own, which
keeps nobody else waiting: each person has one, whatever others do. Who would have to wait long is answered 503 with
what they sent, to be sent again, and the scripts of the desk ask again.
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

from publishing.desk.basics import again

#: How many at once in a process, and how many wait meanwhile: a thread less than the desk has (`website.front`).
AT_ONCE, WAITING = 2, 1
WAIT = 2.0  # seconds
RETRY_AFTER = 2  # seconds


class Busy(Exception):
    """That somebody's turn did not come."""


class Turns:
    """Who is at it, in this process."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at_it: set[object] = set()  # among few
        self._at_forms: set[object] = set()
        self._waiting = 0

    @contextmanager
    def of(self, person: object, wait: float, *, at_form: bool = False) -> Iterator[None]:
        """Hold a turn of a person, waiting for it at most some seconds. at_form: the one that others do not count for.
        Raises Busy.
        """
        at_it = self._at_forms if at_form else self._at_it

        def is_free() -> bool:
            return person not in at_it and (at_form or len(at_it) < AT_ONCE)

        with self._changed:
            if not is_free():
                self._wait(is_free, wait)
            at_it.add(person)
        try:
            yield
        finally:
            with self._changed:
                at_it.remove(person)
                self._changed.notify_all()

    def _wait(self, is_free: Callable[[], bool], seconds: float) -> None:
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            if not self._changed.wait_for(is_free, seconds):
                raise Busy
        finally:
            self._waiting -= 1


turns = Turns()


def in_turn(view: Callable[..., HttpResponse], *methods: str, at_form: bool = False) -> Callable[..., HttpResponse]:
    """Return a view that is answered in its person's turn, where it is asked by one of some methods, and else at once.

    at_form: in the turn that each person has for forms. It stands around what was asked already who the person is.
    """

    @wraps(view)
    def turned(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            return view(request, *args, **kwargs)
        try:
            with turns.of(request.user.pk, WAIT, at_form=at_form):
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
    context |= {"is_sent": request.method == "POST", "again": again.sent(request)}
    if request.method == "GET":
        headers["Refresh"] = str(RETRY_AFTER)  # as when several tabs are opened at once
    return TemplateResponse(request, "admin/publishing/busy.html", context, status=503, headers=headers).render()
