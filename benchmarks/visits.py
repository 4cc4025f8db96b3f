"""What a first visit costs a reader: Lighthouse on a phone, and the weight of every page on the wire.

Lighthouse is what Node has of it on this machine, or is brought into the benchmark's folder by npm.
"""

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from benchmarks import processes, servers
from benchmarks.rows import Found, Row
from benchmarks.served import PROCEDURE
from tests import chromium
from tests.audit import budgets, serving

LIGHTHOUSE = servers.ROOT / "benchmarks" / "lighthouse"  # its package-lock.json
PROGRAMS = Path("node_modules", ".bin")
PAGES = {"home": "/", "a condition": "/conditions/sciatica/", "a procedure": PROCEDURE, "a list": "/conditions/"}
TIMES, PERFORMANCE, SHIFT = 5, 98, 0.0
TRIES = 3  # of one that failed
LONGEST = 180  # seconds for one page


def measure(data: Path, folder: Path) -> Found:
    """Open each page as Lighthouse does, and weigh all."""
    with servers.site(data) as app:
        return Found([*_lighthouse(app), *_weights(app)])


def _lighthouse(app: servers.Server) -> list[Row]:
    program, why = find()
    runs = {
        name: [_run(program, f"{app.address}{path}") for _ in range(TIMES)] if program else []
        for name, path in PAGES.items()
    }
    rows = [
        Row(
            f"Lighthouse on a phone, {name}",
            _middle(found, "performance"),
            "of 100",
            PERFORMANCE,
            True,
            why or _paint(found),
        )
        for name, found in runs.items()
    ]
    shifts = [shift for found in runs.values() if (shift := _middle(found, "shift")) is not None]
    worst = max(shifts) if shifts else None
    return [*rows, Row("layout shift, worst of the four", worst, "", SHIFT, beside=why or f"medians of {TIMES}")]


def find() -> tuple[str, str]:
    """Return the program, or "" and why there is none. Brought by npm where there is npm and it may."""
    if not chromium.executable():
        return "", "no Chromium (Debian: apt-get install chromium)"
    places = os.pathsep.join([str(LIGHTHOUSE / PROGRAMS), os.environ["PATH"]])
    if found := shutil.which("lighthouse", path=places):
        return found, ""
    if not shutil.which("npm"):
        return "", "no npm, which would bring Lighthouse (Debian: apt-get install npm)"
    print("Bringing Lighthouse with npm ...", flush=True)
    command = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", str(LIGHTHOUSE)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=600)
    found = shutil.which("lighthouse", path=places)
    return (found, "") if found else ("", "npm could not bring Lighthouse")


def _run(program: str, url: str) -> dict[str, float]:
    """Return what Lighthouse says of an address, opened on a phone for the first time.

    Now and then its browser has recorded nothing, and it asks to be run again: that is done. Raises Unmeasured.
    """
    for _time in range(TRIES):
        if printed := _opened(program, url):
            return read(json.loads(printed))
    raise servers.Unmeasured(f"Lighthouse ended without a word {TRIES} times at {url}")


def _opened(program: str, url: str) -> str:
    """Return what Lighthouse printed; empty where it failed."""
    flags = " ".join([*chromium.ARGUMENTS, "--headless=new"])
    options = ["--quiet", "--output=json", "--only-categories=performance", "--no-enable-error-reporting"]
    said = os.environ | {"CHROME_PATH": chromium.executable()}
    command, pipes = [program, url, *options, f"--chrome-flags={flags}"], {"stdout": subprocess.PIPE, "text": True}
    with processes.started(command, env=said, **pipes) as process:  # it and its browser end, whatever happens
        printed, _nothing = process.communicate(timeout=LONGEST)
    return "" if process.returncode else printed


def read(report: dict) -> dict[str, float]:
    """Return performance (0 to 100), layout shift, and milliseconds: until the largest paint, and without an answer."""
    audits = report["audits"]
    return {
        "performance": round(report["categories"]["performance"]["score"] * 100),
        "shift": audits["cumulative-layout-shift"]["numericValue"],
        "paint": audits["largest-contentful-paint"]["numericValue"],
        "blocked": audits["total-blocking-time"]["numericValue"],
    }


def _middle(found: list[dict[str, float]], name: str) -> float | None:
    return statistics.median(one[name] for one in found) if found else None


def _paint(found: list[dict[str, float]]) -> str:
    least = min(one["performance"] for one in found)
    paint, blocked = (_middle(found, name) for name in ("paint", "blocked"))
    return f"median of {TIMES}, least {least:.0f}; largest paint at {paint:.0f} ms, blocked for {blocked:.0f} ms"


def _weights(app: servers.Server) -> list[Row]:
    """What a first visit brings over the wire: HTML, style sheets, scripts; pictures apart."""
    paths = servers.addresses(app, 1000)
    pages = {path: serving.get(app.address, path) for path in paths}
    weights = [weight.total / 1000 for weight in budgets.weights(app.address, pages).values()]
    beside = f"{len(weights)} pages, heaviest {max(weights):.1f} kB; HTML, styles and scripts, brotli"
    return [Row("first visit, median page", statistics.median(weights), "kB", budgets.MEDIAN / 1000, beside=beside)]
