"""What the audit needs beside Python and the browser: Node with the packages of package-lock.json, and Java."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from tests.audit.findings import Finding
from tests.audit.serving import Served
from tests.chromium import executable

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
CHECKER = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
#: Tools, by the name of the fixture that asks for each.
NAMES = {"chromium", "node", "java"}
#: What the checker says and the site means: a pattern of its message -> why it stays.
ACCEPTED = {
    r"The “list” role is unnecessary": "Safari makes no list of one without bullets, unless told so.",
}


def lacking(tool: str) -> str:
    """Return, in a sentence, why a tool cannot be used; empty where it can."""
    if tool == "chromium":
        return "" if executable() else "Chromium was not found (Debian: apt-get install chromium-headless-shell)"
    if shutil.which(tool) is None:
        return f"{tool} was not found (Debian: apt-get install nodejs npm default-jre-headless)"
    return "" if CHECKER.exists() else "the packages of tests/audit/package-lock.json are not there: `make audit`"


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
    return any(re.match(pattern, said["message"]) for pattern in ACCEPTED)


def _found(files: dict[str, str], said: dict) -> Finding:
    where = re.sub(r"\s+", " ", said.get("extract", ""))
    severity = said.get("subType", said["type"])
    page = files.get(said.get("url", "").rpartition("/")[2], "")
    return Finding(page, f"{severity}: {said['message']}", f"line {said.get('lastLine', '?')}: {where}")
