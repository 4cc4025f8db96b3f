"""The static files of this release: sent, and collected where they are not there yet.

To hash and compress them takes longer than all the rest of a start, and most starts are of the same release.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.utils.http import parse_etags
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

_MADE_BY = ("Django", "whitenoise", "brotli")
#: Which name each file has: beside the files and not among them, since everything there is public.
_LIST = "static-files.json"


class Uncompressed(ManifestStaticFilesStorage):
    """Files under the names that are made from their bytes."""

    manifest_name = _LIST

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, manifest_storage=FileSystemStorage(settings.STATIC_ROOT.parent), **options)


class Files(CompressedManifestStaticFilesStorage, Uncompressed):
    """The same, each with its compressed copies."""


def _beside(name: str) -> Path:
    return settings.STATIC_ROOT.with_name(name)


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise's own knows a file again by the header that holds its tag as it was sent, and nothing else."""

    @staticmethod
    def serve(static_file, request):
        """Send a file, or 304 where a reader has it: by one of several tags, a weak one or any (RFC 9110, 13.1.2)."""
        tags = {tag.removeprefix("W/") for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))}
        if tags & {static_file.etag, "*"}:
            request.META["HTTP_IF_NONE_MATCH"] = static_file.etag
        return WhiteNoiseMiddleware.serve(static_file, request)


def collect() -> None:
    """Bring the collected files up to date. What they were made from is noted beside them."""
    note = _beside("static-collected")
    made_from = _digest()
    is_there = settings.STATIC_ROOT.is_dir() and _beside(_LIST).exists()
    if is_there and note.exists() and note.read_text() == made_from:
        return
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    for public in settings.STATIC_ROOT.glob("staticfiles.json*"):  # where earlier releases had the list
        public.unlink()
    note.write_text(made_from)


def _digest() -> str:
    """Return one digest of every file, and of what hashes and compresses them."""
    found = hashlib.sha256(repr([settings.STATIC_URL, *map(version, _MADE_BY)]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                found.update(f"{name}\0{hashlib.sha256(file.read()).hexdigest()}\n".encode())
    return found.hexdigest()
