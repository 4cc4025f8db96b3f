"""One style sheet from many small ones: `styles.css` is static/styles/*.css in the order of their names."""

import re
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

NAME = "styles.css"
FOLDER = settings.BASE_DIR / "static" / "styles"


def bundle() -> bytes:
    """Return the style sheet, without comments and without the space that only its writers need."""
    parts = [path.read_text() for path in sorted(FOLDER.glob("*.css"))]
    text = re.sub(r"/\*.*?\*/", "", "\n".join(parts), flags=re.DOTALL)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}")
    return re.sub(r"(?<=[{;])([\w-]+):\s+", r"\1:", text).strip().encode()


class _BundleStorage(Storage):
    """A storage of one file, which is made when it is read."""

    prefix = ""

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(bundle(), name=name)

    def exists(self, name: str) -> bool:
        return name == NAME

    def path(self, name: str) -> str:
        return str(FOLDER)  # collectstatic prints it, and does not open it

    def get_modified_time(self, name: str) -> datetime:
        return datetime.now(tz=UTC)  # made anew each time, so always newer than the last copy


class StylesFinder(BaseFinder):
    """Offers the bundle to collectstatic."""

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs):
        return [] if find_all or path != NAME else str(FOLDER)

    def list(self, ignore_patterns):
        yield NAME, _BundleStorage()
