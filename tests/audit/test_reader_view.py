"""What the reader view of Firefox, and whoever else reads with Readability, leaves of a page."""

import json
import re

import pytest

from tests.audit import tools
from tests.audit.findings import Finding, expect_none


def bare(text: str) -> str:
    """Without white space: a reader view may set its own."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "what",
    [
        "care card title",
        "care card item",
        "care card sentence",
        "key point",
        "explained word",
        "sentence with an explained word",
        "sentence with the emergency number",
    ],
)
def test_nothing_is_lost(reader_view, what):
    lost = [
        Finding(path, f"{what} lost", text)
        for path, view in reader_view.items()
        for kind, text in view["must"]
        if kind == what and bare(text) not in bare(view["text"])
    ]
    expect_none(lost)


def test_no_definition_stands_inside_a_sentence(reader_view):
    leaked = [
        Finding(path, "definition in the sentence", word)
        for path, view in reader_view.items()
        for word in view["leaked"]
    ]
    expect_none(leaked)


def test_the_lock_names_no_registry():
    locked = json.loads((tools.HERE / "package-lock.json").read_text())["packages"]
    assert [name for name, package in locked.items() if "resolved" in package] == []
    assert [name for name, package in locked.items() if name and "integrity" not in package] == []
