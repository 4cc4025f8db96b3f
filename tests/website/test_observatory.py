"""The rules of MDN's HTTP Observatory, each as it says itself whether it is passed, and the grade that comes of them.

Held against what the site sends as it runs on the internet: a page, and the form to sign in by, which sets cookies.
"""

import re

import pytest
from django.conf import settings as site_settings
from django.test import Client

from tests.fronts import Visitor, front, over_tls
from website import headers
from website.seeing import Seeing

HALF_A_YEAR = 15_768_000  # seconds
A_PLUS = 100


@pytest.fixture
def on_the_internet(loaded, settings, monkeypatch):
    """The site with the settings that SITE_URL=https:// makes."""
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST = True, "testserver"
    settings.CSRF_COOKIE_SECURE = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME = "__Host-csrftoken", "__Host-sessionid"
    with over_tls(settings, monkeypatch):
        yield


@pytest.fixture
def answer(on_the_internet):
    return Visitor(Seeing(front()), **{"x-forwarded-proto": "https"}).get("/")


def policy_of(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


def test_the_policy_lets_nothing_in_that_is_not_named(answer):
    """Content-Security-Policy: `default-src 'none'`, nothing unsafe, nothing from everywhere: +10."""
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "object-src", "img-src", "font-src", "connect-src", "media-src"):
        assert not set(policy.get(name, ["'none'"])) - {"'self'", "'none'"}
    assert policy["base-uri"] == ["'none'"] and policy["form-action"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"] and "http:" not in answer["Content-Security-Policy"]


def test_nobody_may_frame_it(answer):
    """X-Frame-Options, by the policy's `frame-ancestors`: +5."""
    assert policy_of(answer)["frame-ancestors"] == ["'none'"]
    assert answer["X-Frame-Options"] == "DENY"


def test_no_cookie_comes_with_a_page_and_those_of_the_desk_are_hard_to_steal(answer, author):
    """Cookies: Secure, HttpOnly for what is a session, SameSite, a name with __Host-: +5."""
    assert "Set-Cookie" not in answer.headers
    author.set_password("a long enough password")
    author.save()
    desk = Client(headers={"x-forwarded-proto": "https"})
    sent = {"username": "author", "password": "a long enough password"}
    cookies = desk.post("/admin/login/", sent).cookies
    assert {"__Host-csrftoken", "__Host-sessionid"} <= set(cookies)
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        assert cookie["samesite"] in {"Lax", "Strict"}


def test_no_other_origin_reads_it(on_the_internet):
    """Cross-origin resource sharing: not there."""
    for origin in ("https://evil.example", "null", "https://testserver.evil.example"):
        for path in ("/", "/static/nothing.css", "/admin/login/", "/search/?q=a"):
            told = {"x-forwarded-proto": "https", "origin": origin, "access-control-request-method": "GET"}
            asked = Visitor(Seeing(front()), **told)
            for reply in (asked.get(path), asked.ask("OPTIONS", path)):
                assert not [name for name in reply.headers if name.lower().startswith("access-control")]
    assert answer_of_site_crossdomain() == {404}


def answer_of_site_crossdomain() -> set[int]:
    asked = Visitor(Seeing(front()), **{"x-forwarded-proto": "https"})
    return {asked.get(path).status_code for path in ("/crossdomain.xml", "/clientaccesspolicy.xml")}


def test_http_leads_to_https_on_the_same_host_first(on_the_internet):
    """Redirection."""
    reply = Visitor(Seeing(front())).get("/conditions/?area=knee")
    assert reply.status_code == 301
    assert reply["Location"] == "https://testserver/conditions/?area=knee"


def test_a_referrer_tells_other_sites_no_path(answer):
    """Referrer-Policy: +5."""
    assert answer["Referrer-Policy"] in {"no-referrer", "same-origin", "strict-origin-when-cross-origin"}


def test_a_browser_that_came_once_comes_over_tls_for_long(answer):
    """Strict-Transport-Security: half a year at least."""
    age = re.search(r"max-age=(\d+)", answer["Strict-Transport-Security"])
    assert int(age[1]) >= HALF_A_YEAR and "includeSubDomains" in answer["Strict-Transport-Security"]


def test_every_script_and_style_is_our_own(answer):
    """Subresource integrity: not needed, since nothing comes from elsewhere."""
    html = answer.content.decode()
    loaded = re.findall(r"<(?:script|link|img|source)[^>]+(?:src|href|srcset)=\"([^\"]+)\"", html)
    assert loaded
    own = ("/", "data:", site_settings.SITE_URL, "https://testserver", "http://testserver")
    assert [address for address in loaded if not address.startswith(own) or address.startswith("//")] == []


def test_no_type_is_guessed(answer):
    """X-Content-Type-Options."""
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_other_site_loads_it(answer):
    """Cross-Origin-Resource-Policy: +10."""
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_desk_has_a_policy_without_anything_unsafe_too():
    assert "unsafe" not in headers.ADMIN and headers.ADMIN.startswith("default-src 'none'")
    assert "unsafe" not in headers.FRAMED


def test_the_grade_is_a_plus(answer):
    """100 points, less what a rule takes, more what it gives once nothing was taken."""
    taken = 0 if all(name in answer.headers for name in ("Content-Security-Policy", "Referrer-Policy")) else 25
    given = {
        "policy without anything by default": 10 * (policy_of(answer)["default-src"] == ["'none'"]),
        "frames by the policy": 5 * ("frame-ancestors" in policy_of(answer)),
        "referrer": 5 * ("Referrer-Policy" in answer.headers),
        "resources": 10 * (answer["Cross-Origin-Resource-Policy"] == "same-origin"),
    }
    assert 100 - taken + sum(given.values()) >= A_PLUS + 30
