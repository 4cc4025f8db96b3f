"""How long and how heavy a page may be, and a table of what each has: `make budgets`."""

import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

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
SCRIPTS = 2  # on a page: the one of every page, and one more

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


class Weight(NamedTuple):
    """Bytes on the wire of a first visit, pictures apart, compressed as a server keeps them."""

    html: int
    styles: int
    scripts: int

    @property
    def total(self) -> int:
        return sum(self)


def weights(address: str, pages: dict[str, serving.Served]) -> dict[str, Weight]:
    """Return address -> what a first visit to it loads."""
    parts = {part for page in pages.values() for part in (*page.styles, *page.scripts)}
    wire = {part: serving.get(address, part).wire for part in parts}
    return {
        path: Weight(page.stored, sum(map(wire.get, page.styles)), sum(map(wire.get, page.scripts)))
        for path, page in pages.items()
    }


def too_heavy(weight: dict[str, Weight]) -> Iterator[Finding]:
    """Yield the pages that weigh too much, and the median of all if it does."""
    median = statistics.median(one.total for one in weight.values())
    if median > MEDIAN:
        yield Finding("all pages", f"median of bytes on the wire, at most {MEDIAN}", f"{median:.0f}")
    for path, one in weight.items():
        if one.total > WORST:
            yield Finding(path, f"bytes on the wire, at most {WORST}", f"{one.total}")


def table(measured: Measured, pages: dict[str, serving.Served], weight: dict[str, Weight]) -> Iterator[str]:
    """Yield a line for each page: words closed and open, screens, sources, plain and compressed kilobytes."""
    yield f"{'page':58} {'words':>6} {'open':>6} {'screens':>8} {'sources':>8} {'HTML kB':>8} {_COLUMNS}"
    for path, found in measured.items():
        size = f"{len(pages[path].html.encode()) / 1000:8.1f} {_sizes(weight[path])}"
        yield (
            f"{path:58} {found['words']:6} {found['words_open']:6} {found['screens']:8.1f} {found['sources']:8} {size}"
        )
    yield from summary(weight)


def summary(weight: dict[str, Weight]) -> Iterator[str]:
    """Yield what a first visit weighs at the median and at worst, beside the limits."""
    in_order = sorted(weight, key=lambda path: weight[path].total)
    yield f"{len(weight)} pages, a first visit in kB, Brotli{'':61} {_COLUMNS}"
    for name, path, limit in (("median", in_order[len(in_order) // 2], MEDIAN), ("worst", in_order[-1], WORST)):
        yield f"{name:8} {path:93} {_sizes(weight[path])}  at most {limit / 1000:g}"


_COLUMNS = f"{'HTML':>7} {'styles':>7} {'scripts':>7} {'wire kB':>8}"


def _sizes(one: Weight) -> str:
    return " ".join([*(f"{size / 1000:7.1f}" for size in one), f"{one.total / 1000:8.1f}"])


def main() -> None:
    """Start a site with the starter library and print what its pages spend, and what is too much."""
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as address:
        with closing(Running(address, Path(data), {})) as running:
            running.shell(serving.MAKE_GONE)
        pages = serving.pages(address)
        measured = walk.walk(address, list(pages), walk.as_it_comes)
        weight = weights(address, pages)
        print("\n".join(table({path: measured[path] for path in pages}, pages, weight)))
        for finding in (*overspent(measured), *too_heavy(weight)):
            print(f"over: {finding.page} {finding.rule}: {finding.element}")


if __name__ == "__main__":
    main()
