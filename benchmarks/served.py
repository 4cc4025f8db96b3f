"""What a page costs the server, in CPU, as a ratio to nginx with files that are compressed already, in the same run.

The same page and the same bytes, gzip, connections that are kept, one process on each side; each in turn. What is not
stored is asked for over one connection and held against a bare Django view.
"""

import gzip
import re
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import nginx, processes, servers, wrk
from benchmarks.rows import Found, Row
from benchmarks.servers import Client, Server

PROCEDURE = "/procedures/epidural-steroid-injection/"
ARTICLE = "/articles/how-pain-works/"
STATIC = "nginx, files compressed already"
CACHED, MICROCACHE, BARE = "stored page, granian", "stored page, behind a microcache", "bare Django view"
UNCACHED = {"procedure, not stored": (PROCEDURE, 1.9), "article, not stored": (ARTICLE, 1.5)}
LIMITS = {CACHED: 2.5, MICROCACHE: 1.1}
SECONDS, ROUNDS = 4.0, 5
SETTLING = 12.0  # seconds in which a page that is stored is packed smaller (website/front/warming.py)


def measure(data: Path, folder: Path) -> Found:
    """Measure what is stored, then what is not."""
    found = Found()
    with servers.site(data) as app:
        page = settled(Client(app), PROCEDURE)
        with (
            nginx.static(folder / "static", {PROCEDURE: page}) as static,
            nginx.microcache(folder / "microcache", app, data) as front,
        ):
            least = _stored(found, app, static, front)
            found.rows += _beside(app)
    with servers.site(data, PAGE_CACHE_MB="0") as app:
        (folder / "bare").mkdir()
        (folder / "bare" / "page.html").write_bytes(Client(app).ask(PROCEDURE).body)
        with servers.bare(folder / "bare", app) as bare:
            _not_stored(found, app, bare, least)
    return found


def settled(client: Client, path: str) -> bytes:
    """Return the gzip bytes of a page once they stay the same: smaller ones come a while after the first."""
    kept = client.ask(path, Accept_Encoding="gzip").body
    for _ in range(3):
        time.sleep(SETTLING)
        if kept == (kept := client.ask(path, Accept_Encoding="gzip").body):
            break
    gzip.decompress(kept)
    return kept


def _stored(found: Found, app: Server, static: Server, front: Server) -> float:
    """Measure what is stored, and return what nginx takes for a request, in seconds."""
    asked = {
        STATIC: wrk.Asked(static, PROCEDURE),
        CACHED: wrk.Asked(app, PROCEDURE),
        MICROCACHE: wrk.Asked(front, PROCEDURE, others=(app,)),
    }
    runs = wrk.take_turns(asked, SECONDS, ROUNDS)
    found.costs = {name: wrk.ratio(one, runs[STATIC]) for name, one in runs.items()}
    for name, one in runs.items():
        found.rows.append(Row(name, found.costs[name], "x nginx", LIMITS.get(name), beside=wrk.said(one)))
    return median(one.cost for one in runs[STATIC])


def _beside(app: Server) -> Iterator[Row]:
    """Yield what nothing is asked of: other ways to ask for a stored page, and what the process holds."""
    client = Client(app)
    tag = client.ask(PROCEDURE, Accept_Encoding="gzip").headers["ETag"]
    headers = {"304": ("Accept-Encoding: gzip", f"If-None-Match: {tag}"), "brotli": ("Accept-Encoding: br",)}
    for name, sent in headers.items():
        run = wrk.run(wrk.Asked(app, PROCEDURE, headers=sent), SECONDS)
        yield Row(f"stored page, {name}", run.cost * 1e6, "µs CPU", beside=f"{run.per_second:,.0f} requests/s")
    (sheet,) = re.findall(r'<link rel="stylesheet" href="(/[^"]+)"', client.ask(PROCEDURE).body.decode())
    run = wrk.run(wrk.Asked(app, sheet), SECONDS)
    yield Row("style sheet", run.cost * 1e6, "µs CPU", beside=f"{run.per_second:,.0f} requests/s")
    before, times = processes.cpu_of(app.pid), 500
    for _ in range(times):
        client.ask(PROCEDURE, "HEAD", Accept_Encoding="gzip")
    spent = (processes.cpu_of(app.pid) - before) / times
    yield Row("stored page, HEAD, one connection", spent * 1e6, "µs CPU")
    sizes = (f"{name} {len(client.ask(PROCEDURE, Accept_Encoding=name).body):,}" for name in ("br", "gzip", "identity"))
    yield Row(
        "memory of a process, starter library",
        processes.memory_of(app.pid),
        "MB",
        beside=f"page: {', '.join(sizes)} bytes",
    )


def _not_stored(found: Found, app: Server, bare: Server, least: float) -> None:
    """Measure pages that are put together for every request, over one connection."""
    asked = {BARE: wrk.Asked(bare, "/pages/page/", connections=1)}
    asked |= {name: wrk.Asked(app, path, connections=1) for name, (path, _limit) in UNCACHED.items()}
    runs = wrk.take_turns(asked, SECONDS, ROUNDS)
    found.rows.append(Row(BARE, median(one.cost for one in runs[BARE]) * 1e3, "ms CPU", beside=wrk.said(runs[BARE])))
    for name, (_path, limit) in UNCACHED.items():
        found.rows.append(Row(name, wrk.ratio(runs[name], runs[BARE]), "x bare", limit, beside=wrk.said(runs[name])))
    found.costs |= {name: median(one.cost for one in runs[name]) / least for name in asked}
