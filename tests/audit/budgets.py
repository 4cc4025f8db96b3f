"""How long and how heavy a page may be, and a table of what each has: `make budgets`."""

import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from publishing.public import printed
from publishing.text import budgets
from tests.audit import serving, walk
from tests.audit.findings import Finding
from tests.server import Running, site

OPENED = 1.5  # times the words when every fold is open
HEADER = 64  # pixels, on a phone
MADE = {"a-to-z", "compare"}  # no page of a topic, whatever it stands behind
CHIPS = 2.0  # screens until the contents end
PLAIN = 60_000  # bytes of HTML of a main page
MEDIAN, WORST = 16_000, 24_000  # bytes of HTML, styles and scripts on the wire


BUDGETS = {
    "topic": budgets.TOPIC,
    "second page": budgets.SECOND_PAGE,
    "article": budgets.ARTICLE,
    "warning signs": budgets.WARNING_SIGNS,
    "trust page": budgets.TRUST_PAGE,
}
Measured = dict[str, dict[str, Any]]
RECKONED = 0.7  # screens by which a page may be longer than is reckoned from its HTML
_LONGEST = 2  # pages of each sort that a browser measures, though the reckoning has no doubt of them


def kind(path: str) -> str | None:
    """Return which budget an address has; None for lists, home and errors."""
    steps = path.strip("/").split("/")
    if path in (serving.ABSENT, serving.GONE) or "?" in path:
        return None
    if path == "/articles/warning-signs/":  # made of the shared cards, and looked up by area (docs/decisions.md, 58)
        return "warning signs"
    if len(steps) == 3:
        return "second page" if path.endswith(serving.SECOND) else None
    kinds = {"conditions": "topic", "procedures": "topic", "articles": "article", "about": "trust page"}
    return kinds.get(steps[0]) if len(steps) == 2 and steps[1] not in MADE else None


def reckoned(pages: Mapping[str, serving.Served]) -> Measured:
    """Return what is reckoned of texts from their HTML alone: words, words with all open, screens, sources."""
    return {path: asdict(printed.measure(page.html)) for path, page in pages.items() if kind(path)}


def to_be_measured(pages: Mapping[str, serving.Served]) -> list[str]:
    """Return the pages that a browser measures where it does not measure all: those of which the reckoning cannot say
    that they keep to their budget, and the longest of each sort. So a library may grow, and the suite hardly does.
    """
    lengths = {path: printed.measure(page.html).screens for path, page in pages.items()}
    doubted = {path for path in pages if (name := kind(path)) and lengths[path] > BUDGETS[name].screens - RECKONED}
    in_order = sorted(pages, key=lambda path: (_sort(path), -lengths[path]))
    longest = {path for _, sort in groupby(in_order, _sort) for path in list(sort)[:_LONGEST]}
    return [path for path in pages if path in doubted | longest]


def _sort(path: str) -> str:
    """Return which sort of page an address has: its budget, or where it stands and how deep."""
    steps = path.partition("?")[0].strip("/").split("/")
    is_apart = path in (serving.ABSENT, serving.GONE)
    return kind(path) or (path if is_apart else f"{steps[0]} {len(steps)} {'?' in path} {steps[-1] in MADE}")


def overspent(measured: Measured) -> Iterator[Finding]:
    """Yield what is over its budget."""
    for path, found in measured.items():
        if name := kind(path):
            for what, limit in BUDGETS[name]._asdict().items():
                if found[what] > limit:
                    yield Finding(path, f"{what} of a {name}, at most {limit:g}", f"{found[what]:.4g}")
            if found["words_open"] > OPENED * found["words"]:
                yield Finding(path, f"words with all open, at most {OPENED:g} times", f"{found['words_open']}")


def weights(address: str, pages: dict[str, serving.Served]) -> dict[str, int]:
    """Return address -> bytes on the wire of a first visit: HTML, style sheets and scripts, pictures apart."""
    parts = {part: serving.get(address, part).wire for page in pages.values() for part in page.parts}
    return {path: page.wire + sum(parts[part] for part in page.parts) for path, page in pages.items()}


def table(measured: Measured, pages: dict[str, serving.Served], weight: dict[str, int]) -> Iterator[str]:
    """Yield a line for each page: words closed and open, screens, sources, plain and compressed kilobytes."""
    yield f"{'page':58} {'words':>6} {'open':>6} {'screens':>8} {'sources':>8} {'HTML kB':>8} {'wire kB':>8}"
    for path, found in measured.items():
        size = f"{len(pages[path].html.encode()) / 1000:8.1f} {weight[path] / 1000:8.1f}"
        yield (
            f"{path:58} {found['words']:6} {found['words_open']:6} {found['screens']:8.1f} {found['sources']:8} {size}"
        )
    yield f"On the wire: median {statistics.median(weight.values()) / 1000:.1f} kB."


def main() -> None:
    """Start a site with the starter library and print what its pages spend, and what is too much."""
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as address:
        with closing(Running(address, Path(data), {})) as running:
            running.shell(serving.MAKE_GONE)
        pages = serving.pages(address)
        measured = walk.walk(address, list(pages), walk.as_it_comes)
        print("\n".join(table({path: measured[path] for path in pages}, pages, weights(address, pages))))
        for finding in overspent(measured):
            print(f"over: {finding.page} {finding.rule}: {finding.element}")


if __name__ == "__main__":
    main()
