"""Debian's nginx on loopback with the files that we ship, but for ports and places, and a stub to stand in front of."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.server import ROOT

SHIPPED = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MAIN = """\
{user}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log warn;
events {{ worker_connections 256; }}
http {{
  client_body_temp_path temp/body; proxy_temp_path temp/proxy; fastcgi_temp_path temp/fastcgi;
  uwsgi_temp_path temp/uwsgi; scgi_temp_path temp/scgi;
  include clinic/{site}.conf;
}}
"""


@dataclass
class Answer:
    """What came back; a header is there as often as it was sent."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        return ", ".join(self.all(name))


def ask(address: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Ask for a path; a header's name has an underscore for each hyphen."""
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"host": "clinic.example", "accept-encoding": "identity"} | named)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


@dataclass
class Stub:
    """A site that says how often it was asked for what, and answers as it is told."""

    address: str = ""
    asked: Counter = field(default_factory=Counter)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    status: int = 200
    text: str = "first"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0


@contextmanager
def stub() -> Iterator[Stub]:
    told = Stub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = b"" if self.command == "HEAD" else told.text.encode()
            told.asked[self.path] += 1  # before the body, for which a site would have to wait
            told.heads[self.path] = {name.lower(): value for name, value in self.headers.items()}
            self.rfile.read(length)
            time.sleep(told.seconds)
            self.send_response(told.status)
            said = {"Cache-Control": "public, no-cache", "Content-Type": "text/html; charset=utf-8", **told.headers}
            for name, value in {**said, "Content-Length": str(len(told.text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_HEAD = do_POST = do_GET

        def log_message(self, *args) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        told.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configure(folder: Path, site: str, *, tls: Path | None = None, **places: str) -> tuple[str, str]:
    """Put the shipped files into a folder, with other ports and places. Returns the addresses, of https and http.

    places: what stands in the place of `upstream`, `data` (DATA_DIR) and `export`. tls: a folder with a certificate.
    """
    main, plain = (f"127.0.0.1:{free_port()}" for _ in range(2))
    changed = {
        "listen 443 ssl http2": f"listen {main} ssl http2" if tls else f"listen {main}",
        "listen 80": f"listen {plain}",
        "127.0.0.1:8000": places.get("upstream", "127.0.0.1:1"),
        "/srv/clinic": places.get("data", "/nowhere"),
        "/srv/export": places.get("export", "/nowhere"),
        "/var/cache/nginx/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8001": f"127.0.0.1:{free_port()}",
        "/etc/ssl/clinic": str(tls),
        **({} if tls else {"include clinic/tls.conf;": ""}),
        **{old: new for old, new in places.items() if " " in old},
    }
    for path in SHIPPED.glob("*.conf"):
        text = re.sub(r"\n *listen \[::\][^\n]*", "", path.read_text())
        for old, new in changed.items():
            text = text.replace(old, new)
        (folder / "clinic").mkdir(exist_ok=True)
        (folder / "clinic" / path.name).write_text(text)
    user = "user root root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(site=site, user=user))
    (folder / "temp").mkdir(exist_ok=True)
    return main, plain


@contextmanager
def nginx(folder: Path, site: str, **places) -> Iterator[tuple[str, str]]:
    """Run nginx with one of the shipped sites, and yield its addresses."""
    addresses = configure(folder, site, **places)
    command = [NGINX, "-p", f"{folder}/", "-c", "nginx.conf"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        _wait(process, addresses[0], folder)
        yield addresses
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen, address: str, folder: Path) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nginx did not start:\n{(folder / 'said').read_text()}")
