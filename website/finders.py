"""Few style sheets from many small ones, each joined in the order of their names.

`styles.css` is static/styles/*.css and is on every page. Each folder beside these files is a style sheet of its own
name: `lists.css` for home and lists, `options.css` for options side by side, and those that a script brings along when
it is loaded. What a reader comes for is a page, and a first visit to one should not wait for what only others need.
"""

import re
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

_STYLES = settings.BASE_DIR / "static" / "styles"
FOLDERS = {"styles.css": _STYLES} | {f"{path.name}.css": path for path in sorted(_STYLES.iterdir()) if path.is_dir()}


def bundle(name: str) -> bytes:
    """Return a style sheet, without comments and without the space that only its writers need."""
    parts = [path.read_text() for path in sorted(FOLDERS[name].glob("*.css"))]
    text = re.sub(r"/\*.*?\*/", "", "\n".join(parts), flags=re.DOTALL)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}")
    return re.sub(r"(?<=[{;])([\w-]+):\s+", r"\1:", text).strip().encode()


class _BundleStorage(Storage):
    """A storage of the joined files, each made when it is read."""

    prefix = ""

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(bundle(name), name=name)

    def exists(self, name: str) -> bool:
        return name in FOLDERS

    def path(self, name: str) -> str:
        return str(FOLDERS[name])  # collectstatic prints it, and does not open it

    def get_modified_time(self, name: str) -> datetime:
        return datetime.now(tz=UTC)  # made anew each time, so always newer than the last copy


class StylesFinder(BaseFinder):
    """Offers the joined files to collectstatic."""

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs):
        return [] if find_all or path not in FOLDERS else str(FOLDERS[path])

    def list(self, ignore_patterns):
        for name in FOLDERS:
            yield name, _BundleStorage()
