"""Run the job once, by hand or from a timer."""

from typing import Any

from django.core.management.base import BaseCommand

from publishing.life import jobs


class Command(BaseCommand):
    help = "Run the job publish_due once. Safe to run from several places at a time."

    def handle(self, **options: Any) -> None:
        self.stdout.write(jobs.publish_due())
