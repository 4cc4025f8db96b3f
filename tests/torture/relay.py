"""A stretch of the way between a site and its database that can go silent: nothing is refused, closed or lost."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit


class Relay:
    """Passes on what comes to a port of loopback. forwards: whether it does; what came before then waits."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self.forwards = threading.Event()
        self.forwards.set()
        self._open: list[socket.socket] = []
        self._listens = socket.create_server(("127.0.0.1", 0))
        self.port = self._listens.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _address = self._listens.accept()
                far = socket.create_connection(self._to)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(1 << 16):
                self.forwards.wait()
                other.sendall(said)
            self.forwards.wait()
            other.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.forwards.set()
        with ExitStack() as all_:
            for one in (self._listens, *self._open):
                all_.callback(one.close)
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """Lay one before a database for the time of the block; yields it, and the database's address by it."""
    where = urlsplit(url)
    relay = Relay(where.hostname, where.port)
    try:
        yield relay, url.replace(f":{where.port}/", f":{relay.port}/")
    finally:
        relay.close()
