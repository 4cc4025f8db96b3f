"""Every attack, then every act many times on both databases; the figures go into docs/reliability.md: `make torture`.

    python -m tests.torture [--rounds 10] [--minutes 10] [--into FILE]

No rounds: no acts; no minutes: no mixed load. Ends with 1 where an attack came through, where anything acknowledged was
lost, or is there by half, where the site was back too late, or where a process grew and did not stop.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import django

from tests import environment, postgres  # noqa: F401 (it sets what Django reads first)
from tests.deploy.serving import NGINX
from tests.torture import acts, attacks, disks, mixed, several, silence
from tests.torture.acts import Found
from tests.torture.place import Site, library

START, END = "<!-- torture -->", "<!-- end of torture -->"
ATTACKS, END_OF_ATTACKS = "<!-- attacks -->", "<!-- end of attacks -->"
MIXED, END_OF_MIXED = "<!-- mixed load -->", "<!-- end of mixed load -->"
SEED = 20261127


def main() -> int:
    """Do all, print as it goes, and return the exit status."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--into", type=Path)
    said = asked.parse_args()
    is_shut = _attacks(said.into)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="physiatry-torture-") as folder:
        found = list(_all(Path(folder), said.rounds, random.Random(SEED))) if said.rounds else []
        if said.rounds:
            table = _table(found, said.rounds, (time.monotonic() - began) / 60)
            _tell(table, said.into, START, END)
        is_well = _mixed(Path(folder) / "mixed", said.minutes, said.into) if said.minutes else True
    return 0 if is_shut and is_well and not any(one.lost or one.torn or one.is_late for _where, one in found) else 1


def _attacks(into: Path | None) -> bool:
    """Try every attack that the suite knows, and return whether none came through."""
    found = attacks.tried()
    _tell(attacks.table(found, f"{date.today()}, `make torture`."), into, ATTACKS, END_OF_ATTACKS)
    return bool(found) and not any(through for _many, through in found.values())


def _mixed(folder: Path, minutes: float, into: Path | None) -> bool:
    """Let the mixed load come to a site alone on SQLite, then those who send slowly, then the load to two machines,
    where they are to be had. Return whether all went well.
    """
    folder.mkdir()
    content = library(folder / "content")
    site = Site(folder / "site").set_up(content)
    with mixed.alone(site) as (door, supervisor):
        loads = [mixed.load(site, door, [supervisor], minutes)]
        slowly = {kind: mixed.slow(door, kind) for kind in mixed.KINDS}
    command = f"{date.today()}, `make torture MINUTES={minutes:g}`"
    tables = [mixed.table(loads[0], slowly, f"{command}: one machine, SQLite.")]
    with postgres.server() as server:
        if server.url and NGINX is not None:
            site = Site(folder / "postgresql", acts.safe_database(server.url)).set_up(content)
            with several.several(site, folder / "machines") as around:
                supervisors = [machine.pids[0] for machine in around.machines]
                loads.append(mixed.load(site, around.door, supervisors, minutes))
            tables.append(mixed.table(loads[1], {}, f"{command}: two machines behind nginx, PostgreSQL."))
        else:
            print(f"Two machines were skipped: {server.reason or 'they want nginx'}")
    for what in (what for found in loads for what in (*found.unfair, *found.lost, *found.grown)):
        print(f"  {what}")
    _tell("\n\n".join(tables), into, MIXED, END_OF_MIXED)
    is_quick = all(many >= mixed.SLOW - 10 and longest < mixed.MOST for many, longest in slowly.values())
    return is_quick and not any(found.errors or found.unfair or found.lost or found.grown for found in loads)


def _tell(table: str, into: Path | None, start: str, end: str) -> None:
    """Print a table, and put it between the marks of a file where one is named."""
    print(table)
    if into:
        before, _, rest = into.read_text().partition(start)
        into.write_text(f"{before}{start}\n{table}\n{end}{rest.partition(end)[2]}")


def _all(folder: Path, rounds: int, dice: random.Random) -> Iterator[tuple[str, Found]]:
    """Do every act on SQLite, then on PostgreSQL, each on a site that the one before it has left."""
    content = library(folder / "content")
    site = Site(folder / "sqlite").set_up(content)
    for act in (
        *_on_either(site, folder, rounds, dice),
        lambda: _full(disks.disk_is_full, content, folder / "disk", rounds, dice),
        lambda: _full(disks.served_disk_is_full, content, folder / "second-disk", rounds, dice),
    ):
        yield from _told("SQLite", act)
    with postgres.server() as server:
        if not server.url:
            print(f"PostgreSQL skipped: {server.reason}")
            return
        site = Site(folder / "postgresql", acts.safe_database(server.url)).set_up(content)
        for act in (
            *_on_either(site, folder, rounds, dice),
            lambda: acts.database_dies(site, rounds, dice),
            lambda: silence.database_is_silent(site, rounds, dice),
        ):
            yield from _told("PostgreSQL", act)
        if NGINX is None or server.stop is None:
            print("Several machines were skipped: they want nginx, and a PostgreSQL that may be stopped")
            return
        with several.several(site, folder / "machines") as around:
            for act in (
                lambda: several.shows(around),
                lambda: several.machine_dies(around, rounds, dice),
                lambda: several.database_stops(around, server, rounds, dice),
            ):
                yield from _told("two machines, PostgreSQL", act)


def _on_either(site: Site, folder: Path, rounds: int, dice: random.Random) -> list[Callable[[], Found | None]]:
    backups = folder / f"backups-{site.data.name}"
    backups.mkdir()
    return [
        lambda: acts.publish(site, rounds, dice),
        lambda: acts.upload(site, rounds, dice),
        lambda: acts.load(site, folder / f"larger-{site.data.name}", rounds, dice),
        lambda: acts.backup(site, backups, rounds, dice),
        lambda: acts.restore(site, backups, rounds, dice),
        lambda: acts.migrate(site, rounds, dice),
        lambda: acts.serve(site, rounds, dice),
    ]


def _full(act: Callable, content: Path, folder: Path, rounds: int, dice: random.Random) -> Found | None:
    with disks.small_disk(folder) as reason:
        if reason:
            print(f"The full disk was skipped: {reason}")
            return None
        return act(content, folder, rounds, dice)


def _told(where: str, act: Callable[[], Found | None]) -> Iterator[tuple[str, Found]]:
    """Do an act, and print what it has found."""
    if (found := act()) is not None:
        print(f"{where}: {found.name}: {found.harmed} times, {found.acknowledged} acknowledged", flush=True)
        for what in (*found.lost, *found.torn):
            print(f"  LOST OR TORN: {what}", flush=True)
        if found.is_late:
            print(f"  TOO LATE: back after {statistics.median(found.back):.2f} s, {found.limit} s at most", flush=True)
        yield where, found


def _table(found: list[tuple[str, Found]], rounds: int, minutes: float) -> str:
    """Return the figures as a table of Markdown."""
    lines = [
        f"{date.today()}, `make torture ROUNDS={rounds}`, {minutes:.0f} minutes, seed {SEED}.",
        "",
        "| database | what was done to it | times | acknowledged | lost | by half | back after, median and worst |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for where, one in found:
        back = f"{statistics.median(one.back):.2f} s, {max(one.back):.2f} s" if one.back else ""
        said = one.acknowledged or ""
        lines.append(f"| {where} | {one.name} | {one.harmed} | {said} | {len(one.lost)} | {len(one.torn)} | {back} |")
    return "\n".join(lines)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(main())
