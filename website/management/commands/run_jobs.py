"""Run what runs by itself, for as long as the server does that started it."""

import logging
import os
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from publishing.life import jobs

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Publish what is due and send reminders, again and again. `serve` starts it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
        parser.add_argument("--once", action="store_true", help="run each job once, and end: for a timer")

    def handle(self, *, parent: int | None, once: bool, **options) -> None:
        if once:
            for work in jobs.all_work():
                self._run(work.name)
            return
        due = dict.fromkeys(jobs.all_work(), 0.0)
        while parent is None or os.getppid() == parent:
            for work, at in due.items():
                if time.monotonic() >= at:
                    due[work] = time.monotonic() + work.every.total_seconds()
                    self._run(work.name)
            time.sleep(1)

    def _run(self, name: str) -> None:
        """Nothing that goes wrong in one run may end the loop: nobody would start it again."""
        try:
            close_old_connections()
            jobs.run(name)
        except Exception:
            log.exception("The job %s failed and will be tried again", name)
