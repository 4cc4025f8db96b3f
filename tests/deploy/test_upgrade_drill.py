"""The drill of an upgrade sees a loss. The drill itself takes minutes: `make upgrade-drill`, and CI, do it."""

import pytest

from deploy.upgrade_drill import SLUGS, Lost, same
from tests.server import ROOT

BEFORE = {
    "people": ["('ada', 'scrypt$1', True)"],
    "pages": [f"('articles', '{SLUGS[0]}', 'A')", "('articles', 'of-the-library', 'B')"],
    "events": ["('publish', 'paul')", "('withdraw', 'paul')"],
}


def changed(what: str, *rows: str) -> dict[str, list[str]]:
    return BEFORE | {what: list(rows)}


@pytest.mark.parametrize("may_grow", [True, False])
def test_what_is_the_same_is_no_loss(may_grow):
    same(BEFORE, BEFORE, may_grow=may_grow)


@pytest.mark.parametrize(
    "after",
    [
        changed("people"),
        changed("people", "('ada', 'scrypt$2', True)"),
        changed("pages", "('articles', 'of-the-library', 'B')"),
        changed("events", "('withdraw', 'paul')"),
        changed("events", "('withdraw', 'paul')", "('publish', 'paul')"),
    ],
)
@pytest.mark.parametrize("may_grow", [True, False])
def test_what_is_gone_or_in_another_order_is_one(after, may_grow):
    with pytest.raises(Lost):
        same(BEFORE, after, may_grow=may_grow)


def test_on_the_way_up_there_may_be_more_and_the_library_may_have_changed():
    same(BEFORE, changed("events", *BEFORE["events"], "('publish', 'library')"), may_grow=True)
    same(BEFORE, changed("pages", BEFORE["pages"][0], "('articles', 'of-the-library', 'C')"), may_grow=True)


@pytest.mark.parametrize("what", ["people", "pages", "events"])
def test_on_the_way_back_nothing_may_be_new(what):
    with pytest.raises(Lost):
        same(BEFORE, changed(what, *BEFORE[what], "('new', 'ada')"), may_grow=False)


def test_ci_does_the_drill():
    assert "make --no-print-directory upgrade-drill" in (ROOT / ".ci" / "run").read_text()
