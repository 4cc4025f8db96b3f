"""What the site costs, in one table, with every limit beside what was measured: `make bench`.

    python -m benchmarks [PART ...] [--sizes 100 1000] [--keep DIR] [--into FILE] [--beside CHECKOUT]

Parts: served, isolation, freshness, visits; growth, which takes much longer; and detail, crowd, search, form,
preview and doors, which print what they found and are no part of the table. Without names all are done up to visits.
With --keep the folder keeps data, libraries and what earlier parts found; with --into table and drawing go into a
document. Ends with 1 where a limit is not kept or could not be measured.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import freshness, growth, isolation, nginx, report, rows, served, servers, visits
from benchmarks.rows import Found, Row

Part = Callable[[Path, Path], Found]
#: What is measured on the starter library: (folder of the site, folder for whatever it needs) -> what was found.
MEASURED: dict[str, Part] = {
    "served": served.measure,
    "isolation": isolation.measure,
    "freshness": freshness.measure,
    "visits": visits.measure,
}
APART = ("detail", "crowd", "search", "form", "preview", "doors")
PARTS = [*MEASURED, "growth", *APART]


def main() -> int:
    """Measure what is asked for, print the table, and return the exit status."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that every `finally` is heard
    if asked.into:
        report.around(asked.into)  # said now, and not after a quarter of an hour
    with tempfile.TemporaryDirectory(prefix="physiatry-bench-") as temporary:
        root = (asked.keep or Path(temporary)).resolve()
        root.mkdir(parents=True, exist_ok=True)
        found = {part: one for part, one in _measured(asked, root) if one is not None}
    if not found:
        return 0
    everything = [row for one in found.values() for row in one.rows]
    print(f"\n{rows.plain(everything)}\n\n{report.machine()}")
    so_far = report.kept(root, found) if asked.keep else found
    if asked.into:
        report.put_into(asked.into, {part: so_far[part] for part in PARTS if part in so_far})
    return 0 if rows.are_met(everything) else 1


def _measured(asked: argparse.Namespace, root: Path) -> Iterator[tuple[str, Found | None]]:
    """Do each part, and say how long it took, and whether others were at work before."""
    if (load := os.getloadavg()[0]) > (os.cpu_count() or 1) / 2:
        print(f"Others are at work (load {load:.1f}): what is timed by the clock will be too long.", file=sys.stderr)
    parts = asked.parts or list(MEASURED)
    site = _site(root) if {*MEASURED, "form", "preview", "doors"} & set(parts) else root
    if {"served", "isolation"} & set(parts) and (why := nginx.bring()):
        raise SystemExit(f"Nothing to measure with: {why}.")
    for part in parts:
        began = time.monotonic()
        yield part, _done(part, asked, site, root)
        print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _done(part: str, asked: argparse.Namespace, site: Path, root: Path) -> Found | None:
    """What one part found; of one that could not be measured, why: what the others found is printed all the same."""
    if part in APART:
        _print_apart(part, asked, site)
        return None
    try:
        with tempfile.TemporaryDirectory(prefix="physiatry-bench-") as folder:
            return growth.measure(root, asked.sizes) if part == "growth" else MEASURED[part](site, Path(folder))
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return Found([Row(part, None, "", 0, beside=" ".join(str(error).split())[:200])])


def _site(root: Path) -> Path:
    """Return the folder of a site with the starter library, set up where it is not."""
    site = root / "site"
    print(f"Setting up a site in {site} ...", file=sys.stderr, flush=True)
    said = servers.environment(site, BENCHMARK_CONTENT=str(servers.ROOT / "content"))
    for task in ("load", "people"):
        growth.run(said, task)
    return site


def _print_apart(part: str, asked: argparse.Namespace, site: Path) -> None:
    """Let a benchmark print what it finds by itself."""
    commands = {
        "detail": ["-m", "benchmarks.detail", *(["--beside", str(asked.beside)] if asked.beside else [])],
        "crowd": ["-m", "benchmarks.crowd"],
        "search": ["-m", "benchmarks.searching"],
        "doors": ["-m", "benchmarks.doors"],
    }
    script = servers.ROOT / "benchmarks" / f"{part}.py"
    command = commands.get(part) or ["manage.py", "shell", "-v", "0", "-c", script.read_text()]
    subprocess.run([sys.executable, *command], cwd=servers.ROOT, env=servers.environment(site), check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)}")
    parser.add_argument("--sizes", type=int, nargs="+", default=growth.SIZES, help="how many pages, for growth")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where data and what was found stay for the next run")
    parser.add_argument("--into", type=Path, metavar="FILE", help="a document that table and drawing are put into")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout, for detail")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    return asked


if __name__ == "__main__":
    os.chdir(servers.ROOT)
    sys.exit(main())
