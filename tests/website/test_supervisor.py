"""What the supervisor starts ends with it, at whatever moment it is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.server import ROOT

LIMIT = 60  # seconds that anything may take on a busy machine

#: A supervisor that is killed while what it starts is still a copy of itself: before or after that asked to be told.
KILLED = """
import os, pathlib, signal, sys, time
from website import supervisor

asks, parent = supervisor._end_with, os.getpid()
for number in supervisor.SIGNALS:
    signal.signal(number, lambda number, frame: None)

def killed():
    os.kill(parent, signal.SIGKILL)
    while os.getppid() == parent:
        time.sleep(0.01)

def end_with(known):
    pathlib.Path(sys.argv[2]).write_text(str(os.getpid()))
    if sys.argv[1] == "before":
        killed()
    asks(known)
    if sys.argv[1] == "after":
        killed()

supervisor._end_with = end_with
supervisor.started([sys.executable, "-c", "import time; time.sleep(600)"])
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux which processes there are")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_is_being_started_while_it_is_killed_ends_too(moment, tmp_path):
    said = tmp_path / "pid"
    subprocess.run([sys.executable, "-c", KILLED, moment, said], cwd=ROOT, timeout=LIMIT, check=False)
    pid = int(said.read_text())
    deadline = time.monotonic() + LIMIT
    try:
        while is_alive(pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
