"""A PostgreSQL server of the suite's own: a new cluster in a temporary folder, on loopback, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """The address of a server, or the reason why there is none.

    stop, start: end one that was started here at once, as the loss of its machine would, and start it again.
    """

    url: str = ""
    reason: str = ""
    stop: Callable[[], object] | None = None
    start: Callable[[], object] | None = None


@contextmanager
def server() -> Iterator[Found]:
    """Start a server for the time of the block. TEST_DATABASE_URL names one that runs already."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield Found(url)
        return
    folder = binaries()
    if folder is None:
        yield Found(reason="initdb and pg_ctl were not found (Debian: apt-get install postgresql)")
        return
    # PostgreSQL refuses to run as root; its own account does the work there.
    account = "postgres" if os.geteuid() == 0 else None
    if account and not _exists(account):
        yield Found(reason="running as root, and there is no account 'postgres'")
        return
    with tempfile.TemporaryDirectory(prefix="physiatry-postgres-") as directory:
        if account:
            shutil.chown(directory, account)
        data, port = Path(directory, "data"), _free_port()
        run = {"check": True, "user": account, "stdout": subprocess.DEVNULL, "cwd": directory}
        subprocess.run(
            # An alphabet other than SQLite's, so that a list sorted by the database would show.
            [folder / "initdb", "-D", data, "-U", "suite", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
            + ["--locale-provider=icu", "--icu-locale=en"],
            **run,
        )
        # Nothing of it outlives the suite, so nothing is kept safe; its small queries are never worth compiling.
        quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off"
        options = f"-p {port} -k {directory} -c listen_addresses=127.0.0.1 -c max_connections=200 {quick}"
        control = [folder / "pg_ctl", "-D", data, "-w"]
        start = partial(subprocess.run, [*control, "-l", f"{directory}/log", "-o", options, "start"], **run)
        stop = partial(subprocess.run, [*control, "-m", "immediate", "stop"], **run)
        start()
        try:
            yield Found(f"postgres://suite@127.0.0.1:{port}/postgres", stop=stop, start=start)
        finally:
            stop()


def binaries() -> Path | None:
    """Return the folder of the newest server's programs, or None."""
    found = [Path(path).parent for name in ("initdb",) if (path := shutil.which(name))]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
