"""How long a public page takes while 16 send wrong passwords without a pause, each time by another name from another
address, so that nothing but the place to be hashed in holds them up. Prints two lines.

    make bench PARTS=doors
"""

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import isolation, servers
from benchmarks.servers import Client, Server

SENDERS, ASKED, PAUSE = 16, 200, 0.02  # who send; times that each page is asked for; seconds between two
FORM = "application/x-www-form-urlencoded"
PAGE, SEARCH = "/conditions/sciatica/", "/search/?q=back+{}"


def main() -> None:
    """Ask without those who send, then with them."""
    with servers.site(Path(os.environ["DATA_DIR"]), TRUSTED_PROXIES="127.0.0.0/8") as app:
        alone = _asked(app)
        with guessing(app) as answers:
            time.sleep(1)
            beside = _asked(app)
    for name in alone:
        one, other = (isolation.percentile(sorted(found[name]), 0.5) for found in (alone, beside))
        longest = max(beside[name])
        print(
            f"{name}: p50 {one:.1f} ms alone, {other:.1f} ms beside {SENDERS} wrong sign-ins, longest {longest:.0f} ms"
        )
    print(f"answers to the sign-ins: {dict(answers)}")


@contextmanager
def guessing(server: Server) -> Iterator[Counter[int]]:
    """Let all send wrong passwords for the time of the block; yields how often each status was answered."""
    answers, ended = Counter[int](), threading.Event()
    senders = [threading.Thread(target=_send, args=(server, answers, ended)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    try:
        yield answers
    finally:
        ended.set()
        for sender in senders:
            sender.join()


def _asked(server: Server) -> dict[str, list[float]]:
    """Return the milliseconds of a stored page and of a search, which is made each time."""
    client, found = Client(server), {"stored page": [], "search": []}
    for number in range(ASKED):
        for name, path in (("stored page", PAGE), ("search", SEARCH.format(number))):
            began = time.perf_counter()
            client.ask(path)
            found[name].append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    return found


def _send(server: Server, answers: Counter[int], ended: threading.Event) -> None:
    with closing(Client(server)) as client:
        token = re.search(r"csrftoken=([^;]+)", client.ask("/admin/login/").headers["Set-Cookie"])[1]
        while not ended.is_set():
            said = {"username": f"n{random.random()}", "password": "wrong", "csrfmiddlewaretoken": token}
            address = ".".join(str(random.randrange(1, 250)) for _ in range(4))
            sent = {"Cookie": f"csrftoken={token}", "X_Forwarded_For": address, "Content_Type": FORM}
            answer = client.ask("/admin/login/", method="POST", body=urlencode(said).encode(), **sent)
            answers[answer.status] += 1


if __name__ == "__main__":
    main()
