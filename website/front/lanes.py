"""Lanes: so many threads of a process do one kind of work, so many who ask for it wait, and the rest is told so.

The server has a thread for each of many connections, since some are slow. Django runs in the few threads of a lane:
each of them keeps one connection to the database, and no kind of work can take what another needs.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

Done = TypeVar("Done")


class Full(Exception):
    """That so many wait already that one more would wait too long."""


class Late(Exception):
    """That something took longer than anybody waits for it."""


class Lane:
    """threads: how many work at once. waiting: how many pieces of work may wait beside them. crowd: how many may wait
    for any of them at once, where several wait for the same; None: each for its own. patience: seconds that each waits,
    with the work itself; None for as long as it takes.
    """

    def __init__(
        self, name: str, *, threads: int, waiting: int, crowd: int | None = None, patience: float | None = None
    ) -> None:
        self._patience = patience
        self._crowd = BoundedSemaphore(crowd or threads + waiting)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = BoundedSemaphore(threads + waiting)

    def begin(self, work: Callable[[], Done]) -> "Future[Done]":
        """Let it be done when its turn comes. Raises Full."""
        if not self._places.acquire(blocking=False):
            raise Full
        try:
            begun = self._pool.submit(work)
        except BaseException:
            self._places.release()
            raise
        begun.add_done_callback(lambda _begun: self._places.release())
        return begun

    def wait(self, begun: "Future[Done]") -> Done:
        """Return what it returned. Raises Full, Late, and whatever it raised."""
        if not self._crowd.acquire(blocking=False):
            raise Full
        try:
            return begun.result(self._patience)
        except TimeoutError:
            if begun.done():
                raise  # its own
            raise Late from None
        finally:
            self._crowd.release()

    def do(self, work: Callable[[], Done]) -> Done:
        """Do it when its turn comes and return what it returned. Raises Full, Late, and whatever it raised."""
        return self.wait(self.begin(work))
