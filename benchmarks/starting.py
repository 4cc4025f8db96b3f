"""An unchanged start: `manage.py serve` on a database that has the library already, until the first answer.

CPU is that of every process of the start, read from /proc; where there is none, only the wall time is known.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 600
_directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def unchanged(environment: dict[str, str]) -> dict[str, float]:
    """Start the site, wait for its first answer, end it. Return the seconds: cpu and wall."""
    port = _free_port()
    environment = environment | {"PORT": str(port), "SITE_URL": f"http://localhost:{port}"}
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "manage.py", "serve"], env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", server)
            return {"cpu": _cpu_of(server.pid), "wall": time.perf_counter() - began}
        finally:
            _end(server)


def _end(server: subprocess.Popen) -> None:
    """Let the server end. One that was asked to while it still started its workers may never: that one is killed."""
    below = _below(server.pid)
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        for pid in [server.pid, *below]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.wait()
    _wait_to_end(below)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    deadline, why = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"The site ended with {server.returncode} before it answered.")
        try:
            return _directly.open(url, timeout=5).close()
        except OSError as error:  # nobody listens yet
            why = str(error)
        time.sleep(0.02)
    raise SystemExit(f"The site did not answer in {PATIENCE} s: {why}")


def _cpu_of(pid: int) -> float:
    """Return the CPU seconds of a process, of all below it, and of those of them that have ended."""
    return sum(sum(map(int, _stat(one)[11:15])) / _TICKS for one in [pid, *_below(pid)] if _stat(one))


def _below(pid: int) -> list[int]:
    """Return the ids of the processes that a process has started, and of those that they have."""
    parents = {int(path.name): _stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found, wanted = [], [pid]
    while wanted:
        above = wanted.pop()
        children = [one for one, stat in parents.items() if stat and int(stat[1]) == above]
        found += children
        wanted += children
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields behind the name: state, parent, ...; none for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _wait_to_end(pids: list[int]) -> None:
    """The jobs beside the server end by themselves when it has ended; the database is theirs until then."""
    deadline = time.monotonic() + 60
    while any(_stat(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
