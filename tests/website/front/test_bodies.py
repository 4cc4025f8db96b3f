"""What is sent is whole before anybody reads it."""

import io
import tempfile
import threading

import pytest

from website.front import bodies
from website.headers import MAX_BODY


class Slow(io.RawIOBase):
    """A sender of a few bytes at a time."""

    def __init__(self, content: bytes) -> None:
        self._left = content

    def read(self, most: int = -1) -> bytes:
        size = min(3, most)
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def sent(content: bytes, length: object) -> dict:
    return {"PATH_INFO": "/admin/", "CONTENT_LENGTH": str(length), "wsgi.input": Slow(content)}


def test_what_comes_in_pieces_is_whole():
    with bodies.received(sent(b"title=Sciatica", 14)) as received:
        assert received["wsgi.input"].read() == b"title=Sciatica"


def test_what_comes_behind_its_end_is_not_read():
    with bodies.received(sent(b"title=Sciatica&more", 14)) as received:
        assert received["wsgi.input"].read() == b"title=Sciatica"


def test_a_part_of_a_form_is_not_passed_on():
    with pytest.raises(bodies.Refused) as refused, bodies.received(sent(b"title=Scia", 14)):
        pass
    assert refused.value.answer.code == 400


@pytest.mark.parametrize("length", ["", "0", "-1", "+3", "1e3", "٣", "many", MAX_BODY + 1])
def test_what_django_would_not_read_is_not_read(length):
    asked = sent(b"words", length)
    with bodies.received(asked) as received:
        assert received is asked


def test_what_is_long_stands_in_a_file_meanwhile():
    content = b"x" * (bodies._IN_MEMORY + 10)
    with bodies.received(sent(content, len(content)) | {"wsgi.input": io.BytesIO(content)}) as received:
        assert received["wsgi.input"]._rolled
        assert received["wsgi.input"].read() == content


def test_a_full_disk_is_said(monkeypatch):
    class Full(tempfile.SpooledTemporaryFile):
        def write(self, _piece):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(bodies, "SpooledTemporaryFile", Full)
    with pytest.raises(bodies.Refused) as refused, bodies.received(sent(b"words", 5)):
        pass
    assert (refused.value.answer.code, refused.value.answer.header("retry-after")) == (503, "60")


def test_where_too_many_send_at_once_the_next_is_told_and_no_place_is_lost(monkeypatch):
    monkeypatch.setattr(bodies, "_places", threading.BoundedSemaphore(1))
    with bodies._places, pytest.raises(bodies.Refused) as refused, bodies.received(sent(b"words", 5)):
        pass
    assert refused.value.answer.code == 503
    for _time in range(3):
        with pytest.raises(bodies.Refused), bodies.received(sent(b"wor", 5)):
            pass
    with bodies.received(sent(b"words", 5)) as received:
        assert received["wsgi.input"].read() == b"words"


def test_what_is_sent_to_a_public_page_is_not_read():
    asked = sent(b"words", 5) | {"PATH_INFO": "/"}
    with bodies.received(asked) as received:
        assert received is asked


def test_who_takes_too_long_is_told(monkeypatch):
    monkeypatch.setattr(bodies, "_PATIENCE", -1.0)
    with pytest.raises(bodies.Refused) as refused, bodies.received(sent(b"words", 5)):
        pass
    assert refused.value.answer.code == 408


def test_who_sends_four_bytes_a_second_keeps_a_place_for_half_a_minute(monkeypatch):
    """The server waits for a piece until it has it all: a large one would be waited for long after the time is over."""
    now = [0.0]

    class Dripping(Slow):
        def read(self, most: int = -1) -> bytes:
            now[0] += most / 4
            return b"x" * most

    monkeypatch.setattr(bodies.time, "monotonic", lambda: now[0])
    asked = sent(b"", 20_000) | {"wsgi.input": Dripping(b"")}
    with pytest.raises(bodies.Refused) as refused, bodies.received(asked):
        pass
    assert refused.value.answer.code == 408
    assert now[0] < 30
