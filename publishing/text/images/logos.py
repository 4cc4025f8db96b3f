"""A clinic's logo: read like a photograph, kept with its transparency, in one size for sharp screens."""

import io

from PIL import Image, ImageOps

from publishing.text.images.photographs import DECODING, Encoded, UnreadablePicture, Why, opened

MAX_WIDTH, MAX_HEIGHT = 640, 160  # pixels: twice the space it gets on the page


def encode(raw: bytes) -> Encoded:
    """Return the logo as PNG, its pixels and nothing else. Raises UnreadablePicture."""
    with DECODING, opened(raw) as image:
        try:
            upright = ImageOps.exif_transpose(image).convert("RGBA")
        except Exception as error:  # decoders raise what they like on hostile bytes
            raise UnreadablePicture(f"cannot be decoded: {error}", Why.BROKEN) from error
    fresh = Image.new("RGBA", upright.size, (0, 0, 0, 0))
    fresh.paste(upright)
    fresh.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    fresh.save(buffer, format="PNG", optimize=True)
    return Encoded("image/png", "png", fresh.width, fresh.height, buffer.getvalue())
