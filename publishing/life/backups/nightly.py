"""The backup of each night: whether one is due, which are kept, and what the desk is told of it."""

import datetime
import re
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from publishing.life import clinic, jobs
from publishing.life.backups import making
from publishing.life.backups.copying import NoProgram
from publishing.life.models import Job

NAME = "backup"
_HOUR = datetime.timedelta(hours=2)  # of the night, by the clinic's clock
#: How long the next try waits after one that failed.
_AGAIN = datetime.timedelta(hours=1)
_FILE = re.compile(r"site-(\d{4}-\d\d-\d\d)\.backup")
_DAY = 24 * 60 * 60  # seconds


def is_due() -> bool:
    """Whether the last night has no backup yet, and none has failed within the last hour. At most one query."""
    if _tonight().exists():
        return False
    failed = Job.objects.filter(pk=jobs.FAILED % NAME, ran_at__gt=timezone.now() - _AGAIN)
    return not failed.exists()


def make() -> str:
    """Make the backup of the last night where there is none, forget what is too old, and return what was done.

    That it was made, or why not, is left for the desk. Raises what `making.make` raises.
    """
    if (file := _tonight()).exists():
        return f"There is {file} already."
    try:
        made = _made(file)
    except Exception as error:
        jobs.note_failure(NAME, str(error))
        raise
    size = f"{made.size / 1_000_000:.1f} MB, {'encrypted' if made.is_encrypted else 'not encrypted'}"
    said = f"{file.name}, {size}"
    jobs.note(NAME, said)
    forget_old()
    return said


def _made(file: Path) -> making.Made:
    """Make it. Where PostgreSQL's programs are missing, it goes without what only they can make."""
    if file.parent == settings.DATA_DIR / "backups":  # another folder may be a disk that is not there now
        file.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        return making.make(file, recipient=settings.BACKUP_KEY)
    except NoProgram:
        return making.make(file, recipient=settings.BACKUP_KEY, is_neutral_only=True)


def _tonight() -> Path:
    """Return what the backup of the last night is called."""
    with timezone.override(clinic.current().time_zone):
        night = (timezone.localtime() - _HOUR).date()
    return settings.BACKUP_DIR / f"site-{night}.backup"


def forget_old() -> None:
    """Delete the nightly backups that are too old, and what a kill has left of one. Other files are left alone."""
    nights = {path: datetime.date.fromisoformat(found[1]) for path, found in _nightly()}
    keep = kept(nights.values(), settings.BACKUP_DAYS, settings.BACKUP_WEEKS)
    for path, night in nights.items():
        if night not in keep:
            path.unlink(missing_ok=True)
    for draft in settings.BACKUP_DIR.glob(".site-*.backup.new"):
        if time.time() - draft.stat().st_mtime > _DAY:
            draft.unlink(missing_ok=True)


def _nightly() -> list[tuple[Path, re.Match[str]]]:
    found = [(path, _FILE.fullmatch(path.name)) for path in settings.BACKUP_DIR.iterdir()]
    return [(path, match) for path, match in found if match]


def kept(nights: Iterable[datetime.date], days: int, weeks: int) -> set[datetime.date]:
    """Return which nights are kept: the newest of each of so many days, and of each of so many weeks, that have one."""
    newest = sorted(nights, reverse=True)
    by_week: dict[tuple[int, int], datetime.date] = {}
    for night in newest:
        by_week.setdefault(night.isocalendar()[:2], night)
    return {*newest[:days], *list(by_week.values())[:weeks]}


def is_on_the_disk_of_the_site() -> bool:
    """Whether the backups would be lost together with the site."""
    try:
        return settings.BACKUP_DIR.stat().st_dev == settings.DATA_DIR.stat().st_dev
    except OSError:
        return settings.BACKUP_DIR.is_relative_to(settings.DATA_DIR)
