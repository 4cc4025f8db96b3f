"""The static files of this release: sent, and collected where they are not there yet.

To hash and compress them takes longer than all the rest of a start, and most starts are of the same release.
"""

import hashlib
from importlib.metadata import version

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.http import parse_etags
from whitenoise.middleware import WhiteNoiseMiddleware

_MADE_BY = ("Django", "whitenoise", "brotli")


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
    note = settings.STATIC_ROOT.with_name("static-collected")
    made_from = _digest()
    is_there = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if is_there and note.exists() and note.read_text() == made_from:
        return
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(made_from)


def _digest() -> str:
    """Return one digest of every file, and of what hashes and compresses them."""
    found = hashlib.sha256(repr([settings.STATIC_URL, *map(version, _MADE_BY)]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                found.update(f"{name}\0{hashlib.sha256(file.read()).hexdigest()}\n".encode())
    return found.hexdigest()
