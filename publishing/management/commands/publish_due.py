"""Run the job once, by hand or from a timer."""

from typing import Any

from publishing.life import jobs
from publishing.management.commands._database import DatabaseCommand


class Command(DatabaseCommand):
    help = "Run the job publish_due once. Safe to run from several places at a time."

    def handle(self, **options: Any) -> None:
        self.stdout.write(jobs.publish_due())
