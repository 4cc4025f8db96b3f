"""Pictures in storage, under names made from their bytes, so that each may be kept for ever.

What is made from a picture, its sizes and its plate, is stored with it and never leaves with it: a library has the
picture, and every load makes the rest again. Of an upload the job makes them; until then one size is shown.
"""

import contextlib
import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from publishing.life.models import Revision, StoredPicture
from publishing.life.models.version import lock, raise_version
from publishing.text.binding import Picture
from publishing.text.images import drawings, photographs

log = logging.getLogger(__name__)
UPLOAD = "picture-"  # with which the file of every upload begins
_UPLOADS = "images"
WIDE = 1.6  # times its height: wider than what cameras make


def store(name: str, raw: bytes, size: tuple[int, int], said: Mapping[str, Any] = MappingProxyType({})) -> dict:
    """Put a picture into storage, and return its row as a record; what is there is not written again.

    said: what is said of it, under the names of its columns.
    """
    digest = hashlib.sha256(raw).hexdigest()
    stem, _, ending = name.rpartition(".")
    original = _put(f"{stem}.{digest[:12]}.{ending}", raw)
    record: dict = {"name": name, "digest": digest, "original": original, "file": original, "variants": []}
    record |= {"width": size[0], "height": size[1], **said}
    if ending == "svg":
        return record | {"variants": _plate(stem, raw)}
    focus = (said.get("focus_x"), said.get("focus_y"))
    known = StoredPicture.objects.filter(name=name, digest=digest).first()
    if known is not None and (known.focus_x, known.focus_y) == focus and default_storage.exists(known.file):
        return record | {"file": known.file, "variants": known.variants}
    file, variants = _sizes(stem, digest, raw)
    return record | {"file": file, "variants": variants + _plate_around(stem, raw, *focus)}


def _sizes(stem: str, digest: str, raw: bytes) -> tuple[str, list]:
    """Store every size of a photograph; return the file that an <img> falls back to, and the others."""
    variants: dict[str, list] = {}
    *encoded, fallback = photographs.encode(raw)
    for item in encoded:
        file = _put(f"{stem}.{digest[:12]}.{item.width}.{item.extension}", item.content)
        variants.setdefault(item.media_type, []).append([file, item.width])
    file = _put(f"{stem}.{digest[:12]}.{fallback.width}.{fallback.extension}", fallback.content)
    return file, [list(pair) for pair in variants.items()]


def new_name() -> str:
    """Return a name for an upload. What somebody called the file is no part of it."""
    return f"{_UPLOADS}/{UPLOAD}{secrets.token_hex(8)}.jpg"


def take_in(name: str, raw: bytes) -> dict:
    """Put an upload into storage, its pixels and nothing else, and return its row as a record; one size at first.

    Raises UnreadablePicture, and OSError with nothing left behind where it could not be written.
    """
    master, shown = photographs.take_in(raw)
    stem, _, _ending = name.rpartition(".")
    start = f"{stem}.{master.digest[:12]}"
    original = _put(f"{start}.{master.extension}", master.content)
    try:
        file = _put(f"{start}.{shown.width}.{shown.extension}", shown.content)
    except OSError:
        default_storage.delete(original)
        raise
    record = {"name": name, "digest": master.digest, "original": original, "file": file, "variants": []}
    return record | {"width": master.width, "height": master.height, "needs_sizes": True}


def make_sizes(pk: int) -> bool:
    """Make the sizes of an upload, and the plate around what must stay in view. Returns whether they were needed.

    Nothing is held while they are made: whoever replaced the picture meanwhile has them made again.
    """
    row = StoredPicture.objects.filter(pk=pk, needs_sizes=True).first()
    if row is None:
        return False
    same = StoredPicture.objects.filter(pk=pk, digest=row.digest, focus_x=row.focus_x, focus_y=row.focus_y)
    try:
        file, variants = _made(row)
    except Exception as error:  # a broken file, a full disk, what encoders raise: said at the picture, and tried again
        log.warning("The sizes of %s could not be made: %s", row.name, error)
        same.update(sizes_failed_at=timezone.now())
        return False
    with transaction.atomic():
        lock()
        was_needed = bool(same.update(file=file, variants=variants, needs_sizes=False, sizes_failed_at=None))
        if was_needed:
            raise_version()
        elif not StoredPicture.objects.filter(pk=pk, removed_at=None).exists():
            transaction.on_commit(lambda: _remove([file, *_files_in(variants)]))
        return was_needed


def _made(row: StoredPicture) -> tuple[str, list]:
    """Store the sizes of an upload and its plate; return the file that an <img> falls back to, and the others."""
    raw, stem = stored_bytes(row), row.name.rpartition(".")[0]
    file, variants = _sizes(stem, row.digest, raw)
    return file, variants + _plate_around(stem, raw, row.focus_x, row.focus_y)


def _files_in(variants: list) -> list[str]:
    return [file for _what_for, files in variants for file, _width in files]


def placeholder(name: str) -> dict:
    """Store what stands for a picture that was taken away, which says so, and return its row as a record."""
    stand_in = photographs.in_words(gettext("This picture was taken away."))
    file = _put(f"{name.rpartition('.')[0]}.{stand_in.digest[:12]}.{stand_in.extension}", stand_in.content)
    record = {"digest": stand_in.digest, "original": file, "file": file, "variants": []}
    return record | {"width": stand_in.width, "height": stand_in.height}


def remove_files(picture: StoredPicture, *, but: str = "") -> None:
    """Take every file of an upload out of storage, those that were replaced too. but: one that stays."""
    _remove(file for file in _files_of(picture) if file != but)


def _files_of(picture: StoredPicture) -> list[str]:
    """Return every file of an upload, those that were replaced too."""
    folder, _, name = picture.name.rpartition("/")
    start = f"{name.rpartition('.')[0]}."
    return [f"{folder}/{file}" for file in default_storage.listdir(folder)[1] if file.startswith(start)]


def times_replaced(picture: StoredPicture) -> int:
    """Return how many files an upload had before the one that it has."""
    return len({file.split(".")[1] for file in _files_of(picture)} - {picture.digest[:12]})


def size_of(uploads: Iterable[StoredPicture]) -> int:
    """Return how many bytes uploads take, with every size and every file that was replaced."""
    stems = {picture.name.rpartition("/")[2].rpartition(".")[0] for picture in uploads}
    files = default_storage.listdir(_UPLOADS)[1] if stems and default_storage.exists(_UPLOADS) else []
    size = 0
    for file in files:
        with contextlib.suppress(FileNotFoundError):  # it was thrown away this moment
            size += default_storage.size(f"{_UPLOADS}/{file}") if file.partition(".")[0] in stems else 0
    return size


def signs_of(revision: Revision) -> str:
    """Return which file each picture has that an open or live text shows: what an approval is of beside the text."""
    return " ".join(map(_sign, _shown_in(revision)))


def replaced_since(revision: Revision, signs: str) -> list[StoredPicture]:
    """Return the pictures of a text that had another file, or were not in it, when `signs_of` said this. One query."""
    seen = set(signs.split())
    return [row for row in _shown_in(revision) if _sign(row) not in seen]


def _shown_in(revision: Revision) -> QuerySet[StoredPicture]:
    names = revision.mentions.of_pictures().values("name")
    return StoredPicture.objects.filter(name__in=names).order_by("pk")


def _sign(row: StoredPicture) -> str:
    return f"{row.pk}:{row.digest[:16]}"


def remove_newest(picture: StoredPicture) -> None:
    """Take the file out of storage that a row would have had, and no other of that name."""
    _remove([picture.original, picture.file])


def _remove(files: Iterable[str]) -> None:
    for file in files:
        default_storage.delete(file)


def _plate(stem: str, raw: bytes) -> list:
    """Store the plate of a drawing, and return it as variants; none where the drawing has none."""
    plate = drawings.plate_of(raw)
    if plate is None:
        return []
    file = _put(f"{stem}.{hashlib.sha256(plate).hexdigest()[:12]}.plate.svg", plate)
    return [[StoredPicture.PLATE, [[file, drawings.size_of(plate)[0]]]]]


def _plate_around(stem: str, raw: bytes, across: int | None, down: int | None) -> list:
    """Store the plate of a photograph around what must stay in view, and return it as variants; none without that."""
    if across is None or down is None:
        return []
    cut = photographs.plate(raw, across, down)
    return [[StoredPicture.PLATE, [[_put(f"{stem}.{cut.digest[:12]}.plate.{cut.extension}", cut.content), cut.width]]]]


def _put(name: str, content: bytes) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)  # a process was killed while it wrote
    try:
        return default_storage.save(name, ContentFile(content))
    except OSError:  # the disk is full: half a file is worse than none
        default_storage.delete(name)
        raise


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
    url, is_removed = default_storage.url(stored.file), stored.removed_at is not None
    return Picture(url, stored.width, stored.height, sources, _focus(stored), is_removed)


def _focus(stored: StoredPicture) -> tuple[int, int] | None:
    """Return what must stay in view of a picture that is so wide that a phone cuts its sides off."""
    if stored.focus_x is None or stored.focus_y is None or stored.width < WIDE * stored.height:
        return None
    return round(stored.focus_x / 10), round(stored.focus_y / 10)


def plate_in(variants: Iterable) -> Picture | None:
    """Return the plate among the variants of a stored picture, or None where it has none."""
    for what_for, files in variants:
        if what_for == StoredPicture.PLATE:
            [[file, side]] = files
            return Picture(default_storage.url(file), side, side)
    return None
