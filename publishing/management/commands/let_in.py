"""Let somebody sign in again who has to wait, or has lost the phone."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.desk.staff import people


class Command(BaseCommand):
    help = "End the wait of somebody who has sent too many wrong passwords or codes, or take a lost phone away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name by which the person signs in")

        parser.add_argument("--lost-phone", action="store_true", help="let the person set up another phone, too")

    def handle(self, name: str, lost_phone: bool, **options: object) -> None:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody signs in by the name {name!r}.")
        people.let_in(person, by=None)
        if lost_phone:
            people.forget_phone(person, by=None)
        self.stdout.write(f"{name} may try again{', and sets up a phone' if lost_phone else ''}.")
