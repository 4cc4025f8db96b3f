"""Answers for machines: robots, health and readiness, the manifest of the home screen, pictures."""

import mimetypes

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from publishing.life import clinic, colors, outage
from website import readiness

FOR_EVER = "public, max-age=31536000, immutable"
#: What a page may call its one style sheet -> the file (`website.finders`).
STYLES = {
    "main": "styles.css",
    "compare": "compare.css",
    "hand_out": "hand-out.css",
    "day_plan": "day-plan.css",
    "visit_sheet": "visit-sheet.css",
}
#: The icons of the home screen as file, pixels, purpose. A maskable one leaves room for whatever shape is cut from it.
ICONS = (("icon.svg", "any", "any"), ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any maskable"))


@require_safe
def robots(request):
    """What a crawler may read. Answers without the database.

    Not closed is what says "noindex" itself, as shared drafts do: a crawler that may not look never reads that, and may
    list an address that it found elsewhere.
    """
    lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class HealthMiddleware:
    """Answers /health, /healthz and /readyz before anything looks at the host or at https: whoever asks may know
    neither.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        answer = ANSWERS.get(request.path_info) if request.method in {"GET", "HEAD"} else None
        return answer() if answer else self.get_response(request)


def health() -> HttpResponse:
    """200 while the process is alive: it asks for nothing else. Whoever gives requests out, or starts again what has
    died, asks this; a database that is away is no reason to take away the pages that are kept.
    """
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def ready() -> HttpResponse:
    """200 while all is as it should be, else 503, and what is not. For whoever is woken up by it."""
    found = readiness.look()
    answer = JsonResponse(found, status=200 if found["ready"] else 503, headers={"Cache-Control": "no-store"})
    if not found["ready"]:
        answer["Retry-After"] = outage.RETRY_AFTER
    return answer


ANSWERS = {"/health": health, "/healthz": health, "/readyz": ready}


@require_safe
def icon(request):
    """Old browsers ask for this address whatever the page says."""
    return HttpResponsePermanentRedirect(static("icon.svg"))


@require_safe
def web_manifest(request):
    """What a phone needs to put the site on its home screen, under the clinic's name. It opens in the browser."""
    name = clinic.current().name
    types = {"svg": "image/svg+xml", "png": "image/png"}
    said = {
        "name": name,
        "short_name": name,
        "lang": settings.LANGUAGE_CODE,
        "start_url": reverse("home"),
        "display": "browser",
        "background_color": colors.PAPER,
        "theme_color": colors.PAPER,
        "icons": [
            {"src": static(file), "sizes": sizes, "type": types[file.rpartition(".")[2]], "purpose": purpose}
            for file, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def style_sheets(color: str) -> dict[str, str]:
    """Return name -> address of every style sheet that a page may load, with the clinic's color if there is one."""
    found = {name: static(file) for name, file in STYLES.items()}
    if not color:
        return found
    files = {name: address.removeprefix(settings.STATIC_URL) for name, address in found.items()}
    return {name: reverse("clinic-styles", args=[color.removeprefix("#").lower(), files[name]]) for name in files}


@require_safe
def clinic_styles(request, color: str, name: str):
    """A style sheet with the clinic's color in the place of the site's own. The address names the color and what the
    sheet was made from, so the answer never changes."""
    try:
        own = colors.style_sheet(f"#{color}")
        with staticfiles_storage.open(name) as file:
            sheet = file.read().decode()
    except (colors.WeakColor, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(sheet + own, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_EVER
    return response


@require_safe
def media(request, name: str):
    """A picture from storage. Its name is made from its bytes, so it may be kept for ever."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind == "image/svg+xml":  # a text, and a third of it when it is compressed, which what is sent in pieces is not
        with file:
            response: HttpResponseBase = HttpResponse(file.read(), content_type=kind)
    else:
        response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = FOR_EVER
    return response
