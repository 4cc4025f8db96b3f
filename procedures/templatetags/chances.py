"""A chance drawn as people: as many marks as the denominator, and as many filled as the numerator."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

LARGEST = 1000  # more marks than this nobody can take in; the words then stand alone


@register.simple_tag
@lru_cache(maxsize=512)
def icon_array(count: object, of: object) -> SafeString:
    """Return an SVG of `of` marks, `count` of them filled, or nothing where there would be too many.

    It repeats what the words beside it say, so it is hidden from screen readers. A draft may hold anything
    in place of the two numbers: it is then said to be faulty, and drawn as nothing.
    """
    if not (isinstance(count, int) and isinstance(of, int)) or not 0 <= count <= of or of > LARGEST:
        return SafeString("")
    columns = 10 if of <= 100 else 25 if of <= 500 else 40
    step = 100 // columns if columns != 40 else 2.5
    size = round(step * 0.72, 2)
    rows = -(-of // columns)

    def marks(start: int, stop: int) -> str:
        return "".join(
            f"M{_short(index % columns * step)} {_short(index // columns * step)}h{size}v{size}h-{size}z"
            for index in range(start, stop)
        )

    return mark_safe(  # noqa: S308 (numbers alone, and they were looked at above)
        f'<svg class="icon-array" viewBox="0 0 {_short(columns * step)} {_short(rows * step)}" aria-hidden="true">'
        f'<path class="rest" d="{marks(count, of)}"/><path class="hit" d="{marks(0, count)}"/></svg>'
    )


def _short(value: float) -> str:
    return f"{value:g}"
