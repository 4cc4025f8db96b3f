"""Measure the search on a list of questions with the addresses that answer them."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from search import evaluation


class Command(BaseCommand):
    help = "Print how often the right page comes first, or among the first three, for a file of questions."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="lines of: question, tab, regular expression of a right address")
        parser.add_argument("--language", default="en")

    def handle(self, *, file: Path, language: str, **options) -> None:
        try:
            cases = evaluation.read(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: {error}") from error
        found = evaluation.evaluate(cases, language)
        for case in found.unwritten:
            self.stdout.write(f"no page yet: {case.question}")
        for case, rank, first in found.missed:
            self.stdout.write(f"{'not found' if rank is None else f'rank {rank}'}: {case.question} (first: {first})")
        self.stdout.write(str(found))
