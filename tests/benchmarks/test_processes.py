"""CPU and memory are those of a process and of all below it, as /proc has them."""

import os
import subprocess
import sys

import pytest

from benchmarks import processes

TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def proc(tmp_path):
    """1 started 10, which started 11; 20 is another's. 10's name has a bracket and a space in it."""
    for pid, parent, name, used in ((1, 0, "init", 5), (10, 1, "gran) ian", 2), (11, 10, "worker", 3), (20, 1, "x", 9)):
        folder = tmp_path / str(pid)
        folder.mkdir()
        ticks = used * TICKS
        zeros = "0 " * 9
        (folder / "stat").write_text(f"{pid} ({name}) S {parent} {zeros}{ticks} {ticks} 0 0 20 0")
        (folder / "status").write_text(
            f"Name:\t{name}\nVmHWM:\t 9 kB\nVmRSS:\t {used * 1000} kB\nRssAnon:\t {used * 600} kB\n"
        )
        (folder / "cmdline").write_text("python\0-m\0granian\0")
    (tmp_path / "self").mkdir()
    return tmp_path


def test_all_below_a_process_are_found(proc):
    assert sorted(processes.below(10, proc)) == [11]
    assert sorted(processes.below(1, proc)) == [10, 11, 20]


def test_what_a_process_holds_for_itself_is_without_the_files_that_it_maps(proc):
    assert processes.resident(10, proc) / processes.own(10, proc) == pytest.approx(1000 / 600)
    assert processes.own(99, proc) == 0.0


def test_cpu_is_user_and_system_time_of_all(proc):
    assert processes.cpu_of(10, proc) == pytest.approx(2 * (2 + 3))


def test_memory_is_that_of_the_largest(proc):
    assert processes.memory_of(10, proc) == pytest.approx(3 * 1.024)


def test_a_process_that_has_ended_has_spent_nothing(proc):
    assert processes.cpu_of(99, proc) == processes.memory_of(99, proc) == 0
    assert processes.command_of(99, proc) == []


def test_a_command_is_read_in_words(proc):
    assert processes.command_of(10, proc) == ["python", "-m", "granian"]


def test_a_process_ends_with_the_block_even_where_something_goes_wrong():
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(KeyboardInterrupt), processes.started(command, stdout=subprocess.DEVNULL) as process:
        raise KeyboardInterrupt
    assert process.returncode is not None
