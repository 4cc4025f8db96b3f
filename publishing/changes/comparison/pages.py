"""A whole page in two versions as the rows of one table. Knows the order of the parts, not how each is compared."""

from dataclasses import replace

from publishing.changes.comparison.blocks import blocks_of
from publishing.changes.comparison.body import body_rows
from publishing.changes.comparison.front_matter import front_matter_rows
from publishing.changes.comparison.lines import line_rows
from publishing.changes.comparison.rows import Row
from publishing.changes.comparison.shown import NameOf
from publishing.text import kinds, manuscripts
from publishing.text.schema import Record


def compare(kind_name: str, before: str, after: str, *, name_of: NameOf | None = None) -> list[Row]:
    """Return the rows of two manuscripts of a kind of page; an empty text is a page that is not there yet.

    Raises KeyError where there is no such kind.
    """
    rows = _part_rows(kinds.get(kind_name).schema, before, after, name_of or _its_own_name)
    if rows is None or (before != after and all(row.kind == "same" for row in rows)):
        rows = list(line_rows(before, after))
    return _numbered(rows)


def _part_rows(schema: Record, before: str, after: str, name_of: NameOf) -> list[Row] | None:
    """Return the rows of front matter and body, or None where a version cannot be read."""
    old, new = (manuscripts.read_loosely(text) if text.strip() else ({}, "") for text in (before, after))
    if old is None or new is None:
        return None
    body = body_rows(blocks_of(old[1]), blocks_of(new[1]), name_of)
    return [*front_matter_rows(schema, old[0], new[0], name_of), *body]


def _its_own_name(to: str, name: str) -> str:
    return name


def _numbered(rows: list[Row]) -> list[Row]:
    """Number the rows, and fold away what is the same, but for one row of context beside each change."""
    shown = [any(row.kind != "same" for row in rows[max(0, place - 1) : place + 2]) for place in range(len(rows))]
    for place in range(1, len(rows) - 1):
        shown[place] |= shown[place - 1] and shown[place + 1]  # a line that says "1 unchanged row" saves none
    return [replace(row, number=place + 1, is_folded=not shown[place]) for place, row in enumerate(rows)]
