"""The folder of an export: written beside the one that is served, and switched to in one step.

DIR is a symbolic link to DIR-1, DIR-2 and so on. The one before stays, so that going back is one link.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Its presence says that a folder is an export, and may be replaced and removed by the next.
MARK = "made-by-export_site.txt"
#: What is served; the rules beside it are for the server.
PUBLIC, RULES = "public", "rules"


class Refused(ValueError):
    """A folder that is not for exports; the message says why."""


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keep a second export to the same place waiting outside. Raises Refused where one is at work."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target, "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(f"Another export to {target} is at work.") from error
        yield


def current(target: Path) -> Path | None:
    """Return the export that is served at a place, None where there is none yet. Raises Refused where something else
    stands there.
    """
    if target.is_symlink() and (target / MARK).is_file():
        return target.resolve()
    if target.is_symlink() or target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise Refused(f"{target} is not an export of this site, and not empty. Name a new folder; nothing was written.")
    return None


def draft(target: Path) -> Path:
    """Return a new folder beside a place; what a killed export left there is removed. Raises Refused."""
    folder = _beside(target, "draft")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise Refused(f"{folder} is not an export of this site, and in the way. Move it; nothing was written.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / MARK).write_text("Made by `manage.py export_site`. The next export may replace or remove this folder.\n")
    (folder / PUBLIC).mkdir()
    (folder / RULES).mkdir()
    return folder


def switch(made: Path, target: Path) -> None:
    """Let a place lead to a new export in one step, and remove those before the last."""
    before = current(target)
    os.sync()  # with the power away a moment later, the place must not lead to empty files
    number = 1 + max(_numbers(target), default=0)
    final = made.rename(target.with_name(f"{target.name}-{number}"))
    link = _beside(target, "link")
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    if before is None and target.is_dir():
        target.rmdir()  # it is empty
    link.replace(target)
    for old in _numbers(target):
        folder = target.with_name(f"{target.name}-{old}")
        if folder.resolve() not in {before, final.resolve()} and (folder / MARK).is_file():
            shutil.rmtree(folder)


def _numbers(target: Path) -> list[int]:
    found = (re.fullmatch(rf"{re.escape(target.name)}-(\d+)", path.name) for path in target.parent.iterdir())
    return [int(match[1]) for match in found if match]


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}")
