"""Files that somebody may try to put in as a picture, made here: no photograph of anybody is among them."""

import io
import struct
import zipfile
import zlib

from PIL import Image

GPS, MAKE = 0x8825, 0x010F
SECRET = b"Secret"


def saved(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    """The bytes of an image in a format."""
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def scene(width: int = 1200, height: int = 900, mode: str = "RGB") -> Image.Image:
    """A picture with something to see: a red square on the left of a gray slope."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste("red", (0, 0, width // 4, height // 4))
    return image.convert(mode)


def photo(orientation: int = 1, width: int = 1200, height: int = 900) -> bytes:
    """What a phone writes: a JPEG that tells where it was taken, with what, and more behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[MAKE] = orientation, "Secret camera"
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (46.0, 30.0, 0.0)
    image = scene(width, height)
    raw = saved(image, exif=exif, comment=b"Secret comment", icc_profile=b"Secret profile", quality=95)
    return raw + b"Secret film behind the picture"


def two_in_one() -> bytes:
    """What newer phones write: a JPEG with a second one behind it."""
    return saved(scene(), "MPO", save_all=True, append_images=[scene(400, 300)])


def bomb() -> bytes:
    """A few bytes of PNG that say they are 300 megapixels."""
    return png(20_000, 15_000, zlib.compress(b"\0" * 1_000_000))


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG with a header and some compressed pixels."""

    def chunk(name: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + name + inside + struct.pack(">I", zlib.crc32(name + inside))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def archive() -> bytes:
    """A JPEG with an archive behind it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("index.html", SECRET)
    return saved(scene()) + buffer.getvalue()


def animated(kind: str) -> bytes:
    """Two pictures after each other."""
    frames = [scene(), Image.new("RGB", (1200, 900), "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def half(raw: bytes) -> bytes:
    """What arrives where somebody sends a file that was not copied whole."""
    return raw[: len(raw) // 2]


#: What is refused: what the file is called, its bytes, words of the sentence that says why.
REFUSED = {
    "a bomb": ("bomb.png", bomb(), "50 million"),
    "a picture that is also a web page": ("p.jpg", saved(scene(), comment=b"<script>x</script>"), "something else"),
    "half a picture": ("half.jpg", saved(scene(), quality=95)[:9000], "broken"),
    "half a picture of another sort": ("half.png", half(saved(scene(1000, 600), "PNG")), "broken"),
    "an animated GIF": ("move.gif", animated("GIF"), "moves"),
    "an animated WebP": ("move.webp", animated("WEBP"), "moves"),
    "a GIF": ("still.gif", saved(scene(), "GIF"), "no picture that a web page can show"),
    "an iPhone's own": ("IMG_2231.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 900, "Most Compatible"),
    "a drawing": ("x.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "drawing"),
    "a drawing under another name": ("x.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "drawing"),
    "a text": ("letter.jpg", b"Dear all, here is the picture", "no picture that a web page can show"),
    "a document": ("x.png", b"%PDF-1.7\n", "no picture that a web page can show"),
    "nothing": ("empty.jpg", b"", "empty"),
    "a stamp": ("small.jpg", saved(scene(300, 200)), "800 dots"),
    "a line": ("line.png", saved(scene(2000, 20), "PNG"), "200 high"),
    "a side of 12,001": ("wide.png", png(12_001, 900, b""), "50 million"),
}
#: What is taken: what the file is called, its bytes.
TAKEN = {
    "one with an archive behind it": ("p.jpg", archive()),
    "a phone's photograph": ("IMG_2231.JPG", photo()),
    "one of two in one": ("IMG_1.jpg", two_in_one()),
    "a JPEG for printing": ("print.jpg", saved(scene(mode="CMYK"))),
    "gray with 16 bits": ("x.png", saved(Image.new("I;16", (900, 600), 40_000), "PNG")),
    "a palette with holes": ("p.png", saved(scene(mode="P"), "PNG", transparency=0)),
    "with transparency": ("t.png", saved(Image.new("RGBA", (900, 600), (0, 0, 0, 0)), "PNG")),
    "a WebP": ("x.webp", saved(scene(), "WEBP")),
    "an AVIF": ("x.avif", saved(scene(), "AVIF")),
    "a PNG that is called a JPEG": ("wrong.jpg", saved(scene(), "PNG")),
    "one whose name is a way": ("../../etc/passwd\0.php", saved(scene())),
}
