"""What the content commands share: the option that names the folder, and a line that shows progress."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from publishing.text.library import Progress
from publishing.text.schema import Fault


class ContentCommand(BaseCommand):
    """A command about a library."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--content",
            type=Path,
            default=settings.CONTENT_DIR,
            metavar="DIR",
            help="the folder of the library (default: content/)",
        )

    def progress(self, verb: str) -> Progress:
        """Return a function that shows how far long work is, on a terminal only."""

        def show(done: int, total: int) -> None:
            if self.stderr.isatty() and (done % 10 == 0 or done == total):
                self.stderr.write(f"\r{verb} {done} of {total}", ending="\n" if done == total else "")

        return show

    def print_faults(self, faults: Iterable[Fault]) -> None:
        """Print every fault, one on a line."""
        for fault in faults:
            self.stderr.write(str(fault))
