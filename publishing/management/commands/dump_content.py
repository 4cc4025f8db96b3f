"""Write what is live, and what was, as a library: the inverse of load_content, byte for byte where nothing changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from publishing.life import dumping
from publishing.management.commands._content import ContentCommand
from publishing.management.commands._database import DatabaseCommand


class Command(DatabaseCommand, ContentCommand):
    help = "Write every page, snippet, source, term and picture that is or was public into an empty folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--content", type=Path, required=True, metavar="DIR", help="an empty folder, or a new one")

    def handle(self, *, content: Path, **options: Any) -> None:
        try:
            count = dumping.dump(content)
        except dumping.NotEmpty as error:
            raise CommandError(f"{content} is not empty. Name a new folder; nothing was written.") from error
        except OSError as error:
            raise CommandError(f"Could not write {error.filename or content}: {error.strerror}") from error
        self.stdout.write(f"{count} files written to {content}")
        if faults := dumping.check(content):
            self.print_faults(faults)
            raise CommandError(
                f"{len(faults)} faults in what was written: put them right at the desk, or in the files."
            )
