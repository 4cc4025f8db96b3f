"""A site with staff work goes from SQLite to PostgreSQL on another machine and back, by the commands of the
documentation alone: nobody sees a difference, in public or at the desk."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import postgres, server
from tests.journeys.screens import BEFORE
from tests.people import PASSWORD, PEOPLE
from tests.publishing.life.whole import ON_SQLITE
from tests.server import ROOT
from tests.website.answers import ASK, MORE

pytestmark = [
    pytest.mark.torture,
    pytest.mark.slow,
    pytest.mark.skipif(not ON_SQLITE, reason="begins on SQLite, and brings a server of PostgreSQL"),
]
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
SECTION = "### To PostgreSQL on another machine, and back"


def blocks() -> list[str]:
    """What a person types, block by block, as the documentation has it."""
    text = (ROOT / "docs" / "operating.md").read_text()
    part = text.partition(f"\n{SECTION}\n")[2].partition("\n### ")[0]
    return re.findall(r"```sh\n(.*?)```", part, flags=re.DOTALL)


@pytest.fixture(scope="module")
def databases():
    """A server of PostgreSQL with a new, empty database, as the documentation has it made."""
    with postgres.server() as found:
        if not found.url:
            pytest.skip(found.reason)
        import psycopg

        with psycopg.connect(found.url, autocommit=True) as connection:
            connection.execute('DROP DATABASE IF EXISTS "drill" WITH (FORCE)')
            how = "LOCALE 'C.UTF-8' LOCALE_PROVIDER libc TEMPLATE template0"  # the suite's server has another provider
            connection.execute(f'CREATE DATABASE "drill" {how}')
        yield f"{found.url.rpartition('/')[0]}/drill"


class Machine:
    """A checkout with settings and a folder of its own."""

    def __init__(self, folder: Path, **own: str) -> None:
        folder.mkdir()
        for path in ROOT.iterdir():
            if path.name not in {"config", "manage.py", "var", ".venv", ".env", ".git"}:
                (folder / path.name).symlink_to(path)
        shutil.copytree(ROOT / "config", folder / "config")  # where the settings are, there the checkout is
        shutil.copy(ROOT / "manage.py", folder)
        (folder / "bin").mkdir()
        (folder / "bin" / "manage.py").write_text(f'#!/bin/sh\nexec {sys.executable} manage.py "$@"\n')
        (folder / "bin" / "manage.py").chmod(0o700)
        lines = {"DATA_DIR": "kept", "BACKUP_DAYS": "0", "APPROVE_FROM_MAIL": "yes", "EMAIL_BACKEND": NO_MAIL, **own}
        (folder / ".env").write_text("\n".join(f"{name}={value}" for name, value in lines.items()))
        self.folder = folder

    def types(self, block: str) -> str:
        """Type the lines of a block; return what they said."""
        done = subprocess.run(
            ["sh", "-ec", block], cwd=self.folder, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def environment(self) -> dict[str, str]:
        """Nothing of the suite's own settings. `manage.py` stands for what the documentation says that it does."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        return {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", **kept}

    def shell(self, code: str) -> str:
        """Run code in the site's own shell, and return its last line."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "--no-imports", "-c", code]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    @contextmanager
    def started(self):
        """Start the site as `make run` does, for the length of the block."""
        database = re.search(r"DATABASE_URL=(.*)", (self.folder / ".env").read_text())
        own = {"DATABASE_URL": database[1]} if database else {}
        with server.site(self.folder / "kept", SECRET_KEY="", **own) as address:
            yield address

    def carries(self, name: str, to: "Machine") -> None:
        shutil.copy(self.folder / name, to.folder / name)


def differences(before: dict, after: dict) -> dict:
    """What is answered otherwise, by name."""
    return {name: (before.get(name), after.get(name)) for name in before | after if before.get(name) != after.get(name)}


def test_a_site_with_staff_work_moves_to_postgresql_and_back_without_a_difference(prepared, databases, tmp_path):
    old, new = Machine(tmp_path / "old"), Machine(tmp_path / "new", DATABASE_URL=databases)
    shutil.copytree(prepared("drill")[0], old.folder / "kept")
    keys = old.shell(BEFORE.format(people={name: name for name in PEOPLE}, password=PASSWORD))
    links = old.shell(MORE)
    old.types("manage.py run_jobs --once")  # what a page that moved brings with it: a start may come to it, or not
    moment = datetime.now(UTC) + timedelta(minutes=3)
    ask = ASK.format(keys=keys, links=links, moment=moment.isoformat())
    before = json.loads(old.shell(ask))
    statuses = {status for status, _to, _digest in before.values()}
    assert {200, 301, 302, 403, 404, 410} <= statuses <= {200, 301, 302, 403, 404, 410}, statuses
    assert all(before[link][0] == 200 for link in json.loads(links)) and len(before) > 400

    on_old, on_new, back, on_old_again = blocks()
    old.types(on_old)
    old.carries("site.backup", new)
    old.carries("site.key", new)
    with (new.folder / ".env").open("a") as lines:  # "copy .env from the old machine"
        lines.write("\n" + re.search(r"BACKUP_KEY=.*", (old.folder / ".env").read_text())[0])
    new.types(on_new)
    with new.started():
        pass
    assert differences(before, json.loads(new.shell(ask))) == {}

    new.types(back)
    new.carries("back.backup", old)
    said = old.types(on_old_again)
    assert "The old state is kept in" in said
    with old.started():
        pass
    assert differences(before, json.loads(old.shell(ask))) == {}
