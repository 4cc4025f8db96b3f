"""What is served while it is measured: the site as `make run` serves it, and a bare Django beside it. Loopback only."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # seconds until a site must answer


class Unmeasured(RuntimeError):
    """Something could not be measured; the words say why."""


@dataclass(frozen=True)
class Server:
    """Something that answers on a port, and the process that answers, with all below it."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Answer:
    """One answer, as it came over the wire."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def is_stored(self) -> bool:
        """Whether the page cache says that it had this page."""
        return "cache;desc=hit" in self.headers.get("Server-Timing", "").replace(" ", "")


class Client:
    """One visitor, who keeps the connection."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask for a path, and return the answer whatever its status. Names of headers have _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body, headers=named)
        found = self._connection.getresponse()
        return Answer(found.status, found.headers, found.read())

    def close(self) -> None:
        """Leave."""
        self._connection.close()


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return what a process of a site with a folder of its own is started with.

    What could lead to another database or send a letter is said here: a clinic's own .env says the rest.
    """
    own = {
        "DATA_DIR": str(data),
        "BACKUP_DAYS": "0",  # the copy that the jobs make of a new site at once is not what is measured
        "DATABASE_URL": f"sqlite:///{data}/db.sqlite3",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "BEHIND_PROXY": "no",
        "BIND": "127.0.0.1",
        "DEBUG": "no",
        "LOG_LEVEL": "ERROR",
        "SITE_URL": "http://localhost:8000",
    }
    return {**os.environ, **own, **settings}


@contextmanager
def site(data: Path, **settings: str) -> Iterator[Server]:
    """Serve the site of a folder that is set up, with one process for pages where settings do not say otherwise."""
    port, workers = processes.free_port(), settings.get("WORKERS", "1")
    said = environment(data, PORT=str(port), SITE_URL=f"http://127.0.0.1:{port}", WORKERS=workers) | settings
    command = [sys.executable, "-m", "website.supervisor", said["SITE_URL"], "127.0.0.1", str(port), workers]
    with _serving(command, port, said, data / f"server-{port}.log") as process:
        yield Server(port, _granian(process.pid))


def _granian(supervisor: int) -> int:
    """Return the server below the supervisor: the jobs beside it are not part of what a page costs."""
    return next(pid for pid in processes.below(supervisor) if "granian" in processes.command_of(pid))


@contextmanager
def bare(folder: Path, beside: Server) -> Iterator[Server]:
    """Serve the bare project by the very command that serves a site, but for port and application."""
    port, command = processes.free_port(), processes.command_of(beside.pid)
    command[command.index("--port") + 1], command[-1] = str(port), "benchmarks.bare:application"
    said = {**os.environ, "BARE": str(folder)}
    subprocess.run([sys.executable, "-m", "benchmarks.bare"], cwd=ROOT, env=said, check=True)
    with _serving(command, port, said, folder / "bare.log") as process:
        yield Server(port, process.pid)


@contextmanager
def _serving(command: list[str], port: int, said: dict[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """Start a server, with its output in a file, and wait for its first answer."""
    with log.open("wb") as output, processes.started(command, cwd=ROOT, env=said, stdout=output, stderr=output) as one:
        wait_for(port, one, log)
        yield one


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    """Wait until a server answers anything. Raises Unmeasured where it ends before, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Unmeasured(f"{process.args[0]} ended with {process.returncode} before it answered:\n{_end_of(log)}")
        try:
            Client(Server(port, process.pid)).ask("/health")
            return
        except OSError:  # nobody listens yet
            time.sleep(0.05)
    raise Unmeasured(f"{process.args[0]} did not answer in {PATIENCE} s:\n{_end_of(log)}")


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def addresses(server: Server, number: int) -> list[str]:
    """Return the first paths of the sitemap, at most so many."""
    sitemap = Client(server).ask("/sitemap.xml").body.decode()
    found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", sitemap)
    return found[:number]
