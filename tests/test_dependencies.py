"""What `make check` says of the dependencies: a hole is a failure, and no answer is never taken for a good one."""

import json
import re

import pytest

from tests import dependencies
from tests.server import ROOT

GOOD = {"name": "django", "version": "5.2.19", "vulns": []}
BAD = {"name": "pillow", "version": "12.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["13.0.0"]}]}
UNKNOWN = {"name": "nh3", "skip_reason": "Dependency not found on PyPI and could not be audited: nh3 (0.3.7)"}


def said(*packages) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("status", "answer", "code", "words"),
    [
        (0, said(GOOD), 0, "no known hole in 1 locked packages."),
        (0, said(GOOD, UNKNOWN), 0, "no known hole in 1 locked packages, 1 of which the list does not know."),
        (1, said(GOOD, BAD), 1, "  pillow 12.0: CVE-2026-1 (mended in 13.0.0)"),
        (0, said(UNKNOWN), 0, "NOT AUDITED, the list that answers knows none of the 1."),
        (1, "", 0, "NOT AUDITED, the list of known holes could not be reached."),
        (1, "[]", 0, "NOT AUDITED"),
    ],
)
def test_what_an_audit_says(status, answer, code, words):
    found, text = dependencies.told(status, answer)
    assert found == code and words in text


def test_an_audit_that_lasts_is_no_answer(monkeypatch):
    monkeypatch.setattr(dependencies, "PATIENCE", 0.01)
    assert dependencies.told(*dependencies.audited())[0] == 0


def test_it_is_part_of_the_check():
    assert "-m tests.dependencies" in (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("lock", dependencies.LOCKS)
def test_a_lock_has_a_hash_for_each_package_and_names_no_index(lock):
    text = (ROOT / lock).read_text()
    packages = re.findall(r"(?m)^[a-z0-9][\w.\[\]-]*==\S+[^\n]*\\\n(?: +--hash=sha256:[0-9a-f]{64}[ \\]*\n)+", text)
    assert len(packages) == len(re.findall(r"(?m)^[a-z0-9][\w.\[\]-]*==", text)) > 10
    assert "://" not in "".join(line for line in text.splitlines() if not line.strip().startswith("#"))
    assert not re.search(r"(?m)^\s*--(?:index|extra-index|find-links|trusted)", text)
