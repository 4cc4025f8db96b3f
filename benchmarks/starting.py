"""An unchanged start: `manage.py serve` on a database that has the library already, until the first answer; and what a
process then holds that has its search index and has printed a hundred pages.
"""

import sys
import time
from pathlib import Path

from benchmarks import processes, servers

PATIENCE = 120  # seconds until the index must be there
PAGES = 100


def unchanged(environment: dict[str, str], folder: Path) -> dict[str, float]:
    """Start the site, wait for its first answer, end it. Return the seconds, cpu and wall, and the megabytes."""
    port = processes.free_port()
    environment = environment | {"PORT": str(port), "SITE_URL": f"http://localhost:{port}"}
    log, command = folder / "start.log", [sys.executable, "manage.py", "serve"]
    began = time.perf_counter()
    with (
        log.open("wb") as output,
        processes.started(command, cwd=servers.ROOT, env=environment, stdout=output, stderr=output) as process,
    ):
        servers.wait_for(port, process, log)
        found = {"cpu": processes.cpu_of(process.pid), "wall": time.perf_counter() - began}
        return found | {"memory": _in_use(servers.Server(port, process.pid))}


def _in_use(server: servers.Server) -> float:
    """Return what the largest process of a server holds, in megabytes, once all of them have been at work."""
    deadline = time.monotonic() + PATIENCE
    while servers.Client(server).ask("/search/?q=pain").status != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    for path in [*servers.addresses(server, PAGES), "/", "/conditions/", "/sitemap.xml"] * 3:
        servers.Client(server).ask(path)  # a connection each: so that every process gets its share
    for number in range(30):
        servers.Client(server).ask(f"/search/?q=pain+{number}")
    return processes.memory_of(server.pid)
