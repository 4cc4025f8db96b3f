"""The headers of every kind of answer."""

import brotli
import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from publishing.life import actions
from publishing.life.models import StoredPicture
from tests.articles.editing import Staff, page_at
from tests.fronts import Visitor, front

PAGE = "/conditions/sciatica/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
CLOSED = ["camera", "microphone", "geolocation", "payment", "usb"]


def page(client):
    return client.get(PAGE)


def missing(client):
    return client.get("/conditions/nothing/")


def wrong_method(client):
    return client.post(PAGE)


def withdrawn(client):
    return client.get("/articles/how-pain-works/")


def unchanged(client):
    visitor = Visitor(front())
    return visitor.get(PAGE, headers={"if-none-match": visitor.get(PAGE)["ETag"]})


def kept(client):
    visitor = Visitor(front())
    visitor.get(PAGE)
    return visitor.get(PAGE)


def moved(client):
    return client.get("/conditions/sciatica")


def bad_host(client):
    return client.get("/", headers={"host": "evil.example"})


def static_file(client):
    return client.get(static("styles.css"))


def media_file(client):
    return client.get(f"/media/{StoredPicture.objects.first().file}")


def robots(client):
    return client.get("/robots.txt")


ANSWERS = {
    page: 200,
    missing: 404,
    wrong_method: 405,
    withdrawn: 410,
    unchanged: 304,
    kept: 200,
    moved: 301,
    bad_host: 400,
    static_file: 200,
    media_file: 200,
    robots: 200,
}


@pytest.fixture
def site(loaded, author, reviewer, publisher):
    """The site with one page withdrawn."""
    Staff(author, reviewer, publisher)
    actions.withdraw(page=page_at("articles/how-pain-works"), by=publisher, note="Wrong.")


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_carries_the_headers(site, client, answer):
    response = answer(client)
    assert response.status_code == ANSWERS[answer]
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    permissions = response["Permissions-Policy"].split(", ")
    assert {f"{name}=()" for name in CLOSED} <= set(permissions)
    assert all(permission.endswith("=()") for permission in permissions)
    if answer is not media_file:
        assert response["Content-Security-Policy"] == POLICY
    body(response)


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_answer_sets_a_cookie_varies_by_one_or_names_the_software(site, client, answer):
    response = answer(client)
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(response.headers)
    body(response)


@pytest.mark.parametrize("answer", ANSWERS)
def test_plain_http_has_no_transport_security(site, client, answer):
    response = answer(client)
    assert "Strict-Transport-Security" not in response.headers
    body(response)


@pytest.mark.parametrize("address", ["/", PAGE, "/glossary/", "/es/", "/nothing/", "/drafts/x/", "/robots.txt"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_the_public_may_only_read(loaded, client, address, method):
    response = getattr(client, method)(address)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_a_list_in_a_language_without_a_page_is_absent_with_the_headers(loaded, client):
    for address in ("/es/", "/es/conditions/", "/es/procedures/", "/es/articles/", "/es/glossary/"):
        response = client.get(address)
        assert response.status_code == 404, address
        assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS


def test_an_error_of_ours_carries_the_headers(client, monkeypatch):
    monkeypatch.setattr("website.machines.settings", None)
    client.raise_request_exception = False
    response = client.get("/robots.txt")
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert response["Content-Security-Policy"] == POLICY
    assert not response.cookies


# TLS


@pytest.fixture
def over_tls(site, settings):
    """The site as it runs where SITE_URL is https."""
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_SSL_REDIRECT = True
    return Client()


@pytest.mark.parametrize("answer", ["page", "missing", "static_file"])
def test_over_tls_every_answer_asks_for_tls_from_now_on(over_tls, answer):
    addresses = {"page": PAGE, "missing": "/nothing/", "static_file": static("styles.css")}
    response = over_tls.get(addresses[answer], secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    body(response)


def test_plain_http_is_sent_to_tls_with_the_headers(over_tls):
    response = over_tls.get(PAGE)
    assert (response.status_code, response["Location"]) == (301, f"https://testserver{PAGE}")
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert response["Content-Security-Policy"] == POLICY


# Pictures and files


def test_a_picture_cannot_run_anything_even_when_opened_alone(site, client):
    response = media_file(client)
    policy = [part.strip() for part in response["Content-Security-Policy"].split(";")]
    assert {"default-src 'none'", "sandbox"} <= set(policy)
    assert not [part for part in policy if part.startswith(("script-src", "sandbox ", "object-src", "connect-src"))]
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    body(response)


def test_a_hashed_file_is_kept_for_ever(site, client):
    response = static_file(client)
    assert "immutable" in response["Cache-Control"] and "max-age=315360000" in response["Cache-Control"]
    body(response)


@pytest.mark.parametrize("tags", ["{tag}", "W/{tag}", '"other", {tag}', '"other",W/{tag}', '"a,b" , {tag}', "*"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_that_a_reader_has_is_not_sent_again_however_they_say_so(site, client, tags, method):
    response = static_file(client)
    body(response)
    asked = {"if-none-match": tags.format(tag=response["ETag"])}
    answer = getattr(client, method)(static("styles.css"), headers=asked)
    assert (answer.status_code, body(answer), answer["ETag"]) == (304, b"", response["ETag"])


@pytest.mark.parametrize("tags", ['"other"', 'W/"other", "more"', '""', "nonsense"])
def test_a_file_that_a_reader_has_not_is_sent_whole(site, client, tags):
    answer = client.get(static("styles.css"), headers={"if-none-match": tags})
    assert answer.status_code == 200 and len(body(answer)) == int(answer["Content-Length"])


def test_what_lies_beside_the_pictures_is_not_served(site, client):
    (settings.MEDIA_ROOT / "secret.txt").write_text("secret")
    for address in ("/media/secret.txt", "/media/drawings/../secret.txt", "/media/drawings/%2e%2e/secret.txt"):
        assert client.get(address).status_code == 404, address


# The staff's side


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/nothing/"])
def test_the_staff_s_side_is_neither_kept_nor_indexed(site, client, address):
    response = client.get(address)
    assert set(response["Cache-Control"].split(", ")) == {"no-store", "private"}
    assert "noindex" in response["X-Robots-Tag"]
    assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


# Asking again


@pytest.fixture
def visitor(site):
    """Who asks what stands in front of Django, which keeps pages and codes them."""
    return Visitor(front())


def test_a_changed_page_has_another_etag(loaded, author, reviewer, publisher):
    visitor = Visitor(front())
    before = visitor.get(PAGE)["ETag"]
    Staff(author, reviewer, publisher).published(page_at("conditions/sciatica"), title="Sciatica, corrected")
    visitor.front._watch.look()
    answer = visitor.get(PAGE, headers={"if-none-match": before})
    assert answer.status_code == 200
    assert answer["ETag"] != before


def test_two_visitors_get_the_same_bytes_and_etag(loaded):
    visitors = Visitor(front(), cookie="a=b"), Visitor(front(), **{"accept-language": "es"})
    one, other = (visitor.get(PAGE) for visitor in visitors)
    assert (one.content, one["ETag"]) == (other.content, other["ETag"])


@pytest.mark.parametrize("cookie", ["csrftoken=zqabc", "sessionid=zq", "sessionid=" + "a" * 32, "messages=zq", "="])
@pytest.mark.parametrize("address", [PAGE, "/", "/nothing/", "/robots.txt"])
def test_a_broken_cookie_changes_nothing_of_what_the_public_gets(loaded, cookie, address):
    plain, odd = Client().get(address), Client(headers={"cookie": cookie}).get(address)
    assert (odd.content, odd.status_code) == (plain.content, plain.status_code)
    assert "Set-Cookie" not in odd.headers and not odd.cookies
    assert odd.get("Vary") == plain.get("Vary")


def test_a_request_under_any_name_of_ours_is_led_to_the_site_s_own(over_tls):
    response = over_tls.get(PAGE, headers={"host": "localhost"})
    assert (response.status_code, response["Location"]) == (301, f"https://testserver{PAGE}")


@pytest.mark.parametrize("address", [PAGE, "/", "/conditions/", "/glossary/", "/robots.txt", "/sitemap.xml"])
def test_a_head_has_the_headers_of_a_get(visitor, address):
    one, other = visitor.get(address), visitor.head(address)
    assert other.status_code == 200
    same = {"ETag", "Content-Type", "Content-Length", "Cache-Control", "Content-Language", "Content-Security-Policy"}
    assert {name: one.headers.get(name) for name in same} == {name: other.headers.get(name) for name in same}
    assert one["ETag"]


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_head_that_is_compressed_is_marked_as_its_get(visitor, encoding):
    one = visitor.get(PAGE, headers={"accept-encoding": encoding})
    other = visitor.head(PAGE, headers={"accept-encoding": encoding})
    assert one["Content-Encoding"] == other["Content-Encoding"] == encoding
    assert other["ETag"] == one["ETag"] != visitor.get(PAGE)["ETag"]


def test_a_page_is_sent_with_brotli_where_the_browser_takes_it(visitor):
    plain, sent = visitor.get(PAGE), visitor.get(PAGE, headers={"accept-encoding": "gzip, deflate, br, zstd"})
    assert sent["Content-Encoding"] == "br"
    assert brotli.decompress(sent.content) == plain.content
    assert int(sent["Content-Length"]) == len(sent.content) < len(plain.content) / 3
    assert sent["Vary"] == plain["Vary"] == "Accept-Encoding"


def test_the_desk_keeps_the_compression_that_hides_how_long_a_page_is(client, author):
    client.force_login(author)
    session = f"sessionid={client.cookies['sessionid'].value}"
    answer = Visitor(front(), cookie=session).get("/admin/", headers={"accept-encoding": "gzip, br"})
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
