"""So many at once, so many waiting, and the rest is told so."""

import threading
import time

import pytest

from website.front.lanes import Full, Lane, Late


@pytest.fixture
def held():
    """Something that work waits for."""
    event = threading.Event()
    yield event
    event.set()


def test_work_is_done_in_a_thread_of_the_lane():
    lane = Lane("pages", threads=1, waiting=0)
    assert lane.do(lambda: threading.current_thread().name).startswith("pages")


def test_one_thread_does_one_thing_at_a_time(held):
    lane, at_it = Lane("pages", threads=1, waiting=2), []
    begun = [lane.begin(lambda: (at_it.append(1), held.wait(10))) for _ in range(3)]
    assert len(at_it) <= 1
    held.set()
    assert [one.result() for one in begun] and len(at_it) == 3


def test_who_would_be_one_too_many_is_told_and_later_ones_are_let_in(held):
    lane = Lane("pages", threads=1, waiting=1)
    begun = [lane.begin(lambda: held.wait(10)) for _ in range(2)]
    with pytest.raises(Full):
        lane.begin(lambda: None)
    held.set()
    assert all(one.result() for one in begun)
    assert lane.do(lambda: "in") == "in"


def test_of_those_who_wait_for_the_same_there_are_so_many_and_no_more(held):
    lane = Lane("pages", threads=1, waiting=0, crowd=3)
    begun = lane.begin(lambda: held.wait(10))
    waiting = [threading.Thread(target=lane.wait, args=[begun]) for _ in range(3)]
    for one in waiting:
        one.start()
    until = time.monotonic() + 10
    while lane._crowd._value and time.monotonic() < until:  # until all three are at it
        time.sleep(0.01)
    with pytest.raises(Full):
        lane.wait(begun)
    held.set()
    for one in waiting:
        one.join()
    assert lane.wait(begun)


def test_what_goes_wrong_goes_wrong_for_who_asked_and_frees_the_place():
    lane = Lane("pages", threads=1, waiting=0)
    for _time in range(3):
        with pytest.raises(ZeroDivisionError):
            lane.do(lambda: 1 // 0)


def test_nobody_waits_longer_than_the_lane_s_patience(held):
    lane = Lane("pages", threads=1, waiting=1, patience=0.05)
    with pytest.raises(Late):
        lane.do(lambda: held.wait(10))


def test_a_timeout_of_the_work_s_own_is_the_work_s():
    def runs_out():
        raise TimeoutError

    with pytest.raises(TimeoutError):
        Lane("pages", threads=1, waiting=0, patience=5).do(runs_out)
