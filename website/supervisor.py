"""The process that `serve` becomes: it starts the server and the jobs beside it, and ends both when it is told to end.

Small, because it stays for as long as the site does: it must not know Django.

    python -m website.supervisor SITE_URL HOST PORT WORKERS
"""

import contextlib
import ctypes
import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
WAIT = 1.0  # seconds: the first wait before jobs that died are started again; it doubles
LONGEST_WAIT = 60.0  # seconds
PATIENCE = 10.0  # seconds that a process gets to finish what it is at
PATIENCE_AT_START = 2.0  # seconds: a server that is starting its workers when it is told to end may never do so
JOBS_AFTER = 5.0  # seconds: jobs wait until the site answers, which they would make slower, but no longer than this
TICK = 0.1  # seconds


def main() -> int:
    """Serve until told to end or until the server ends, and return its exit status."""
    site_url, host, port, workers = sys.argv[1:]
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # each further one keeps what a search index took while it was made
    ended: list[int] = []
    for number in SIGNALS:
        signal.signal(number, lambda number, frame: ended.append(number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # `serve` let them wait for us
    with _shared_figures():
        return _serve(site_url, host, port, workers, ended)


def _serve(site_url: str, host: str, port: str, workers: str, ended: list[int]) -> int:
    """Keep the server and the jobs running until one of the signals is in `ended`, or the server cannot be kept."""
    command = [sys.executable, "-m", "granian", *_arguments(host, port, workers), "config.wsgi:application"]
    server, jobs = Server(command, host, int(port)), Jobs()
    is_said = False
    while not ended and server.see_to():
        if not is_said and server.has_answered:
            is_said = True
            print(f"Serving on {site_url} (stop with Ctrl+C)", flush=True)
        jobs.see_to(is_time=is_said or server.age > JOBS_AFTER)
        time.sleep(TICK)
    jobs.end()
    return server.end() if ended else server.status or 1


class Server:
    """The server. One that has answered and then dies is started again at once: readers wait. One that dies before that
    would do so for ever.
    """

    def __init__(self, command: list[str], host: str, port: int) -> None:
        self._command, self._host, self._port = command, host, port
        self._start()

    def _start(self) -> None:
        self._process, self._since, self.has_answered = started(self._command), time.monotonic(), False

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._since

    @property
    def status(self) -> int:
        """With which it has ended."""
        return self._process.returncode

    def see_to(self) -> bool:
        """Ask whether it answers, as long as it did not, and start it again where it died. False: it cannot be kept."""
        if self._process.poll() is None:
            self.has_answered = self.has_answered or _answers(self._host, self._port)
            return True
        _kill_group(self._process)  # its workers have the port as long as they live
        is_kept = self.has_answered
        _warn(f"The server has ended by itself with status {self.status}{'; it starts again' if is_kept else ''}.")
        if is_kept:
            self._start()
        return is_kept

    def end(self) -> int:
        """End it and return its status."""
        return _end(self._process, PATIENCE if self.has_answered else PATIENCE_AT_START)


@contextlib.contextmanager
def _shared_figures() -> Iterator[None]:
    """Give all processes one folder for what they count, where anybody asks for it (`website.figures`)."""
    if os.environ.get("METRICS_PORT", "0") in ("", "0"):
        yield
        return
    # In memory where it can be: the figures are mapped files, and whoever writes to one on a full disk dies of it.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="site-figures-", dir=memory, ignore_cleanup_errors=True) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _arguments(host: str, port: str, workers: str) -> list[str]:
    # Many threads, since some who send are slow; Django runs in few of its own (`website.front.lanes`). The last one is
    # for when this process is killed: then nobody else ends a worker that hangs.
    return (
        f"--interface wsgi --host {host} --port {port} --workers {workers} --blocking-threads 320 --backpressure 1024 "
        f"--no-ws --log-level error --respawn-failed-workers --workers-kill-timeout {PATIENCE - 1:.0f}"
    ).split()


class Jobs:
    """The jobs beside the server. Where they die they are started again: nobody else would publish what is due."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._since = self._due = time.monotonic()
        self._wait = 0.0

    def see_to(self, *, is_time: bool = True) -> None:
        """Start the jobs where they do not run, if it is time for them; later each time that they die soon."""
        if self._process is None:
            if is_time and time.monotonic() >= self._due:
                self._process = started([sys.executable, "manage.py", "run_jobs"])
                self._since = time.monotonic()
        elif (status := self._process.poll()) is not None:
            lived = time.monotonic() - self._since
            self._wait = max(WAIT, min(self._wait * 2, LONGEST_WAIT)) if lived < LONGEST_WAIT else WAIT
            self._process, self._due = None, time.monotonic() + self._wait
            _warn(f"The jobs have ended with status {status}; they start again in {self._wait:.0f} s.")

    def end(self) -> None:
        """End the jobs, whatever they are at: each does one thing in one transaction."""
        if self._process is not None:
            _end(self._process)


def _warn(said: str) -> None:
    """Say what went wrong, as a line of the log (`website.logs`)."""
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    line = {"at": at, "level": "ERROR", "logger": "website.supervisor", "message": said}
    print(json.dumps(line) if os.environ.get("LOG_FORMAT") == "json" else said, file=sys.stderr, flush=True)


def started(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, which ends with this one."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 (our own commands)
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=lambda: _end_with(parent)
    )


def _end_with(parent: int) -> None:
    """Where Linux is: be told to end when the parent is killed and can say nothing any more (PR_SET_PDEATHSIG)."""
    for number in SIGNALS:  # until the command begins, what the parent does on a signal would only note it, and go on
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed before it could be asked for
            os._exit(1)


def _end(process: subprocess.Popen[bytes], patience: float = PATIENCE) -> int:
    """Tell a process to end, and kill its whole group where it does not within some seconds. Returns its status."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    if process.poll() is None:
        _kill_group(process)
    return max(process.wait(), 0)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _answers(host: str, port: int) -> bool:
    """Whether the site answers. That it listens says too little: its first worker may still be starting."""
    to = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (an address to compare with)
    try:
        with socket.create_connection((to, port), timeout=1) as client:
            client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return client.recv(5) == b"HTTP/"
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
