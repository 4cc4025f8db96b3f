"""Let somebody sign in again who has to wait, or has lost the phone."""

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from publishing.desk.letters import invitations
from publishing.desk.staff import people


class Command(BaseCommand):
    help = "End the wait of somebody who has sent too many wrong passwords or codes, or take a lost phone away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name by which the person signs in")
        parser.add_argument("--lost-phone", action="store_true", help="take phone and password away, and send a link")

    def handle(self, name: str, lost_phone: bool, **options: object) -> None:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody signs in by the name {name!r}.")
        people.let_in(person, by=None)
        if not lost_phone:
            self.stdout.write(f"{name} may try again.")
            return
        people.forget_phone(person, by=None)
        self.stdout.write(f"{name} chooses a new password by a link, and then sets up a phone.")
        if person.email and not invitations.is_printed() and invitations.send(person, by=None):
            self.stdout.write(f"The link is on its way to {person.email}.")
        else:
            self.stdout.write(
                f"No mail can be sent. Give this link to {name} and nobody else: {invitations.address(person)}"
            )
