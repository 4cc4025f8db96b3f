"""The backup of each night: whether one is due, which are kept, and what the desk is told of it."""

import datetime
import logging
import re
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from publishing.life import clinic, jobs, outage
from publishing.life.backups import making
from publishing.life.backups.copying import NoProgram
from publishing.life.models import Job

log = logging.getLogger(__name__)
NAME = "backup"
_HOUR = datetime.timedelta(hours=2)  # of the night, by the clinic's clock
#: How long the next try waits after one that failed.
_AGAIN = datetime.timedelta(hours=1)
_FILE = re.compile(r"site-(\d{4}-\d\d-\d\d)(?:-\d+)?\.backup")
_DAY = 24 * 60 * 60  # seconds


def is_due() -> bool:
    """Whether the last night has no backup of this site yet, and none has failed within the last hour. Two queries."""
    ran = dict(Job.objects.filter(pk__in=[NAME, jobs.FAILED % NAME]).values_list("pk", "ran_at"))
    failed = ran.get(jobs.FAILED % NAME)
    if failed is not None and failed > timezone.now() - _AGAIN:
        return False
    return not is_made()


def is_made() -> bool:
    """Whether this site has made one since the night began, and it is there. A file alone may be of a site that stood
    here before this one was restored.
    """
    made = Job.objects.filter(pk=NAME, ran_at__gte=_night()).first()
    return made is not None and is_there(made.outcome)


def is_there(said: str) -> bool:
    """Whether the file of a backup is where it was written. said: what `make` said of it. False also where the disk
    does not answer.
    """
    try:
        return (settings.BACKUP_DIR / said.partition(",")[0]).is_file()
    except OSError:
        return False


def make() -> str:
    """Make the backup of the last night where there is none, forget what is too old, and return what was done.

    That it was made, or why not, is left for the desk; but that another is at work is no failure. Where there is one,
    a try that failed since, such as while its disk was away, is no failure any more. Raises what `making.make` raises.
    """
    if is_made():
        jobs.forget_failure(NAME)
        return f"There is one of {_night().date()} already."
    try:
        made = _made(_new_file())
    except making.AtWork:
        raise
    except Exception as error:
        log.error(
            "The nightly backup failed: %s The next try is in an hour; at once: manage.py backup --nightly", error
        )
        _note_failure(error)
        raise
    size = f"{made.size / 1_000_000:.1f} MB, {'encrypted' if made.is_encrypted else 'not encrypted'}"
    said = f"{made.file.name}, {size}"
    jobs.note(NAME, said)
    try:
        forget_old(made.file)
    except OSError as error:
        log.warning("The old backups could not be deleted: %s", error)
    return said


def _note_failure(error: Exception) -> None:
    """Leave for the desk why there is no backup. Where the database takes nothing either, the reason itself counts."""
    try:
        jobs.note_failure(NAME, str(error))
    except DatabaseError as refused:
        log.error("That the nightly backup failed could not be noted for the desk: %s", outage.reason(refused))


def _made(file: Path) -> making.Made:
    """Make it. Where PostgreSQL's programs are missing, it goes without what only they can make."""
    if file.parent == settings.DATA_DIR / "backups":  # another folder may be a disk that is not there now
        file.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        return making.make(file, recipient=settings.BACKUP_KEY)
    except NoProgram:
        return making.make(file, recipient=settings.BACKUP_KEY, is_neutral_only=True)


def _night() -> datetime.datetime:
    """Return when the last night began, by the clinic's clock."""
    with clinic.in_its_time():
        began = (timezone.localtime() - _HOUR).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return timezone.make_aware(began + _HOUR)


def _new_file() -> Path:
    """Return what the backup of the last night is called; another name where a file of another site has that."""
    with clinic.in_its_time():
        night = timezone.localtime(_night()).date()
    names = (f"site-{night}{f'-{number}' if number > 1 else ''}.backup" for number in count(1))
    return next(settings.BACKUP_DIR / name for name in names if not (settings.BACKUP_DIR / name).exists())


def forget_old(newest: Path) -> None:
    """Delete the nightly backups that are too old, and what a kill has left of one. Other files are left alone, and so
    is the newest one, whatever the settings say. Raises OSError.
    """
    nights = {path: datetime.date.fromisoformat(found[1]) for path, found in _nightly()}
    keep = kept(nights.values(), settings.BACKUP_DAYS, settings.BACKUP_WEEKS)
    for path, night in nights.items():
        if night not in keep and path != newest:
            path.unlink(missing_ok=True)
    for draft in settings.BACKUP_DIR.glob(".site-*.backup.new"):
        if time.time() - draft.stat().st_mtime > _DAY:
            draft.unlink(missing_ok=True)


def _nightly() -> list[tuple[Path, re.Match[str]]]:
    found = [(path, _FILE.fullmatch(path.name)) for path in settings.BACKUP_DIR.iterdir()]
    return [(path, match) for path, match in found if match]


def kept(nights: Iterable[datetime.date], days: int, weeks: int) -> set[datetime.date]:
    """Return which nights are kept: the newest of each of so many days, and of each of so many weeks, that have one."""
    newest = sorted(set(nights), reverse=True)  # a night has several where it was restored and made again
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
