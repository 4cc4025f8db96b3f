"""What is made before it is asked for."""

import threading

import pytest

from website.front import warming
from website.front.warming import Warmer


class Kept:
    """What is warmed, and what was done with it."""

    version = 1

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.warmer = Warmer(self)

    def most_asked(self, many: int) -> list[str]:
        return ["/a/", "/b/"][:many]

    def renew(self, address: str) -> None:
        self.done.append(("renew", address))

    def pack(self, address: str) -> None:
        self.done.append(("pack", address))


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setattr(warming, "STANDS", 0.0)
    monkeypatch.setattr(warming, "QUIET", 0.0)
    return Kept()


def test_what_is_asked_for_most_is_made_anew_and_then_packed(kept):
    kept.warmer.wake()
    kept.warmer._once()
    assert kept.done == [("renew", "/a/"), ("renew", "/b/"), ("pack", "/a/"), ("pack", "/b/")]


def test_what_was_asked_for_since_is_packed_though_nothing_is_published(kept, monkeypatch):
    monkeypatch.setattr(warming, "AGAIN", 0.01)
    packed = threading.Event()
    monkeypatch.setattr(kept, "pack", lambda address: packed.set())
    kept.warmer.begin()
    assert packed.wait(10)


def test_a_version_that_comes_meanwhile_begins_anew(kept, monkeypatch):
    def renew(address: str) -> None:
        kept.done.append(("renew", address))
        if len(kept.done) == 1:
            kept.warmer.wake()

    monkeypatch.setattr(kept, "renew", renew)
    kept.warmer._once()
    assert kept.done == [("renew", "/a/")]
    kept.warmer._once()
    assert kept.done[1:3] == [("renew", "/a/"), ("renew", "/b/")]


def test_nothing_is_packed_where_another_version_comes_soon(kept, monkeypatch):
    monkeypatch.setattr(kept, "renew", lambda address: kept.warmer.wake() if address == "/b/" else None)
    kept.warmer._once()
    assert kept.done == []
