"""How soon a publication is seen in each of two processes, and the pages that are asked for most are stored anew."""

import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.publisher import PHONE, TEXT, Published, Publisher, publisher
from benchmarks.rows import Found, Row
from benchmarks.servers import Client, Server

PUBLICATIONS, SEEN = 20, 300.0  # milliseconds
PAGES, WARM, ASKED, ROUNDS = 100, 2.0, 5, 3  # WARM: seconds
PAUSE = 0.005  # seconds between two looks
LONGEST = 30.0  # seconds after which nobody waits any more


def measure(data: Path, folder: Path) -> Found:
    """Publish beside two servers on one database, each of one process; then beside one whose pages are in use."""
    with publisher(data) as one, servers.site(data) as first, servers.site(data) as second:
        found = [_seen(one.publish(what), [first, second]) for what in islice(cycle([PHONE, TEXT]), PUBLICATIONS)]
        waits = [wait for each in found for wait in each]
        stored = [_warm(one, first) for _ in range(ROUNDS)]
    spread = f"median {median(waits):.0f} ms; {PUBLICATIONS} publications, seen in 2 processes"
    again = f"the least of {ROUNDS} publications, {WARM:.0f} s after each; {', '.join(map(str, stored))}"
    return Found(
        [
            Row("publication seen in each of 2 processes, longest", max(waits), "ms", SEEN, beside=spread),
            Row(
                "pages asked for most, stored anew within 2 s", min(stored), "pages", PAGES, is_least=True, beside=again
            ),
        ]
    )


def _seen(published: Published, where: list[Server]) -> list[float]:
    """Return the milliseconds from the commit until each server printed it; each is asked in turn."""
    waiting, found = {server.port: Client(server) for server in where}, []
    while waiting:
        for port, client in list(waiting.items()):
            is_there = published.words in client.ask(published.path).body.decode()
            passed = time.monotonic() - published.at
            if is_there or passed > LONGEST:
                found.append(passed * 1000)
                del waiting[port]
        time.sleep(PAUSE)
    return found


def _warm(one: Publisher, server: Server) -> int:
    """Return how many of the pages that were asked for most come from the cache, with the new words, a while later."""
    client = Client(server)
    paths = servers.addresses(server, PAGES)
    before = one.publish(PHONE)
    time.sleep(WARM)
    for path in paths * ASKED:
        client.ask(path, Accept_Encoding="gzip")
    published = one.publish(PHONE)
    time.sleep(max(published.at + WARM - time.monotonic(), 0))
    answers = [client.ask(path) for path in paths]
    return sum(answer.is_stored and before.words not in answer.body.decode() for answer in answers)
