"""An upgrade and the way back, as docs/operating.md says them, with staff work in the site, in a folder that is thrown
away: on SQLite, and on PostgreSQL where a server is to be had.

    python -m deploy.upgrade_drill [COMMIT]

COMMIT: the release to come from. The way there: it is set up and worked with, stopped, kept aside, and served by the
code of this checkout. The way back: what was kept aside is put back, and served by the older code.
Ends with status 1 where anything of the work is lost on either way.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

HERE = Path(__file__).resolve().parent.parent
#: Where the work on backups, upgrades and monitoring began.
SINCE = "a37f79a170afdebbf6599af12f60fedf67c33bc3"
PATIENCE = 600  # seconds until a first start must answer

#: What staff do before the upgrade, in the older code's own words.
WORK = """
import datetime
from django.contrib.auth.models import User
from django.utils import timezone
from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import ClinicProfile, Note, SiteNotice
from publishing.life.models.version import content_changed
from publishing.life.states import RevisionState
from django.db import transaction
from tests.articles.editing import Staff, page_at
from tests.people import MAKE_PEOPLE
exec(MAKE_PEOPLE)
ada, rosa, paul = (User.objects.get(username=name) for name in ("ada", "rosa", "paul"))
staff = Staff(ada, rosa, paul)
pages = [page_at(f"articles/{slug}") for slug in SLUGS]
draft = staff.revision(pages[0], RevisionState.DRAFT, title="Drafted before the upgrade")
staff.revision(pages[1], RevisionState.IN_REVIEW, title="Sent before the upgrade")
staff.revision(pages[2], RevisionState.SCHEDULED, title="Planned before the upgrade")
staff.published(pages[3], slug="moved-before-the-upgrade", title="Published before the upgrade")
actions.withdraw(page=pages[4], by=paul, note="Withdrawn before the upgrade.")
sharing.share(revision=draft, by=ada)
Note.objects.create(page=pages[0], by=rosa, text="Noted before the upgrade.")
with transaction.atomic():
    content_changed()
    SiteNotice.objects.create(text="Closed on Monday", until=timezone.now() + datetime.timedelta(days=30))
    ClinicProfile.objects.update_or_create(pk=1, defaults={"phone": "555 0142"})
"""

#: What somebody does after it, which the way back takes away.
MORE = """
from publishing.life.models import Note
first = Note.objects.first()
Note.objects.create(page=first.page, by=first.by, text="Noted after the upgrade.")
"""

#: What there is, row by row, in words that both releases know. `events` are in their order.
STATE = """
import json
from django.contrib.auth.models import User
from publishing.life.models import ClinicProfile, Event, FormerAddress, Note, Page, Revision, SharedDraft, SiteNotice
def rows(model, *names):
    return sorted(map(str, model.objects.values_list(*names)))
print(json.dumps({
    "people": rows(User, "username", "password", "is_active", "is_staff", "groups__name"),
    "pages": rows(Page, "kind", "slug", "title", "status", "reviewed_by__username", "live_revision__sha256"),
    "texts": rows(Revision, "page__slug", "number", "state", "sha256", "created_by__username", "approved_by__username"),
    "events": [str(row) for row in Event.objects.order_by("pk").values_list("verb", "by__username", "sha256", "note")],
    "addresses": rows(FormerAddress, "kind", "slug", "page__slug"),
    "notes": rows(Note, "page__slug", "by__username", "text"),
    "notices": rows(SiteNotice, "text", "until"),
    "clinic": rows(ClinicProfile, "phone"),
    "links": rows(SharedDraft, "pk", "by__username", "expires_at", "revoked_at"),
}))
"""
#: The articles that get a draft, a text in review, a planned one, another address, and that are withdrawn.
SLUGS = [
    "how-pain-works",
    "imaging-guidance",
    "your-first-visit",
    "when-to-see-an-interventional-pain-specialist",
    "what-is-a-physiatrist",
]
#: By what a row of a page or a text is known as staff's own: the library may change the rest.
THEIRS = [*SLUGS, "before-the-upgrade", "'ada'", "'paul'", "'rosa'"]
#: What the public gets: address -> status, and a word that stands there.
PUBLIC = {
    "/": (200, "Closed on Monday"),
    "/about/contact/": (200, "555 0142"),
    "/articles/moved-before-the-upgrade/": (200, "Published before the upgrade"),
}


class Lost(Exception):
    """That something is not as it was."""


class Site:
    """A release, by the folder of its code, on the data of the drill. database: its DATABASE_URL; `.env` may name one
    with which nobody drills.
    """

    def __init__(self, code: Path, data: Path, database: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.code, self.data, self.address = code, data, f"http://localhost:{port}"
        self.database = database
        self._settings = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DATA_DIR": str(data),
            "DATABASE_URL": database,
            "PORT": str(port),
            "SITE_URL": self.address,
            "WORKERS": "1",
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "BACKUP_DAYS": "0",  # one that is being made would write into what is thrown away
        }

    def shell(self, code: str) -> str:
        """Run code in the release's own shell, and return what it prints."""
        return self.run("shell", "--no-imports", "-c", code)

    def run(self, *command: str) -> str:
        """Run a command of the release, and return what it prints."""
        done = [sys.executable, "manage.py", *command]
        return subprocess.run(
            done, cwd=self.code, env=self._settings, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def state(self) -> dict[str, list[str]]:
        """Return what there is."""
        return json.loads(self.shell(STATE))

    @contextmanager
    def served(self) -> Iterator[None]:
        """Start the site as `make run` does, until the block ends."""
        process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=self.code, env=self._settings)
        try:
            self._wait(process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    def _wait(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.ask("/health")[0] != 200:
            if process.poll() is not None or time.monotonic() > deadline:
                raise Lost(f"The site in {self.code} does not answer.")
            time.sleep(0.2)

    def ask(self, address: str) -> tuple[int, str]:
        """Return the status of an address, 0 where nobody answers, and what is sent."""
        try:
            with urllib.request.urlopen(self.address + address, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def public(self) -> None:
        """Raise Lost where the public does not get what staff have made of the site."""
        expected: dict[str, tuple[int, str]] = {**PUBLIC, f"/articles/{SLUGS[4]}/": (410, "")}
        expected |= {f"/articles/{slug}/": (200, "") for slug in SLUGS[:4]}  # the last of them has moved
        for address, (status, word) in expected.items():
            found, text = self.ask(address)
            if found != status or word not in text:
                raise Lost(f"{address} answers {found}, and should answer {status} with {word!r}.")
            if any(f"{what} before the upgrade" in text for what in ("Drafted", "Sent", "Planned")):
                raise Lost(f"{address} shows what is not published.")


def same(before: dict[str, list[str]], after: dict[str, Any], *, may_grow: bool) -> None:
    """Raise Lost where anything is not there any more, or, unless it may grow, is new."""
    for what, rows in before.items():
        if may_grow and what in ("pages", "texts"):
            rows = [row for row in rows if any(name in row for name in THEIRS)]
        if what == "events" and after[what][: len(rows)] != rows:
            raise Lost("The history is not what it was.")
        gone = [row for row in rows if row not in after[what]]
        if gone or (not may_grow and len(after[what]) != len(rows)):
            raise Lost(f"{what}: {len(rows)} before, {len(after[what])} after; not there any more: {gone[:5]}")


def kept_aside(site: Site, place: Path) -> Callable[[], None]:
    """Keep a site that is stopped aside, and return what puts it back: by its own backup, or, of a release that makes
    none yet, all of its folder, and of PostgreSQL what its own program writes.
    """
    if (site.code / "publishing" / "management" / "commands" / "backup.py").exists():
        site.run("backup", str(place))
        return lambda: print(site.run("restore", str(place)))
    shutil.copytree(site.data, place)
    dump = place / "site.dump"
    if site.database.startswith("postgres:"):
        subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", site.database], check=True)

    def back() -> None:
        shutil.rmtree(site.data)
        place.rename(site.data)
        if (kept := site.data / dump.name).exists():
            new_database(site.database)
            subprocess.run(["pg_restore", "--no-owner", f"--dbname={site.database}", str(kept)], check=True)

    return back


def new_database(url: str) -> str:
    """Make a database anew, as it is named on a server of the drill's own, and return its address."""
    import psycopg

    server, _, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return url


def there_and_back(commit: str, folder: Path, database: str) -> None:
    """Do both ways. Raises Lost."""
    older, data = folder / "older", folder / "data"
    git = ["git", "-C", str(HERE), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(older), commit], check=True)
    try:
        before, after = Site(older, data, database), Site(HERE, data, database)
        with before.served():
            before.shell(f"SLUGS = {SLUGS!r}\n{WORK}")
            before.run("run_jobs", "--once")
            before.public()
        worked = before.state()
        back = kept_aside(before, folder / "aside")
        with after.served():
            after.public()
            same(worked, after.state(), may_grow=True)
            after.shell(MORE)
        print(f"Up: all of {sum(map(len, worked.values()))} rows are there.", flush=True)
        back()
        with before.served():
            before.public()
            same(worked, before.state(), may_grow=False)
        print("Back: everything is as it was kept aside.", flush=True)
    finally:
        subprocess.run([*git, "remove", "--force", str(older)], check=True)


def main() -> int:
    """Do the drill, and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", default=SINCE)
    commit = parser.parse_args().commit
    known = subprocess.run(["git", "-C", str(HERE), "cat-file", "-e", f"{commit}^{{commit}}"], capture_output=True)
    if known.returncode:
        print(f"{commit} is not in this clone: fetch the whole history, or name another commit.", file=sys.stderr)
        return 1
    try:
        drill(commit)
    except Lost as lost:
        print(lost, file=sys.stderr)
        return 1
    return 0


def drill(commit: str) -> None:
    """Do the drill on each database. Raises Lost."""
    with tempfile.TemporaryDirectory(prefix="upgrade-drill-") as folder, postgres.server() as server:
        print("On SQLite:", flush=True)
        there_and_back(commit, Path(folder, "sqlite"), f"sqlite:///{folder}/sqlite/data/db.sqlite3")
        if not server.url:
            print(f"PostgreSQL was skipped: {server.reason}")
            return
        print("On PostgreSQL:", flush=True)
        there_and_back(commit, Path(folder, "postgresql"), new_database(f"{server.url.rpartition('/')[0]}/drill"))


if __name__ == "__main__":
    sys.exit(main())
