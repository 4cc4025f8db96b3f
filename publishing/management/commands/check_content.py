"""Check a library without touching the database: every fault with its file and line, then advice to the writers."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from publishing.management.commands._content import ContentCommand
from publishing.text import library, manuscripts, validation


class Command(ContentCommand):
    help = "Check a content folder: every fault with file and line."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--advice", action="store_true", help="also print what could read more easily")
        parser.add_argument("only", nargs="*", help="report only paths that contain one of these words")

    def handle(self, *, content: Path, advice: bool, only: list[str], **options: Any) -> None:
        found = library.read(content, self.progress("Checked"))
        faults = [fault for fault in found.faults if not only or any(word in fault.path for word in only)]
        self.print_faults(faults)
        if advice:
            for (language, kind, slug), manuscript in found.manuscripts.items():
                name = manuscripts.path_in_library(language, kind, slug)
                if not only or any(word in name for word in only):
                    for note in validation.advice(manuscript):
                        self.stdout.write(f"{name}: {note}")
        if faults:
            raise CommandError(f"{len(faults)} faults. Nothing was changed.")
        self.stdout.write(f"{len(found.manuscripts)} manuscripts, {len(found.pictures)} pictures: no fault.")
