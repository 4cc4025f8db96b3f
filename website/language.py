"""The language of a page is in its address, so that one address has one answer for everybody."""

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation

from publishing.life.models import Page
from publishing.life.models.version import per_version


class LanguageFromAddressMiddleware:
    """Unlike Django's own, it asks neither a cookie nor the browser: nothing varies, everything can be cached."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        language = _language_of(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def _language_of(path: str) -> str:
    """A language in which nobody ever published is none: what it lacks is said in the site's own, not half in each."""
    named = translation.get_language_from_path(path)
    try:
        return named if named and _is_spoken(named) else settings.LANGUAGE_CODE
    except DatabaseError:
        return named or settings.LANGUAGE_CODE  # whoever cannot be answered is told so in what they read


@per_version
def _is_spoken(language: str) -> bool:
    """Whether the public has read a page of a language; a withdrawn one still says so at its address."""
    return Page.objects.in_language(language).filter(published_at__isnull=False).exists()
