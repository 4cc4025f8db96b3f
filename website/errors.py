"""Errors that help. They never repeat what was asked for, and a server error asks the database nothing."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request, exception=None):
    """404, with ways on."""
    return render(request, "404.html", status=404)


def bad_request(request, exception=None):
    """400: the request itself was malformed, so nothing of it is used."""
    return HttpResponse(render_to_string("error.html", _plain(400)), status=400)


def forbidden(request, exception=None):
    """403."""
    return HttpResponse(render_to_string("error.html", _plain(403)), status=403)


def csrf_failure(request, reason=""):
    """403 for a form that was open too long or came from elsewhere. What was typed is still in the browser."""
    return HttpResponse(render_to_string("error.html", {**_plain(403), "stale_form": True}), status=403)


def server_error(request):
    """500, from settings alone: the database may be what failed."""
    return HttpResponseServerError(render_to_string("error.html", _plain(500)))


def _plain(status: int) -> dict:
    return {"status": status, "clinic": settings.CLINIC}
