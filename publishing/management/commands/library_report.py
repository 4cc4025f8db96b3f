"""Print how long, how hard and how well founded every live page is."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from publishing.desk.reporting import library_report
from publishing.management.commands._database import DatabaseCommand

START, END = "<!-- library_report -->", "<!-- end of library_report -->"


class Command(DatabaseCommand):
    help = (
        "Print a table of every live page: words, screens, grade, sentences, sources, links, cards, drawings, numbers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        said = f"put the table into this file, between {START} and {END}"
        parser.add_argument("--into", type=Path, metavar="FILE", help=said)

    def handle(self, *, into: Path | None, **options: Any) -> None:
        before, after = _around(into) if into else ("", "")
        found = "\n".join(library_report.table(library_report.lines()))
        if into is None:
            self.stdout.write(found)
        else:
            into.write_text(f"{before}{START}\n{found}\n{END}{after}")


def _around(file: Path) -> tuple[str, str]:
    """Return what stands before and behind the table. Raises CommandError where the file has no place for it."""
    try:
        before, start, rest = file.read_text().partition(START)
    except OSError as error:
        raise CommandError(f"Could not read {file}: {error.strerror}") from error
    _old, end, after = rest.partition(END)
    if not (start and end):
        raise CommandError(f"{file} has no lines {START} and {END}.")
    return before, after
