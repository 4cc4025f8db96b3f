"""The table of what was measured, and the limits that the site has to keep, each beside what was measured."""

from collections.abc import Callable, Iterator

#: size -> what was measured -> cpu, queries, lock, held (or wall), in seconds
Found = dict[int, dict[str, dict]]

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
    "unchanged start": 5.0,
}
LOCK = 0.1
DETAIL = 1.3


def table(found: Found) -> str:
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


def verdicts(found: Found) -> str:
    """Return one line for each limit: what it is, what was measured, whether it is kept. Nothing where it was not."""
    lines = [f"{_said(is_kept):8} {what}" for what, is_kept in _judged(found)]
    return "\n".join(["", f"Limits at {LARGE:,} pages", *(lines or ["were not measured"]), ""])


def _judged(found: Found) -> Iterator[tuple[str, bool]]:
    large = found.get(LARGE)
    if large is None:
        return
    for name, limit in AT_MOST.items():
        yield f"{name}: {large[name]['cpu']:.3f} s CPU, at most {limit} s", large[name]["cpu"] <= limit
    yield "seen by the next request in every process (or the run would have ended)", True
    name = max(filter(_is_verb, large), key=lambda one: large[one]["lock"])
    cost = large[name]
    measured = f"{cost['lock'] * 1000:.0f} ms ({cost['held'] * 1000:.0f} ms of it CPU)"
    yield f"longest write lock of a verb, {name}: {measured}, at most {LOCK * 1000:.0f} ms", cost["lock"] <= LOCK
    if small := found.get(100):
        ratio = large["detail page"]["cpu"] / small["detail page"]["cpu"]
        yield f"detail page: {ratio:.2f} of its cost at 100 pages, at most {DETAIL}", ratio <= DETAIL


def _is_verb(name: str) -> bool:
    return any(verb in name for verb in VERBS)


_said: Callable[[bool], str] = {True: "met", False: "NOT MET"}.__getitem__
