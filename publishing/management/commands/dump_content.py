"""Write what is live as a library: the inverse of load_content, byte for byte."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from publishing.life import loading
from publishing.management.commands._content import ContentCommand


class Command(ContentCommand):
    help = "Write every live page, snippet, source, term and picture into a content folder."

    def handle(self, *, content: Path, **options: Any) -> None:
        try:
            count = loading.dump(content)
        except OSError as error:
            raise CommandError(f"Could not write {error.filename or content}: {error.strerror}") from error
        self.stdout.write(f"{count} files written to {content}")
