"""Eight editors save and eight readers read while the phone number changes: errors and the longest wait.

    make bench PARTS=crowd, or python -m benchmarks.crowd [--pages 1000] [--seconds 10] [--keep DIR]

Two processes as on a server of two cores, each with four editors and four readers, who pause as people do. PostgreSQL
is a server of the benchmark's own, as the test suite starts it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import growth
from tests import postgres

PROCESSES = 2
LONGEST_WAIT = 1.0  # seconds


def main() -> None:
    """Let the crowd in on both databases and print what became of it."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="physiatry-crowd-") as temporary:
        site = growth.Site(asked.pages, (asked.keep or Path(temporary)) / str(asked.pages))
        growth.load(site)
        print(_line("SQLite", let_in(site.environment, asked.seconds)))
        with _on_postgres(site, Path(temporary)) as environment:
            if environment:
                print(_line("PostgreSQL", let_in(environment, asked.seconds)))


def let_in(environment: dict[str, str], seconds: float) -> dict[str, list]:
    """Start the processes, let them work for some seconds, and return all waits and errors by who had them."""
    command = [sys.executable, "-m", "benchmarks.crowd_process"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    parts = [subprocess.Popen([*command, str(number)], **pipes) for number in range(PROCESSES)]
    for process in parts:
        process.stdout.readline()  # it is ready
    for process in parts:
        process.stdin.write(f"{seconds}\n")
        process.stdin.flush()
    found: dict[str, list] = {}
    for process in parts:
        for who, what in json.loads(process.stdout.readline()).items():
            found.setdefault(who, []).extend(what)
        process.wait()
    return found


@contextmanager
def _on_postgres(site: growth.Site, temporary: Path) -> Iterator[dict[str, str] | None]:
    """The same library in a PostgreSQL of its own; None, and the reason, where there is none."""
    with postgres.server() as found:
        if not found.url:
            print(f"PostgreSQL: not measured, {found.reason}")
            yield None
            return
        own = {"DATA_DIR": str(temporary / "postgres"), "DATABASE_URL": found.url}
        environment = site.environment | own
        for task in ("load", "people"):
            growth.run(environment, task)
        yield environment


def _line(database: str, found: dict[str, list]) -> str:
    errors = found.pop("errors")
    waits = {who: max(what, default=0.0) for who, what in found.items()}
    done = ", ".join(f"{len(found[who])} {who} (longest {waits[who]:.2f} s)" for who in waits)
    is_kept = not errors and max(waits.values()) <= LONGEST_WAIT
    lines = [f"{database:10} {done}, {len(errors)} errors: {'met' if is_kept else 'NOT MET'}"]
    return "\n".join(lines + [f"           {error}" for error in sorted(set(errors))[:5]])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.crowd", description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=1000, help="how large the library is")
    parser.add_argument("--seconds", type=float, default=10, help="how long the crowd stays")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where library and SQLite database stay")
    return parser.parse_args()


if __name__ == "__main__":
    main()
