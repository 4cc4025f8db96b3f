"""Texts that cannot be read as a page, line by line, so that no difference is lost. Knows no manuscript."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from publishing.changes.comparison.alignment import align, item_of
from publishing.changes.comparison.rows import Row, row_of
from publishing.changes.pieces import Piece, pieces_of, whole


def line_rows(before: str, after: str) -> Iterator[Row]:
    """Compare line by line, spaces and empty lines too."""
    old, new = (text.split("\n") if text else [] for text in (before, after))
    for i, j, is_moved in align([item_of(line) for line in old], [item_of(line) for line in new]):
        labels = [None if n is None else _("Line %(number)s") % {"number": n + 1} for n in (i, j)]
        sides = (None if n is None else _line_pieces(lines[n]) for n, lines in ((i, old), (j, new)))
        yield row_of(labels[1] or labels[0] or "", *sides, is_moved=is_moved, was=labels[0] or "")


def _line_pieces(line: str) -> list[Piece]:
    """Return the words of a line, with every space but a single one between two words as a sign that can be seen."""
    found: list[Piece] = []
    for part in re.split(r"(^\s+|\s+$|[^\S ]+|\s{2,})", line):
        if part.isspace():
            found.append(Piece("␣" * len(part), part, "sign", behind=""))
        else:
            words = pieces_of(part)
            found += [replace(word, key=word.key + word.behind) for word in words]
    return found or [whole(_("(empty line)"), "")]
