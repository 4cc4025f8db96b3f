"""A kind of page and a block can be added from outside, as docs/how-to-add.md says, and everything knows them."""

import os
import subprocess
import sys

from tests.server import ROOT


def test_a_toy_kind_and_a_toy_block_are_used_from_end_to_end(tmp_path):
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "tests.toys.settings",
        "SITE_URL": "http://testserver",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.toys.story", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.endswith("told\n"), done.stdout + done.stderr


def test_the_toys_tables_are_as_their_models_say(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.toys.settings"}
    command = [sys.executable, "manage.py", "makemigrations", "exercises", "--check", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
