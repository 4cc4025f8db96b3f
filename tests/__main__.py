"""Run the whole suite: on SQLite all of it, and what could differ there on PostgreSQL, where a server is to be had.

Ends with pytest's own summary line.
In CI nothing may be missing: there a machine without PostgreSQL or Chromium is a failure, not a skip.
"""

import os
import subprocess
import sys
import tempfile

from tests import postgres


def run(database: str, url: str | None, pages: str = "", only: tuple[str, ...] = ()) -> int:
    """Run pytest once on one database and return its exit code.

    pages: a file in which the first run leaves a digest of every public page, for the second to compare.
    only: what pytest chooses the tests by.
    """
    print(f"\n== The suite on {database} ==", flush=True)
    environment = {**os.environ, **({"DATABASE_URL": url} if url else {}), "SUITE_PAGES": pages}
    command = [sys.executable, "-m", "pytest", "-n", "auto", "-q", *only, *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    """Run both, PostgreSQL first, so that the last line is a summary whatever the machine has."""
    if os.environ.get("DATABASE_URL"):
        return run("the database of DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        return both(f"{folder}/pages.json")


def both(pages: str) -> int:
    """Run on PostgreSQL where there is one, then on SQLite."""
    with postgres.server() as found:
        if found.url:
            if failed := run("PostgreSQL", found.url, pages, ("-m", "both_databases")):
                return failed
        elif os.environ.get("CI"):
            print(f"PostgreSQL is missing in CI: {found.reason}", file=sys.stderr)
            return 1
        else:
            print(f"PostgreSQL skipped: {found.reason}", flush=True)
    return run("SQLite", None, pages)


if __name__ == "__main__":
    sys.exit(main())
