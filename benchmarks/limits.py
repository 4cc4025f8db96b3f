"""The table of what growth costs, its curves, and the limits that the site has to keep as it grows."""

from collections.abc import Iterator

from benchmarks.rows import Row

#: size -> what was measured -> cpu, queries, lock, held (or wall), in seconds (or memory, in MB)
Costs = dict[int, dict[str, dict]]

LARGE = 10_000
VERBS = ("save a draft", "submit", "approve", "publish", "phone", "withdraw", "restore")
#: What is measured at 10,000 pages, and the CPU seconds that it may take.
AT_MOST = {
    "change the phone number": 0.2,
    "snippet on every page, publish": 0.2,
    "withdraw a page": 0.2,
    "publish": 0.3,
    "edit form": 0.5,
    "first desk page, cold": 1.0,
    "sitemap": 1.0,
}
LOCK = 0.1
LOAD, MEMORY = 300, 350  # seconds on the clock; megabytes of one process
GROWN = {"list": 1.3, "detail page": 1.3, "unchanged start": 1.5}  # times the cost at 100 pages


def table(found: Costs) -> str:
    """Return one line for each thing, and for each size its CPU, queries, and longest write lock: wall and CPU."""
    names = list(dict.fromkeys(name for one in found.values() for name in one))
    width = max(map(len, names))
    heads = "".join(f"  | {f'{pages:,} pages':>8} {'queries':>7} {'lock':>7} {'(CPU)':>7}" for pages in found)
    lines = ["", "Milliseconds of CPU; a lock is wall time, with the CPU time in it.", "", " " * width + heads]
    lines += [name.ljust(width) + "".join(_cells(one.get(name)) for one in found.values()) for name in names]
    return "\n".join(lines)


def _cells(cost: dict | None) -> str:
    if cost is None:
        return "  | " + " " * 35
    lock, held = (f"{cost[key] * 1000:.1f}" if cost.get(key) else "-" for key in ("lock", "held"))
    return f"  | {cost['cpu'] * 1000:12.1f} {cost.get('queries', 0) or '-':>7} {lock:>7} {held:>7}"


def curves(found: Costs) -> dict[str, dict[int, float]]:
    """Return what is drawn: name -> number of pages -> its cost as a multiple of that of the smallest library."""
    names = ("load, a page", "detail page", "list", "home", "memory of a process")
    costs = {name: {pages: _drawn(name, pages, one) for pages, one in found.items()} for name in names}
    return {name: {pages: cost / one[min(one)] for pages, cost in one.items()} for name, one in costs.items()}


def _drawn(name: str, pages: int, found: dict[str, dict]) -> float:
    if name == "memory of a process":
        return found["unchanged start"]["memory"]
    return found["load"]["cpu"] / pages if name == "load, a page" else found[name]["cpu"]


def rows_of(found: Costs) -> Iterator[Row]:
    """Yield one row for each limit; where 10,000 pages were not measured, one that says so."""
    large = found.get(LARGE)
    if large is None:
        yield Row(f"growth to {LARGE:,} pages", None, "", beside=f"measured: {', '.join(map(str, found))} pages")
        return
    loaded = large["load"]
    beside = f"on the clock; {loaded['cpu']:.0f} s CPU in all processes"
    yield Row(f"load of {LARGE:,} pages", loaded["wall"], "s", LOAD, beside=beside)
    memory = large["unchanged start"]["memory"]
    yield Row(f"memory of a process with its index, {LARGE:,} pages", memory, "MB", MEMORY)
    if small := found.get(100):
        for name, limit in GROWN.items():
            cpu, before = large[name]["cpu"], small[name]["cpu"]
            beside = f"{cpu * 1000:.1f} ms CPU, {before * 1000:.1f} at 100"
            yield Row(f"{name} at {LARGE:,} pages", cpu / before, "x 100 pages", limit, beside=beside)
    yield from _costs(large)


def _costs(large: dict[str, dict]) -> Iterator[Row]:
    for name, limit in AT_MOST.items():
        yield Row(f"{name} at {LARGE:,} pages", large[name]["cpu"], "s CPU", limit)
    name = max(filter(_is_verb, large), key=lambda one: large[one]["lock"])
    cost = large[name]
    beside = f"{name}; {cost['held'] * 1000:.0f} ms of it CPU"
    yield Row("longest write lock of a verb", cost["lock"] * 1000, "ms", LOCK * 1000, beside=beside)


def _is_verb(name: str) -> bool:
    return any(verb in name for verb in VERBS)
