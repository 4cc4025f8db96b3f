"""`[@source-id; @another]` becomes a mark: numbers belong to the page on which a text stands, and are bound there."""

import re

from markdown.inlinepatterns import InlineProcessor

from publishing.text.prose import marks

SOURCE_ID = r"[a-z0-9][a-z0-9.-]*"
PATTERN = re.compile(rf"\[(@{SOURCE_ID}(?:; ?@{SOURCE_ID})*)\]")


def named_in(citation: str) -> list[str]:
    """Return the ids in "@one; @another"."""
    return [part.strip().removeprefix("@") for part in citation.split(";")]


class CitationProcessor(InlineProcessor):
    """Finds citations in running text and notes them."""

    def __init__(self, cited: list[str]) -> None:
        # A number must never start a line alone, so the space between a word and its citation goes.
        super().__init__(rf"(?:(?<=\S)[ \n]+)?{PATTERN.pattern}")
        self._cited = cited

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # as Markdown's own do
        ids = named_in(m.group(1))
        self._cited += ids
        return marks.mark(marks.CITATION, ";".join(ids)), m.start(0), m.end(0)
