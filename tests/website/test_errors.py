"""Wrong methods, odd bytes, and errors that help without repeating what was asked."""

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from website import context, errors

GET_ONLY = [
    "/",
    "/conditions/",
    "/conditions/sciatica/",
    "/procedures/",
    "/procedures/physical-therapy/",
    "/articles/",
    "/articles/how-pain-works/",
    "/about/contact/",
    "/glossary/",
    "/robots.txt",
    "/sitemap.xml",
    "/health",
    "/readyz",
    "/favicon.ico",
    "/media/drawings/nothing.svg",
]
HOSTILE = [
    "/conditions/%00/",
    "/%00",
    "/%ff%fe/",
    "/conditions/%ff/",
    "/conditions/" + "a" * 5000 + "/",
    "/conditions/%F0%9F%92%A5/",
    "/conditions/%0d%0aSet-Cookie:x=y/",
    "/conditions/..%2f..%2fetc%2fpasswd",
    "/..%5c..%5cwindows/",
    "/conditions/sciatica%27%20OR%201=1--/",
    "/<script>alert(1)</script>/",
    "/conditions/_/",
    "/conditions/-/",
    "/media/drawings/.",
    "/media/drawings/..",
    "/media/drawings/%00.svg",
    "/media/drawings/" + "a" * 250,
    "/media/drawings/" + "a" * 5000,
    "/media/images/%2e%2e%2fdb.sqlite3",
    "/static/../db.sqlite3",
    "/static/%00",
    "/xx/conditions/",
    "/en/conditions/",
    "/es/about/nothing/",
    "/snippets/back-warning-signs/",
]
QUERIES = [
    "?q=%00",
    "?%00=%00",
    "?q=%ff",
    "?q=%ED%A0%80",
    "?p=%00",
    "?p=-1",
    "?p=9" + "9" * 30,
    "?p=١",
    "?" + "&".join(f"a{number}=1" for number in range(3000)),
    "?slug__startswith=a&_connector=OR%201=1",
]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", GET_ONLY)
def test_an_address_that_is_only_read_refuses_every_other_method(loaded, client, address, method):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_change_from_elsewhere_is_refused_before_it_reaches_a_page(loaded, method):
    client = Client(enforce_csrf_checks=True)
    assert getattr(client, method)("/conditions/sciatica/").status_code in {403, 405}


@pytest.mark.parametrize("address", GET_ONLY[:9])
def test_head_answers_as_get_without_a_body(loaded, client, address):
    response = client.head(address)
    assert (response.status_code, response.content) == (200, b"")
    same = ("Content-Type", "Content-Length", "Cache-Control")
    got = client.get(address)
    assert [response.get(name) for name in same] == [got.get(name) for name in same]


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: address[:40])
def test_an_odd_address_is_not_found(loaded, client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:20])
@pytest.mark.parametrize("address", ["/", "/conditions/", "/conditions/sciatica/", "/glossary/", "/sitemap.xml"])
def test_an_odd_query_does_no_harm(loaded, client, address, query):
    assert client.get(address + query).status_code in {200, 400, 404}


def test_the_query_does_not_change_a_page(loaded, client):
    plain = client.get("/conditions/sciatica/")
    assert client.get("/conditions/sciatica/?utm_source=x&<script>").content == plain.content


def test_not_found_does_not_repeat_the_address(loaded, client):
    response = client.get("/conditions/call-this-number-now/?q=or-this-one")
    assert response.status_code == 404
    assert b"call-this-number-now" not in response.content
    assert b"or-this-one" not in response.content


def test_not_found_and_gone_ask_not_to_be_indexed_and_have_no_address_of_their_own(loaded, client):
    html = client.get("/nothing/").content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html and "og:url" not in html


def test_not_found_offers_ways_on(loaded, client):
    html = client.get("/nothing/").content.decode()
    for address in ("/conditions/", "/procedures/", "/articles/"):
        assert f'href="{address}"' in html


# Without a database: the fixture `db` is not asked for, so any query would raise


def test_a_server_error_asks_the_database_nothing(monkeypatch):
    monkeypatch.setattr(context, "_last", {})
    response = errors.server_error(RequestFactory().get("/secret-path/"))
    assert response.status_code == 500
    assert b"911" in response.content
    assert b"secret-path" not in response.content


def test_a_page_that_meets_a_mistake_of_ours_answers_with_the_server_error(client):
    client.raise_request_exception = False
    response = client.get("/conditions/sciatica/")
    assert response.status_code == 500
    assert b"Something went wrong on our side" in response.content
    assert b"Traceback" not in response.content and b"Database access" not in response.content


def test_a_name_that_is_not_ours_is_refused(client):
    response = client.get("/robots.txt", headers={"host": "evil.example"})
    assert response.status_code == 200 or b"evil.example" not in response.content
    response = client.get("/conditions", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


@pytest.mark.parametrize(("answer", "status"), [(errors.bad_request, 400), (errors.forbidden, 403)])
def test_a_refusal_is_a_page_of_ours(answer, status):
    response = answer(RequestFactory().get("/secret-path/"), Exception("secret reason"))
    assert response.status_code == status
    assert b"<h1>" in response.content and b"secret" not in response.content


def test_the_errors_are_wired():
    resolver = get_resolver()
    wired = {status: resolver.resolve_error_handler(status) for status in (400, 403, 404, 500)}
    assert wired == {
        400: errors.bad_request,
        403: errors.forbidden,
        404: errors.not_found,
        500: errors.server_error,
    }


@pytest.mark.parametrize(
    ("number", "link"), [("911", "tel:911"), ("0 11 2", "tel:0112"), ("the desk", "tel:the%20desk")]
)
def test_the_number_for_an_emergency_can_be_tapped_where_there_is_no_page(
    loaded, client, author, settings, number, link
):
    client.force_login(author)
    settings.CLINIC = {**settings.CLINIC, "emergency_number": number}
    assert f'<a href="{link}">Call {number}</a>' in client.get("/nothing-here/").content.decode()


def test_staff_at_the_desk_read_of_an_address_that_is_none_how_to_go_on_there(loaded, client, author):
    client.force_login(author)
    answer = client.get("/admin/nothing-here/")
    assert (answer.status_code, "Find a page" in answer.content.decode()) == (404, True)
    client.logout()
    assert "Call 911" in client.get("/admin/r/1/").content.decode()


@pytest.mark.parametrize("address", ["/es/", "/es/nothing/", "/es/conditions/", "/es/procedures/compare/"])
def test_what_a_language_without_pages_lacks_is_said_in_the_language_of_the_site(loaded, client, address):
    answer = client.get(address)
    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Language"]) == (404, "en")
    assert '<html lang="en">' in html and "Buscar" not in html
    assert html.partition("<main")[2] == client.get("/nothing/").content.decode().partition("<main")[2]
