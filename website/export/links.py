"""What a page leads to: every address of the site in its HTML, its data for machines, a sitemap, a manifest."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings

_LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
#: Addresses that a script asks for, in attributes of other names.
_NAMED = re.compile(r'\sdata-[a-z-]+="(/[^"]*)"')
_SIZES = re.compile(r'\ssrcset="([^"]*)"')
#: Written out in full: of the page itself, of its share picture, in its data for machines.
_FULL = re.compile(rf'"({re.escape(settings.SITE_URL)}[/?#][^"]*)"')
_LOCATION = re.compile(r"<loc>([^<]*)</loc>")
_QUOTED = re.compile(r'"(/[^"]*)"')


def addresses(text: str, media_type: str, at: str) -> Iterator[str]:
    """Yield the addresses of this site that a text of a media type names, from the root and without a fragment; some
    more than once. at: its own address.
    """
    for found in _named(text, media_type):
        url, _fragment = urldefrag(urljoin(settings.SITE_URL + at, found))
        if url.startswith(f"{settings.SITE_URL}/"):
            yield url.removeprefix(settings.SITE_URL)


def of_site(location: str, at: str) -> str:
    """Return where a redirect of the site's own leads, from the root; as it is where that is another site."""
    url = urljoin(settings.SITE_URL + at, location)
    is_ours = urlsplit(url)[:2] == urlsplit(settings.SITE_URL)[:2]
    return url.removeprefix(settings.SITE_URL) if is_ours else url


def _named(text: str, media_type: str) -> Iterator[str]:
    if media_type == "text/html":
        for pattern in (_LINK, _NAMED):
            yield from map(html.unescape, pattern.findall(text))
        for sizes in _SIZES.findall(text):
            yield from (one.split()[0] for one in html.unescape(sizes).split(",") if one.strip())
        yield from (html.unescape(url.replace("\\u0026", "&")) for url in _FULL.findall(text))
    elif media_type == "application/xml":
        yield from map(html.unescape, _LOCATION.findall(text))
    elif media_type == "application/manifest+json":
        yield from _QUOTED.findall(text)
