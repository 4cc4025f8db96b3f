"""Ways to harm a site, many times each, and what was left of it. Nothing here asserts: whoever calls reads `Found`."""

import http.client
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import processes
from tests import server
from tests.articles.manuscripts import article
from tests.publishing import samples
from tests.server import ROOT
from tests.torture.place import PUBLISH, UPLOAD, Site, first_line, killed

READERS = 3
#: To before tables of ours and of others whose indexes Django leaves for the end of their migration. Prints how many
#: migrations there are to do then.
A_STEP_BACK = """
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
for app, name in (("publishing", "0025"), ("otp_totp", "zero"), ("axes", "zero")):
    call_command("migrate", app, name, verbosity=0)
there_is = MigrationExecutor(connection)
print(len(there_is.migration_plan(there_is.loader.graph.leaf_nodes())))
"""
#: Ends when so many are noted, and the next is done and not noted yet: at once, as by a kill.
KILLED_AT_A_NOTE = """
import os
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
noted, record = [], MigrationRecorder.record_applied
def note(self, app, name):
    if len(noted) == {after}:
        os.kill(os.getpid(), 9)
    noted.append(name)
    record(self, app, name)
MigrationRecorder.record_applied = note
call_command("migrate", verbosity=0)
"""


@dataclass
class Found:
    """What an act has found. harmed: how often. acknowledged: what the site said was done. lost, torn: what of it is
    not there, and what is there by half. back: seconds until the site did again what it did before, each time. limit:
    what half of these may be at most, which only who has the machine to itself can hold.
    """

    name: str
    harmed: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    limit: float = 2.0

    @property
    def is_late(self) -> bool:
        """Whether it took longer than it may."""
        return bool(self.back) and statistics.median(self.back) > self.limit

    def looked_at(self, site: Site) -> None:
        """Put down what is lost and torn now."""
        lost, torn, _version = site.look()
        self.lost += lost
        self.torn += torn


def _written(site: Site, found: Found, code: str, into: list[str], rounds: int, dice: random.Random) -> Found:
    """Kill a writer at any moment, again and again, and look at what it left."""
    for _ in range(rounds):
        process = site.code(code)
        said = first_line(process) + "\n" + killed(process, dice.uniform(0, 1.0))
        words = [line for line in said.split("\n")[:-1] if line]  # the last one may be half a line
        into += words
        found.harmed += 1
        found.acknowledged += len(words)
        found.looked_at(site)
    return found


def publish(site: Site, rounds: int, dice: random.Random) -> Found:
    """Kill whoever writes, sends, approves and publishes."""
    return _written(site, Found("kill -9 while pages are published"), PUBLISH, site.published, rounds, dice)


def upload(site: Site, rounds: int, dice: random.Random) -> Found:
    """Kill whoever sends pictures."""
    return _written(site, Found("kill -9 while pictures are sent"), UPLOAD, site.sent, rounds, dice)


def _seconds(site: Site, *command: object) -> float:
    """Run a command, and return how long it takes here and now: the moment to kill it is a part of that."""
    began = time.monotonic()
    site.done(*command)
    return time.monotonic() - began


def load(site: Site, folder: Path, rounds: int, dice: random.Random) -> Found:
    """Kill a load of a library that is larger than the site's. What it had finished stands, and the last one ends."""
    found, content, command = Found("kill -9 while a library is loaded"), samples.small(folder), "load_content"
    lasts = 2 * _seconds(site, command, "--content", folder)  # as long as what is there already takes, and more
    for number in range(30):
        content.write(f"articles/page-{number}.md", article(f"Page {number}"))
    for _ in range(rounds):
        killed(site.start(command, "--content", folder), lasts * dice.uniform(0.3, 1.0))
        found.harmed += 1
        found.looked_at(site)
    site.done(command, "--content", folder)
    found.looked_at(site)
    if "0 new, 0 changed" not in (said := site.done(command, "--content", folder)):
        found.torn.append(said)
    return found


def migrate(site: Site, rounds: int, dice: random.Random) -> Found:
    """Kill what brings an older database to this release: at any moment, and just when it is to note a migration."""
    found = Found("kill -9 while tables are brought to this release")
    many = int(site.done_by(A_STEP_BACK))
    lasts = _seconds(site, "migrate", "-v0")
    notes = dice.sample(range(many), min(many, rounds))
    for note in [*notes, *[None] * rounds]:
        site.done_by(A_STEP_BACK)
        if note is None:
            killed(site.start("migrate", "-v0"), lasts * dice.uniform(0.3, 1.0))
        else:
            site.code(KILLED_AT_A_NOTE.format(after=note)).communicate(timeout=600)
        found.harmed += 1
        if not _comes_through(found, site, "migrate", "-v0"):
            break  # no way leads on from there
        found.looked_at(site)
    return found


def _comes_through(found: Found, site: Site, *command: object) -> bool:
    """Run a command once more; where it does not come through, put that down."""
    process = site.start(*command)
    _said, complaints = process.communicate(timeout=600)
    if process.returncode:
        found.torn.append(complaints.strip().splitlines()[-1])
    return process.returncode == 0


def backup(site: Site, folder: Path, rounds: int, dice: random.Random) -> Found:
    """Kill backups. Under a name there is a whole one or none, and the next one is made."""
    found = Found("kill -9 while a backup is made")
    lasts = _seconds(site, "backup", folder / "first.backup")
    for number in range(rounds):
        file = folder / f"killed-{number}.backup"
        killed(site.start("backup", file), lasts * dice.uniform(0.3, 1.0))
        found.harmed += 1
        if file.exists():
            _check(found, site, file)
    site.done("backup", folder / "whole.backup")
    _check(found, site, folder / "whole.backup")
    return found


def _check(found: Found, site: Site, file: Path) -> None:
    process = site.start("restore", "--check", file)
    _said, complaints = process.communicate(timeout=600)
    if process.returncode:
        found.torn.append(complaints)


def restore(site: Site, folder: Path, rounds: int, dice: random.Random) -> Found:
    """Kill restores. The site is the old one or that of the backup, and the next restore comes through."""
    found = Found("kill -9 while a site is restored")
    file = folder / "before.backup"
    before, kept = site.look()[2], list(site.published)
    site.done("backup", file)
    lasts = _seconds(site, "restore", file)
    for _ in range(rounds):
        process = site.code(PUBLISH)
        word = first_line(process)
        site.published = [*kept, word, *killed(process, 0.2).split("\n")[:-1]]
        after = site.look()[2]
        killed(site.start("restore", file), lasts * dice.uniform(0.3, 1.0))
        found.harmed += 1
        lost, torn, version = site.look()
        found.torn += torn if version in {before, after} else [f"version {version} is neither site"]
        found.lost += lost if version == after else []
        site.published = list(kept)
        if _comes_through(found, site, "restore", file):
            lost, torn, version = site.look()
            found.lost += lost
            found.torn += torn if version == before else [f"version {version} instead of {before}"]
    return found


def serve(site: Site, rounds: int, dice: random.Random) -> Found:
    """Kill the server, its workers and the jobs at once, and start it again; how long until a page answers."""
    found = Found("kill -9 of server and jobs under readers and a writer")
    site.done("collectstatic", "--noinput", "-v0")
    port = server.free_port()
    for _ in range(rounds):
        with ExitStack() as all_:
            with serving(site, port):
                all_.enter_context(_readers(found, port))
                writer = site.code(PUBLISH)
                said = first_line(writer)
                time.sleep(dice.uniform(0, 0.5))
            said += "\n" + killed(writer, dice.uniform(0, 0.3))
        site.published += (words := [line for line in said.split("\n")[:-1] if line])
        found.harmed += 1
        found.acknowledged += len(words)
        with serving(site, port) as (_process, seconds):
            found.back.append(seconds)
        found.looked_at(site)
    return found


@contextmanager
def _readers(found: Found, port: int) -> Iterator[None]:
    """Let some read until the end of the block. They get the page, and, once the server is killed, nothing at all."""
    ended, statuses = threading.Event(), set()

    def read() -> None:
        while not ended.is_set():
            statuses.add(_status(port, "/articles/how-pain-works/"))

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read) for _ in range(READERS)]
        try:
            yield
        finally:
            ended.set()
    for one in reading:
        one.result()
    found.torn += [f"readers got {status}, or never did" for status in sorted(statuses ^ {200, 0})]


@contextmanager
def serving(site: Site, port: int) -> Iterator[tuple[subprocess.Popen, float]]:
    """Run what `serve` becomes until the end of the block, then kill all of it; yield how long it took to answer."""
    arguments = ["-m", "website.supervisor", f"http://localhost:{port}", "127.0.0.1", str(port), "1"]
    own = site.environment() | {"PORT": str(port), "SITE_URL": f"http://localhost:{port}", "WORKERS": "1"}
    started = time.monotonic()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=own, **quiet)
    try:
        while _status(port, "/articles/how-pain-works/") != 200:
            time.sleep(0.02)
        yield process, time.monotonic() - started
    finally:
        for pid in [process.pid, *processes.below(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _status(port: int, path: str) -> int:
    """Return what a page answers; 0 where nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        with connection.getresponse() as answer:
            return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def database_dies(site: Site, rounds: int, dice: random.Random) -> Found:
    """Kill a process of PostgreSQL's server, which ends all others and recovers; how long until it takes questions."""
    import psycopg

    found = Found("kill -9 of a process of PostgreSQL under a writer")
    for _ in range(rounds):
        process = site.code(PUBLISH)
        said = first_line(process)
        time.sleep(dice.uniform(0, 0.5))
        with psycopg.connect(site.url, autocommit=True) as own:
            query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            pids = [pid for (pid,) in own.execute(query + " AND backend_type = 'client backend'").fetchall()]
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        said += "\n" + process.communicate()[0]
        site.published += (words := [line for line in said.split("\n")[:-1] if line])
        _until(lambda: psycopg.connect(site.url, connect_timeout=2).close())
        found.back.append(time.monotonic() - began)
        found.harmed += 1
        found.acknowledged += len(words)
        found.looked_at(site)
    return found


def _until(works: Callable[[], None]) -> None:
    """Try until something works."""
    while True:
        try:
            works()
        except Exception:
            time.sleep(0.02)
        else:
            return


def safe_database(url: str) -> str:
    """Make a new database on a server, which keeps what it acknowledged even where the server does not; its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as own:
        own.execute('DROP DATABASE IF EXISTS "torture" WITH (FORCE)')
        own.execute('CREATE DATABASE "torture" TEMPLATE template0')
        own.execute('ALTER DATABASE "torture" SET synchronous_commit = on')
    return f"{url.rpartition('/')[0]}/torture"
