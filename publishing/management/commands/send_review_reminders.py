"""Run the job once, by hand or from a timer."""

from typing import Any

from django.core.management.base import BaseCommand

from publishing.desk import reminders


class Command(BaseCommand):
    help = "Run the job send_review_reminders once. Safe to run from several places at a time."

    def handle(self, **options: Any) -> None:
        self.stdout.write(reminders.send_review_reminders())
