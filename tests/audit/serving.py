"""Every public address of the site with the starter library, as it is served."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urlsplit

import brotli

#: How the second address of a topic ends.
SECOND = ("evidence/", "options/")
#: Addresses without a page: one that never was, and one whose page was taken down.
ABSENT, GONE = "/nothing-here/", "/articles/taken-down/"
#: A page with one version, taken down, which no other page was ever linked with.
MAKE_GONE = """
from django.utils import timezone
from publishing.life.models import Page, Revision
version = Revision.objects.filter(page__kind="articles").first()
page = Page.objects.create(kind="articles", slug="taken-down", title="Taken down")
version.pk, version.page, version.slug = None, page, page.slug
version.save()
now = timezone.now()
Page.objects.filter(pk=page.pk).update(status="withdrawn", live_revision=version, published_at=now, withdrawn_at=now)
"""
LINK = re.compile(r'<a [^>]*href="([^"]*)"')
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]*)"')
SCRIPT = re.compile(r'<script [^>]*src="([^"]*)"[^>]*>')
#: What reader.js brings along without a tap, where a page has questions to tick.
TICKED, TICKS = re.compile(r'<ul class="questions"'), re.compile(r'data-visit="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')


class _Plain(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


_OPENER = urllib.request.build_opener(_Plain)


@dataclass(frozen=True)
class Served:
    """One answer: its bytes on the wire, compressed, and its text."""

    path: str
    status: int
    kind: str
    wire: int
    html: str

    @property
    def links(self) -> list[str]:
        """Where its links inside the site lead: path, query and fragment."""
        found = (unescape(link) for link in LINK.findall(self.html))
        return [self.path + link if link.startswith("#") else link for link in found if link.startswith(("/", "#"))]

    @property
    def styles(self) -> list[str]:
        """The style sheets that it loads."""
        return STYLE.findall(self.html)

    @property
    def scripts(self) -> list[str]:
        """The scripts that it loads, and that those bring along without a tap."""
        own = SCRIPT.findall(self.html)
        is_there = any("/visit-sheet." in script for script in own)
        return own + (TICKS.findall(self.html) if TICKED.search(self.html) and not is_there else [])

    @property
    def blocking(self) -> list[str]:
        """The scripts that its parser would wait for."""
        return [found[0] for found in SCRIPT.finditer(self.html) if " defer" not in found[0]]

    @property
    def stored(self) -> int:
        """The bytes of its HTML as a page cache keeps them: Brotli at its best."""
        return len(brotli.compress(self.html.encode(), quality=11))

    @property
    def ids(self) -> set[str]:
        return set(ID.findall(self.html))


def get(address: str, path: str) -> Served:
    """Ask as a browser does that never was here."""
    request = urllib.request.Request(address + path, headers={"Accept-Encoding": "br"})
    try:
        with _OPENER.open(request, timeout=20) as answer:
            return _served(path, answer)
    except urllib.error.HTTPError as answer:
        return _served(path, answer)


def _served(path: str, answer) -> Served:
    raw = answer.read()
    plain = brotli.decompress(raw) if answer.headers.get("Content-Encoding") == "br" else raw
    kind = answer.headers.get_content_type()
    text = plain.decode() if kind.startswith("text/") or kind.endswith("xml") else ""
    return Served(path, answer.status, kind, len(raw), text)


def pages(address: str) -> dict[str, Served]:
    """Return every page of the sitemap, what is linked beside it, and the two errors."""
    sitemap = re.findall(r"<loc>(.*?)</loc>", get(address, "/sitemap.xml").html)
    found = {path: get(address, path) for path in (url.removeprefix(address) for url in sitemap)}
    for path in sorted(_beside(found)):
        served = get(address, path)
        if served.status == 200 and served.kind == "text/html":
            found[path] = served
    return found | {path: get(address, path) for path in (ABSENT, GONE)}


def _beside(found: dict[str, Served]) -> Iterator[str]:
    """Yield every second page that pages lead to, and one of each other shape: a hand-out, a list with a filter."""
    shapes = {}
    for served in found.values():
        for link in served.links:
            path = urldefrag(link).url
            if path not in found and not path.startswith(("/admin/", "/static/", "/media/")):
                shapes.setdefault(path if path.endswith(SECOND) else _shape(path), path)
    yield from shapes.values()


def _shape(path: str) -> tuple:
    """Return what addresses of one view share: the first step, what follows the name, the keys of the query."""
    parts = urlsplit(path)
    steps = parts.path.strip("/").split("/")
    return steps[0], tuple(steps[2:]), re.sub(r"=[^&]*", "", parts.query)
