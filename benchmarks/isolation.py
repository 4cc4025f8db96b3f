"""How long a stored page takes in the same process while four visitors ask for pages that are not stored, and while two
hundred send forms that never come to an end.
"""

import re
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks import processes, servers, wrk
from benchmarks.rows import Found, Row
from benchmarks.served import PROCEDURE
from benchmarks.servers import Client, Server

ASKED = 1500  # times that the stored page is asked for
PAUSE = 0.002  # seconds between two
VISITORS, CLIENTS = 4, 8
P99, TIMES = 20.0, 5.0  # milliseconds; of p50
LONGEST = 120  # seconds that the load lasts at most
SENDERS = 200
_FORM = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\nusername="


def measure(data: Path, folder: Path) -> Found:
    """Ask without load, then with each."""
    with servers.site(data) as app:
        alone = latencies(app, ASKED)
        slow = _beside_senders(app)
        script = wrk.distinct(_procedures(app), folder)
        load = wrk.Asked(app, "/", connections=VISITORS)
        output = folder / "load.txt"
        with output.open("wb") as file:
            began = processes.cpu_of(app.pid)
            with processes.started(wrk.command(load, LONGEST, script), stdout=file, stderr=subprocess.STDOUT):
                time.sleep(1)
                loaded = latencies(app, ASKED)
                spent = processes.cpu_of(app.pid) - began
    return Found([*_rows(alone, loaded, spent), _row_of_senders(slow)])


def _beside_senders(app: Server) -> list[float]:
    with ExitStack() as senders:
        for _ in range(SENDERS):
            sender = senders.enter_context(socket.create_connection(("127.0.0.1", app.port)))
            sender.sendall(_FORM)
        return latencies(app, ASKED)


def _procedures(app: Server) -> list[str]:
    listed = Client(app).ask("/procedures/").body.decode()
    return sorted(set(re.findall(r'href="/procedures/([a-z0-9-]+)/"', listed)) - {"compare", "a-to-z"})


def latencies(server: Server, times: int) -> list[float]:
    """Return the milliseconds of so many answers, in order of length; over several connections, one at a time."""
    clients, found = [Client(server) for _ in range(CLIENTS)], []
    for number in range(times):
        client = clients[number % CLIENTS]
        began = time.perf_counter()
        client.ask(PROCEDURE, Accept_Encoding="gzip")
        found.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    return sorted(found)


def percentile(ordered: list[float], part: float) -> float:
    """Return the value that this part of them do not go over."""
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def _rows(alone: list[float], loaded: list[float], spent: float) -> list[Row]:
    p50, p99 = percentile(loaded, 0.5), percentile(loaded, 0.99)
    without = f"without load p50 {percentile(alone, 0.5):.2f} ms, p99 {percentile(alone, 0.99):.2f} ms"
    busy = f"p50 under load {p50:.2f} ms, most {loaded[-1]:.1f} ms; the app spent {spent:.1f} s CPU"
    return [
        Row("stored page while 4 ask for others, p99", p99, "ms", P99, beside=without),
        Row("... p99 as a multiple of its p50", p99 / p50, "x p50", TIMES, beside=busy),
    ]


def _row_of_senders(slow: list[float]) -> Row:
    beside = f"p50 {percentile(slow, 0.5):.2f} ms, most {slow[-1]:.1f} ms"
    return Row(f"stored page while {SENDERS} send slowly, p99", percentile(slow, 0.99), "ms", beside=beside)
