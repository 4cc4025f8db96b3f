"""Errors that help. They never repeat what was asked for, and a server error asks the database nothing.

One thing comes back: a form of the desk that could not be saved, to the person who sent it.
"""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import connection
from django.http import HttpResponse, HttpResponseServerError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from publishing.desk.basics import again
from publishing.desk.doors import signing_in
from publishing.desk.staff import refusals
from publishing.life import outage
from website import context, request_ids


def not_found(request, exception=None):
    """404, with ways on; at the desk, to whoever is signed in there, with the desk's."""
    if refusals.is_staff(request):
        return refusals.nowhere(request)
    return render(request, "404.html", context.public(request), status=404)


def bad_request(request, exception=None):
    """400: the request itself was malformed, so nothing of it is used. A form of the desk was only too long, or has a
    file with too long a name."""
    is_long = isinstance(exception, TooManyFieldsSent | RequestDataTooBig)
    if (is_long or isinstance(exception, MultiPartParserError)) and refusals.is_staff(request):
        return refusals.too_much(request, of_file=not is_long)
    return HttpResponse(render_to_string("error.html", _plain(400)), status=400)


def forbidden(request, exception=None):
    """403: at the desk, to whoever is signed in there, with who may."""
    if refusals.is_staff(request):
        return refusals.refused(request)
    return HttpResponse(render_to_string("error.html", _plain(403)), status=403)


def csrf_failure(request, reason=""):
    """403 for a form that was open too long or came from elsewhere. What was typed is still in the browser; what was
    typed into the form of a page comes back."""
    if request.path_info.startswith("/admin/") and (answer := signing_in.stale_form(request)):
        return answer
    return HttpResponse(render_to_string("error.html", {**_plain(403), "stale_form": True}), status=403)


def server_error(request):
    """500, or 503 where the database is what failed: Django calls this while the error is being handled."""
    cause = sys.exc_info()[1]
    if outage.is_outage(cause):
        return _away(request, cause)
    return HttpResponseServerError(render_to_string("error.html", {**_plain(500), "sent": _sends(request)}))


def _away(request, cause: BaseException | None) -> HttpResponse:
    """503, asking for no database and no session. What it says of a form is true, or says that nobody knows."""
    said = {**_plain(503), "sent": _sends(request), "undone": _is_undone(request, cause)}
    if _sends(request) and _is_from_us(request) and (form := again.sent(request)):
        said |= {"again": form, "csrf_token": get_token(request)}
    if not outage.is_busy(cause) and not connection.in_atomic_block:
        connection.close()  # an open one may know nothing of a disk that has come back
    if hasattr(request, "session"):
        request.session.modified = False  # else it would be written now, and wait for the same database again
    response = HttpResponse(render_to_string("away.html", said), status=503)
    response["Retry-After"] = outage.RETRY_AFTER
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _sends(request) -> bool:
    return request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"}


def _is_undone(request, cause: BaseException | None) -> bool:
    """Whether nothing of a form was saved. The desk writes a form in one transaction, and says where it did not."""
    return request.path_info.startswith("/admin/") and outage.is_undone(cause) and not hasattr(request, "has_saved")


class _Check(CsrfViewMiddleware):
    """Says why a request is refused instead of answering it."""

    def _reject(self, request, reason):
        return reason


def _no_view(request) -> HttpResponse:
    """What the check has in the place of a view. It is not called."""
    return HttpResponse()


def _is_from_us(request) -> bool:
    """Whether our own form sent it. The database may have failed before Django asked: a stranger's form, given back
    with a token of ours, would be one click away from being sent in the name of the person."""
    check = _Check(_no_view)
    check.process_request(request)
    return check.process_view(request, _no_view, (), {}) is None


def _plain(status: int) -> dict:
    return {"status": status, "clinic": context.last_clinic(), "request_id": request_ids.current()}
