"""Let somebody try to sign in again who has to wait."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.desk.staff import people


class Command(BaseCommand):
    help = "End the wait of somebody who has sent too many wrong passwords or codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name by which the person signs in")

    def handle(self, name: str, **options: object) -> None:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody signs in by the name {name!r}.")
        people.let_in(person, by=None)
        self.stdout.write(f"{name} may try again.")
