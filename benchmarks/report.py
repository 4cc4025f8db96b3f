"""What was found, kept from run to run, and put into a document: the table, and the drawing beside it."""

import datetime
import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks import drawing, rows
from benchmarks.rows import Found
from benchmarks.servers import ROOT

START, END = "<!-- make bench -->", "<!-- end of make bench -->"
KEPT = "found.json"


def machine() -> str:
    """Return what was measured, on what and when, in a line."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "granian"))
    where = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    return f"{datetime.date.today()}, {_commit()}: {where}, {packages}"


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "no checkout"


def kept(root: Path, found: dict[str, Found]) -> dict[str, Found]:
    """Keep what was found in a folder, and return all that is kept there: of each part what was found last."""
    file = root / KEPT
    before = json.loads(file.read_text()) if file.exists() else {}
    now = before | {part: one.as_kept() | {"on": one.on or machine()} for part, one in found.items()}
    file.write_text(json.dumps(now, indent=1))
    return {part: Found.of(one) for part, one in now.items()}


def around(file: Path) -> tuple[str, str]:
    """Return what stands before and behind the place of the table. Raises SystemExit where a document has no such."""
    before, start, rest = (file.read_text() if file.exists() else "").partition(START)
    _old, end, after = rest.partition(END)
    if not (start and end):
        raise SystemExit(f"{file} has no lines {START} and {END}.")
    return f"{before}{START}\n", f"\n{END}{after}"


def put_into(file: Path, found: dict[str, Found]) -> None:
    """Put the table between the marks of a document, and the drawing into an SVG of the same name beside it."""
    before, after = around(file)
    file.write_text(f"{before}{text(found)}{after}")
    file.with_suffix(".svg").write_text(drawing.drawn(found.values()))


def text(found: dict[str, Found]) -> str:
    """Return the table of all parts, and what each was measured on."""
    runs: dict[str, list[str]] = {}
    for part, one in found.items():
        runs.setdefault(one.on or machine(), []).append(part)
    notes = [f"- {', '.join(parts)}: {on}" for on, parts in runs.items()]
    table = rows.markdown(row for one in found.values() for row in one.rows)
    return "\n".join([table, "", *notes])
