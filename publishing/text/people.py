"""A number drawn as people, ten in a row: a few shapes that are filled with a pattern, however many people there are.

The patterns stand once on a page that has numbers (`templates/components/signs.html`); a cell is `WIDTH` x `HEIGHT`.
"""

from collections.abc import Iterator
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.text.numbers import PEOPLE

WIDTH, HEIGHT, IN_ROW = 15, 17, 10


def drawn(count: object, high: object = None, *, is_whole: bool = True) -> SafeString:
    """Return `count` people filled, those up to `high` in outline, and, where `is_whole`, the rest of 100 pale.

    A draft may hold anything in place of the numbers: it is then said to be faulty, and drawn as nothing.
    """
    high = count if high is None else high
    if not (isinstance(count, int) and isinstance(high, int)) or not 0 <= count <= PEOPLE:
        return SafeString("")
    return _drawn(count, max(count, min(high, PEOPLE)), is_whole, get_language() or "")


@lru_cache(maxsize=1024)
def _drawn(count: int, high: int, is_whole: bool, _language: str) -> SafeString:
    last = PEOPLE if is_whole else high
    parts = (("full", 0, count), ("range", count, high), ("rest", high, last))
    shapes = "".join(
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="url(#person-{name})"/>'
        for name, start, stop in parts
        for x, y, width, height in _boxes(start, stop)
    )
    said = _("%(count)s of %(people)s people") if is_whole else _("%(count)s more of %(people)s people")
    label = said % {"count": count if high == count else _range(count, high), "people": PEOPLE}
    size = f'viewBox="0 0 {WIDTH * IN_ROW} {HEIGHT * max(-(-last // IN_ROW), 1)}"'
    return mark_safe(f'<svg class="people" role="img" aria-label="{label}" {size}>{shapes}</svg>')  # noqa: S308 (numbers)


def _range(low: int, high: int) -> str:
    return _("%(low)s, in outline up to %(high)s,") % {"low": low, "high": high}


def _boxes(start: int, stop: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (x, y, width, height) of the boxes that hold the people from `start` up to `stop`, three at most."""
    while start < stop:
        row, column = divmod(start, IN_ROW)
        rows = (stop - start) // IN_ROW if column == 0 else 0
        in_row = IN_ROW if rows else min(stop - start, IN_ROW - column)
        yield column * WIDTH, row * HEIGHT, in_row * WIDTH, max(rows, 1) * HEIGHT
        start += rows * IN_ROW if rows else in_row
