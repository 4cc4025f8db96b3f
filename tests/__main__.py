"""Run the whole suite: on SQLite all of it, and what could differ there on PostgreSQL, where a server is to be had.

    python -m tests [--torture] [what pytest takes]

With --torture what is marked so, which takes minutes, and nothing else. Ends with pytest's own summary line.
In CI nothing may be missing: there a machine without PostgreSQL or Chromium is a failure, not a skip.
"""

import os
import subprocess
import sys
import tempfile

from tests import postgres

TORTURE = "--torture"


def run(database: str, url: str | None, pages: str = "", only: str = "") -> int:
    """Run pytest once on one database and return its exit code.

    pages: a file in which the first run leaves a digest of every public page, for the second to compare.
    only: the marks that pytest chooses the tests by, where it is not by those of every run.
    """
    print(f"\n== The suite on {database} ==", flush=True)
    environment = {**os.environ, **({"DATABASE_URL": url} if url else {}), "SUITE_PAGES": pages}
    asked = [word for word in sys.argv[1:] if word != TORTURE]
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-q", *(["-m", only] if only else []), *asked]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Run both, PostgreSQL first, so that the last line is a summary whatever the machine has."""
    only = "torture" if TORTURE in sys.argv else ""
    if os.environ.get("DATABASE_URL"):
        return run("the database of DATABASE_URL", None, only=only)
    with tempfile.TemporaryDirectory() as folder:
        return both(f"{folder}/pages.json", only)


def both(pages: str, only: str) -> int:
    """Run on PostgreSQL where there is one, then on SQLite."""
    with postgres.server() as found:
        if found.url:
            if failed := run("PostgreSQL", found.url, pages, f"both_databases and {only or 'not torture'}"):
                return failed
        elif os.environ.get("CI"):
            print(f"PostgreSQL is missing in CI: {found.reason}", file=sys.stderr)
            return 1
        else:
            print(f"PostgreSQL skipped: {found.reason}", flush=True)
    return run("SQLite", None, pages, only)


if __name__ == "__main__":
    sys.exit(main())
