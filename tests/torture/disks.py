"""A small disk that gets full under a site: written to by a process of its own, then served over HTTP."""

import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.torture import mixed
from tests.torture.acts import Found
from tests.torture.crowd import KEPT, Door, until
from tests.torture.place import PUBLISH, WAITING, Site, first_line, killed
from tests.torture.visits import Answer, Person, ask

CAP_SYS_ADMIN = 21  # the number of the right to mount, of those that Linux gives root (capabilities(7))


def disk_is_full(content: Path, small: Path, rounds: int, dice: random.Random) -> Found:
    """Fill the disk under a new site, let it be written to until it refuses, and make room again. small: that disk."""
    found = Found("a disk that gets full under a writer, and a backup onto it")
    there = Site(small / "site").set_up(content)
    for _ in range(rounds):
        process = there.code(PUBLISH)
        said = first_line(process)
        _fill(small / "filler", leave=dice.randrange(0, 200_000))
        said += "\n" + process.communicate(timeout=300)[0]
        there.published += (words := [line for line in said.split("\n")[:-1] if line])
        found.acknowledged += len(words)
        found.harmed += 1
        backup = there.start("backup", small / "site.backup")
        complaints = backup.communicate(timeout=300)[1]
        if backup.returncode != 5 or (small / "site.backup").exists():
            found.torn.append(f"a backup on a full disk: {backup.returncode} {complaints}")
        process = there.code(WAITING)
        first_line(process)
        (small / "filler").unlink()
        began = time.monotonic()
        process.stdin.write("\n")
        process.stdin.flush()
        there.published.append(first_line(process))
        found.back.append(time.monotonic() - began)
        there.published += killed(process, 0).split("\n")[:-1]
        found.looked_at(there)
    return found


def _fill(filler: Path, leave: int) -> None:
    """Write a file until the disk has only so many bytes left."""
    with filler.open("wb") as file, suppress(OSError):
        while (free := shutil.disk_usage(filler).free) > leave:
            file.write(b"\0" * min(free - leave, 1 << 20))
            file.flush()


def served_disk_is_full(content: Path, small: Path, rounds: int, dice: random.Random) -> Found:
    """Fill the disk under a site that is served, until the desk refuses a form, and make room again."""
    found = Found("a disk that gets full under a served site, its desk and its readers")
    there = Site(small / "served").set_up(content)
    with mixed.alone(there) as (door, _supervisor):
        ada, number = door.staff()[0], 0
        for path in KEPT:
            ask(door.address, path, host=door.host)
        for number in range(rounds):
            _fill(small / "filler", leave=dice.randrange(0, 200_000))
            found.harmed += 1
            word = f"Full {os.getpid()}f{number}"
            _write_until_refused(found, door, ada, word)
            found.torn += [f"{path} was {status}" for path, status in _read(door, number) if status != 200]
            (small / "filler").unlink()
            found.back.append(until(lambda word=word: ada.write(door.forms[0], title=word).is_done))
            found.acknowledged += 1
            if word.encode() not in ada.ask(door.forms[0]).body:
                found.lost.append(word)
    found.looked_at(there)
    return found


def _write_until_refused(found: Found, door: Door, ada: Person, word: str) -> None:
    """Save a text again and again, until there is no room; what is refused must be said so, and come back."""
    answer, number = Answer(302), 0
    while answer.is_done:
        answer, number = ada.write(door.forms[0], title=f"{word} {number}"), number + 1
        found.acknowledged += answer.is_done
    if not answer.is_fair or word.encode() not in answer.body:
        found.torn.append(f"a form on a full disk was answered with {answer.status}")


def _read(door: Door, number: int) -> Iterator[tuple[str, int]]:
    """Read what is kept, and what must be made."""
    for path in (*KEPT, f"/search/?q=pain+{number}", f"/conditions/?area=leg&n={number}"):
        yield path, ask(door.address, path, host=door.host).status


def may_mount() -> bool:
    """Whether this process has root's right to mount, which root in a container may not have."""
    rights = re.search(r"^CapEff:\s*([0-9a-f]+)$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return rights is not None and bool(int(rights[1], 16) >> CAP_SYS_ADMIN & 1)


@contextmanager
def small_disk(folder: Path, megabytes: int = 40) -> Iterator[str]:
    """Mount a small disk on a folder for the length of the block; yields why it cannot be done, or nothing."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        yield "there is no program `mount`"
        return
    if done.returncode:
        yield f"no small disk can be mounted: {done.stderr.strip()}"
        return
    try:
        yield ""
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
