"""The nightly backup among the jobs: in a process of its own, since what is due every 20 seconds does not wait."""

import datetime
import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from publishing.life import jobs
from publishing.life.backups import nightly
from publishing.life.backups.making import AtWork
from publishing.management.commands._backups import STATUSES
from website import supervisor

_process: subprocess.Popen[bytes] | None = None


class Failed(Exception):
    """That the last one ended with an error, which it has said itself."""


def begin() -> None:
    """Begin a backup where one is due and none is being made. It says itself how it went. Raises Failed, once, for one
    that failed: so it is among the failures that a monitoring counts. What it could not say, since it was killed or
    did not come to begin, is noted for the desk here, and the next try waits as after any other failure. One that found
    another at work has not failed.
    """
    global _process
    status = _process.poll() if _process is not None else 0
    if status and status != STATUSES[AtWork]:
        _process = None
        if nightly.is_due():  # so nothing was noted
            jobs.note_failure(nightly.NAME, _why(status))
        raise Failed(f"The backup ended with status {status}")
    if status is None:
        return
    if nightly.is_made():
        jobs.forget_failure(nightly.NAME)
    elif nightly.is_due():
        _process = supervisor.started([sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", "--nightly"])


def _why(status: int) -> str:
    if status < 0:
        return f"It was killed (signal {-status}). Is the machine short of memory?"
    return f"It ended with status {status} before it could say why; the log may."


def is_at_work() -> bool:
    """Whether a backup that was begun here is being made."""
    return _process is not None and _process.poll() is None


def has_failed() -> bool:
    """Whether the backup that was begun here last has failed. One that found another at work has not."""
    return _process is not None and _process.poll() not in {0, None, STATUSES[AtWork]}


def register() -> None:
    """Make the work known, where the settings ask for it."""
    if settings.BACKUP_DAYS:
        every, patience = datetime.timedelta(minutes=5), datetime.timedelta(days=2)
        jobs.register(jobs.Work(nightly.NAME, _("The nightly backup"), begin, every=every, patience=patience))
