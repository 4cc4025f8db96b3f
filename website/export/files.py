"""The files of an export: where the answer to an address stands, and its compressed copies."""

import filecmp
import gzip
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

import brotli

#: What a query may be made of to be a file's name. The rule for nginx (deploy/nginx/export.conf) says the same: without
#: a dot nothing leads out of the folder.
_QUERY = re.compile(r"[\w=&,/%+-]+", re.ASCII)
_LONGEST = 250  # bytes of one name; file systems have 255
_TEXTS = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")
_AT_ONCE = 64  # files that wait to be compressed
#: How hard gzip and Brotli try: as hard as they can, once for all readers.
HARDEST = (9, 11)


class NoName(ValueError):
    """An address whose answer can be no file."""


def name_of(address: str) -> str:
    """Return the name of the file of an address: of "/conditions/" "conditions/index.html", and of
    "/conditions/?area=knee" "conditions/area=knee.html". Raises NoName.
    """
    path, _mark, query = address.partition("?")
    name = unquote(path).removeprefix("/")
    if query:
        if not _QUERY.fullmatch(query) or not path.endswith("/"):
            raise NoName(address)
        name += f"{query}.html"
    elif not name or name.endswith("/"):
        name += "index.html"
    if any(part in {"", ".", ".."} or len(part.encode()) > _LONGEST for part in name.split("/")):
        raise NoName(address)
    return name


class Files:
    """Writes files into a folder; what the last export has with the same bytes is taken from there."""

    def __init__(self, folder: Path, before: Path | None) -> None:
        self._folder, self._before = folder, before
        self._raw: list[str] = []
        self.number = 0

    def write(self, name: str, content: Iterable[bytes], media_type: str) -> None:
        """Write a file. Raises OSError where there is no room for it."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines(content)
        self.number += 1
        is_text = media_type.startswith(_TEXTS)
        if not self._is_taken(name, ("", ".gz", ".br") if is_text else ("",)) and is_text:
            self._raw.append(name)

    def _is_taken(self, name: str, endings: tuple[str, ...]) -> bool:
        """Put the files of the last export in the place of a new one with the same bytes, and say whether that was so.

        To compress a page takes longer than to make it, and what links share takes no room.
        """
        if self._before is None:
            return False
        with suppress(OSError):  # it is not there, or this file system knows no second name of a file
            if filecmp.cmp(self._folder / name, self._before / name, shallow=False):
                for ending in endings:
                    _link(self._before / f"{name}{ending}", self._folder / f"{name}{ending}")
                return True
        return False

    def compress(self) -> None:
        """Write `.gz` and `.br` beside each text that has none yet, as small as can be."""
        waiting = iter(self._raw)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            while some := list(islice(waiting, _AT_ONCE)):
                list(pool.map(self._compressed, some))
        self._raw = []

    def _compressed(self, name: str) -> None:
        path = self._folder / name
        content = path.read_bytes()
        for ending, made in _made(content):
            path.with_name(path.name + ending).write_bytes(made)


def _made(content: bytes) -> Iterator[tuple[str, bytes]]:
    level, quality = HARDEST
    yield ".gz", gzip.compress(content, compresslevel=level, mtime=0)  # the same bytes on every day
    yield ".br", brotli.compress(content, quality=quality)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, in the place of what has that name."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy(source, target)
