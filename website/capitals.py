"""An address in capitals, as people type it or software makes it, leads to the one in small letters."""

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.urls import is_valid_path
from django.utils import translation
from django.utils.http import escape_leading_slashes


class CapitalsMiddleware:
    """Sends on to the address in small letters where something stands there. All addresses of the public are small.

    Whether it does, the address itself is asked, by the code that answers it. What the URL tree does not know is asked
    for nowhere: no guess of a robot costs a query here.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        small = _known(request.path_info) if response.status_code == 404 else ""
        if not small:
            return response
        environ = {**request.environ, "PATH_INFO": small}
        if self.get_response(type(request)(environ)).status_code >= 400:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(escape_leading_slashes(small) + (f"?{query}" if query else ""))


def _known(path: str) -> str:
    """Return a path in small letters where the URL tree knows it; empty where it has no capitals, or is the desk's."""
    small = path.lower()
    if small == path or not path.isascii() or small.startswith("/admin/"):
        return ""
    with translation.override(translation.get_language_from_path(small) or settings.LANGUAGE_CODE):
        return next((one for one in (small, f"{small}/") if is_valid_path(one)), "")
