"""What the site costs as it grows: libraries of 100, 1,000 and 10,000 pages, and the limits beside what was measured.

    python -m benchmarks.growth [PAGES ...] [--keep DIR]

Each size has a data folder of its own, and what must be cold a process of its own. A load of 10,000 pages takes
minutes: with --keep the loaded databases stay in that folder, and the next run measures on them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import libraries, limits, starting

SIZES = [100, 1000, 10_000]
TASKS = ["public", "first_desk_page", "forms", "verbs"]


@dataclass(frozen=True)
class Site:
    """A library of a size, and the data folder of the site that has it."""

    pages: int
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this site is started with. Always SQLite: a database of its own that costs nothing."""
        own = {
            "DATA_DIR": str(self.folder / "data"),
            "BENCHMARK_CONTENT": str(self.folder / "content"),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "LOG_LEVEL": "CRITICAL",
        }
        return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own


def main() -> None:
    """Measure every size, print the table and the limits."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="physiatry-growth-") as temporary:
        root = asked.keep or Path(temporary)
        sites = [Site(pages, root / str(pages)) for pages in asked.pages]
        found = {site.pages: measure(site) for site in sites}
    print(limits.table(found))
    print(limits.verdicts(found))


def measure(site: Site) -> dict[str, dict]:
    """Return what was measured at one size: name -> cpu, queries, lock, held."""
    _say(f"{site.pages} pages: load")
    found = load(site)
    _say(f"{site.pages} pages: unchanged start")
    found["unchanged start"] = starting.unchanged(site.environment)
    for name in TASKS:
        _say(f"{site.pages} pages: {name}")
        found |= run(site.environment, name)
    return found


def load(site: Site) -> dict[str, dict]:
    """Load the library, or read what its load took, where it was kept."""
    kept = site.folder / "load.json"
    if not kept.exists():
        if not (site.folder / "content").exists():
            libraries.make(site.folder / "content", site.pages)
        kept.write_text(json.dumps(run(site.environment, "load")))
    run(site.environment, "people")
    return json.loads(kept.read_text())


def run(environment: dict[str, str], name: str) -> dict[str, dict]:
    """Do one of the tasks in a process of its own, and return what each thing in it took."""
    command = [sys.executable, "-m", "benchmarks.tasks", name]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return {what: _typical(costs) for what, costs in json.loads(done.stdout.splitlines()[-1]).items()}


def _typical(costs: list[dict]) -> dict[str, float]:
    """What one costs as a rule, and the longest lock of all: that is the one which others wait for."""
    longest = max(costs, key=lambda cost: cost["lock"])
    costs_as_a_rule = {key: median(cost[key] for cost in costs) for key in ("cpu", "queries")}
    return {**costs_as_a_rule, "lock": longest["lock"], "held": longest["held"]}


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.growth", description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=int, nargs="*", default=SIZES, help="how large the libraries are")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where libraries and databases stay")
    return parser.parse_args()


if __name__ == "__main__":
    main()
