"""What a proxy says of a request in `Forwarded` (RFC 7239), where that is what is believed: BEHIND_PROXY=forwarded.

A server of Python hands on `X-Forwarded-For` and `X_Forwarded_For` under one name, and nothing behind it can tell which
of the two was sent. `Forwarded` has no hyphen in its name, and so no twin.
"""

import re
from collections.abc import Iterable

from website.front.answers import Application, Environ, Start

_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_MOST = 1000  # signs that are read, the last: for each quote without an end all that follows would be looked through
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PAIR = re.compile(rf'(?:^|;)\s*(for|proto)=({_QUOTED}|[^\s;"]+)\s*(?=;|$)', re.IGNORECASE)


class Forwarded:
    """application: looks into the headers that most proxies send, and finds there what `Forwarded` says, alone."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        environ.pop(_FOR, None)
        environ.pop(_PROTO, None)
        told = [_pairs(element) for element in _ELEMENT.findall(environ.get("HTTP_FORWARDED", "")[-_MOST:])]
        if told:
            environ[_FOR] = ", ".join(_address(one.get("for", "unknown")) for one in told)
            environ[_PROTO] = told[-1].get("proto", "")  # the last is said by the proxy that speaks to us
        return self._application(environ, start)


def _pairs(element: str) -> dict[str, str]:
    return {name.lower(): value.strip('"') for name, value in _PAIR.findall(element.strip())}


def _address(node: str) -> str:
    """The address of a node, without its port and the brackets of IPv6."""
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0] if node.count(":") == 1 else node
