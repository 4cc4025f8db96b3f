"""The units for systemd: they are what systemd understands, and what runs by them may do little."""

import os
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.server import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
#: What every service says, word for word.
HARDENED = {
    "User": "clinic",
    "UMask": "0077",
    "StateDirectory": "clinic",
    "StateDirectoryMode": "0700",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectControlGroups": "yes",
    "ProtectProc": "invisible",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "SystemCallArchitectures": "native",
}


def by_name(path: Path) -> str:
    return path.name


def read(unit: Path) -> RawConfigParser:
    found = RawConfigParser(strict=False, comment_prefixes=("#",), delimiters=("=",))
    found.optionxform = str
    found.read(unit)
    return found


@pytest.fixture
def installed(tmp_path) -> list[str]:
    """The units as they would stand on this machine: with this checkout and this interpreter."""
    for unit in UNITS:
        text = unit.read_text().replace("/opt/clinic/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text.replace("/opt/clinic", str(ROOT)))
    return [str(tmp_path / unit.name) for unit in UNITS]


@needs_systemd
def test_systemd_finds_no_fault_in_them(installed):
    found = subprocess.run([ANALYZE, "verify", "--man=no", *installed], capture_output=True, text=True)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=by_name)
def test_by_systemd_s_own_measure_little_is_exposed(unit):
    command = [ANALYZE, "security", "--no-pager", "--offline=true", "--threshold=15", str(unit)]
    found = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "SYSTEMD_EMOJI": "0"})
    assert found.returncode == 0, found.stdout[-400:]


@pytest.mark.parametrize("unit", SERVICES, ids=by_name)
def test_a_service_is_hardened(unit):
    service = read(unit)["Service"]
    assert {name: service.get(name) for name in HARDENED} == HARDENED


@pytest.mark.parametrize("unit", SERVICES, ids=by_name)
def test_a_service_runs_a_command_that_there_is(unit):
    words = read(unit)["Service"]["ExecStart"].split()
    assert words[:2] == ["/opt/clinic/.venv/bin/python", "manage.py"]
    assert words[2] in get_commands()


def test_the_site_is_started_again_and_gets_the_time_to_end_that_it_may_take():
    from website.supervisor import PATIENCE

    service = read(ROOT / "deploy" / "systemd" / "clinic.service")["Service"]
    assert service["Restart"] == "always"
    assert int(service["TimeoutStopSec"]) > 2 * PATIENCE


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".timer"], ids=by_name)
def test_a_timer_has_its_service_and_misses_nothing(unit):
    assert unit.with_suffix(".service") in SERVICES
    assert read(unit)["Timer"]["Persistent"] == "yes"


@pytest.mark.parametrize("unit", UNITS, ids=by_name)
def test_the_documentation_names_a_unit(unit):
    said = (ROOT / "docs" / "operating.md").read_text() + (ROOT / "docs" / "hosting.md").read_text()
    assert re.search(rf"\b{re.escape(unit.stem)}\b", said)
