"""The Containerfile. No container is built here: its rules are read, and what it copies is run by itself."""

import re
import shutil
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings

from tests.server import ROOT

FILE = ROOT / "deploy" / "Containerfile"
#: Its instructions, each on one line.
LINES = [
    line for line in re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", FILE.read_text())).splitlines() if line.strip()
]
#: What comes into it from the checkout.
COPIED = [name for line in LINES if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]]


def last(instruction: str) -> str:
    """What the last of some instructions says: it counts."""
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{instruction} ")][-1]


def of_last_stage() -> list[str]:
    return LINES[max(number for number, line in enumerate(LINES) if line.startswith("FROM ")) :]


def test_it_runs_as_nobody_s_account_by_its_number():
    user, group = last("USER").split(":")
    assert int(user) > 1000 and int(group) > 1000
    names = [line.split()[0] for line in of_last_stage()]
    assert names.index("USER") > max(place for place, name in enumerate(names) if name in {"RUN", "COPY"})


def test_only_locked_files_with_their_hashes_are_installed_and_none_is_built():
    (install,) = [line for line in LINES if "pip --python /opt/venv" in line]
    for option in ("--require-hashes", "--only-binary :all:", "--requirement ${LOCK}"):
        assert f" {option}" in install
    assert last("ARG") == "LOCK=requirements.txt" and "requirements-s3.txt" in COPIED
    assert "requirements-dev" not in FILE.read_text() and "--index" not in FILE.read_text()


def test_nothing_that_installs_or_builds_is_left():
    stage = " ".join(of_last_stage())
    assert "pip uninstall --yes" in stage and "ensurepip" in stage
    assert not re.search(r"apt-get|\bgcc\b|build-essential|curl|wget|pip install|--requirement", stage)
    assert "--without-pip" in FILE.read_text()


def test_it_says_whether_it_is_alive_and_ends_as_the_site_does():
    health = last("HEALTHCHECK")
    assert "/health'" in health and "/readyz" not in health
    assert last("STOPSIGNAL") == "SIGTERM"
    assert last("ENTRYPOINT") == '["python", "manage.py"]' and last("CMD") == '["serve"]'


def test_data_alone_can_be_written():
    assert last("VOLUME") == "/data" and "DATA_DIR=/data" in last("ENV")
    assert "--chown" not in FILE.read_text()


def test_every_folder_comes_by_name_and_nothing_else():
    assert not {".", "./", "tests", ".env", "var", ".git", "benchmarks"} & set(COPIED)
    ours = {app.name for app in apps.get_app_configs() if (ROOT / app.name).is_dir()}
    assert ours | {"config", "templates", "static", "content", "manage.py", "requirements.txt"} <= set(COPIED)
    assert all((ROOT / name).exists() for name in COPIED)


def test_what_the_code_reads_from_its_own_folder_comes_along():
    read = set()
    for name in COPIED:
        for path in (ROOT / name).rglob("*.py"):
            for found in re.findall(r'BASE_DIR((?: / "[^"]+")+)', path.read_text()):
                read.add("/".join(re.findall(r'"([^"]+)"', found)))
    missing = {one for one in read if not any(one == name or one.startswith(f"{name}/") for name in COPIED)}
    assert missing <= {".env", "locale"}


@pytest.mark.slow
def test_what_it_copies_is_enough_to_start(tmp_path):
    for name in COPIED:
        target = tmp_path / "clinic" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    for command in (["check"], ["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["check_content"]):
        found = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=tmp_path / "clinic",
            env={"DATA_DIR": str(tmp_path / "data"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
        assert found.returncode == 0, found.stderr[-800:]
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert settings.CONTENT_DIR.name in COPIED
