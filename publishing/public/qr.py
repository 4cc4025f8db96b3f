"""The address of a page as a QR code, for paper: one path of an SVG, drawn here and asked of nobody."""

from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 2  # modules of white around it: the paper is white beyond them


@lru_cache(maxsize=512)
def drawn(address: str) -> SafeString:
    """Return the code as an SVG without a size of its own; it repeats what is printed beside it."""
    rows = [bytes(row) for row in segno.make_qr(address, error="m").matrix]
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    svg = f'<svg class="qr" viewBox="0 0 {side} {side}" aria-hidden="true"><path d="{path}"/></svg>'
    return mark_safe(svg)  # noqa: S308 (numbers alone)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Return the (start, length) of each run of dark modules in a row."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
