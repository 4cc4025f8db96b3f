"""What a proxy says of a request in `Forwarded` (RFC 7239), where that is what is believed: BEHIND_PROXY=forwarded.

A server of Python hands on `X-Forwarded-For` and `X_Forwarded_For` under one name, and nothing behind it can tell which
of the two was sent. `Forwarded` has no hyphen in its name, and so no twin.
"""

import re
from collections.abc import Iterable

from website.front.answers import Application, Environ, Start

_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
#: A name and its value, plain or within quotes, and what stands behind it: more of this proxy, another one, or the end.
_PAIR = re.compile(r'\s*([a-z0-9!#$%&\'*+.^_`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;,"\\]+))\s*([;,]|$)', re.IGNORECASE)


class Forwarded:
    """application: looks into the headers that most proxies send, and finds there what `Forwarded` says, alone."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        environ.pop(_FOR, None)
        environ.pop(_PROTO, None)
        told = _read(environ.get("HTTP_FORWARDED", ""))
        if told:
            environ[_FOR] = ", ".join(_address(one.get("for", "unknown")) for one in told)
            environ[_PROTO] = told[-1].get("proto", "")  # the last is said by the proxy that speaks to us
        return self._application(environ, start)


def _read(said: str) -> list[dict[str, str]]:
    """Return what each proxy says; nothing where anything is not as it should be. A visitor who opens a quote would
    have what the proxy adds behind it for a part of their own.
    """
    found: list[dict[str, str]] = []
    place, sign = 0, ","
    while sign:
        pair = _PAIR.match(said, place)
        if pair is None or (sign == ";" and pair[1].lower() in found[-1]):
            return []
        if sign == ",":
            found.append({})
        found[-1][pair[1].lower()] = pair[2] or pair[3] or ""
        place, sign = pair.end(), pair[4]
    return found


def _address(node: str) -> str:
    """The address of a node, without its port and the brackets of IPv6."""
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0] if node.count(":") == 1 else node
