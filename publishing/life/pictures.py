"""Pictures in storage, under names made from their bytes, so that each may be kept for ever.

What is made from a picture, its sizes and its plate, is stored with it and never leaves with it: a library has the
picture, and every load makes the rest again.
"""

import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from publishing.life.models import StoredPicture
from publishing.text.binding import Picture
from publishing.text.images import drawings, photographs


def store(name: str, raw: bytes, size: tuple[int, int]) -> dict:
    """Put a picture into storage, and return its row as a record; what is there is not written again."""
    digest = hashlib.sha256(raw).hexdigest()
    stem, _, ending = name.rpartition(".")
    original = _put(f"{stem}.{digest[:12]}.{ending}", raw)
    record: dict = {"name": name, "digest": digest, "original": original, "file": original, "variants": []}
    record |= {"width": size[0], "height": size[1]}
    if ending == "svg":
        return record | {"variants": _plate(stem, raw)}
    known = StoredPicture.objects.filter(name=name, digest=digest).first()
    if known is not None and default_storage.exists(known.file):
        return record | {"file": known.file, "variants": known.variants}
    variants: dict[str, list] = {}
    *encoded, fallback = photographs.encode(raw)
    for item in encoded:
        file = _put(f"{stem}.{digest[:12]}.{item.width}.{item.extension}", item.content)
        variants.setdefault(item.media_type, []).append([file, item.width])
    file = _put(f"{stem}.{digest[:12]}.{fallback.width}.{fallback.extension}", fallback.content)
    return record | {"file": file, "variants": [list(pair) for pair in variants.items()]}


def _plate(stem: str, raw: bytes) -> list:
    """Store the plate of a drawing, and return it as variants; none where the drawing has none."""
    plate = drawings.plate_of(raw)
    if plate is None:
        return []
    file = _put(f"{stem}.{hashlib.sha256(plate).hexdigest()[:12]}.plate.svg", plate)
    return [[StoredPicture.PLATE, [[file, drawings.size_of(plate)[0]]]]]


def _put(name: str, content: bytes) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)  # a process was killed while it wrote
    return default_storage.save(name, ContentFile(content))


def stored_bytes(picture: StoredPicture) -> bytes:
    """Return a picture as it came."""
    with default_storage.open(picture.original) as file:
        return file.read()


def as_printed(stored: StoredPicture) -> Picture:
    """Return a stored picture as a page prints it."""
    sources = tuple(
        (media_type, ", ".join(f"{default_storage.url(file)} {width}w" for file, width in files))
        for media_type, files in stored.variants
        if media_type != StoredPicture.PLATE
    )
    return Picture(default_storage.url(stored.file), stored.width, stored.height, sources)


def plate_in(variants: Iterable) -> Picture | None:
    """Return the plate among the variants of a stored picture, or None where it has none."""
    for what_for, files in variants:
        if what_for == StoredPicture.PLATE:
            [[file, side]] = files
            return Picture(default_storage.url(file), side, side)
    return None
