"""Run what runs by itself, for as long as the server does that started it."""

import logging
import os
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from publishing.life import jobs

log = logging.getLogger(__name__)

#: Each job with the seconds between two runs.
EVERY = {jobs.publish_due: 20, jobs.send_review_reminders: 3600}


class Command(BaseCommand):
    help = "Publish what is due and send reminders, again and again. `serve` starts it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")

    def handle(self, *, parent: int | None, **options) -> None:
        due = dict.fromkeys(EVERY, 0.0)
        while parent is None or os.getppid() == parent:
            for job, seconds in EVERY.items():
                if time.monotonic() >= due[job]:
                    due[job] = time.monotonic() + seconds
                    self._run(job)
            time.sleep(1)

    def _run(self, job) -> None:
        """Nothing that goes wrong in one run may end the loop: nobody would start it again."""
        try:
            close_old_connections()
            job()
        except Exception:
            log.exception("The job %s failed and will be tried again", job.__name__)
