"""Which requests are for a public page, and by which address."""

import re
from pathlib import Path

import pytest

from website.front import addresses

ROOT = Path(addresses.__file__).resolve().parent.parent.parent


def asked(path: str, query: str = "", **more: str) -> str | None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "testserver"}
    return addresses.address_of({**environ, "wsgi.url_scheme": "http", **more})


def test_a_page_stands_by_its_path():
    assert asked("/conditions/sciatica/") == "/conditions/sciatica/"
    assert asked("/", REQUEST_METHOD="HEAD") == "/"


@pytest.mark.parametrize("query", ["utm_source=letter", "fbclid=1&gclid=2", "a=b", "=", "&&", "area", "q_=1"])
def test_what_a_link_from_elsewhere_adds_makes_no_other_page(query):
    assert asked("/conditions/", query) == "/conditions/"


def test_a_choice_that_a_form_leaves_empty_makes_no_other_page():
    assert asked("/procedures/", "area=knee&kind=&page=") == "/procedures/?area=knee"
    assert asked("/procedures/compare/", "with=a&with=") == "/procedures/compare/?with=a&with=", "A form has sent it."


def test_what_the_views_read_makes_one_in_whatever_order():
    both = {asked("/procedures/", "kind=injection&area=knee&x=1"), asked("/procedures/", "area=knee&kind=injection")}
    assert both == {"/procedures/?area=knee&kind=injection"}


def test_the_values_of_one_name_keep_their_order():
    assert asked("/procedures/compare/", "with=b&with=a") == "/procedures/compare/?with=b&with=a"


@pytest.mark.parametrize("query", ["q=back", "page=2&q=", "q=a&area=knee", "%71=back"])
def test_free_words_are_no_address(query):
    assert asked("/search/", query) is None


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/login/",
        "/approvals/x/",
        "/drafts/x/",
        "/static/styles.css",
        "/media/images/a.avif",
        "/healthz",
        "/readyz",
    ],
)
def test_what_is_for_one_person_or_no_page_has_none(path):
    assert asked(path) is None


@pytest.mark.parametrize("host", ["evil.example", "", "testserver@evil", "testserver:80:80", "a" * 300])
def test_a_request_under_another_name_has_none(host):
    assert asked("/", HTTP_HOST=host) is None


def test_a_request_that_is_sent_on_to_https_has_none():
    assert asked("/", **{"wsgi.url_scheme": "https"}) is None


def test_what_only_a_proxy_may_say_is_not_believed():
    assert asked("/", HTTP_X_FORWARDED_PROTO="https") == "/"


@pytest.mark.parametrize("path", ["/" + "a" * 400, "/conditions/?area=knee"])
def test_a_path_that_no_page_has_is_left_to_django(path):
    """The second is "/conditions/%3Farea=knee" as it was sent, which is not the address of what it looks like."""
    assert asked(path) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE", "get"])
def test_only_reading_has_one(method):
    assert asked("/", REQUEST_METHOD=method) is None


def test_every_name_that_a_public_view_reads_of_a_query_is_known():
    """A name that is not known never reaches a view: it would be dead code."""
    read = set()
    for app in ("publishing/public", "conditions", "procedures", "articles", "glossary", "search", "website"):
        for path in (ROOT / app).rglob("*.py"):
            read |= set(re.findall(r"(?:request\.GET|asked)\.get(?:list)?\(\"(\w+)\"", path.read_text()))
    assert read - {addresses.FREE} <= addresses.KNOWN
    assert {"page", "letter", "for"} <= read, "The pattern above finds them."
