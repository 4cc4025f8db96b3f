"""What Lighthouse says of a first visit on a phone: `make lighthouse`.

    python -m benchmarks.first_visit [--at ADDRESS] [--times 5]

Without an address a site with the starter library is started, and ended again.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests import chromium
from tests.server import site

RUN = Path(__file__).parent / "lighthouse" / "run.mjs"
#: One of each sort that a reader comes to first.
PAGES = {
    "home": "/",
    "condition": "/conditions/low-back-pain/",
    "procedure": "/procedures/epidural-steroid-injection/",
    "list": "/conditions/",
}
SCORE, SHIFT = 98, 0  # at least, at most


def main() -> None:
    """Print the medians of each page beside what they should be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--at", help="the address of a site that runs")
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with _served(asked.at) as address:
        print(f"Lighthouse, mobile, median of {asked.times}: score at least {SCORE}, layout shift {SHIFT}")
        print(f"{'':12}{'score':>7}{'shift':>9}{'largest paint':>15}{'blocked':>10}{'bytes':>9}")
        for name, found in _found(address, asked.times):
            one = {what: median(values) for what, values in found.items()}
            verdict = "" if one["score"] >= SCORE and one["shift"] <= SHIFT else "  not reached"
            paint, blocked = f"{one['contentful'] / 1000:.2f} s", f"{one['blocked']:.0f} ms"
            print(
                f"{name:12}{one['score']:7.0f}{one['shift']:9.4f}{paint:>15}{blocked:>10}{one['bytes']:9.0f}{verdict}"
            )


def _found(address: str, times: int) -> Iterator[tuple[str, dict[str, list[float]]]]:
    environment = {**os.environ, "CHROMIUM": chromium.executable() or ""}
    for name, path in PAGES.items():
        command = ["node", str(RUN), str(times), address + path]
        said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        found = defaultdict(list)
        for line in said.splitlines():
            for what, value in json.loads(line).items():
                found[what].append(value)
        yield name, {what: values for what, values in found.items() if what not in ("address", "error")}


@contextmanager
def _served(address: str | None) -> Iterator[str]:
    if address:
        yield address.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as started:
        yield started


if __name__ == "__main__":
    main()
