"""Minutes of a usual day, but denser: readers, searchers and editors at a site with its jobs, and what it holds.

And slow senders: two hundred who begin a request and do not end it, of each kind, while one reader reads. On the app
alone, without nginx, which would keep them off.
"""

import socket
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from benchmarks import processes
from tests import server
from tests.torture import acts
from tests.torture.crowd import KEPT, Crowd, Door
from tests.torture.place import Site
from tests.torture.visits import Answer, ask

EVERY = 2.0  # seconds between two looks at the memory
SLOW = 200
MOST = 2.0  # seconds that a page may take beside them
PIECE = 4  # bytes that each sends
PAUSE = 1.0  # seconds between two pieces
LONG = 10  # minutes after which a process has all that it keeps
GROWN = 5.0  # megabytes that it may hold more in the last quarter of them than in the third
_BEGUN = "Host: {host}\r\nUser-Agent: slow\r\n"
_FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20000\r\n\r\nusername=ada&password="
#: What each kind has sent before it sends slowly.
KINDS = {
    "headers": "GET /articles/ HTTP/1.1\r\n" + _BEGUN + "X-Slow: ",
    "bodies": "POST /articles/ HTTP/1.1\r\n" + _BEGUN + _FORM,
    "sign-ins": "POST /admin/login/ HTTP/1.1\r\n" + _BEGUN + _FORM,
}


@dataclass
class Held:
    """What a process held for itself, in megabytes, each time that it was looked at."""

    name: str
    looks: list[float] = field(default_factory=list)

    @property
    def quarters(self) -> list[float]:
        """The median of each quarter of the time."""
        size = len(self.looks) / 4
        return [statistics.median(self.looks[int(n * size) : int(n * size + size)]) for n in range(4)]


@contextmanager
def alone(site: Site) -> Iterator[tuple[Door, int]]:
    """Serve a site by itself, without nginx, for the time of the block; yields the way in and the supervisor's id."""
    site.done("collectstatic", "--noinput", "-v0")
    port = server.free_port()
    with acts.serving(site, port) as (process, _seconds):
        yield Door.of(site, f"127.0.0.1:{port}", f"localhost:{port}"), process.pid


@dataclass
class Mixed:
    """What minutes of mixed load have shown. errors: answers of 500 and more, or none at all. published: how many texts
    each editor did.
    """

    minutes: float
    answers: dict[str, int]
    waits: dict[str, float]
    errors: int
    unfair: list[str]
    published: list[int]
    lost: list[str]
    held: list[Held]

    @property
    def grown(self) -> list[str]:
        """Which processes still grow at the end; none where the time was too short to tell."""
        if self.minutes < LONG:
            return []
        quarters = [(one.name, *one.quarters[2:]) for one in self.held]
        return [f"{name}: {third:.1f} MB, then {last:.1f}" for name, third, last in quarters if last - third > GROWN]


def load(site: Site, door: Door, supervisors: Sequence[int], minutes: float) -> Mixed:
    """Let a crowd in for some minutes. supervisors: the ids of their processes, one for each machine."""
    held: dict[int, Held] = {}
    with Crowd(door, readers=4, searchers=2, editors=2) as crowd:
        ends = time.monotonic() + minutes * 60
        while time.monotonic() < ends:
            for supervisor in supervisors:
                _look(supervisor, held)
            time.sleep(min(EVERY, max(0.0, ends - time.monotonic())))
    site.published += crowd.published
    lost, torn, _version = site.look()
    kinds = sorted({kind for kind, _status in crowd.answers})
    many = {kind: sum(times for (one, _), times in crowd.answers.items() if one == kind) for kind in kinds}
    errors = sum(times for (_, status), times in crowd.answers.items() if status >= 500 or not status)
    published = list(Counter(word.rpartition("y")[0] for word in crowd.published).values())
    every = [one for one in held.values() if len(one.looks) >= 4]
    return Mixed(minutes, many, crowd.waits, errors, crowd.unfair, published, lost + torn, every)


def _look(supervisor: int, held: dict[int, Held]) -> None:
    for pid in [supervisor, *processes.below(supervisor)]:
        if size := processes.own(pid):
            held.setdefault(pid, Held(_name(pid, supervisor))).looks.append(size)


def _name(pid: int, supervisor: int) -> str:
    """Return what a process is, in a word."""
    if pid == supervisor:
        return "supervisor"
    command = processes.command_of(pid)
    if "run_jobs" in command:
        return "jobs"
    return "server" if processes.below(pid) else "worker"


def slow(door: Door, kind: str, seconds: float = 8.0) -> tuple[int, float]:
    """Let many send slowly for some seconds, and a reader read beside them. Returns how many were still connected when
    the reader began, and the longest that a page took; what is no page counts as all of the time.
    """
    begun = KINDS[kind].format(host=door.host).encode()
    with ExitStack() as all_:
        senders = [all_.enter_context(_connected(door.address)) for _ in range(SLOW)]
        for sender in senders:
            sender.sendall(begun)
            sender.setblocking(False)
        ended = Event()
        drip = Thread(target=_drip, args=(senders, ended))
        drip.start()
        try:
            time.sleep(2 * PAUSE)
            connected = sum(_is_open(sender) for sender in senders)
            waits = list(_waits(door, time.monotonic() + seconds))
        finally:
            ended.set()
            drip.join()
    return connected, max(waits)


def _connected(address: str) -> socket.socket:
    host, _, port = address.partition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def _drip(senders: list[socket.socket], ended: Event) -> None:
    while not ended.wait(PAUSE):
        for sender in senders:
            with suppress(OSError):  # it was cut off
                sender.send(b"a" * PIECE)


def _is_open(sender: socket.socket) -> bool:
    try:
        return sender.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def _waits(door: Door, until: float) -> Iterator[float]:
    """Read one page after the other, those that are kept and one that must be made, and yield how long each took."""
    number = 0
    while time.monotonic() < until:
        path = [*KEPT, f"/search/?q=pain+{number}"][number % (len(KEPT) + 1)]
        began = time.monotonic()
        answer: Answer = ask(door.address, path, host=door.host)
        yield time.monotonic() - began if answer.status == 200 else float("inf")
        number += 1
        time.sleep(0.05)


def table(found: Mixed, slowly: dict[str, tuple[int, float]], title: str) -> str:
    """Return what was found as a table of Markdown."""
    what = {"kept": "pages read", "search": "searches", "desk": "forms and screens of the desk"}
    lines = [title, "", "| | times | longest wait |", "|---|---:|---:|"]
    for kind, times in found.answers.items():
        lines.append(f"| {what[kind]} in {found.minutes:g} minutes | {times} | {found.waits[kind]:.2f} s |")
    lines += [
        f"| answers of 5xx, or none | {found.errors} | |",
        f"| other answers than asked for | {len(found.unfair)} | |",
    ]
    lines += [f"| texts published | {sum(found.published)} | |", f"| lost, or there by half | {len(found.lost)} | |"]
    for kind, (connected, longest) in slowly.items():
        lines.append(f"| a page beside {SLOW} slow {kind}, {connected} still connected | | {longest:.2f} s |")
    lines += ["", "| process | MB in the first quarter | second | third | last |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {one.name} | {' | '.join(f'{size:.1f}' for size in one.quarters)} |" for one in found.held]
    return "\n".join(lines)
