"""Photographs: what may be read, and that nothing but the pixels is written."""

import io
import struct
import zlib

import pytest
from PIL import Image

from publishing.text.images import logos, photographs
from publishing.text.images.photographs import DECODING, MAX_BYTES, UnreadablePicture, Why, encode, size_of, take_in
from tests.publishing.uploads import REFUSED, SECRET, TAKEN, photo, saved, scene

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height))


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is of that size, and has no pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def reason(raw: bytes, read=size_of) -> str:
    with pytest.raises(UnreadablePicture) as refused:
        read(raw)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_four_formats_are_read(kind):
    assert size_of(saved(picture(), kind)) == (60, 40)
    assert encode(saved(picture(), kind))[-1].media_type == "image/jpeg"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM", "PDF", "EPS", "TGA"])
def test_another_format_is_refused_by_its_bytes(kind):
    raw = saved(picture(), kind)
    assert reason(raw).startswith("is not a JPEG, PNG, WebP or AVIF picture")
    assert reason(raw, encode).startswith("is not a JPEG, PNG, WebP or AVIF picture")


@pytest.mark.parametrize(
    "raw", [b"", b"<svg/>", b"<html>", b"\xff\xd8\xff", b"%!PS-Adobe", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]
)
def test_what_is_no_picture_is_refused(raw):
    assert reason(raw).startswith("is not a JPEG, PNG, WebP or AVIF picture")


@pytest.mark.parametrize("read", [size_of, encode])
def test_a_bomb_of_300_megapixels_is_refused_by_its_header(read):
    assert "50 megapixels" in reason(png_header(20_000, 15_000), read)


@pytest.mark.parametrize(
    ("width", "height"), [(8_000, 7_000), (12_001, 10), (1, 60_000), (2_000_000_000, 2_000_000_000)]
)
def test_a_picture_that_is_too_large_is_refused_by_its_header(width, height):
    assert "megapixels" in reason(png_header(width, height))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_what_is_decoded_whole_may_have_half_as_many_pixels_as_a_jpeg(kind):
    side = int(photographs.MAX_WHOLE**0.5) + 1
    square = Image.new("L", (side, side))
    assert size_of(saved(square)) == (side, side)
    assert "25 megapixels" in reason(saved(square, kind, **({"speed": 10} if kind == "AVIF" else {})))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("read", [take_in, encode, logos.encode])
def test_pixels_are_decoded_in_one_thread_at_a_time_and_copied_in_strips(read, kind, monkeypatch):
    seen, exif_transpose, eight_bits = [], photographs.ImageOps.exif_transpose, photographs._eight_bits
    monkeypatch.setattr(
        photographs.ImageOps, "exif_transpose", lambda image: seen.append(DECODING.locked()) or exif_transpose(image)
    )
    monkeypatch.setattr(
        photographs, "_eight_bits", lambda image: seen.append(image.height <= photographs.STRIP) or eight_bits(image)
    )
    read(saved(scene(1200, 1000), kind))
    assert seen and all(seen)
    assert not DECODING.locked()


@pytest.mark.parametrize("hundredths", [1, 5, 20, 50, 80, 95, 99])
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_a_part_of_a_file_is_a_broken_picture_to_whoever_reads_it(kind, hundredths):
    raw = saved(scene(1000, 600), kind)
    for read in (take_in, encode, logos.encode):
        with pytest.raises(UnreadablePicture) as refused:
            read(raw[: max(30, len(raw) * hundredths // 100)])
        assert refused.value.why in {Why.BROKEN, Why.STRANGE}


def test_too_many_bytes_are_refused_before_they_are_read():
    assert reason(saved(picture()) + b"\0" * MAX_BYTES).endswith(f"bytes; at most {MAX_BYTES:,}")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_an_animation_is_refused(kind):
    frames = [picture(), Image.new("RGB", (60, 40), "red")]
    raw = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert reason(raw) == "has more than one frame"
    assert reason(raw, encode) == "has more than one frame"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_ends_too_early_is_refused(kind):
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    raw = saved(noise, kind)
    reason(raw[: len(raw) // 2], encode)


def with_metadata(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Secret camera"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (46.0, 30.0, 0.0)
    image = picture(60, 40)
    image.paste("red", (0, 0, 30, 20))
    return saved(image, exif=exif, comment=b"Secret comment", icc_profile=b"Secret profile", quality=95)


def test_the_metadata_that_the_next_test_misses_was_there():
    image = Image.open(io.BytesIO(with_metadata()))
    assert (image.getexif()[MAKE], image.getexif().get_ifd(GPS)[1]) == ("Secret camera", "N")
    assert b"Secret comment" in with_metadata()


def test_no_size_has_anything_of_the_file_but_its_pixels():
    for size in encode(with_metadata()):
        image = Image.open(io.BytesIO(size.content))
        assert dict(image.getexif()) == {}
        assert not {"exif", "icc_profile", "comment", "xmp"} & {key for key, value in image.info.items() if value}
        assert b"Secret" not in size.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_applied(orientation):
    raw = with_metadata(orientation)
    expected = (60, 40) if orientation < 5 else (40, 60)
    corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
    assert size_of(raw) == expected
    for size in encode(raw):
        assert (size.width, size.height) == expected
        image = Image.open(io.BytesIO(size.content)).convert("RGB")
        red, *_rest = image.getpixel((5 + corner[0] * (expected[0] - 11), 5 + corner[1] * (expected[1] - 11)))
        assert red > 200, f"{size.media_type}: the red corner is not where it should be"


@pytest.mark.parametrize(
    ("width", "widths", "fallback"),
    [
        (300, [300], 300),
        (400, [400], 400),
        (500, [400, 500], 500),
        (1300, [400, 800, 1200, 1300], 1200),
        (2000, [400, 800, 1200, 1600], 1200),
    ],
)
def test_a_picture_is_never_enlarged(width, widths, fallback, monkeypatch):
    monkeypatch.setattr(photographs, "TARGETS", (("image/webp", "WEBP", {"quality": 10, "method": 0}),))
    *sizes, last = encode(saved(picture(width, 20)))
    assert [size.width for size in sizes] == widths
    assert (last.width, last.media_type, last.extension) == (fallback, "image/jpeg", "jpg")
    assert all(Image.open(io.BytesIO(size.content)).size == (size.width, size.height) for size in [*sizes, last])


def test_the_best_format_comes_first_and_each_from_small_to_large():
    found = [(size.media_type, size.width) for size in encode(saved(picture(500, 20)))]
    assert found == [
        *(("image/avif", 400), ("image/avif", 500), ("image/webp", 400), ("image/webp", 500), ("image/jpeg", 500)),
    ]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "PA", "RGBA", "I;16", "1"])
def test_pictures_of_all_modes_become_rgb(mode):
    kind = "WEBP" if mode in {"LA", "PA"} else "PNG"
    image = picture().convert("RGBA") if mode == "PA" else Image.new(mode, (60, 40))
    *_sizes, last = encode(saved(image, kind))
    assert Image.open(io.BytesIO(last.content)).mode == "RGB"


def test_what_is_transparent_becomes_white():
    *_sizes, last = encode(saved(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(last.content)).getpixel((30, 20)) == (255, 255, 255)


@pytest.mark.parametrize("what", REFUSED)
def test_an_upload_that_cannot_be_used_is_refused(what):
    _name, raw, _said = REFUSED[what]
    reason(raw, take_in)


@pytest.mark.parametrize("what", TAKEN)
def test_an_upload_is_kept_as_its_pixels_and_nothing_else(what):
    _name, raw = TAKEN[what]
    for kept in take_in(raw):
        image = Image.open(io.BytesIO(kept.content))
        image.load()
        assert (image.mode, dict(image.getexif()), image.size) == ("RGB", {}, (kept.width, kept.height))
        assert SECRET not in kept.content
        assert not {"exif", "icc_profile", "comment", "xmp"} & {key for key, value in image.info.items() if value}


def test_an_upload_has_its_colors():
    gray = Image.open(io.BytesIO(take_in(TAKEN["gray with 16 bits"][1])[0].content))
    clear = Image.open(io.BytesIO(take_in(TAKEN["with transparency"][1])[0].content))
    printed = Image.open(io.BytesIO(take_in(TAKEN["a JPEG for printing"][1])[0].content))
    assert gray.getpixel((5, 5))[0] == pytest.approx(156, abs=2)
    assert clear.getpixel((5, 5)) == (255, 255, 255)
    assert printed.getpixel((5, 5))[0] > 200 > 90 > printed.getpixel((5, 5))[2]


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_an_upload_stands_upright(orientation):
    master, shown = take_in(photo(orientation, 1600, 1200))
    assert (master.width > master.height) == (orientation < 5) == (shown.width > shown.height)


def test_a_large_upload_is_kept_smaller_and_a_drawing_with_its_edges():
    large, _shown = take_in(saved(scene(4000, 3000), quality=60))
    drawn, _shown = take_in(saved(scene(), "PNG"))
    assert (large.width, large.media_type, drawn.media_type) == (photographs.MASTER, "image/jpeg", "image/png")


@pytest.mark.parametrize(("x", "red"), [(0, True), (100, False)])
def test_a_plate_is_cut_around_what_must_stay_in_view(x, red):
    cut = photographs.plate(saved(scene(1600, 800), quality=95), x, 0)
    pixel = Image.open(io.BytesIO(cut.content)).getpixel((5, 5))
    assert (cut.width, cut.height) == (photographs.PLATE_SIDE, photographs.PLATE_SIDE)
    assert (pixel[0] > 200) == red
