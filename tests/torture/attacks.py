"""How many attacks are tried on the site, of each class, and how many came through: the suite's own tests, counted."""

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests.hostile import advisories
from tests.server import ROOT

#: What stands in files of its own: file below `tests` -> what it tries.
FILES = {
    "hostile/test_permissions.py": "each role at what it may not do, see or have (HTTP)",
    "hostile/test_smuggling.py": "requests that can be read in two ways",
    "publishing/desk/test_braking.py": "guessed passwords and codes",
    "publishing/desk/test_second_factor.py": "ways around the second factor",
    "publishing/desk/test_bad_input.py": "forms that no browser sends",
    "publishing/text/prose/test_hostile.py": "hostile Markdown",
    "publishing/text/prose/test_sanitizer.py": "markup that may not come through",
    "publishing/text/images/test_mutations.py": "pictures that were tampered with",
    "publishing/text/images/test_photographs.py": "pictures that are none, or too much",
    "website/test_forwarded.py": "headers that only a proxy may send",
    "website/test_leaks.py": "words of drafts in public answers",
    "website/test_observatory.py": "what MDN Observatory asks of headers",
}
ADVISORIES = "hostile/test_advisories.py"


def tried() -> dict[str, tuple[int, int]]:
    """Run them. Returns how many there were, and how many came through, by what they try."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        paths = [f"tests/{name}" for name in (ADVISORIES, *FILES)]
        command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", f"--junit-xml={report}", *paths]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        cases = [case for case in ElementTree.parse(report).iter("testcase") if case.find("skipped") is None]  # noqa: S314
    many, through = Counter(), Counter()
    for case in cases:
        what = _what(case.get("classname", ""), case.get("name", ""))
        many[what] += 1
        through[what] += case.find("failure") is not None or case.find("error") is not None
    return {what: (many[what], through[what]) for what in sorted(many)}


def _what(module: str, name: str) -> str:
    """Return what a test tries."""
    path = module.removeprefix("tests.").replace(".", "/") + ".py"
    if path != ADVISORIES:
        return FILES[path]
    for class_, identifiers in advisories.CLASSES.items():
        if any(name.startswith(advisories.test_name(one)) for one in identifiers):
            return f"{class_} ({', '.join(identifiers)})"
    return "other classes of advisories"


def table(found: dict[str, tuple[int, int]], title: str) -> str:
    """Return what was found as a table of Markdown."""
    lines = [title, "", "| attack | tried | came through |", "|---|---:|---:|"]
    lines += [f"| {what} | {many} | {through} |" for what, (many, through) in found.items()]
    every = [sum(side) for side in zip(*found.values(), strict=True)]
    return "\n".join([*lines, f"| **all** | **{every[0]}** | **{every[1]}** |"])
