"""Run what runs by itself, until told to end."""

import logging
import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connection

from publishing.life import jobs, outage
from publishing.life.backups.nightly import NAME
from website import nightly

log = logging.getLogger(__name__)
FAILED = "failed, see the log"


class Outage:
    """That jobs found the database busy, away or full. The log has it once when it begins, and once when it is over:
    they try again every 20 seconds, and a night of it would hide all else.
    """

    def __init__(self) -> None:
        self._met: set[str] = set()

    def met(self, name: str, error: Exception) -> None:
        """Note that a job failed of it."""
        if not self._met:
            said = "The database is busy, away or full for the jobs, which try again until it is back: %s"
            log.error(said, outage.reason(error))
        self._met.add(name)

    def passed(self, name: str) -> None:
        """Note that a job did its work. Where it had failed of the outage, that is over."""
        if name in self._met:
            self.over()

    def over(self) -> None:
        """Note that the database answers: also where it says that another machine runs the jobs now."""
        if self._met:
            self._met.clear()
            log.warning("The database is back for the jobs")


class Command(BaseCommand):
    help = "Publish what is due and send reminders, again and again. `serve` starts it."

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._outage = Outage()

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="run each job once, and end: for a timer")

    def handle(self, *, once: bool, **options) -> None:
        outage.open_but_never_make(connection.settings_dict)
        outage.limit(connection.settings_dict, lock=20)
        if once:
            return self._run_all()
        # Ctrl+C ends it at once, as SIGTERM does: an exception could be swallowed where it is raised, and what a job is
        # at is undone with its transaction and done when it is due again.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _show_figures()
        connection.settings_dict["CONN_MAX_AGE"] = None  # with the connection the turn would go to another machine
        due: dict[str, float] = {}
        while True:
            self._take_turn(due)
            time.sleep(1)

    def _take_turn(self, due: dict[str, float]) -> None:
        """Run what is due where the jobs of this machine are the ones that run."""
        if _is_our_turn():
            self._run_due(due)
        else:
            self._outage.over()

    def _run_due(self, due: dict[str, float]) -> dict[str, str]:
        """Run what is due and return what it says. due: by name, from when on a job is due again."""
        said = {}
        for work in jobs.all_work():
            if time.monotonic() >= due.get(work.name, 0):
                due[work.name] = time.monotonic() + work.every.total_seconds()
                said[work.name] = self._run(work.name)
        return said

    def _run_all(self) -> None:
        """Run each job once, and while a backup is made the others again as they are due; print what each said last, if
        anything. Raises CommandError where one failed, after all have run.
        """
        due: dict[str, float] = {}
        said = self._run_due(due)
        while nightly.is_at_work():  # a timer starts no other run before this one ends
            time.sleep(1)
            said |= self._run_due(due)
        if nightly.has_failed():
            said[NAME] = self._run(NAME)  # who begins it says how it went
        for name, outcome in said.items():
            if outcome:  # what only looked whether something is due says nothing
                self.stdout.write(f"{name}: {outcome}")
        failed = [name for name, outcome in said.items() if outcome == FAILED]
        if failed:
            raise CommandError(f"{len(failed)} of {len(said)} jobs failed: {', '.join(failed)}. The log says why.")

    def _run(self, name: str) -> str:
        """Run a job and return what it says. Nothing that goes wrong in one run may end the loop."""
        try:
            close_old_connections()
            said = jobs.run(name)
            self._outage.passed(name)
            return said
        except Exception as error:
            if outage.is_outage(error):
                connection.close()  # an open one may know nothing of a disk that has come back
            if outage.is_outage(error) and not isinstance(error, OSError):
                self._outage.met(name, error)
            elif isinstance(error, nightly.Failed):
                log.error("The job %s failed: %s", name, error)  # it has said why itself
            else:
                log.exception("The job %s failed and will be tried again", name)
            _count_failure(name)
            return FAILED


def _is_our_turn() -> bool:
    """Whether the jobs of this machine are the ones that run. Where nobody can say, each says itself why it failed."""
    try:
        close_old_connections()
        return jobs.is_our_turn()
    except DatabaseError:
        connection.close()
        return True


def _show_figures() -> None:
    """Let a monitoring read the figures of the whole site here, where that is wanted. The jobs run without them too."""
    if not settings.METRICS_PORT:
        return
    from website import figures

    figures.begin()
    figures.warn_without_folder()
    try:
        figures.show(settings.METRICS_PORT, settings.METRICS_BIND)
    except OSError as error:
        log.error("No figures are shown on port %s: %s", settings.METRICS_PORT, error)


def _count_failure(name: str) -> None:
    if settings.METRICS_PORT:
        from website import figures

        figures.note_failure(name)
