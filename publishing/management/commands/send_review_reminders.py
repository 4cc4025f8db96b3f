"""Run the job once, by hand or from a timer."""

from typing import Any

from publishing.desk.letters import reminders
from publishing.management.commands._database import DatabaseCommand


class Command(DatabaseCommand):
    help = "Run the job send_review_reminders once. Safe to run from several places at a time."

    def handle(self, **options: Any) -> None:
        self.stdout.write(reminders.send_review_reminders())
