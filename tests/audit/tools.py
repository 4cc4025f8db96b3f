"""What the audit needs beside Python and the browser: Node with the packages of package-lock.json, and Java."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.audit.findings import Finding
from tests.audit.serving import Served

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
CHECKER = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: What the checker says and the site means: a part of its message -> why it stays.
ACCEPTED: dict[str, str] = {}


def lacking(*names: str) -> str:
    """Return what is missing of node and java, in a sentence; empty where all is there."""
    missing = [name for name in names if shutil.which(name) is None]
    if missing:
        return f"{' and '.join(missing)} not found"
    return (
        ""
        if CHECKER.exists()
        else "the packages of tests/audit/package-lock.json are not installed: make audit does it"
    )


def reader_view(pages: dict[str, str]) -> dict[str, dict]:
    """Return address -> what the reader view of Firefox leaves of a page, what it must, and leaked definitions."""
    done = subprocess.run(
        ["node", "reader.mjs"], cwd=HERE, input=json.dumps(pages), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def checked(pages: dict[str, Served], folder: Path) -> list[Finding]:
    """Return what the Nu HTML checker says of all pages, in one run."""
    files = {}
    for number, served in enumerate(pages.values()):
        path = folder / f"{number}.html"
        path.write_text(served.html)
        files[path.name] = served.path
    command = ["java", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", *map(str, folder.glob("*.html"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [_found(files, said) for said in json.loads(done.stderr)["messages"] if not _is_accepted(said)]


def _is_accepted(said: dict) -> bool:
    return any(part in said["message"] for part in ACCEPTED)


def _found(files: dict[str, str], said: dict) -> Finding:
    where = re.sub(r"\s+", " ", said.get("extract", ""))
    severity = said.get("subType", said["type"])
    page = files.get(said.get("url", "").rpartition("/")[2], "")
    return Finding(page, f"{severity}: {said['message']}", f"line {said.get('lastLine', '?')}: {where}")
