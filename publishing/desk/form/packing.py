"""A text as one short value that a form carries along, so that no server has to remember who began with which.

Whoever changes it changes what they themselves are shown, and nothing else.
"""

import base64
import zlib
from typing import NamedTuple

#: Characters of a packed text. What unpacks to more than four times a text's length is none.
LONGEST, MOST = 400_000, 4_000_000


class Text(NamedTuple):
    """The text of a page, with the last part of its address."""

    slug: str
    words: str


def packed(text: Text) -> str:
    """Return a text in the letters of an address."""
    raw = "\n".join(text).encode(errors="replace")
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode()


def unpacked(value: str) -> Text | None:
    """Return what was packed; None where nothing was, or something else."""
    if not value or len(value) > LONGEST:
        return None
    try:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(base64.urlsafe_b64decode(value), MOST)
        slug, line, words = raw.decode().partition("\n")
    except (ValueError, zlib.error):
        return None
    return Text(slug[:80], words) if unpacking.eof and line else None
