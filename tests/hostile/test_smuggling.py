"""Requests that two servers could read differently, sent to the server that ships: each gets one clean answer."""

import itertools
import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server import site

pytestmark = pytest.mark.slow
HEAD = b"Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
#: What hides behind a request: were it answered, there would be a second status line.
HIDDEN = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
PATHS = [b"/admin/login/", b"/conditions/"]


def of_length(number: int) -> bytes:
    return f"Content-Length: {number}\r\n".encode()


#: name -> the lines behind the first, and the body; whoever reads the length reads the hidden request as a second one,
#: or as part of the body.
AMBIGUOUS = {
    "a length and chunks": (of_length(5 + len(HIDDEN)) + CHUNKED, b"0\r\n\r\n" + HIDDEN),
    "chunks and a length": (CHUNKED + of_length(4), b"0\r\n\r\n" + HIDDEN),
    "two lengths": (of_length(0) + of_length(len(HIDDEN)), HIDDEN),
    "a list of lengths": (b"Content-Length: 0, 44\r\n", HIDDEN),
    "a length with a sign": (b"Content-Length: +0\r\n", HIDDEN),
    "a length below nothing": (b"Content-Length: -1\r\n", HIDDEN),
    "a length in hexadecimal": (b"Content-Length: 0x0\r\n", HIDDEN),
    "chunks with a blank before the colon": (b"Transfer-Encoding : chunked\r\n" + of_length(0), HIDDEN),
    "chunks in another word": (b"Transfer-Encoding: xchunked\r\n" + of_length(0), HIDDEN),
    "chunks twice": (b"Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n"),
    "chunks that are folded": (b"Transfer-Encoding:\r\n chunked\r\n" + of_length(5), b"0\r\n\r\n"),
    "a chunk of no number": (CHUNKED, b"zz\r\nabc\r\n0\r\n\r\n"),
    "a chunk without an end": (CHUNKED, b"5\r\nabcdeX0\r\n\r\n"),
    "an end of line alone": (b"X: a\nContent-Length: 0\r\n", b""),
    "a byte of zero in a header": (b"X: a\0b\r\n" + of_length(0), b""),
}


@pytest.fixture(scope="module")
def place(prepared):
    data, database = prepared("hostile")
    with site(data, is_prepared=True, **database) as address:
        host, port = address.removeprefix("http://").split(":")
        yield host, int(port)


def answers(place, sent: bytes) -> bytes:
    """All that comes back until the server closes, or says nothing for a while."""
    with socket.create_connection(place, timeout=2) as client:
        client.sendall(sent)
        found = b""
        try:
            while piece := client.recv(65536):
                found += piece
        except (TimeoutError, ConnectionResetError):
            pass
    return found


def sent_to(path: bytes, name: str) -> bytes:
    lines, body = AMBIGUOUS[name]
    return b"POST " + path + b" HTTP/1.1\r\n" + HEAD + lines + b"\r\n" + body


@pytest.fixture(scope="module")
def answered(place):
    """What was answered to each, by path and name. A few are sent at once, since some wait for more until we leave."""
    asked = list(itertools.product(PATHS, AMBIGUOUS))
    with ThreadPoolExecutor(4) as senders:
        return dict(zip(asked, senders.map(lambda one: answers(place, sent_to(*one)), asked), strict=True))


def statuses(found: bytes) -> list[int]:
    return [int(one) for one in re.findall(rb"HTTP/1\.[01] (\d{3})", found)]


@pytest.mark.parametrize("name", AMBIGUOUS)
@pytest.mark.parametrize("path", PATHS)
def test_cve_2024_1135_what_can_be_read_in_two_ways_hides_no_second_request(answered, name, path):
    found = answered[path, name]
    assert len(statuses(found)) == 1
    assert b"Traceback" not in found


def test_two_requests_that_are_plainly_two_get_two_answers(place):
    """The guard of the test above: a second status line would be seen."""
    assert statuses(answers(place, HIDDEN + HIDDEN)) == [200, 200]


@pytest.mark.parametrize(
    "line", [b"GET / HTTP/1.1 x", b"GET  /", b"\x16\x03\x01", b"GET http://evil.example/conditions HTTP/1.1"]
)
def test_a_first_line_that_is_none_leads_nowhere(place, line):
    found = answers(place, line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert b"evil.example" not in found
    assert not statuses(found) or statuses(found)[0] in {200, 301, 400}
