"""Let somebody sign in again who has to wait, or has lost the phone."""

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser

from publishing.desk.doors import braking, whence
from publishing.desk.letters import invitations, new_address
from publishing.desk.staff import people
from publishing.management.commands._database import DatabaseCommand


class Command(DatabaseCommand):
    help = "End the wait of somebody who has sent too many wrong passwords or codes, or take a lost phone away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the name by which the person signs in, often the mail address")
        parser.add_argument("--from", dest="address", help="end the wait of everybody at an address, such as 192.0.2.7")
        parser.add_argument("--lost-phone", action="store_true", help="take phone and password away, and send a link")

    def handle(self, name: str | None, address: str | None, lost_phone: bool, **options: object) -> None:
        if address:
            if whence.counted(address) is None:
                raise CommandError(f"{address!r} is no address. It would be like 192.0.2.7.")
            braking.release_address(address)
            self.stdout.write(f"Whoever is at {address} may try again.")
        elif not name:
            raise CommandError("Name who is to be let in: manage.py let_in NAME, or --from ADDRESS.")
        if name:
            self._let_in(name, lost_phone=lost_phone)

    def _let_in(self, name: str, *, lost_phone: bool) -> None:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody signs in by the name {name!r}.")
        people.let_in(person, by=None)
        if not lost_phone:
            self.stdout.write(f"{name} may try again. An address that waits as a whole is let in by --from ADDRESS.")
            return
        people.forget_phone(person, by=None)
        self.stdout.write(f"{name} chooses a new password by a link, and then sets up a phone.")
        until = new_address.waits_until(person)
        if until is None and person.email and not invitations.is_printed() and invitations.send(person, by=None):
            self.stdout.write(f"The link is on its way to {person.email}.")
            return
        why = new_address.said_of(until) if until else "No mail can be sent."
        self.stdout.write(f"{why} Give this link to {name} and nobody else: {invitations.address(person)}")
