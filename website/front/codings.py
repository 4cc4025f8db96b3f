"""The codings in which a text is sent: Brotli, gzip, or as it is."""

import re
import zlib
from functools import lru_cache

import brotli

BROTLI, GZIP, AS_IT_IS = "br", "gzip", "identity"
#: Bytes below which the header costs more than is won.
LEAST = 500
#: Of 11 steps of Brotli. At once: a fifth smaller than gzip, for less time than gzip takes at its best. In the
#: background: an eighth smaller still, for thirty times as much.
AT_ONCE, BEST = 5, 11
#: Of 9 steps of gzip, which hardly anybody takes who could take Brotli. At once: an eighth larger than at its best, for
#: a third of the time.
GZIP_AT_ONCE, GZIP_BEST = 2, 9
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


def coded(body: bytes, coding: str, *, is_best: bool = False) -> bytes:
    """Return bytes in a coding: at once, or as small as they can be."""
    if coding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BEST if is_best else AT_ONCE)
    if coding == GZIP:
        packer = zlib.compressobj(GZIP_BEST if is_best else GZIP_AT_ONCE, wbits=31)  # its header has no time in it
        return packer.compress(body) + packer.flush()
    return body


def as_it_is(body: bytes) -> bytes:
    """Return what was coded by Brotli."""
    return brotli.decompress(body)
