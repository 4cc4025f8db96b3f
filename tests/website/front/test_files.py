"""A static file whose name changes with its content is read once in each coding."""

import pytest

from tests.fronts import Visitor, front

FILE = "/static/site.0ef55aff911c.css"
NEVER = "max-age=315360000, public, immutable"


class Sends:
    """An application that sends a file, and counts how often."""

    def __init__(self, status: str = "200 OK", cache: str = NEVER, coding: str | None = None) -> None:
        self.status, self.cache, self.coding, self.times = status, cache, coding, 0

    def __call__(self, environ, start):
        self.times += 1
        coding = environ.get("HTTP_ACCEPT_ENCODING", "") if self.coding is None else self.coding
        headers = [("Cache-Control", self.cache), *([("Content-Encoding", coding)] if coding else [])]
        start(self.status, headers)
        return [f"{environ['PATH_INFO']} {coding}".encode()]


@pytest.fixture
def sends():
    return Sends()


@pytest.fixture
def visitor(db, sends):
    return Visitor(front(sends))


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_a_file_is_read_once_in_a_coding(visitor, sends, coding):
    found = [visitor.get(FILE, {"accept-encoding": coding} if coding else {}) for _time in range(3)]
    assert {answer.content for answer in found} == {f"{FILE} {coding}".encode()}
    assert {answer["Cache-Control"] for answer in found} == {NEVER}
    assert sends.times == 1


def test_each_coding_is_another_one(visitor, sends):
    found = {visitor.get(FILE, {"accept-encoding": coding}).content for coding in ("br", "gzip", "br", "gzip")}
    assert (len(found), sends.times) == (2, 2)


@pytest.mark.parametrize(
    "other",
    [
        Sends(status="404 Not Found"),
        Sends(status="206 Partial Content"),
        Sends(cache="max-age=3600, public"),
        Sends(coding="br"),  # which was not asked for
    ],
)
def test_what_may_change_or_is_not_for_all_is_asked_for_each_time(db, other):
    visitor = Visitor(front(other))
    for _time in range(2):
        visitor.get(FILE, {"accept-encoding": "br;q=0, gzip"})
    assert other.times == 2


@pytest.mark.parametrize(
    "headers", [{"range": "bytes=0-9"}, {"if-none-match": '"a"'}, {"if-modified-since": "x"}, {"host": "evil.example"}]
)
def test_who_asks_for_less_or_by_another_name_is_answered_by_django(visitor, sends, headers):
    visitor.get(FILE)
    visitor.get(FILE, headers)
    assert sends.times == 2


def test_a_head_is_answered_by_django(visitor, sends):
    visitor.get(FILE), visitor.head(FILE)
    assert sends.times == 2


def test_without_room_nothing_is_kept(db, sends):
    visitor = Visitor(front(sends, most=0))
    visitor.get(FILE), visitor.get(FILE)
    assert sends.times == 2
