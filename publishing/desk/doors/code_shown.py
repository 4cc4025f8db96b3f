"""Whether whoever is signed in has shown the code. A session remembers it, so that one which began before the settings
asked for codes lets nobody in any more.
"""

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from publishing.desk.doors import second_factor

_MARK = "with-code"


def note(request: HttpRequest) -> None:
    """Remember with the session that the person has shown the code."""
    request.session[_MARK] = True


class Authentication(AuthenticationMiddleware):
    """Django's own; who came in without a code is nobody where it is required, and signs in again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if settings.SECOND_FACTOR == second_factor.REQUIRED:
            request.user = SimpleLazyObject(  # type: ignore[assignment]  # as Django's: a public page asks for no session
                lambda: get_user(request) if _MARK in request.session else AnonymousUser()
            )
