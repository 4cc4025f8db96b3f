"""The language of a page is in its address, so that one address has one answer for everybody."""

from django.conf import settings
from django.utils import translation


class LanguageFromAddressMiddleware:
    """Unlike Django's own, it asks neither a cookie nor the browser: nothing varies, everything can be cached."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response
