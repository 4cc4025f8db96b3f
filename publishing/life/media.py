"""Every file of pictures, wherever they are kept: in a folder of this machine, or in a bucket."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage


def is_here() -> bool:
    """Whether they are in a folder of this machine, or one that it has mounted."""
    return isinstance(default_storage, FileSystemStorage)


def place(name: str) -> Path | None:
    """Return where a file is, or would be; None where they are in no folder."""
    return settings.MEDIA_ROOT / name if is_here() else None


def names() -> Iterator[str]:
    """Yield the name of every file. A link is none: what it leads to is not ours."""
    if not is_here():
        yield from _below("")
        return
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(settings.MEDIA_ROOT).as_posix()


def _below(folder: str) -> Iterator[str]:
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _below(f"{folder}{name}/")


def size_of(name: str) -> int | None:
    """Return the bytes of a file; None where there is none."""
    with suppress(FileNotFoundError):
        here = place(name)
        return here.stat().st_size if here else default_storage.size(name)
    return None


def size() -> int:
    """Return the bytes of all."""
    return sum(size_of(name) or 0 for name in names())


def keep(name: str, copy: Path) -> None:
    """Let a copy of a file stay, whoever takes the file away meanwhile; none where it was taken away before."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if here := place(name):
            second_name(here, copy)
            return
        with default_storage.open(name) as file, copy.open("wb") as target:
            shutil.copyfileobj(file, target)


def second_name(path: Path, other: Path) -> None:
    """Give a file a second name, which takes no room; where the disk knows no such thing, copy it."""
    try:
        os.link(path, other, follow_symlinks=False)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            raise
        shutil.copyfile(path, other)


def send(path: Path, name: str) -> None:
    """Put a copy of a file into the bucket, where it is not there in that size: names are made from bytes."""
    if size_of(name) != path.stat().st_size:
        with path.open("rb") as file:
            default_storage.save(name, File(file))
