"""The headers that every response carries, errors and files too (MDN, HTTP Observatory)."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed

PUBLIC = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADMIN = PUBLIC.replace("img-src 'self'", "img-src 'self' data:; frame-src 'self'")
#: A page as patients read it, in a frame beside the desk's own words: it may run nothing and send nothing.
FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
MEDIA = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
#: What is for one person, by a signed-in session or by a link that nobody else has.
FOR_ONE = ("/admin/", "/approvals/", "/drafts/")
#: Where anything may be sent to.
WRITABLE = ("/admin/", "/approvals/")
#: Bytes that a request may send: a picture of 20 MB with its form.
MAX_BODY = 25 * 1024 * 1024
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


def headers_of(policy: str, *, is_framed: bool = False) -> dict[str, str]:
    """Return the headers of every response under a policy. is_framed: whether our own pages may show it in a frame."""
    return {
        "Content-Security-Policy": policy,
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "SAMEORIGIN" if is_framed else "DENY",
    }


def headers_alone(policy: str, *, is_framed: bool = False, is_secure: bool = True) -> dict[str, str]:
    """Return the headers of a response that Django has not seen, or not all of: its own (`SecurityMiddleware`) stand
    among them. is_secure: whether it was asked for over TLS, if the site has TLS.
    """
    found = headers_of(policy, is_framed=is_framed) | {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if settings.SECURE_HSTS_SECONDS and is_secure:
        found["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
    return found


class SecurityHeadersMiddleware:
    """Stands above everything that answers, so that a static file, a 304 and an error carry the headers too."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_framed = getattr(response, "is_framed", False)  # a page as patients read it, beside the desk's own words
        policy = _policy(request.path_info, is_framed=is_framed)
        # All of them: /health is answered above Django's own.
        said = headers_alone(policy, is_framed=is_framed, is_secure=request.is_secure())
        for name, value in said.items():
            response[name] = value
        if request.path_info.startswith("/admin/"):
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
        else:
            # Anybody may keep a page, but asks each time whether it is still true: a withdrawn page is gone at once.
            response.headers.setdefault("Cache-Control", "public, no-cache")
        return response


class ReadOnlyMiddleware:
    """The public may read. Only the desk, and an approval by a signed link, take anything; the rest is 405.

    No cookie is read there either: a broken one would be answered with another, and make a page differ by visitor.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} and not request.path_info.startswith(WRITABLE):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not request.path_info.startswith("/admin/"):
            request.META.pop("HTTP_COOKIE", None)
        if _length(request) > MAX_BODY:
            return HttpResponse("Too large.\n", status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


def _length(request) -> int:
    """Return what the client says the body's length is, in bytes; Django reads no further than that."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _policy(path: str, *, is_framed: bool) -> str:
    if path.startswith(settings.MEDIA_URL):
        return MEDIA
    if is_framed:
        return FRAMED
    return ADMIN if path.startswith("/admin/") else PUBLIC
