"""Other processes: what they and all below them have spent, what they hold, and how they end. Read from /proc (Linux).

Only processes that were started here are ended, each by its own id.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 15  # seconds until a process that was told to end is killed
PROC = Path("/proc")


def cpu_of(pid: int, proc: Path = PROC) -> float:
    """Return the CPU seconds of a process, of all below it, and of those of them that have ended."""
    found = (_stat(one, proc) for one in [pid, *below(pid, proc)])
    return sum(sum(map(int, stat[11:15])) / _TICKS for stat in found if stat)


def memory_of(pid: int, proc: Path = PROC) -> float:
    """Return the most megabytes that one of a process and all below it holds now; 0 where there is no /proc."""
    return max((resident(one, proc) for one in [pid, *below(pid, proc)]), default=0.0)


def below(pid: int, proc: Path = PROC) -> list[int]:
    """Return the ids of the processes that a process has started, and of those that they have."""
    parents = {int(path.name): _stat(int(path.name), proc) for path in proc.glob("[0-9]*")}
    found, wanted = [], [pid]
    while wanted:
        above = wanted.pop()
        children = [one for one, stat in parents.items() if stat and int(stat[1]) == above]
        found += children
        wanted += children
    return found


def command_of(pid: int, proc: Path = PROC) -> list[str]:
    """Return the words of the command that a process was started with; none for one that has ended."""
    try:
        return (proc / str(pid) / "cmdline").read_text().split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _stat(pid: int, proc: Path) -> list[str]:
    """Return the fields behind the name: state, parent, ...; none for a process that has ended."""
    try:
        return (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def resident(pid: int, proc: Path = PROC) -> float:
    """Return the megabytes that a process holds now; 0 where it has ended, or there is no /proc."""
    return _held(pid, "VmRSS:", proc)


def own(pid: int, proc: Path = PROC) -> float:
    """Return the megabytes of these that nobody has but the process: without code, and without the file of a database
    that it reads in place, which is the system's to keep or to drop, and counts once for each connection.
    """
    return _held(pid, "RssAnon:", proc)


def _held(pid: int, what: str, proc: Path) -> float:
    try:
        lines = (proc / str(pid) / "status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(what)), 0.0)


@contextmanager
def started(command: list[str], **how) -> Iterator[subprocess.Popen]:
    """Start a process for the time of the block, and end it and all below it, whatever happens."""
    process = subprocess.Popen(command, **how)
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    """Let a process end, and all below it. One that was asked to while it still started others may never: it is killed.

    Jobs beside a server end by themselves when it has ended; the database is theirs until then.
    """
    others = below(process.pid)
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    deadline = time.monotonic() + PATIENCE
    while any(_stat(pid, PROC) for pid in others) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in others:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
