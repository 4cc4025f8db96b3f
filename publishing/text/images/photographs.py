"""Photographs: what may be read, and the fixed set of sizes that is written, with nothing of the file but its pixels.

Limits: size before reading, dimensions from the header before decoding, one frame, a bomb
warning is an error; the pixels are pasted into a fresh image, so that no EXIF, GPS, profile or comment travels.
"""

import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000  # pixels
WIDTHS = (400, 800, 1200, 1600)  # pixels
FORMATS = {"JPEG", "PNG", "WEBP", "AVIF"}
#: Best first, as a browser chooses; the last is what an old browser gets.
TARGETS = (
    ("image/avif", "AVIF", {"quality": 55, "speed": 6}),
    ("image/webp", "WEBP", {"quality": 78, "method": 4}),
)
FALLBACK = ("image/jpeg", "JPEG", {"quality": 82, "optimize": True, "progressive": True})


class UnreadablePicture(ValueError):
    """A file that is not a picture we take, with the reason."""


@dataclass(frozen=True)
class Encoded:
    """One size in one format. `width` and `height` in pixels."""

    media_type: str
    extension: str
    width: int
    height: int
    content: bytes

    @property
    def digest(self) -> str:
        """A name made from the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def size_of(raw: bytes) -> tuple[int, int]:
    """Return width and height in pixels as shown (orientation applied), without decoding the pixels.

    Raises UnreadablePicture on another format, too many bytes, pixels or frames, or a broken header.
    """
    with opened(raw) as image:
        width, height = image.size
        turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    return (height, width) if turned else (width, height)


def encode(raw: bytes) -> list[Encoded]:
    """Return every size of a picture in every format, the best format first and each from small to large.

    A picture is never enlarged. The last item is the fallback, of at most 1200 pixels width.
    """
    with opened(raw) as image:
        try:
            upright = ImageOps.exif_transpose(image)
            fresh = Image.new("RGB", upright.size, "white")
            if upright.mode in {"RGBA", "LA", "PA", "P"}:
                upright = upright.convert("RGBA")
                fresh.paste(upright, mask=upright.getchannel("A"))
            else:
                fresh.paste(upright.convert("RGB"))
        except Exception as error:  # decoders raise what they like on hostile bytes
            raise UnreadablePicture(f"cannot be decoded: {error}") from error
    widths = sorted({min(width, fresh.width) for width in WIDTHS})
    sizes = [fresh.resize((width, _height(fresh, width)), Image.Resampling.LANCZOS) for width in widths]
    encoded = [_encoded(size, target) for target in TARGETS for size in sizes]
    fallback = max((size for size in sizes if size.width <= 1200), key=lambda size: size.width)
    return [*encoded, _encoded(fallback, FALLBACK)]


def _height(image: Image.Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))


def _encoded(image: Image.Image, target: tuple[str, str, Mapping[str, Any]]) -> Encoded:
    media_type, name, options = target
    buffer = io.BytesIO()
    image.save(buffer, format=name, **options)
    return Encoded(media_type, name.lower().replace("jpeg", "jpg"), image.width, image.height, buffer.getvalue())


def opened(raw: bytes) -> Image.Image:
    """Return a picture whose header was read and found within the limits. Raises UnreadablePicture."""
    if len(raw) > MAX_BYTES:
        raise UnreadablePicture(f"{len(raw):,} bytes; at most {MAX_BYTES:,}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=sorted(FORMATS))
    except Exception as error:  # not a picture, a bomb, or a header that a decoder trips over
        raise UnreadablePicture("is not a JPEG, PNG, WebP or AVIF picture of at most 50 megapixels") from error
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise UnreadablePicture(f"{width} x {height} pixels; at most 50 megapixels and 12,000 a side")
    if getattr(image, "n_frames", 1) != 1:
        raise UnreadablePicture("has more than one frame")
    return image
