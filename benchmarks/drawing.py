"""The drawing of what was found: bars for what a request costs, curves for what grows. Both scales are logarithmic.

Plain SVG in the colors of the site, light and dark. A bar starts at half of what nginx takes.
"""

import math
from collections.abc import Iterable, Iterator
from html import escape

from benchmarks.rows import Found, number

WIDTH, LEFT, RIGHT = 760, 276, 84
BAR, GAP = 22, 12
PLOT = 230  # pixels of height of the curves
LEAST = 0.5  # where bars start
#: Of static/styles/10-tokens.css: light, dark.
COLORS = {
    "sheet": ("#fffdf8", "#1b2925"),
    "ink": ("#1d2b27", "#eceee5"),
    "soft": ("#424e49", "#bec9c1"),
    "line": ("#ddd4c2", "#36463f"),
    "teal": ("#0b5654", "#93d9cf"),
    "ochre": ("#c98f12", "#e0b45c"),
    "red": ("#97190f", "#ffc7bb"),
    "empty": ("#8b8779", "#82918a"),
}
CURVES = ("teal", "ochre", "red", "empty", "ink")


def drawn(found: Iterable[Found]) -> str:
    """Return the SVG of what some parts found."""
    costs, curves = {}, {}
    for one in found:
        costs |= one.costs
        curves |= one.curves
    inside, height = [], 16
    for title, draw, what in (
        ("CPU of the server for a request, as a multiple of nginx with static files", _bars, costs),
        ("Cost as a library grows, as a multiple of its smallest size", _curves, curves),
    ):
        if what:
            inside.append(_text(16, height + 18, title, "title"))
            lines, height = draw(what, height + 38)
            inside += lines
            height += 16
    return _page("\n".join(inside), max(height, 40))


def _page(inside: str, height: float) -> str:
    light, dark = (";".join(f"--{name}:{pair[place]}" for name, pair in COLORS.items()) for place in (0, 1))
    style = (
        f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        "text{font:14px system-ui,sans-serif;fill:var(--ink)}.title{font-weight:600;font-size:15px}"
        ".soft{fill:var(--soft);font-size:12px}.end{text-anchor:end}.middle{text-anchor:middle}"
        ".line{stroke:var(--line)}.curve{fill:none;stroke-width:2.5}"
    )
    sheet = f'<rect width="{WIDTH}" height="{height:.0f}" rx="8" style="fill:var(--sheet)"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img"'
    said = "What a request costs the server, and what grows with the library"
    return f'{head} aria-label="{said}">\n<title>{said}</title>\n<style>{style}</style>\n{sheet}\n{inside}\n</svg>\n'


def _bars(costs: dict[str, float], top: float) -> tuple[list[str], float]:
    """Bars in the order of their length."""
    most = 10 ** math.ceil(math.log10(max(costs.values()) * 1.01))
    ordered = sorted(costs.items(), key=lambda one: one[1])
    bottom = top + len(ordered) * (BAR + GAP)

    def across(cost: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(max(cost, LEAST) / LEAST) / math.log(most / LEAST)

    lines = []
    for step in _powers(1, most):
        lines.append(_line(across(step), top - 4, across(step), bottom))
        lines.append(_text(across(step), bottom + 14, f"{step:,}", "soft middle"))
    for place, (name, cost) in enumerate(ordered):
        y = top + place * (BAR + GAP)
        lines.append(_text(LEFT - 10, y + 16, name, "end"))
        width = max(across(cost) - LEFT, 1)
        lines.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" style="fill:var(--teal)"/>')
        lines.append(_text(LEFT + width + 8, y + 16, number(cost)))
    return lines, bottom + 20


def _curves(curves: dict[str, dict[int, float]], top: float) -> tuple[list[str], float]:
    """A line for each cost, with its last value and its name behind its end."""
    sizes = sorted({pages for one in curves.values() for pages in one})
    values = [cost for one in curves.values() for cost in one.values()]
    least, most = min(0.5, *values), max(2.0, *values)
    left, right, bottom = 60, WIDTH - 230, top + PLOT

    def across(pages: int) -> float:
        return left + (right - left) * _part(pages, sizes[0], sizes[-1])

    def down(cost: float) -> float:
        return bottom - PLOT * _part(cost, least, most)

    lines = []
    for step in _powers(1, most):
        lines += [_line(left, down(step), right, down(step)), _text(left - 8, down(step) + 4, f"{step:,}", "soft end")]
    lines += [_text(across(pages), bottom + 18, f"{pages:,} pages", "soft middle") for pages in sizes]
    ends = _apart({name: down(one[max(one)]) for name, one in curves.items()})
    for color, (name, one) in zip(CURVES, curves.items(), strict=False):
        points = " ".join(f"{across(pages):.1f},{down(cost):.1f}" for pages, cost in sorted(one.items()))
        lines.append(f'<polyline class="curve" points="{points}" style="stroke:var(--{color})"/>')
        lines.append(f'<circle cx="{right + 12}" cy="{ends[name]:.1f}" r="4" style="fill:var(--{color})"/>')
        lines.append(_text(right + 22, ends[name] + 5, f"{name} {number(one[max(one)])}"))
    return lines, bottom + 24


def _apart(places: dict[str, float], least: float = 18.0) -> dict[str, float]:
    """Return heights that leave room for a line of text each, from the lowest up."""
    found, above = {}, math.inf
    for name, place in sorted(places.items(), key=lambda one: -one[1]):
        above = found[name] = min(place, above - least)
    return found


def _part(value: float, least: float, most: float) -> float:
    """Where a value stands between two, on a logarithmic scale."""
    return math.log(value / least) / math.log(most / least) if most > least else 0.0


def _powers(least: int, most: float) -> Iterator[int]:
    while least <= most:
        yield least
        least *= 10


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line class="line" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def _text(x: float, y: float, text: str, classes: str = "") -> str:
    named = f' class="{classes}"' if classes else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}>{escape(text)}</text>'
