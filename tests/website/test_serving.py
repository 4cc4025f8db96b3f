"""`make run` as a person meets it: what it says, what it refuses, and that all of it ends when it is told to."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.publishing import samples
from tests.server import ROOT
from website.front import turns

LIMIT = 120  # seconds that anything may take on a busy machine


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A checkout with the small library and settings of its own, in a file alone."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in ROOT.iterdir():
        if path.name not in {"config", "manage.py", "content", "var", ".venv", ".env", ".git"}:
            (folder / path.name).symlink_to(path)
    shutil.copytree(ROOT / "config", folder / "config")  # where the settings are, there the checkout is
    shutil.copy(ROOT / "manage.py", folder)
    samples.small(folder / "content")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / ".env").write_text(f"PORT={port}\nDATA_DIR=kept\nWORKERS=1\n")
    return folder


def port(checkout: Path) -> str:
    return re.search(r"PORT=(\d+)", (checkout / ".env").read_text())[1]


def environment() -> dict[str, str]:
    """Nothing of the suite's own settings."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@contextmanager
def serving(checkout: Path, until: str, **more: str):
    """`make run` in a checkout, once it has said something; yields the process and its log. Ends it if need be. more:
    settings.
    """
    log = checkout / "log"
    command = ["make", "run", f"VENV={sys.prefix}", "-o", f"{sys.prefix}/.run"]
    with log.open("wb") as output:
        make = subprocess.Popen(command, cwd=checkout, env=environment() | more, stdout=output, stderr=output)
        try:
            wait_for(lambda: until in log.read_text() or make.poll() is not None)
            yield make, log
        finally:
            while found := running(checkout):
                for pid in found:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            make.wait()


def wait_for(is_so) -> None:
    deadline = time.monotonic() + LIMIT
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def running(checkout: Path, what: str = "") -> list[int]:
    """The processes that work in a checkout."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = (folder / "cwd").readlink() == checkout and what in (folder / "cmdline").read_text()
            is_alive = (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        if is_ours and is_alive:
            found.append(int(folder.name))
    return found


def at_work(checkout: Path) -> list[int]:
    """The process that serves, or that is about to."""
    return running(checkout, "website.supervisor") or running(checkout, "manage.py\0serve")


pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="asks Linux which processes there are")


def test_it_serves_as_its_settings_file_says_and_says_where_what_and_who(checkout):
    with serving(checkout, "Serving on") as (_make, log):
        said = log.read_text()
        assert f"Data in {checkout}/kept, database: SQLite, {checkout}/kept/db.sqlite3" in said
        assert "Nobody can sign in yet: `make administrator`" in said
        assert f"Serving on http://localhost:{port(checkout)}" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port(checkout)}/", timeout=LIMIT) as answer:
            assert answer.status == 200
        assert (checkout / "kept").stat().st_mode & 0o777 == 0o700
        assert all(not path.stat().st_mode & 0o077 for path in (checkout / "kept").iterdir())


def read(checkout: Path, address: str):
    """The answer to a request for an address, and its text."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port(checkout)}{address}", timeout=LIMIT) as answer:
        return answer, answer.read().decode()


CHANGE = """
from publishing.life.models import ClinicProfile
from publishing.life.models.version import content_changed
from django.db import transaction
with transaction.atomic():
    content_changed()
    ClinicProfile.objects.update_or_create(pk=1, defaults={"phone": "555 0142"})
"""


def test_a_page_is_kept_until_another_process_changes_what_it_says(checkout):
    with serving(checkout, "Serving on"):
        read(checkout, "/about/contact/")
        answer, before = read(checkout, "/about/contact/")
        assert answer.headers["Server-Timing"] == "cache;desc=hit"
        assert "555 0142" not in before
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", CHANGE]
        subprocess.run(shell, cwd=checkout, env=environment(), check=True)
        wait_for(lambda: "555 0142" in read(checkout, "/about/contact/")[1])


def test_a_library_with_a_fault_does_not_take_a_site_down_that_has_pages(checkout):
    with serving(checkout, "Serving on"):
        pass
    broken = checkout / "content" / "articles" / "how-pain-works.md"
    whole = broken.read_text()
    broken.write_text(f"{whole}\n/// warning\n")
    try:
        with serving(checkout, "Serving on") as (_make, log):
            said = log.read_text()
            line = len(whole.splitlines()) + 2
            assert f"articles/how-pain-works.md:{line}: unknown block '/// warning'" in said
            assert "faults. The database is as before. The site is served as it was. Mend that, then run" in said
            assert read(checkout, "/articles/how-pain-works/")[0].status == 200
    finally:
        broken.write_text(whole)


def crowd(port: str) -> list[float]:
    """Let sixteen readers ask for what is on the shelf, in every way, and return how long each waited at most."""

    def reader(_number: int) -> float:
        with closing(http.client.HTTPConnection("127.0.0.1", int(port), timeout=LIMIT)) as connection:
            return max(asked(connection, *how) for how in WAYS * 5)

    with ThreadPoolExecutor(16) as readers:
        return list(readers.map(reader, range(16)))


#: Method and headers.
WAYS = [
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"If-None-Match": "*"}),
    ("GET", {"Accept-Encoding": "gzip"}),
    ("GET", {"Connection": "close"}),
]


def asked(connection: http.client.HTTPConnection, method: str, headers: dict) -> float:
    """Ask for a page, and return after how many seconds its answer has ended."""
    began = time.monotonic()
    connection.request(method, "/", headers={**headers, "Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status in {200, 304} and answer.headers["Server-Timing"] == "cache;desc=hit"
    return time.monotonic() - began


def test_who_sends_slowly_keeps_no_reader_waiting(checkout):
    """Many readers, so that threads rest; forty forms that never come to an end; pages that are on the shelf or not."""
    form = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\nusername="
    with serving(checkout, "Serving on"), ExitStack() as slow:
        read(checkout, "/")
        assert max(crowd(port(checkout))) < turns.REST, "No answer ends with the rest of its thread."
        for _sender in range(40):
            sender = slow.enter_context(socket.create_connection(("127.0.0.1", int(port(checkout)))))
            sender.sendall(form)
        for address in ("/", "/", "/conditions/", "/search/?q=back", "/healthz", "/admin/login/"):
            assert read(checkout, address)[0].status == 200


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def figures_of(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=LIMIT) as answer:
        lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_what_all_processes_counted_is_read_on_a_port_of_its_own_and_the_log_is_objects(checkout):
    at = free_port()
    with serving(checkout, "Serving on", METRICS_PORT=str(at), LOG_FORMAT="json", WORKERS="2") as (_make, log):
        for _ in range(20):
            read(checkout, "/")
        wait_for(lambda: figures_or_nothing(at))  # the jobs tell them, which begin after the server
        found = figures_of(at)
        assert found['site_requests_total{kind="page",status="200"}'] == 20
        assert found['site_pages_total{stored="hit"}'] + found['site_pages_total{stored="miss"}'] == 20
        assert found["site_database_up"] == 1
        with suppress(urllib.error.HTTPError):
            read(checkout, "/nothing/")
        (jobs,) = running(checkout, "run_jobs")
        os.kill(jobs, signal.SIGKILL)
        wait_for(lambda: "start again" in log.read_text())
        said = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
        assert {"django.request", "website.supervisor"} <= {line["logger"] for line in said}
        wait_for(lambda: running(checkout, "run_jobs") not in ([], [jobs]))
        wait_for(lambda: figures_or_nothing(at).get('site_requests_total{kind="page",status="200"}') == 20)


def figures_or_nothing(port: int) -> dict[str, float]:
    try:
        return figures_of(port)
    except OSError:
        return {}


def test_a_port_of_figures_that_is_in_use_is_one_sentence(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        at = taken.getsockname()[1]
        found = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=checkout,
            env=environment() | {"METRICS_PORT": str(at)},
            capture_output=True,
            text=True,
        )
    assert found.returncode == 1
    assert f"Port {at} on 127.0.0.1 cannot be used" in found.stderr and "set METRICS_PORT to another" in found.stderr


def test_a_port_in_use_is_one_sentence_and_the_first_server_keeps_it(checkout):
    with serving(checkout, "Serving on") as (make, _log):
        second = subprocess.run(
            [sys.executable, "manage.py", "serve"], cwd=checkout, env=environment(), capture_output=True, text=True
        )
        assert second.returncode == 1
        (line,) = second.stderr.splitlines()
        assert line.startswith(
            f"CommandError: Port {port(checkout)} on 127.0.0.1 cannot be used (address already in use)."
        )
        assert make.poll() is None


def test_a_server_that_died_is_started_again_and_the_jobs_go_on(checkout):
    with serving(checkout, "Serving on") as (_make, log):
        wait_for(lambda: running(checkout, "run_jobs"))
        jobs, (supervisor,) = running(checkout, "run_jobs"), at_work(checkout)
        for pid in running(checkout, "granian"):  # by its command line: the workers have another one
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: "The server has ended by itself with status -9; it starts again." in log.read_text())
        wait_for(lambda: answers(checkout))
        assert read(checkout, "/about/contact/")[0].status == 200
        assert at_work(checkout) == [supervisor] and running(checkout, "run_jobs") == jobs


def answers(checkout: Path) -> bool:
    try:
        return read(checkout, "/healthz")[0].status == 200
    except OSError:
        return False


def test_a_server_that_dies_before_it_has_answered_is_not_started_for_ever(checkout):
    with serving(checkout, "Starting the server") as (make, log):
        wait_for(lambda: running(checkout, "granian"))
        for pid in running(checkout, "granian"):
            os.kill(pid, signal.SIGKILL)
        assert make.wait(LIMIT) != 0
        assert "The server has ended by itself with status -9." in log.read_text()


def test_jobs_that_died_are_started_again(checkout):
    with serving(checkout, "Serving on") as (_make, log):
        wait_for(lambda: running(checkout, "run_jobs"))
        (jobs,) = running(checkout, "run_jobs")
        os.kill(jobs, signal.SIGKILL)
        wait_for(lambda: running(checkout, "run_jobs") not in ([], [jobs]))
        assert "The jobs have ended with status -9; they start again in 1 s." in log.read_text()


def test_what_a_settings_file_says_later_holds_after_the_next_start_and_for_no_half_of_a_site_before(checkout):
    file, before = checkout / ".env", (checkout / ".env").read_text()
    with serving(checkout, "Serving on"):
        wait_for(lambda: running(checkout, "run_jobs"))
        file.write_text(f"{before.replace('kept', 'other')}\nBACKUP_DIR=elsewhere\n")
        try:
            jobs, server = running(checkout, "run_jobs"), running(checkout, "granian")
            for pid in [*jobs, *server]:
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: set(running(checkout, "run_jobs")) - set(jobs) and answers(checkout))
            (pid,) = running(checkout, "run_jobs")
            said = [sys.executable, "-c", "from config import settings; print(settings.DATA_DIR, settings.BACKUP_DIR)"]
            inherited = dict(
                line.split("=", 1) for line in Path(f"/proc/{pid}/environ").read_text().split("\0") if line
            )
            done = subprocess.run(said, cwd=checkout, env=inherited, capture_output=True, text=True, check=True)
            assert done.stdout.split() == [f"{checkout}/kept", f"{checkout}/kept/backups"]
            assert not (checkout / "other").exists()
            done = subprocess.run(said, cwd=checkout, env=environment(), capture_output=True, text=True, check=True)
            assert done.stdout.split() == [f"{checkout}/other", f"{checkout}/elsewhere"]
        finally:
            file.write_text(before)
            shutil.rmtree(checkout / "other", ignore_errors=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("until", "seconds"), [("Serving on", 1), ("Starting the server", 0.3), ("Data in", 0.1)])
def test_whenever_it_is_told_to_end_all_of_it_ends_without_a_traceback(checkout, until, seconds, number):
    with serving(checkout, until) as (make, log):
        time.sleep(seconds)
        wait_for(lambda: at_work(checkout))  # for a moment between two programs a process says no name
        os.kill(at_work(checkout)[0], number)
        make.wait(LIMIT)
        wait_for(lambda: not running(checkout))
        assert "Traceback" not in log.read_text()


def test_what_was_killed_takes_server_and_jobs_with_it(checkout):
    with serving(checkout, "Serving on"):
        os.kill(at_work(checkout)[0], signal.SIGKILL)
        wait_for(lambda: not running(checkout))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("DATA_DIR=manage.py", "DATA_DIR: the site cannot keep its data in"),
        ("DATA_DIR=/proc/nowhere", "DATA_DIR: the site cannot keep its data in /proc/nowhere"),
        ("TIME_ZONE=Mars/Olympus", "TIME_ZONE: there is no 'Mars/Olympus'."),
        ("WORKERS=many", "WORKERS"),
        ("SITE_URL=clinic.example", "SITE_URL is 'clinic.example'"),
        ("DATABASE_URL=postgres://user@127.0.0.1:1/site", "cannot be brought to this release: connection failed"),
    ],
)
def test_a_setting_that_cannot_be_is_said_without_a_traceback(checkout, line, said):
    name, value = line.split("=")
    found = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=checkout,
        env=environment() | {name: value},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 1
    assert said in found.stderr and "Traceback" not in found.stderr
