"""BEHIND_PROXY=forwarded: of all that a request says of where it comes from, one header counts, which has no twin."""

import http.client
from contextlib import closing
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishing.desk.doors import whence
from tests.server import Running, site
from website.forwarded import Forwarded

LOOK = "from publishing.life.models import SignIn; print(SignIn.objects.latest('pk').address)"


def told(**headers: str) -> tuple[str | None, str | None]:
    """What is found behind it: from where, and by which way."""
    seen: dict = {}
    Forwarded(lambda environ, start: [seen.update(environ)])({f"HTTP_{n.upper()}": v for n, v in headers.items()}, None)
    return seen.get("HTTP_X_FORWARDED_FOR"), seen.get("HTTP_X_FORWARDED_PROTO")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("for=203.0.113.1;proto=https", ("203.0.113.1", "https")),
        ('For="203.0.113.1:4711"; Proto=https;host=evil.example', ("203.0.113.1", "https")),
        ('for="[2001:db8::1]:4711";proto=https', ("2001:db8::1", "https")),
        ('for="2001:db8::1";proto=https', ("2001:db8::1", "https")),  # as $remote_addr of nginx has it
        ("for=6.6.6.6;proto=https, for=203.0.113.1;proto=http", ("6.6.6.6, 203.0.113.1", "http")),
        ("xfor=6.6.6.6;xproto=https", ("unknown", "")),
        ("proto=https", ("unknown", "https")),
        ("", (None, None)),
    ],
)
def test_where_a_request_comes_from_is_read_as_the_proxy_wrote_it(said, found):
    assert told(forwarded=said) == found


BY_THE_PROXY = (
    "for=203.0.113.1;proto=http",
    'proto=http;for="[2001:db8::1]"',
    'for="203.0.113.1:1";proto="http";host="a"',
)


@given(
    st.text(st.sampled_from('for=6.,;"\\ x'), max_size=40), st.sampled_from(BY_THE_PROXY), st.sampled_from([",", ", "])
)
@example('for=6.6.6.6;proto=https;x="', BY_THE_PROXY[1], ", ")
@example('for=6.6.6.6;proto=https;x="', BY_THE_PROXY[2], ",")
@example('for="6.6.6.6', BY_THE_PROXY[0], ", ")
def test_whatever_a_visitor_writes_before_it_what_the_proxy_adds_is_believed_or_nothing_is(visitor, proxy, between):
    (where, proto), own = told(forwarded=visitor + between + proxy), told(forwarded=proxy)
    assert where is None or (where.rpartition(", ")[2], proto) == own


@pytest.mark.parametrize(
    "said", ["for=6.6.6.6;", "for=6.6.6.6,", "for=6.6.6.6;for=7.7.7.7", "for = 6.6.6.6", 'for="6"6', "for"]
)
def test_what_is_not_written_as_it_should_be_is_not_believed(said):
    assert told(forwarded=said) == (None, None)


def test_quotes_without_an_end_take_no_time():
    assert told(forwarded='"\\' * 200_000 + '", for=203.0.113.1;proto=http') == (None, None)
    assert told(forwarded='x="' + "\\a" * 200_000) == (None, None)


def test_no_other_header_is_believed_by_whichever_of_its_names():
    lies = {"x_forwarded_for": "6.6.6.6", "x_forwarded_proto": "https"}
    assert told(**lies) == (None, None)
    assert told(forwarded="for=203.0.113.1;proto=http", **lies) == ("203.0.113.1", "http")


def test_a_node_that_hides_itself_is_nobody_s_address(settings, rf):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for node in ("unknown", "_hidden"):
        where, _proto = told(forwarded=f"for={node}")
        assert whence.address_of(rf.get("/", headers={"x-forwarded-for": where})) == "127.0.0.1"


@pytest.mark.slow
def test_the_server_that_ships_believes_no_twin(prepared):
    data, database = prepared("forwarded")
    token = "a" * 32
    form = urlencode({"email": "nobody@example.org", "csrfmiddlewaretoken": token})
    said = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={token}"}
    lies = dict.fromkeys(("X-Forwarded-For", "X_Forwarded_For", "X-Forwarded_For"), "6.6.6.6")
    running = site(data, is_prepared=True, BEHIND_PROXY="forwarded", **database)
    with running as address, closing(Running(address, data, database)) as place:
        with closing(http.client.HTTPConnection(address.removeprefix("http://"))) as proxy:
            told_by_it = {"Forwarded": "for=203.0.113.1;proto=http"}
            proxy.request("POST", "/admin/forgotten/", form, {**said, **told_by_it, **lies})
            assert proxy.getresponse().status == 302
        assert place.shell(LOOK) == "203.0.113.1"
