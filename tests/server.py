"""The real site in a process of its own, for all that opens it: a free port on loopback, a folder of its own."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = 600  # seconds until a first start, with all its set-up, must answer on a machine with other work


#: What a process of the site's own does with each line that it reads: run the code in it, and say what it printed.
LISTEN = """
import contextlib, io, json, sys, traceback
for line in sys.stdin:
    said, fault = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(json.loads(line), {})
        except Exception:
            fault = traceback.format_exc()
    print(json.dumps([said.getvalue().strip(), fault]), flush=True)
"""


class Running:
    """The site's address and its folder, and a way to ask its own command line for something. To be closed."""

    def __init__(self, address: str, data: Path, environment: dict) -> None:
        self.address, self.data, self.environment = address, data, environment
        self._shell: subprocess.Popen | None = None

    def shell(self, code: str) -> str:
        """Run code in the site's own shell and return what it prints; the letters it would send are not printed.

        The shell starts at the first question and stays for the next: a start costs as much as opening five pages.
        """
        if self._shell is None:
            quiet = {"DATA_DIR": str(self.data), "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", LISTEN]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self._shell = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **quiet, **self.environment}, **pipes)
        self._shell.stdin.write(json.dumps(code) + "\n")
        self._shell.stdin.flush()
        said, fault = json.loads(self._shell.stdout.readline())
        assert not fault, fault
        return said

    def close(self) -> None:
        """End the shell."""
        if self._shell is not None:
            self._shell.communicate()  # it has nothing more to read, and ends


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return a folder, made by the first process of the suite that asks for it; the others wait until it is whole."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def site(data: Path, is_prepared: bool = False, **environment: str) -> Iterator[str]:
    """Run the site as `make run` does and yield its address; it is ended by its own id.

    is_prepared: all is set up already, by a first start of this release, and only what `serve` becomes is started.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        **os.environ,
        "DATA_DIR": str(data),
        "PORT": str(port),
        "SITE_URL": address,
        "WORKERS": "1",
        "BIND": "127.0.0.1",
        **environment,
    }
    log = data / "server.log"
    what = ["-m", "website.supervisor", address, "127.0.0.1", str(port), "1"] if is_prepared else ["manage.py", "serve"]
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *what], cwd=ROOT, env=settings, stdout=output, stderr=output)
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The site ended while starting:\n{log.read_text()}")
        try:
            urllib.request.urlopen(f"{address}/health", timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The site did not answer within {START} seconds:\n{log.read_text()}")
