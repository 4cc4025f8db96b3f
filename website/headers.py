"""The headers that every response carries, errors and files too (MDN, HTTP Observatory)."""

import re
from functools import lru_cache

import brotli
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADMIN_POLICY = PUBLIC_POLICY.replace("img-src 'self'", "img-src 'self' data:; frame-src 'self'")
#: A page as patients read it, in a frame beside the desk's own words: it may run nothing and send nothing.
FRAMED_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *(
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
        ),
        *(
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "publickey-credentials-get",
            "usb",
            "xr-spatial-tracking",
        ),
    )
)


class SecurityHeadersMiddleware:
    """Stands above everything that answers, so that a static file, a 304 and an error carry the headers too."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_framed = getattr(response, "is_framed", False)  # a page as patients read it, beside the desk's own words
        response["Content-Security-Policy"] = _policy(request.path_info, is_framed=is_framed)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Frame-Options"] = "SAMEORIGIN" if is_framed else "DENY"
        if request.path_info.startswith("/admin/"):
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
        else:
            # Anybody may keep a page, but asks each time whether it is still true: a withdrawn page is gone at once.
            response.headers.setdefault("Cache-Control", "public, no-cache")
        return response


class ConditionalMiddleware(ConditionalGetMiddleware):
    """Gives a HEAD the ETag of its GET, and a 304. Django's own leaves it out, as a view may answer it without a body;
    ours make the same body for both, and the server drops it.
    """

    def process_response(self, request, response):
        if request.method == "HEAD" and not response.streaming and self.needs_etag(response):
            set_response_etag(response)
            return get_conditional_response(request, etag=response.get("ETag"), response=response)
        return super().process_response(request, response)


@lru_cache(maxsize=100)  # pages, of some 50 kB: the same bytes are asked for again and again
def _brotli(content: bytes) -> bytes:
    """Return bytes compressed. Quality 9 of 11 is no better than 5; 11 saves an eighth more, in thirty milliseconds."""
    return brotli.compress(content, quality=11)


class BrotliMiddleware:
    """Sends public pages with Brotli where a browser takes it, which is a fifth less than gzip.

    What is for one person (the desk, a draft or an approval by its link) is left to Django's gzip, which hides how long
    it is (BREACH).
    """

    _ACCEPTED = re.compile(r"(?:^|[\s,])br(?!\s*;\s*q\s*=\s*0*(?:\.0*)?\s*(?:,|$))(?=[\s,;]|$)", re.IGNORECASE)

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        is_desk = request.path_info.startswith("/admin/")  # a preview asks for the public page's address later
        response = self.get_response(request)
        is_private = is_desk or "no-store" in response.headers.get("Cache-Control", "")
        if is_private or response.streaming or response.has_header("Content-Encoding"):
            return response
        accepted = self._ACCEPTED.search(request.headers.get("Accept-Encoding", ""))
        if not accepted or len(response.content) < 500:  # bytes: below, the header costs more than is won
            return response
        response.content = _brotli(response.content)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "br"
        patch_vary_headers(response, ["Accept-Encoding"])
        if (tag := response.headers.get("ETag", "")).startswith('"'):
            response.headers["ETag"] = f"W/{tag}"  # the same page, not the same bytes (RFC 9110, 8.8.1)
        return response


class ReadOnlyMiddleware:
    """The public may read. Only the desk, and an approval by a signed link, take anything; the rest is 405.

    No cookie is read there either: a broken one would be answered with another, and make a page differ by visitor.
    """

    WRITABLE = ("/admin/", "/approvals/")
    MAX_BODY = 25 * 1024 * 1024  # bytes: a picture of 20 MB with its form

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} and not request.path_info.startswith(self.WRITABLE):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not request.path_info.startswith("/admin/"):
            request.META.pop("HTTP_COOKIE", None)
        if _length(request) > self.MAX_BODY:
            return HttpResponse("Too large.\n", status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


def _length(request) -> int:
    """Return what the client says the body's length is, in bytes; Django reads no further than that."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _policy(path: str, *, is_framed: bool) -> str:
    if path.startswith(settings.MEDIA_URL):
        return MEDIA_POLICY
    if is_framed:
        return FRAMED_POLICY
    return ADMIN_POLICY if path.startswith("/admin/") else PUBLIC_POLICY
