"""Whether the site can do all that it is for: what a monitor asks. That it is alive is another question (/health)."""

import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.templatetags.static import static
from django.utils import timezone

from publishing.life import jobs, media
from publishing.life.models.version import current

#: Bytes: with less room on a disk what the desk, a sign-in or a job writes may be refused at any moment.
ROOM = 16_000_000
#: A file without which no page looks as it should.
STYLES = "styles.css"


def look() -> dict[str, Any]:
    """Return what was found, in words that anybody may read. `faults` are those of what is not as it should be.

    Asks three questions of the database, and no more of it once one was not answered.
    """
    faults = [] if _has_static_files() else ["static files are missing"]
    faults += [f"the disk of {what} is full" for what, free in free_bytes().items() if free < ROOM]
    try:
        found, of_database = _of_database()
    except DatabaseError:
        found, of_database = {}, ["the database does not answer"]
    faults = [*of_database, *faults]
    return {"ready": not faults, "faults": faults, **found}


def free_bytes() -> dict[str, int]:
    """Return how many bytes this account may still write where the data is, and where pictures are if that is another
    disk. A disk that does not answer has none.
    """
    folders = {
        "the data": settings.DATA_DIR,
        **({"the pictures": Path(settings.MEDIA_ROOT)} if media.is_here() else {}),
    }
    disks: dict[int | str, tuple[str, int]] = {}
    for what, folder in folders.items():
        disk: int | str = what
        try:
            disk, free = folder.stat().st_dev, shutil.disk_usage(folder).free
        except FileNotFoundError:  # no picture has come yet
            continue
        except OSError:
            free = 0
        disks.setdefault(disk, (what, free))
    return dict(disks.values())


def _of_database() -> tuple[dict[str, Any], list[str]]:
    if left := _migrations() - set(MigrationRecorder(connection).applied_migrations()):
        return {}, [f"migrations are not applied: {len(left)}"]
    ran = jobs.moments()
    late = [work.name for work in jobs.all_work() if jobs.is_late(work, ran)]
    said = {work.name: _moment(ran.get(work.name)) for work in jobs.all_work()}
    return {"content_version": current(), "jobs": said}, [f"overdue: {name}" for name in late]


def _moment(at: Any) -> str | None:
    return at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds") if at else None


@lru_cache(maxsize=1)
def _migrations() -> set[tuple[str, str]]:
    """Return the migrations of this release. They are read once in a process."""
    return set(MigrationLoader(None).graph.nodes)


def _has_static_files() -> bool:
    """Whether the style sheet is where pages say that it is."""
    try:
        return staticfiles_storage.exists(static(STYLES).removeprefix(settings.STATIC_URL))
    except (OSError, ValueError):  # no manifest, or none that has it
        return False
