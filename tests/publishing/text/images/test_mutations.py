"""Pictures that were tampered with, by the hundred: each is refused by a sentence of ours, or comes out clean.

By a seed, so that a case that fails is the same the next time.
"""

import io
import random
import struct
import warnings
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from publishing.text.images import logos, photographs
from tests.publishing.uploads import SECRET, saved, scene

SEED, TIMES = 20261128, 34  # of each way to tamper with each kind
WIDTH, HEIGHT = 64, 48  # pixels: what decodes in no time
TELLING = {"comment", "exif", "icc_profile", "photoshop", "xmp"}
#: What a header may say falsely; the largest are refused by it, and the others are decoded.
SIDES = (0, 1, 2, WIDTH - 1, WIDTH + 1, 900, 12_001, 65_535)


def _tells(kind: str) -> bytes:
    """A picture with a secret in each place that its kind has for one."""
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    options = {"exif": exif, "icc_profile": b"Secret profile", "xmp": b"<x>Secret place</x>"}
    if kind == "PNG":
        said = PngInfo()
        said.add_text("Comment", "Secret comment")
        options = options | {"pnginfo": said}
        del options["xmp"]
    if kind == "JPEG":
        options["comment"] = b"Secret comment"
    if kind == "GIF":
        options = {"comment": b"Secret comment"}
    return saved(scene(WIDTH, HEIGHT), kind, **options) + b"Secret end"


KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
PICTURES = {kind: _tells(kind) for kind in KINDS}


# Where a file may be cut: the parts of which each kind is made


def _jpeg(raw: bytes) -> list[bytes]:
    found, at = [raw[:2]], 2
    while raw[at + 1] != 0xDA:
        size = 2 + struct.unpack(">H", raw[at + 2 : at + 4])[0]
        found.append(raw[at : at + size])
        at += size
    return [*found, raw[at:]]


def _of_sizes(raw: bytes, at: int, size_of: Callable[[bytes], int]) -> list[bytes]:
    found = [raw[:at]]
    while len(raw) - at >= 12 and 0 < (size := size_of(raw[at : at + 8])) <= len(raw) - at:
        found.append(raw[at : at + size])
        at += size
    return [*found, raw[at:]]


def parts_of(kind: str, raw: bytes) -> list[bytes]:
    """The segments, chunks or boxes of a file; a file of another kind in pieces."""
    if kind == "JPEG":
        return _jpeg(raw)
    if kind == "PNG":
        return _of_sizes(raw, 8, lambda head: 12 + struct.unpack(">I", head[:4])[0])
    if kind == "WEBP":
        return _of_sizes(raw, 12, lambda head: 8 + -(-struct.unpack("<I", head[4:])[0] // 2) * 2)
    if kind == "AVIF":
        return _of_sizes(raw, 0, lambda head: struct.unpack(">I", head[:4])[0])
    return [raw[at : at + 40] for at in range(0, len(raw), 40)]


# Ways to tamper


def flipped(kind: str, raw: bytes, dice: random.Random) -> bytes:
    """Some bits turned over."""
    changed = bytearray(raw)
    for _ in range(dice.choice((1, 1, 3, 9))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return _summed(kind, bytes(changed), dice)


def cut(kind: str, raw: bytes, dice: random.Random) -> bytes:
    """Without its end, or without something in the middle."""
    start = dice.randrange(len(raw))
    return raw[:start] + dice.choice((b"", raw[dice.randrange(start, len(raw)) :]))


def exchanged(kind: str, raw: bytes, dice: random.Random) -> bytes:
    """Two parts in each other's place, one twice, or one from a picture of another kind."""
    parts = parts_of(kind, raw)
    one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    strange = dice.choice(parts_of(elsewhere := dice.choice(KINDS), PICTURES[elsewhere]))
    way = dice.randrange(3)
    if way == 0:
        parts[one], parts[other] = parts[other], parts[one]
    else:
        parts.insert(one, parts[other] if way == 1 else strange)
    return b"".join(parts)


def misstated(kind: str, raw: bytes, dice: random.Random) -> bytes:
    """Another width and height in the header, wherever the file has them; or another number of bytes of a part."""
    width, height = (dice.choice(SIDES) for _ in "wh")
    was, says = {
        "JPEG": (struct.pack(">HH", HEIGHT, WIDTH), struct.pack(">HH", height, width)),
        "PNG": (struct.pack(">II", WIDTH, HEIGHT), struct.pack(">II", width, height)),
        "WEBP": (struct.pack("<HH", WIDTH, HEIGHT), struct.pack("<HH", width & 0x3FFF, height & 0x3FFF)),
        "AVIF": (struct.pack(">II", WIDTH, HEIGHT), struct.pack(">II", width, height)),
        "GIF": (struct.pack("<HH", WIDTH, HEIGHT), struct.pack("<HH", width, height)),
    }[kind]
    assert was in raw
    if dice.randrange(2):
        return _summed(kind, raw.replace(was, says), dice)
    part = dice.choice([part for part in parts_of(kind, raw) if len(part) >= 8])
    at = raw.index(part) + dice.randrange(8)
    return raw[:at] + dice.randbytes(2) + raw[at + 2 :]


def _summed(kind: str, raw: bytes, dice: random.Random) -> bytes:
    """Half of the time a PNG with the right sum behind each chunk: else its decoder would look no further."""
    if kind != "PNG" or dice.randrange(2):
        return raw
    first, *chunks = parts_of(kind, raw)
    return first + b"".join(
        chunk[:-4] + struct.pack(">I", zlib.crc32(chunk[4:-4])) if len(chunk) >= 12 else chunk for chunk in chunks
    )


WAYS = (flipped, cut, exchanged, misstated)
CASES = [(kind, way, number) for kind in KINDS for way in WAYS for number in range(TIMES)]


def test_there_are_many_and_each_has_a_secret_to_lose():
    assert len(CASES) >= 500
    for kind, raw in PICTURES.items():
        assert SECRET in raw and len(parts_of(kind, raw)) >= 4, kind
        assert b"".join(parts_of(kind, raw)) == raw


@pytest.mark.parametrize(("kind", "way", "number"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_a_picture_that_was_tampered_with_is_refused_or_comes_out_clean(kind, way, number, monkeypatch):
    monkeypatch.setattr(photographs, "MIN_WIDTH", 1)
    monkeypatch.setattr(photographs, "MIN_HEIGHT", 1)
    raw = way(kind, PICTURES[kind], random.Random(f"{SEED} {kind} {way.__name__} {number}"))
    for read in (photographs.take_in, photographs.encode, logos.encode):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # as on a server: here each would be an error, and so a refusal
                made = read(raw)
        except photographs.UnreadablePicture as refused:
            assert str(refused) and refused.why in photographs.Why
            continue
        for one in made if isinstance(made, list | tuple) else [made]:
            image = Image.open(io.BytesIO(one.content))
            image.load()
            assert image.size == (one.width, one.height) and max(image.size) <= photographs.MAX_SIDE
            assert not TELLING & {name for name, value in image.info.items() if value}
            assert not image.getexif() and not getattr(image, "text", {}) and SECRET not in one.content
    assert not photographs.DECODING.locked()
