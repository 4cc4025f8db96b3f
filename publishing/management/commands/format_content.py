"""Bring the texts of a library into canonical form. A text that cannot be read is reported and left as it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from publishing.management.commands._content import ContentCommand
from publishing.text import canonical, library, manuscripts, records
from publishing.text.schema import Fault, Findings


class Command(ContentCommand):
    help = "Rewrite the manuscripts and records of a content folder in canonical form."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("paths", nargs="*", type=Path, help="only these files (default: all)")

    def handle(self, *, content: Path, paths: list[Path], **options: Any) -> None:
        only = {path.resolve() for path in paths}
        changed = 0
        faults: list[Fault] = []
        for name, path, written in self._texts(content, faults):
            if (not only or path.resolve() in only) and written.encode() != path.read_bytes():
                self._replace(path, written)
                self.stdout.write(f"formatted {name}")
                changed += 1
        self.print_faults(faults)
        if faults:
            raise CommandError(f"{changed} files formatted; what has a fault was left as it is.")
        self.stdout.write(f"{changed} files formatted.")

    def _texts(self, content: Path, faults: list[Fault]) -> Iterator[tuple[str, Path, str]]:
        """Yield (name, path, canonical text) of every file that can be read without losing anything."""
        for language, kind, path in library.files(content):
            name = manuscripts.path_in_library(language, kind, path.stem)
            findings = Findings(name)
            text = canonical.decode(path.read_bytes(), findings)
            found = manuscripts.read(text, kind, findings) if text is not None else None
            faults += findings.faults
            if found is not None and not findings.faults:
                yield name, path, manuscripts.write(found)
        for name, (schema, key) in records.lists().items():
            for path in sorted([*content.glob(name), *content.glob(f"*/{name}")]):
                findings = Findings(path.relative_to(content).as_posix())
                text = canonical.decode(path.read_bytes(), findings)
                listed = canonical.read(text, schema, findings) if text is not None else None
                faults += findings.faults
                if listed and not findings.faults:
                    yield findings.path, path, canonical.write(records.as_listed(listed, key))

    @staticmethod
    def _replace(path: Path, text: str) -> None:
        """Write beside, then rename: a full disk or a killed process leaves the old text whole."""
        draft = path.with_name(f".{path.name}.new")
        draft.write_text(text, newline="\n")
        draft.replace(path)
