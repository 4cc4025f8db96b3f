"""What the site costs as it grows: libraries of 100, 1,000 and 10,000 pages, and the limits beside what was measured.

Each size has a data folder of its own, and what must be cold a process of its own. A load of 10,000 pages takes
minutes: in a folder that is kept the loaded databases stay, and the next run measures on them.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import libraries, limits, servers, starting
from benchmarks.rows import Found

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
        own = {"BENCHMARK_CONTENT": str(self.folder / "content"), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        return servers.environment(self.folder / "data", LOG_LEVEL="CRITICAL", **own)


def measure(root: Path, sizes: list[int]) -> Found:
    """Measure every size, print all of it, and return the limits beside it."""
    sites = [Site(pages, root / str(pages)) for pages in sizes]
    found = {site.pages: _measured(site) for site in sites}
    print(limits.table(found))
    return Found(list(limits.rows_of(found)), curves=limits.curves(found))


def _measured(site: Site) -> dict[str, dict]:
    """Return what was measured at one size: name -> cpu, queries, lock, held."""
    _say(f"{site.pages} pages: load")
    found = load(site)
    _say(f"{site.pages} pages: unchanged start")
    found["unchanged start"] = starting.unchanged(site.environment, site.folder)
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
        shutil.rmtree(site.folder / "data", ignore_errors=True)  # of a load that was interrupted: not the whole cost
        kept.write_text(json.dumps(run(site.environment, "load")))
    run(site.environment, "people")
    return json.loads(kept.read_text())


def run(environment: dict[str, str], name: str) -> dict[str, dict]:
    """Do one of the tasks in a process of its own, and return what each thing in it took."""
    command = [sys.executable, "-m", "benchmarks.tasks", name]
    done = subprocess.run(command, cwd=servers.ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return {what: _typical(costs) for what, costs in json.loads(done.stdout.splitlines()[-1]).items()}


def _typical(costs: list[dict]) -> dict[str, float]:
    """What one costs as a rule, and the longest lock of all: that is the one which others wait for."""
    longest = max(costs, key=lambda cost: cost["lock"])
    costs_as_a_rule = {key: median(cost[key] for cost in costs) for key in ("cpu", "wall", "queries")}
    return {**costs_as_a_rule, "lock": longest["lock"], "held": longest["held"]}


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
