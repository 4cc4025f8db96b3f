"""One thread takes requests, and the others rest until it is about to wait."""

import threading
import time
from collections.abc import Callable

import pytest

from website import supervisor
from website.front import turns
from website.front.turns import Turns

GRANIAN = {"SERVER_SOFTWARE": "Granian", "SERVER_PROTOCOL": "HTTP/1.1"}
LONG = 30.0  # seconds: nothing here takes as long, unless it is wrong


class Thread(threading.Thread):
    """A thread of the server that answers one request; returned is set when it would take the next."""

    def __init__(self, theirs: Turns, *, environ: dict[str, str] = GRANIAN, between: Callable = lambda: None) -> None:
        super().__init__(daemon=True)
        self.theirs, self.environ, self.between = theirs, environ, between
        self.sent, self.returned = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        body = self.theirs.answered(self.environ, [b"page"])
        assert b"".join(body) == b"page"
        self.between()
        self.sent.set()
        if close := getattr(body, "close", None):
            close()
        self.returned.set()


@pytest.fixture
def theirs(monkeypatch):
    """Turns of which this thread takes the requests. Nobody rests when the test has ended."""
    monkeypatch.setattr(turns, "GONE", LONG)
    made = Turns(rest=LONG)
    made.answered(GRANIAN, [])
    yield made
    with made._passed:
        made._passed.notify_all()


def is_resting(thread: Thread) -> bool:
    return thread.sent.wait(LONG) and not thread.returned.wait(0.05)


def test_who_takes_requests_goes_on(theirs):
    body = [b"page"]
    assert [theirs.answered(GRANIAN, body) is body for _time in range(3)] == [True] * 3


def test_another_one_has_answered_before_it_rests_and_takes_over_from_who_waits(theirs):
    other = Thread(theirs)
    assert is_resting(other)
    theirs.pass_on()
    assert other.returned.wait(LONG)


def test_one_takes_over_from_each_who_waits(theirs):
    others = [Thread(theirs) for _ in range(3)]
    assert all(map(is_resting, others))
    theirs.pass_on()
    wait_for_one_of(others)
    assert sum(other.returned.wait(0.05) for other in others) == 1
    theirs.pass_on(), theirs.pass_on()
    assert all(other.returned.wait(LONG) for other in others)


def wait_for_one_of(others: list[Thread]) -> None:
    until = time.monotonic() + LONG
    while not any(other.returned.wait(0.01) for other in others):
        assert time.monotonic() < until


def test_nobody_rests_when_whoever_took_requests_waits_meanwhile(theirs):
    assert Thread(theirs, between=theirs.pass_on).returned.wait(LONG)


def test_the_next_to_answer_takes_requests_after_one_that_waits(theirs):
    theirs.pass_on()
    assert Thread(theirs).returned.wait(LONG)
    assert theirs.answered(GRANIAN, [b"page"]) != [b"page"], "Another one is at it now."


def test_one_that_was_not_seen_for_a_while_is_not_counted_on(theirs, monkeypatch):
    monkeypatch.setattr(turns, "GONE", -1.0)
    assert Thread(theirs).returned.wait(LONG)


def test_whatever_happens_a_thread_rests_for_a_while_only():
    theirs = Turns(rest=0.01)
    theirs.answered(GRANIAN, [])
    assert Thread(theirs).returned.wait(LONG)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        GRANIAN | {"SERVER_SOFTWARE": "gunicorn/23.0.0"},
        GRANIAN | {"SERVER_PROTOCOL": "HTTP/2"},
        GRANIAN | {"SERVER_PROTOCOL": "HTTP/1"},
    ],
)
def test_none_rests_where_its_reader_would_wait_for_it(theirs, environ):
    assert Thread(theirs, environ=environ).returned.wait(LONG)


def test_rests_end_before_granian_ends_a_thread_that_has_nothing_to_do():
    """It lets one wait for thirty seconds (`--blocking-threads-idle-timeout`), which the supervisor does not change."""
    assert turns.GONE < turns.REST < 30
    assert "idle-timeout" not in " ".join(supervisor._arguments("127.0.0.1", "1", "1"))
