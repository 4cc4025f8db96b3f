"""Photographs: what may be read, and the fixed set of sizes that is written, with nothing of the file but its pixels.

Limits: size before reading, dimensions from the header before decoding, one frame, a bomb
warning is an error; the pixels are pasted into a fresh image, so that no EXIF, GPS, profile or comment travels.
"""

import hashlib
import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000  # of a JPEG, which its decoder makes smaller on the way
MAX_WHOLE = 25_000_000  # pixels of any other, which is decoded whole
MAX_SIDE = 12_000  # pixels
WIDTHS = (400, 800, 1200, 1600)  # pixels
MIN_WIDTH, MIN_HEIGHT = 800, 200  # pixels of an upload: less is a smear across a page
MASTER = 2400  # pixels: of the longer side of what is kept of an upload, above every size that is made of it
LARGE_MASTER = 4 * 1024 * 1024  # bytes from which on a drawing with all its edges is kept as a photograph is
PLATE_SIDE = 400  # pixels
STRIP = 240  # pixels of height that are put on white at a time
#: Held while pixels are decoded: a file of two thousand bytes can be hundreds of megabytes of them.
DECODING = Lock()
FORMATS = {"JPEG", "PNG", "WEBP", "AVIF"}
_TWO_PICTURES = "MPO"  # what phones write: a JPEG, and behind it the same once more for bright screens or for depth
_APPLE = re.compile(rb".{4}ftyp(?:heic|heix|heim|heis|hevc|hevx|hevm|hevs|mif1|msf1)", re.DOTALL)
_DRAWING = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)", re.IGNORECASE)
#: What makes of a picture something else as well, for whoever reads it as that: a web page, a program, a document. The
#: sign of an archive is four bytes, which one photograph in a thousand has by chance; what is kept has only pixels.
_ALSO = re.compile(rb"<script\b|<html\b|<!doctype html|<\?php|%PDF-1", re.IGNORECASE)
#: Best first, as a browser chooses; the last is what an old browser gets.
TARGETS = (
    ("image/avif", "AVIF", {"quality": 55, "speed": 6, "max_threads": 1}),
    ("image/webp", "WEBP", {"quality": 78, "method": 4}),
)
FALLBACK = ("image/jpeg", "JPEG", {"quality": 82, "optimize": True, "progressive": True})


class Why(StrEnum):
    """Why a file is no picture that we take."""

    EMPTY = "empty"
    LARGE = "large"
    APPLE = "apple"
    DRAWING = "drawing"
    STRANGE = "strange"
    PIXELS = "pixels"
    FRAMES = "frames"
    BROKEN = "broken"
    TWO_THINGS = "two things"
    SMALL = "small"


class UnreadablePicture(ValueError):
    """A file that is not a picture we take, with the reason."""

    def __init__(self, message: str, why: Why) -> None:
        super().__init__(message)
        self.why = why


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
    with DECODING, opened(raw) as image:
        width, height = image.size
        try:
            turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        except Exception as error:  # of a PNG all is read for it, and half a file has no end
            raise UnreadablePicture(f"cannot be decoded: {error}", Why.BROKEN) from error
    return (height, width) if turned else (width, height)


def encode(raw: bytes) -> list[Encoded]:
    """Return every size of a picture in every format, the best format first and each from small to large.

    A picture is never enlarged. The last item is the fallback, of at most 1200 pixels width.
    """
    fresh = _pixels(raw, None)
    sizes = [_resized(fresh, width) for width in sorted({min(width, fresh.width) for width in WIDTHS})]
    encoded = [_encoded(size, target) for target in TARGETS for size in sizes]
    return [*encoded, _fallback(fresh)]


def take_in(raw: bytes) -> tuple[Encoded, Encoded]:
    """Return what is kept of an upload, its pixels and nothing else, and the one size that is shown at once.

    Raises UnreadablePicture, also on what is too small to be of use or is something else as well.
    """
    with opened(raw) as image:
        width, height = size_of(raw)
        is_photograph = image.format not in {"PNG"}
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        raise UnreadablePicture(f"{width} x {height} pixels; at least {MIN_WIDTH} x {MIN_HEIGHT}", Why.SMALL)
    if _ALSO.search(raw):
        raise UnreadablePicture("is something else as well", Why.TWO_THINGS)
    fresh = _pixels(raw, MASTER)
    master = _encoded(fresh, FALLBACK if is_photograph else ("image/png", "PNG", {"optimize": True}))
    if len(master.content) > LARGE_MASTER and not is_photograph:
        master = _encoded(fresh, FALLBACK)
    return master, _fallback(fresh)


def plate(raw: bytes, x: int, y: int) -> Encoded:
    """Return the square around a point of a picture, as a small picture. x, y: in hundredths of its sides."""
    fresh = _pixels(raw, None)
    side = min(fresh.size)
    left, top = (round((whole - side) * part / 100) for whole, part in zip(fresh.size, (x, y), strict=True))
    square = fresh.crop((left, top, left + side, top + side))
    square.thumbnail((PLATE_SIDE, PLATE_SIDE), Image.Resampling.LANCZOS)
    return _encoded(square, FALLBACK)


def in_words(words: str) -> Encoded:
    """Return a picture of a few words, in Latin letters, for where a picture has to stand and there is none."""
    image = Image.new("RGB", (MIN_WIDTH, MIN_WIDTH * 9 // 16), "#eceae6")
    middle = (image.width // 2, image.height // 2)
    ImageDraw.Draw(image).text(middle, words, "#4a4a4a", ImageFont.load_default(32), anchor="mm")
    return _encoded(image, FALLBACK)


def _pixels(raw: bytes, at_most: int | None) -> Image.Image:
    """Return the pixels of a picture, upright, on white, and nothing else of it. at_most: pixels of a side.

    Raises UnreadablePicture.
    """
    with DECODING, opened(raw) as image:
        try:
            if at_most:
                image.draft(None, (at_most, at_most))  # a large JPEG is decoded small
            shown = _on_white(image, max(image.size) // at_most if at_most else 1)
            if at_most:
                shown.thumbnail((at_most, at_most), Image.Resampling.LANCZOS)
            shown.info = image.info  # which way is up
            upright = ImageOps.exif_transpose(shown)
            fresh = Image.new("RGB", upright.size)
            fresh.paste(upright)
        except Exception as error:  # decoders raise what they like on hostile bytes
            raise UnreadablePicture(f"cannot be decoded: {error}", Why.BROKEN) from error
    return fresh


def _on_white(image: Image.Image, times: int) -> Image.Image:
    """Return a picture on white, some times smaller, in strips: no second copy of a large one is ever made."""
    times = max(times, 1)
    width, height = image.size
    white = Image.new("RGB", (-(-width // times), -(-height // times)))
    rows = STRIP // times * times
    for top in range(0, height, rows):
        strip = _eight_bits(image.crop((0, top, width, min(top + rows, height))))
        ground = Image.new("RGB", strip.size, "white")
        ground.paste(strip, mask=strip.getchannel("A") if strip.mode == "RGBA" else None)
        white.paste(ground.reduce(times), (0, top // times))
    return white


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return a picture with a byte for each color, and with its transparency where it has some."""
    if image.mode.startswith("I"):  # 16 bits of gray, which would be cut off at white instead of divided
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _fallback(image: Image.Image) -> Encoded:
    """Return what an old browser gets: of the sizes that are made, the largest up to 1200 pixels."""
    widths = {min(width, image.width) for width in WIDTHS}
    return _encoded(_resized(image, max(width for width in widths if width <= 1200)), FALLBACK)


def _encoded(image: Image.Image, target: tuple[str, str, Mapping[str, Any]]) -> Encoded:
    media_type, name, options = target
    buffer = io.BytesIO()
    image.save(buffer, format=name, **options)
    return Encoded(media_type, name.lower().replace("jpeg", "jpg"), image.width, image.height, buffer.getvalue())


def opened(raw: bytes) -> Image.Image:
    """Return a picture whose header was read and found within the limits. Raises UnreadablePicture."""
    if len(raw) > MAX_BYTES:
        raise UnreadablePicture(f"{len(raw):,} bytes; at most {MAX_BYTES:,}", Why.LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=sorted(FORMATS))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnreadablePicture("more than 50 megapixels", Why.PIXELS) from error
    except Exception as error:  # not a picture, or a header that a decoder trips over
        said = "is not a JPEG, PNG, WebP or AVIF picture of at most 50 megapixels"
        raise UnreadablePicture(said, _why_no_picture(raw)) from error
    width, height = image.size
    most = MAX_PIXELS if image.format in {"JPEG", _TWO_PICTURES} else MAX_WHOLE
    if width * height > most or max(width, height) > MAX_SIDE:
        said = f"{width} x {height} pixels; at most {most // 1_000_000} megapixels and 12,000 a side"
        raise UnreadablePicture(said, Why.PIXELS)
    if getattr(image, "n_frames", 1) != 1 and image.format != _TWO_PICTURES:
        raise UnreadablePicture("has more than one frame", Why.FRAMES)
    return image


def _why_no_picture(raw: bytes) -> Why:
    """Return what a file is that no decoder opens, from its first bytes."""
    if not raw:
        return Why.EMPTY
    if _APPLE.match(raw):
        return Why.APPLE
    if _DRAWING.match(raw):
        return Why.DRAWING
    if raw.startswith((b"GIF87a", b"GIF89a")) and raw.count(b"\x00\x21\xf9\x04") > 1:
        return Why.FRAMES
    is_picture = raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or raw[8:12] == b"WEBP"
    return Why.BROKEN if is_picture else Why.STRANGE
