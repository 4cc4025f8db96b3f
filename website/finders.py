"""Few files from many small ones: what a browser loads is joined when static files are collected.

A page loads one style sheet. `styles.css` is that of all reading, of lists, of home and of results, so that the second
page that a reader opens loads none. The sheets of the few pages that are something else are whole as well, and without
what those pages have no use for. What a script brings along at a tap (`reader.js`) is not on the way of a first visit.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

_STATIC = settings.BASE_DIR / "static"
#: A style sheet -> the folders in static/styles that it is joined from, each in the order of its names.
STYLES = {
    "styles.css": (".", "lists", "body", "options", "results"),
    "compare.css": (".", "options", "compare"),
    "hand-out.css": (".", "hand-out"),
    "day-plan.css": (".", "hand-out", "day-plan"),
    "visit-sheet.css": (".", "visit"),
    "sheets.css": ("sheets",),
    "suggest.css": ("suggestions",),
}
#: A script -> the files in static/scripts that it is joined from.
SCRIPTS = {
    "reader.js": ("printing.js", "later.js", "place.js"),
    "day-plan.js": ("day-plan.js",),
    "visit-sheet.js": ("visit.js", "visit_sheet.js"),
    "visit.js": ("visit.js",),
    "sheets.js": ("sheets.js",),
    "suggest.js": ("suggest.js",),
}


def bundle(name: str) -> bytes:
    """Return a joined file, without comments and without the space that only its writers need."""
    text = "\n".join(path.read_text() for path in _parts(name))
    return (_lean_style(text) if name in STYLES else _lean_script(text)).encode()


def _parts(name: str) -> list[Path]:
    if name in SCRIPTS:
        return [_STATIC / "scripts" / part for part in SCRIPTS[name]]
    return [path for folder in STYLES[name] for path in sorted((_STATIC / "styles" / folder).glob("*.css"))]


def _lean_style(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}")
    text = re.sub(r"(?<=[{;])([\w-]+):\s+", r"\1:", text)
    return text.replace(" > ", ">").replace(" !important", "!important").strip()


def _lean_script(text: str) -> str:
    """Line breaks stay, for a script may end a statement with one."""
    lines = (re.sub(r"(^|\s+)// .*", "", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


class _BundleStorage(Storage):
    """A storage of the joined files, each made when it is read."""

    prefix = ""

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(bundle(name), name=name)

    def exists(self, name: str) -> bool:
        return name in STYLES or name in SCRIPTS

    def path(self, name: str) -> str:
        return str(_STATIC / name)  # collectstatic prints it, and does not open it

    def get_modified_time(self, name: str) -> datetime:
        return datetime.now(tz=UTC)  # made anew each time, so always newer than the last copy


class JoinedFinder(BaseFinder):
    """Offers the joined files to collectstatic."""

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs):
        return [] if find_all or not _BundleStorage().exists(path) else str(_STATIC / path)

    def list(self, ignore_patterns):
        for name in (*STYLES, *SCRIPTS):
            yield name, _BundleStorage()
