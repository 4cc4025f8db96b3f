"""The address of a page as a QR code, for paper: one path of an SVG, drawn here and asked of nobody."""

from functools import lru_cache
from itertools import groupby

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 2  # modules of white around it: the paper is white beyond them


@lru_cache(maxsize=512)
def drawn(address: str) -> SafeString:
    """Return the code as an SVG without a size of its own; it repeats what is printed beside it."""
    rows = [bytes(row) for row in segno.make_qr(address, error="l", boost_error=False).matrix]
    side = len(rows) + 2 * QUIET
    path = "".join(f"M{QUIET} {y + QUIET}.5{_line(row)}" for y, row in enumerate(rows))
    svg = f'<svg class="qr" viewBox="0 0 {side} {side}" aria-hidden="true"><path d="{path}"/></svg>'
    return mark_safe(svg)  # noqa: S308 (numbers alone)


def _line(row: bytes) -> str:
    """Return a row of modules as a line that is drawn where they are dark: each run takes a few letters."""
    runs = [(bool(dark), len(list(modules))) for dark, modules in groupby(row)]
    return "".join(f"h{length}" if dark else f"m{length} 0" for dark, length in runs)
