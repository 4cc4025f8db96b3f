"""Every answer, whoever gives it: Django, the front, or what stands around both. Each header is there, once."""

import io
from collections import Counter

import pytest
from django.conf import settings
from django.templatetags.static import static

from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import StoredPicture
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.fronts import Visitor, connections_kept, front, over_tls
from tests.publishing.at_desk import in_role, url
from website import context, headers, pacing, request_ids
from website.front.lanes import Full, Late
from website.seeing import Seeing

PAGE = "/conditions/sciatica/"
#: On every answer, with this value.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": headers.PERMISSIONS,
    "X-Frame-Options": "DENY",
}
#: On none: they name the software, or let others in.
NEVER = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Set-Cookie", "Via")
TRANSPORT = "max-age=63072000; includeSubDomains"


class Asking(Visitor):
    """Who asks all of the site, and sees a header as often as it was sent."""

    def __init__(self, **told: str) -> None:
        self.site = front()
        super().__init__(Seeing(self.site), **told)
        self.sent: list[tuple[str, str]] = []

    def answered(self, environ):
        started: list = []
        with connections_kept():
            found = self.front(environ, lambda status, headers: started.append((status, headers)))
            b"".join(found)
            if close := getattr(found, "close", None):
                close()
        (status, self.sent) = started[-1]
        return int(status[:3])


@pytest.fixture
def asking(staff):
    return Asking()


def breaks(*_arguments, **_options):
    raise ValueError("a mistake")


def the_front_refuses(asking, monkeypatch, error):
    def refuses(*_arguments):
        raise error

    monkeypatch.setattr(asking.site._searches, "do", refuses)
    return asking.get("/search/?q=back")


def kept(asking, staff, monkeypatch):
    asking.get(PAGE)
    return asking.get(PAGE)


def had(asking, staff, monkeypatch):
    asking.get(PAGE)
    return asking.get(PAGE, headers={"if-none-match": dict(asking.sent)["ETag"]})


def gone(asking, staff, monkeypatch):
    actions.withdraw(page=page_at("articles/how-pain-works"), by=staff.publisher, note="Wrong.")
    return asking.get("/articles/how-pain-works/")


def moved(asking, staff, monkeypatch):
    staff.published(page_at("articles/how-pain-works"), slug="why-it-hurts")
    return asking.get("/articles/how-pain-works/")


def failed(asking, staff, monkeypatch):
    monkeypatch.setattr(context, "frame_of", breaks)
    return asking.get("/search/?q=back")


def page_failed(asking, staff, monkeypatch):
    monkeypatch.setattr("conditions.views.finding.find", breaks)
    return asking.get(PAGE)


def front_failed(asking, staff, monkeypatch):
    monkeypatch.setattr(asking.site, "_page", breaks)
    return asking.get(PAGE)


def too_slow(asking, staff, monkeypatch):
    monkeypatch.setattr("website.front.bodies._PATIENCE", -10_000.0)
    told = {"CONTENT_LENGTH": "5", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    return asking.ask("POST", "/admin/login/", body=io.BytesIO(b"a=bcd"), more=told)


def ended_early(asking, staff, monkeypatch):
    return asking.ask("POST", "/admin/login/", body=io.BytesIO(b"a"), more={"CONTENT_LENGTH": "500"})


def too_large(asking, staff, monkeypatch):
    return asking.ask("POST", "/admin/login/", more={"CONTENT_LENGTH": str(headers.MAX_BODY + 1)})


def picture(asking, staff, monkeypatch):
    return asking.get(f"/media/{StoredPicture.objects.first().file}")


def from_memory(asking, staff, monkeypatch):
    asking.get(static("styles.css"))
    return asking.get(static("styles.css"))


def draft(staff) -> str:
    in_role(staff.author, "Author")
    revision = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Not yet")
    return sharing.draft_path(sharing.share(revision=revision, by=staff.author))


def opened_too_often(asking, staff, monkeypatch):
    monkeypatch.setattr(pacing, "links", pacing.Pace(most=0))
    return asking.get("/drafts/a:b:c/")


def get(address: str, **told: str):
    return lambda asking, staff, monkeypatch: asking.get(address, headers=told)


ANSWERS = {
    "a page": (get(PAGE), 200),
    "a page from the shelf": (kept, 200),
    "a page that a browser has": (had, 304),
    "a head": (lambda asking, staff, monkeypatch: asking.head(PAGE), 200),
    "the search": (get("/search/?q=back"), 200),
    "a list": (get("/conditions/?area=low-back"), 200),
    "nothing there": (get("/conditions/nothing/"), 404),
    "nothing there, with words": (get("/nothing/?q=a"), 404),
    "a post": (lambda asking, staff, monkeypatch: asking.post(PAGE), 405),
    "a trace": (lambda asking, staff, monkeypatch: asking.ask("TRACE", PAGE), 405),
    "an odd method": (lambda asking, staff, monkeypatch: asking.ask("BREW", PAGE), 405),
    "another host": (get("/", host="evil.example"), 400),
    "no host": (get("/", host=""), 400),
    "an odd byte": (get("/conditions/\0/"), 404),
    "a slash": (get("/conditions"), 301),
    "a former address": (moved, 301),
    "a withdrawn page": (gone, 410),
    "an error of ours": (failed, 500),
    "an error in a page": (page_failed, 500),
    "an error of the front": (front_failed, 500),
    "a full front": (lambda asking, staff, patch: the_front_refuses(asking, patch, Full()), 503),
    "a late front": (lambda asking, staff, patch: the_front_refuses(asking, patch, Late()), 503),
    "a slow body": (too_slow, 408),
    "half a body": (ended_early, 400),
    "a large body": (too_large, 413),
    "a static file": (lambda asking, staff, monkeypatch: asking.get(static("styles.css")), 200),
    "a static file from memory": (from_memory, 200),
    "a static file that is had": (
        lambda asking, staff, patch: asking.get(
            static("styles.css"), headers={"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        ),
        304,
    ),
    "a part of a static file": (
        lambda asking, staff, patch: asking.get(static("styles.css"), headers={"range": "bytes=0-9"}),
        206,
    ),
    "no static file": (get("/static/nothing.css"), 404),
    "a picture": (picture, 200),
    "no picture": (get("/media/drawings/nothing.svg"), 404),
    "robots": (get("/robots.txt"), 200),
    "the sitemap": (get("/sitemap.xml"), 200),
    "the icon": (get("/favicon.ico"), 301),
    "the manifest": (get("/site.webmanifest"), 200),
    "health": (get("/health"), 200),
    "health under any name": (get("/health", host="10.1.2.3"), 200),
    "readiness": (get("/readyz"), 503),
    "the desk": (get("/admin/"), 302),
    "nothing at the desk": (get("/admin/nothing/"), 302),
    "a link to a draft": (lambda asking, staff, monkeypatch: asking.get(draft(staff)), 200),
    "no link to a draft": (get("/drafts/a:b:c/"), 404),
    "a link that is opened too often": (opened_too_often, 429),
    "no approval": (get("/approvals/a:b:c/"), 404),
}


@pytest.fixture(params=ANSWERS)
def answer(request, asking, staff, monkeypatch):
    """An answer: its name, and each header as often as it was sent."""
    ask, status = ANSWERS[request.param]
    assert ask(asking, staff, monkeypatch) == status
    return request.param, asking.sent


def test_every_answer_has_every_header_once_and_none_that_tells_or_lets_in(answer):
    name, sent = answer
    times = Counter(key.lower() for key, _value in sent)
    assert [key for key, number in times.items() if number > 1] == []
    said = dict(sent)
    assert {key: said.get(key) for key in ALWAYS} == ALWAYS
    policy = said["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "unsafe-inline" not in policy.partition("style-src")[0]
    assert "frame-ancestors 'none'" in policy
    assert request_ids.SHAPE.fullmatch(said[request_ids.HEADER])
    assert not {key.lower() for key in NEVER} & set(times)
    assert "cookie" not in said.get("Vary", "").lower() or name.endswith("the desk")
    assert "Cache-Control" in said


@pytest.fixture
def tls(monkeypatch, settings):
    with over_tls(settings, monkeypatch):
        yield


@pytest.mark.parametrize("name", ANSWERS)
def test_over_tls_every_answer_asks_for_it_from_now_on(tls, staff, monkeypatch, name):
    asking = Asking(**{"x-forwarded-proto": "https"})
    ask, status = ANSWERS[name]
    assert ask(asking, staff, monkeypatch) == status
    assert dict(asking.sent)["Strict-Transport-Security"] == TRANSPORT


# The one that may be framed


def test_the_preview_of_the_reading_queue_alone_may_be_framed_and_by_us_alone(staff, client):
    in_role(staff.reviewer, "Clinical reviewer")
    client.force_login(staff.reviewer)
    page = page_at("conditions/sciatica")
    framed = [
        address
        for address in ("/admin/", PAGE, url(page), url(page, "history"), url(page, "compare"), url(page, "preview", 1))
        if "frame-ancestors 'none'" not in client.get(address)["Content-Security-Policy"]
    ]
    assert framed == []
    assert "frame-ancestors 'self'" in headers.FRAMED and "script-src" not in headers.FRAMED
    used = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for folder in ("publishing", "website", "search", "conditions", "procedures", "articles", "glossary")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if "is_framed = True" in path.read_text()
    ]
    assert used == ["publishing/desk/library/reading_queue.py"]


# Names that are not ours lead nowhere


@pytest.mark.parametrize(
    "told",
    [
        {"host": "evil.example"},
        {"host": "testserver.evil.example"},
        {"host": "evil.example#testserver"},
        {"host": "testserver@evil.example"},
        {"host": "testserver:80@evil.example"},
        {"host": "testserver\\.evil.example"},
        {"host": "[::1"},
        {"host": "testserver", "x-forwarded-host": "evil.example"},
        {"host": "testserver", "x-host": "evil.example", "x-original-url": "/admin/", "x-rewrite-url": "/admin/"},
        {"host": "testserver", "forwarded": "host=evil.example;proto=https"},
        {"host": "testserver:8888"},
    ],
)
@pytest.mark.parametrize("address", ["/conditions", "/Conditions/", "/", "//evil.example/", "/favicon.ico", "/admin"])
def test_a_strange_host_leads_nowhere_and_changes_no_page(asking, told, address):
    """Host header (CVE-2019-12781)."""
    status = asking.get(address, headers=told)
    said = dict(asking.sent)
    assert status in {200, 301, 302, 400, 404}
    where = said.get("Location", "/")
    assert where.startswith("/") and not where.startswith(("//", "/\\"))
    assert not any("evil" in value for value in said.values())


def test_a_proxy_is_believed_only_where_the_settings_say_so(staff, settings):
    """Without a proxy nobody's word counts, by whichever name it comes."""
    settings.SECURE_SSL_REDIRECT = True
    for name in ("x-forwarded-proto", "x_forwarded_proto", "x-forwarded-ssl", "x-url-scheme", "forwarded"):
        asking = Asking()
        assert asking.get("/search/?q=a", headers={name: "https"}) == 301
        assert dict(asking.sent)["Location"] == "https://testserver/search/?q=a"


def test_a_request_is_led_to_tls_under_the_site_s_own_name(staff, settings):
    settings.SECURE_SSL_REDIRECT = True
    asking = Asking(host="localhost")
    assert asking.get("/search/?q=a") == 301
    assert dict(asking.sent)["Location"] == "https://testserver/search/?q=a"


# Cookies that are broken, foreign, or many

COOKIES = [
    "sessionid=zq",
    "sessionid=" + "a" * 32,
    "csrftoken=zqabc",
    "__Host-sessionid=x; __Host-csrftoken=y",
    "messages=zq",
    "django_language=es",
    "=; =; ;;;",
    "a" * 4000 + "=1",
    'x="unclosed; sessionid=b',
    "sessionid=\x01\x02",
    "theme=dark; _ga=GA1.2.3; " + "; ".join(f"c{number}={number}" for number in range(80)),
]


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize(
    "address", [PAGE, "/", "/search/?q=back", "/nothing/", "/conditions", "/health", "/robots.txt"]
)
def test_no_cookie_changes_what_the_public_gets_and_none_is_set(staff, cookie, address):
    plain, odd = Visitor(Seeing(front())), Visitor(Seeing(front()), cookie=cookie)
    one, other = plain.get(address), odd.get(address)
    assert (other.status_code, other.content) == (one.status_code, one.content)
    left = ("X-Request-ID", "Server-Timing")
    assert {key: value for key, value in other.headers.items() if key not in left} == {
        key: value for key, value in one.headers.items() if key not in left
    }
    assert "Set-Cookie" not in other.headers
