"""Each request has a name: its own, of nothing that was sent; in the answer's header, and on the page of an error."""

import io

import pytest

from tests.fronts import Visitor, front
from website import context, request_ids
from website.front import answers
from website.headers import PUBLIC
from website.seeing import Seeing

PAGE = "/conditions/sciatica/"


def asking(application) -> Visitor:
    return Visitor(Seeing(application))


@pytest.fixture
def visitor(loaded):
    return asking(front())


def named(answer) -> str:
    assert request_ids.SHAPE.fullmatch(answer.get(request_ids.HEADER))
    return answer.get(request_ids.HEADER)


@pytest.mark.parametrize("address", [PAGE, "/", "/robots.txt", "/nothing/", "/health", "/admin/login/", "/conditions"])
def test_every_answer_has_a_name_of_its_own(visitor, address):
    assert len({named(visitor.get(address)) for _ in range(3)}) == 3


def test_a_stored_page_and_not_modified_have_names_of_their_own(visitor):
    first = visitor.get(PAGE)
    stored = visitor.get(PAGE)
    same = visitor.get(PAGE, headers={"if-none-match": first["ETag"]})
    assert (stored.how, same.status_code) == ("hit", 304)
    assert len({named(first), named(stored), named(same)}) == 3


@pytest.mark.parametrize("name", ["x-request-id", "x_request_id", "request-id", "x-correlation-id", "traceparent"])
@pytest.mark.parametrize("address", [PAGE, "/nothing/", "/admin/login/", "/health"])
def test_a_name_is_taken_from_nothing_that_was_sent(visitor, address, name):
    sent = "aaaa-bbbb-cccc"
    assert named(visitor.get(address, headers={name: sent})) != sent


def test_the_page_of_an_error_says_the_name_that_its_header_says(visitor, monkeypatch):
    def fails(*_arguments, **_options):
        raise ValueError

    monkeypatch.setattr(context, "frame_of", fails)
    answer = visitor.get("/search/?q=back")
    assert answer.status_code == 500
    assert f"say this: {named(answer)}" in answer.content.decode()


def test_a_malformed_request_too(visitor):
    answer = visitor.get("/robots.txt", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert f"say this: {named(answer)}" in answer.content.decode()


def test_a_page_that_went_well_says_no_name(visitor):
    answer = visitor.get(PAGE)
    assert named(answer) not in answer.content.decode() and "say this" not in answer.content.decode()


def test_where_the_front_itself_fails_the_answer_has_every_header(caplog):
    def broken(environ, start):
        raise RuntimeError("secret reason")

    answer = asking(broken).get(PAGE)
    assert (answer.status_code, answer.get("Content-Security-Policy")) == (500, PUBLIC)
    assert named(answer) in answer.content.decode() and named(answer) in caplog.text
    assert "secret" not in answer.content.decode()


def test_what_several_readers_get_is_not_written_into():
    shared = answers.Answer("200 OK", [("Content-Type", "text/plain")], b"ok")
    visitor = asking(lambda environ, start: shared.send(start))
    assert named(visitor.get("/")) != named(visitor.get("/"))
    assert shared.headers == [("Content-Type", "text/plain")]


def test_each_answer_is_told_to_who_counts_once_with_how_long_it_took():
    told = []

    def site(environ, start):
        start("404 Not Found", [])
        return [b""]

    seeing = Seeing(
        site, lambda environ, status, headers, seconds: told.append((environ["PATH_INFO"], status, seconds))
    )
    environ = {"PATH_INFO": "/x/", "REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}
    seeing(environ, lambda status, headers: None)
    ((path, status, seconds),) = told
    assert (path, status) == ("/x/", "404 Not Found") and 0 <= seconds < 60
