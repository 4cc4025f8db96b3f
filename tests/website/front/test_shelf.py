"""The bytes that are kept: true or not, so many and no more."""

import gzip
import random
import time
from pathlib import Path

import brotli
import pytest

from website.front.answers import Answer
from website.front.shelf import Entry, Shelf

LONG = b"<p>What is kept is what was made.</p>" * 50
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "1"), ("Vary", "X"), ("X-Kept", "yes")]


def entry(body: bytes = LONG, version: int = 1, until: float = float("inf")) -> Entry:
    return Entry.of(Answer("200 OK", HEADERS, body), version, until)


def sized(size: int, number: int) -> Entry:
    """An entry of about so many bytes that no coding makes smaller."""
    return Entry(1, float("inf"), [], str(number), {"identity": bytes(size)}, is_coded=False)


def test_an_entry_is_true_for_its_version_and_its_time():
    assert entry().is_true(1)
    assert not entry().is_true(2)
    assert not entry().is_true(None)
    assert not entry(until=time.time() - 1).is_true(1)


@pytest.mark.parametrize(
    ("coding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_it_is_sent_in_every_coding(coding, read):
    headers, body = entry().sent(coding)
    said = dict(headers)
    assert read(body) == LONG
    assert said.get("Content-Encoding", "identity") == coding
    assert (said["Content-Length"], said["Vary"], said["X-Kept"]) == (str(len(body)), "Accept-Encoding", "yes")
    assert len(headers) == len(said), "No header stands twice."


def test_each_coding_is_made_once():
    kept = entry()
    assert kept.sent("gzip") is kept.sent("gzip")


@pytest.mark.parametrize("body", [b"short", b""])
def test_what_is_short_is_sent_as_it_is(body):
    headers, sent = entry(body).sent("br")
    assert (sent, "Content-Encoding" in dict(headers)) == (body, False)


def test_other_bytes_have_another_etag():
    kept, packed, other = entry(), entry(), entry(LONG + b".")
    assert packed.pack() and not packed.pack()
    tags = [kept.tag(coding) for coding in ("br", "gzip", "identity")] + [packed.tag("br"), other.tag("br")]
    assert len(set(tags)) == 5
    assert all(tag.startswith('"') for tag in tags)


def test_who_has_the_page_in_any_coding_has_it():
    kept = entry()
    before = kept.tag("br")
    kept.pack()
    for tags in (before, kept.tag("gzip"), f"W/{before}", f'"other", {before}', "*"):
        assert kept.is_had(tags)
    for tags in ("", '"other"', before.replace('"', ""), entry(LONG + b".").tag("br")):
        assert not kept.is_had(tags)


def test_what_is_packed_is_smaller_and_the_same():
    words = Path(__file__).read_bytes() * 3
    kept = entry(words)
    before = len(kept.sent("br")[1])
    kept.pack()
    headers, body = kept.sent("br")
    assert len(body) < before
    assert brotli.decompress(body) == words
    assert dict(headers)["Content-Length"] == str(len(body))


def test_the_shelf_holds_so_many_bytes_and_what_was_used_last_stays():
    shelf = Shelf(100_000)
    for number in range(20):
        shelf.put(str(number), sized(10_000, number))
        if shelf.get("0"):
            shelf.get("0").used_now()
    assert shelf.size <= 100_000
    assert shelf.get("0") and shelf.get("19") and not shelf.get("1")


def test_codings_that_are_made_later_count_too():
    shelf = Shelf(1_000_000)
    shelf.put("/", entry())
    before = shelf.size
    _headers, body = shelf.get("/").sent("gzip")
    assert shelf.size == before + len(body)


def test_nor_do_they_fill_more_than_there_is_room_for():
    shelf = Shelf(30_000)
    for number in range(5):
        shelf.put(str(number), entry(random.Random(number).randbytes(2000).hex().encode()))
    for number in range(5):
        for coding in ("br", "gzip", "identity"):
            if kept := shelf.get(str(number)):
                kept.sent(coding)
    assert 0 < shelf.size <= 30_000


def test_what_is_larger_than_the_shelf_is_not_kept():
    shelf = Shelf(5_000)
    shelf.put("/", sized(10_000, 1))
    assert (shelf.get("/"), shelf.size) == (None, 0)


def test_what_is_asked_for_most_comes_first_and_is_forgotten_slowly():
    shelf = Shelf(1_000_000)
    for number, asked in enumerate((1, 8, 3)):
        shelf.put(str(number), sized(10, number))
        for _time in range(asked):
            shelf.get(str(number)).used_now()
    assert shelf.most_asked(2) == ["1", "2"]
    assert shelf.get("1").asked == 4


def test_a_page_that_is_made_anew_keeps_its_readers():
    shelf = Shelf(1_000_000)
    shelf.put("/", entry())
    shelf.get("/").used_now()
    shelf.put("/", entry(version=2))
    assert (shelf.get("/").version, shelf.get("/").asked) == (2, 1)


@pytest.mark.parametrize("turn", [1, -1])
def test_the_shortest_address_of_a_path_keeps_a_page_whichever_was_asked_for_first(turn):
    shelf = Shelf(1_000_000)
    for address in ("/a/?page=7", "/a/?page=8", "/a/?page=99999", "/a/?letter=%00")[::turn]:
        shelf.put(address, entry())
    shelf.put("/b/", entry())
    kept = [address for address in ("/a/?page=7", "/a/?page=8", "/a/?page=99999", "/b/") if shelf.get(address)]
    assert kept == ["/a/?page=7", "/b/"]


def test_an_older_version_of_a_page_keeps_no_other_address_from_the_shelf():
    shelf = Shelf(1_000_000)
    shelf.put("/a/", entry())
    shelf.put("/a/?page=7", entry(version=2))
    assert shelf.get("/a/?page=7")


def test_pages_with_a_query_leave_half_of_the_room_to_those_without():
    shelf = Shelf(1_000_000)
    for number in range(40):
        shelf.put(f"/{number}/", sized(8_000, number))
    for number in range(1_000):
        shelf.put(f"/compare/?with={number}", sized(8_000, 100 + number))
    assert all(shelf.get(f"/{number}/") for number in range(40))
    assert 400_000 < shelf.size - 40 * 12_000 <= 500_000
