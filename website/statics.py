"""The static files of this release, collected where they are not there yet.

To hash and compress them takes longer than all the rest of a start, and most starts are of the same release.
"""

import hashlib
from importlib.metadata import version

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MADE_BY = ("Django", "whitenoise", "brotli")


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
