"""Hold the locked dependencies against the published holes: `python -m tests.dependencies`.

Fails where one is known. Where the list of holes cannot be had, or knows none of the packages, nothing was audited:
that is said, in so many words, and is no failure, since a machine may have no way out.
"""

import json
import subprocess
import sys

from tests.server import ROOT

LOCKS = ("requirements.txt", "requirements-s3.txt", "requirements-dev.txt")
#: Seconds that anybody waits for the list.
PATIENCE = 180
COMMAND = ("--format=json", "--progress-spinner=off", "--disable-pip", "--require-hashes", "--timeout=10")


def audited() -> tuple[int, str]:
    """Run the audit; return its status and what it says of each package, as JSON."""
    files = [f"--requirement={ROOT / name}" for name in LOCKS]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", *COMMAND, *files], capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return 1, ""
    return done.returncode, done.stdout


def told(status: int, said: str) -> tuple[int, str]:
    """Return the status and the words for what an audit said. "No known vulnerabilities" it also says of packages
    that it has found nowhere.
    """
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, "Dependencies: NOT AUDITED, the list of known holes could not be reached."
    found = [one for one in packages if one.get("vulns")]
    looked = [one for one in packages if "skip_reason" not in one]
    if found:
        lines = [f"  {one['name']} {one['version']}: {_holes(one)}" for one in found]
        return 1, "\n".join(["Dependencies with known holes:", *lines])
    if not looked:
        return 0, f"Dependencies: NOT AUDITED, the list that answers knows none of the {len(packages)}."
    left = f", {len(packages) - len(looked)} of which the list does not know" if len(looked) < len(packages) else ""
    return status and 1, f"Dependencies: no known hole in {len(looked)} locked packages{left}."


def _holes(package: dict) -> str:
    return ", ".join(
        f"{hole['id']} (mended in {', '.join(hole['fix_versions']) or 'no release'})" for hole in package["vulns"]
    )


def main() -> int:
    """Audit, say what was found, and return the status."""
    status, said = told(*audited())
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main())
