"""nginx beside the site: files that are compressed already, and a microcache of one second in front of the app."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import processes, servers
from benchmarks.servers import Server
from tests.deploy import serving

PROGRAMS = ("nginx", "wrk")  # Debian's packages are called so too
SCRATCH = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

_MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
{user}
events {{ worker_connections 1024; }}
http {{
  {scratch}
  default_type text/html;
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  {inside}
}}
"""
_STATIC = """
  server {{
    listen 127.0.0.1:{port};
    root {folder}/pages;
    gzip_static on;
    location / {{ try_files ${{uri}}index.html =404; }}
  }}
"""


def bring() -> str:
    """See that nginx and wrk are there, and return what is missing, in a sentence; installs them where it may."""
    os.environ["PATH"] += f"{os.pathsep}/usr/sbin"  # where Debian keeps nginx, which not every account looks in
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(missing)} with apt-get ...", flush=True)
        quietly = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        for what in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-qq", *what], check=False, **quietly)
        missing = [name for name in PROGRAMS if not shutil.which(name)]
    return f"{' and '.join(missing)} not found (Debian: apt-get install {' '.join(missing)})" if missing else ""


@contextmanager
def static(folder: Path, pages: dict[str, bytes]) -> Iterator[Server]:
    """Serve pages by path; each is given as the bytes of its gzip form."""
    for path, content in pages.items():
        place = folder / "pages" / path.strip("/") / "index.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()  # try_files looks for it, gzip_static sends the one beside it
        place.with_suffix(".html.gz").write_bytes(content)
    port = processes.free_port()
    with _serving(folder, port, _STATIC.format(folder=folder, port=port)) as server:
        yield server


@contextmanager
def microcache(folder: Path, app: Server, data: Path) -> Iterator[Server]:
    """Serve what an app answers, kept for a second, by the files of deploy/nginx/.

    Nothing is logged, as nothing is by what it is held against.
    """
    folder.mkdir(parents=True, exist_ok=True)
    unlogged = {f"access_log {folder}/clinic.log clinic buffer=32k flush=5s": "access_log off"}
    places = {"upstream": f"127.0.0.1:{app.port}", "data": str(data)}
    address, _plain = serving.configure(folder, "app", **places, **unlogged)
    with _serving(folder, int(address.rpartition(":")[2]), "include clinic/app.conf;") as server:
        yield server


@contextmanager
def _serving(folder: Path, port: int, inside: str) -> Iterator[Server]:
    """Run nginx with one worker and nothing outside a folder."""
    scratch = " ".join(f"{name}_temp_path {folder}/{name};" for name in SCRATCH)
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is for this account alone
    file, log = folder / "nginx.conf", folder / "nginx.log"
    file.write_text(_MAIN.format(folder=folder, user=user, scratch=scratch, inside=inside))
    command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    with log.open("wb") as output, processes.started(command, stdout=output, stderr=output) as process:
        servers.wait_for(port, process, log)
        yield Server(port, process.pid)
