"""A catalog of translations, as `msgfmt` writes one: this site has none of its own yet."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from publishing.public import holes, listing, rated, sources
from publishing.text.preparing import renderer_version

HEAD = {"": "Content-Type: text/plain; charset=utf-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"}


def write(folder: Path, language: str, words: Mapping[str, str]) -> Path:
    """Write the catalog of a language; return the folder that LOCALE_PATHS names."""
    pairs = sorted((said.encode(), told.encode()) for said, told in (HEAD | dict(words)).items())
    place, tables, texts = 28 + 16 * len(pairs), [[], []], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), place + len(texts)]
            texts += pair[side] + b"\0"
    size = len(pairs)
    head = struct.pack("<7I", 0x950412DE, 0, size, 28, 28 + 8 * size, 0, 0)
    path = folder / language / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + struct.pack(f"<{4 * size}I", *tables[0], *tables[1]) + texts)
    return folder


@contextmanager
def spoken(folder: Path, language: str, words: Mapping[str, str]) -> Iterator[None]:
    """Let these words be those of a language. What is stored counts as printed with them, what a process keeps not."""
    renderer_version()  # as it is now: it would be another one
    with override_settings(LOCALE_PATHS=[write(folder, language, words), *settings.LOCALE_PATHS]):
        _forget()
        yield
    _forget()


def _forget() -> None:
    for room in (holes, listing, rated, sources):
        for kept in vars(room).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
