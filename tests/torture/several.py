"""A site on several machines: two servers with jobs of their own on one PostgreSQL, behind the nginx that we ship, with
people at work through it. What becomes of them when a server dies, or the database. Nothing here asserts.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import processes
from tests import postgres, server
from tests.deploy.serving import nginx
from tests.publishing.uploads import photo
from tests.server import ROOT
from tests.torture import mails
from tests.torture.acts import Found
from tests.torture.crowd import ARTICLE, Crowd, Door, until
from tests.torture.due import Due
from tests.torture.place import Site
from tests.torture.visits import ask

HOST = "clinic.test"
SECRET = "of-all-machines-of-one-site-in-a-test-0123456789abcdef"
AT_ONCE, BY_NGINX = 1.0, 1.5  # seconds within which a publication shows on every machine, and to who reads by nginx
JOBS = 0x6A6F6273  # the number of the turn in PostgreSQL (`publishing.life.jobs`)


class Machine:
    """One of several: a folder and a port of its own, and what `serve` becomes."""

    def __init__(self, site: Site, data: Path) -> None:
        self.data, self.port = data, server.free_port()
        self.address = f"127.0.0.1:{self.port}"
        own = {"DATA_DIR": str(data), "PORT": str(self.port), "SITE_URL": f"http://{HOST}", "BEHIND_PROXY": "yes"}
        own |= {"SECRET_KEY": SECRET, "WORKERS": "1"}
        self._environment = site.environment() | own
        self._process: subprocess.Popen | None = None

    def start(self) -> float:
        """Start it, wait until it shows a page, and return how long that took."""
        arguments = ["-m", "website.supervisor", f"http://{HOST}", "127.0.0.1", str(self.port), "1"]
        began = time.monotonic()
        with (self.data / "log").open("ab") as log:
            quiet = {"stdout": log, "stderr": log}
            self._process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self._environment, **quiet)
        until(lambda: self.shows(ARTICLE) == 200)
        return time.monotonic() - began

    def shows(self, path: str) -> int:
        """Return what it answers itself."""
        return ask(self.address, path, host=HOST, x_forwarded_proto="http").status

    @property
    def pids(self) -> list[int]:
        """Every process of it."""
        return [self._process.pid, *processes.below(self._process.pid)] if self._process else []

    def kill(self) -> None:
        """Kill all of it at once."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._process:
            self._process.wait()
        self._process = None


@dataclass(frozen=True)
class Several:
    """The machines, and the way in by the nginx before them."""

    site: Site
    machines: list[Machine]
    door: Door


@contextmanager
def several(site: Site, folder: Path) -> Iterator[Several]:
    """Run the machines and nginx for the time of the block. Pictures are where the site says, or in the first one's
    folder, which the others share. Mail is files in a folder.
    """
    site.done("collectstatic", "--noinput", "-v0")
    folder.mkdir()
    site.own |= mails.settings(folder / "mails")
    machines = [Machine(site, site.data), Machine(site, _beside(site.data, folder / "second"))]
    (folder / "nginx").mkdir()
    second = {"#server 10.0.0.2:8000": f"server {machines[1].address}"}
    try:
        for machine in machines:
            machine.start()
        places = {"upstream": machines[0].address, "data": str(site.data), **second}
        with nginx(folder / "nginx", "app", **places) as (address, _plain):
            yield Several(site, machines, Door.of(site, address, HOST))
    finally:
        for machine in machines:
            machine.kill()


def _beside(data: Path, folder: Path) -> Path:
    """Make the folder of a second machine, with the static files of the release and the pictures as a shared folder."""
    folder.mkdir()
    for name in ("static", "media"):
        (folder / name).symlink_to(data / name)
    for path in data.glob("*.json"):  # what lists the static files
        shutil.copy(path, folder)
    return folder


def shows(around: Several) -> Found:
    """Publish and send a picture on one machine, and look at the other, both ways."""
    found = Found("published, and a picture sent, on one machine: read on the other")
    for here, there in (around.machines, around.machines[::-1]):
        form, word = around.door.forms[0], f"Pain {os.getpid()}z{here.port}"
        ada, rosa, paul = Door(here.address, HOST, around.door.forms).staff()
        ada.write(form, title=word, verb="submit", confirmed="yes")
        rosa.do(form, "approve", rosa.open_draft(form))
        draft = paul.open_draft(form)
        for address in (there.address, around.door.address):
            _page(address)  # so that it is kept there
        paul.do(form, "publish", draft)
        began = time.monotonic()
        for address, most in ((there.address, AT_ONCE), (around.door.address, BY_NGINX)):
            until(lambda address=address, word=word: word.encode() in _page(address))
            found.back.append(lasted := time.monotonic() - began)
            if lasted > most:
                found.torn.append(f"{word} showed after {lasted:.1f} s at {address}")
        sent = ada.send_picture(photo(width=900 + here.port % 50, height=300))
        screen = ada.ask(sent.headers.get("location", "/")).body.decode()
        pictures = set(re.findall(r"/media/images/[a-z0-9.-]+", screen))
        if not pictures or any(there.shows(path) != 200 for path in pictures):
            found.lost.append(f"{pictures or 'no picture'} is not at {there.address}")
        around.site.published.append(word)
        found.acknowledged += 2
        found.harmed += 1
    found.looked_at(around.site)
    return found


def _page(address: str) -> bytes:
    return ask(address, ARTICLE, host=HOST, x_forwarded_proto="http").body


def machine_dies(around: Several, rounds: int, dice: random.Random) -> Found:
    """Kill a machine, one and then the other, under readers, searchers and an editor, and start it again.

    The jobs have something to publish and a letter to send. The first machine dies at any moment; the second, which has
    the jobs by then, while they are at it.
    """
    found, due = Found("kill -9 of one of two machines under load, with jobs to do"), []
    for number in range(2 * rounds):
        machine = around.machines[number % 2]
        due.append(Due.in_seconds(around.site, 4, f"Due {os.getpid()}n{number}"))
        with Crowd(around.door) as crowd:
            if number % 2:
                until(lambda: due[-1].is_public)
                time.sleep(dice.uniform(0, 3 * mails.HALF))
            else:
                time.sleep(1 + dice.uniform(0, 1))
            killed_at = datetime.now(UTC)
            machine.kill()
            due[-1].left_by(killed_at)
            found.harmed += 1
            until(lambda: _workers(around) == 1)  # the turn goes over to the other one
            time.sleep(1)
            found.back.append(machine.start())
            time.sleep(1)
        until(due[-1].is_done)
        _put_down(found, crowd, around)
    found.torn += [fault for one in due for fault in one.faults()]
    return found


def database_stops(around: Several, server: postgres.Found, rounds: int, dice: random.Random) -> Found:
    """Stop PostgreSQL at once under load, and start it again; nobody starts the site again."""
    found = Found("PostgreSQL stopped at once under two machines, and started again")
    for _ in range(rounds):
        before = [machine.pids[0] for machine in around.machines]
        with Crowd(around.door) as crowd:
            time.sleep(1 + dice.uniform(0, 1))
            server.stop()
            found.harmed += 1
            time.sleep(3)
            server.start()
            back = until(lambda: all(machine.shows("/search/?q=knee") == 200 for machine in around.machines))
            found.back.append(back)
            so_far = len(crowd.published)
            until(lambda before=so_far: len(crowd.published) > before)
        if before != [machine.pids[0] for machine in around.machines]:
            found.torn.append("a server was started again")
        _put_down(found, crowd, around)
    return found


def _put_down(found: Found, crowd: Crowd, around: Several) -> None:
    """Put down what a crowd was told, and whether what it wrote is there, each text once."""
    found.acknowledged += len(crowd.published)
    found.torn += crowd.unfair
    around.site.published += crowd.published
    found.looked_at(around.site)
    print(f"  {crowd.told()}", flush=True)


def _workers(around: Several) -> int:
    """Return how many processes have the turn of the jobs."""
    import psycopg

    with psycopg.connect(around.site.url, autocommit=True) as own:
        asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted"
        return own.execute(asked, [JOBS]).fetchone()[0]
