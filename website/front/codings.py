"""The codings in which a text is sent: Brotli, gzip, or as it is."""

import re
import zlib
from functools import lru_cache

import brotli

BROTLI, GZIP, AS_IT_IS = "br", "gzip", "identity"
#: Bytes below which the header costs more than is won.
LEAST = 500
#: Of 11 steps. At once: a fifth smaller than gzip, for less time than gzip takes. In the background: an eighth smaller
#: still, for thirty times as much.
AT_ONCE, BEST = 5, 11
_TEXT = re.compile(r"text/|application/(?:[a-z.-]+\+)?(?:json|xml|javascript)|image/svg\+xml")


def is_text(content_type: str) -> bool:
    """Whether a type of content becomes smaller by coding it."""
    return _TEXT.match(content_type) is not None


@lru_cache(maxsize=500)
def accepted(header: str) -> str:
    """Return the coding in which a browser gets a text, by its Accept-Encoding (RFC 9110, 12.5.3): the smallest that
    it takes.
    """
    weights: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _, weight = part.strip().partition(";")
        weights[name.strip()] = re.fullmatch(r"q\s*=\s*0(?:\.0*)?", weight.strip()) is None
    return next((coding for coding in (BROTLI, GZIP) if weights.get(coding, weights.get("*", False))), AS_IT_IS)


def coded(body: bytes, coding: str, quality: int = AT_ONCE) -> bytes:
    """Return bytes in a coding. quality: of Brotli."""
    if coding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    if coding == GZIP:
        packer = zlib.compressobj(6, wbits=31)  # with gzip's header, which has no time in it
        return packer.compress(body) + packer.flush()
    return body


def as_it_is(body: bytes) -> bytes:
    """Return what was coded by Brotli."""
    return brotli.decompress(body)
