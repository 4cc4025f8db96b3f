"""What a first visit costs on the wire: HTML, style sheets and scripts of a page, compressed, pictures apart."""

import gzip
import re
import urllib.request


def _get(url: str) -> tuple[int, str]:
    """Return the bytes on the wire, and the text."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as response:
        raw = response.read()
        text = gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" else raw
    return len(raw), text.decode()


def weights(address: str) -> dict[str, int]:
    """Return for each page of the sitemap its weight in bytes."""
    _, sitemap = _get(f"{address}/sitemap.xml")
    found = {}
    for url in re.findall(r"<loc>(.*?)</loc>", sitemap):
        size, html = _get(url)
        parts = re.findall(r'<link rel="stylesheet" href="(.*?)"|<script [^>]*src="(.*?)"', html)
        found[url.removeprefix(address)] = size + sum(_get(address + (a or b))[0] for a, b in parts)
    return found
