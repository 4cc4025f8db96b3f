"""The nginx that we ship, in front of the site: what it keeps and what it never does, and how patient it is."""

import logging
import os
import re
import select
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from tests.deploy.serving import NGINX, SHIPPED, ask, configure, nginx, stub
from website import headers
from website.headers import SecurityHeadersMiddleware
from website.logs import Plain

pytestmark = pytest.mark.skipif(
    NGINX is None and not os.environ.get("CI"), reason="nginx is not installed; .ci/run installs it"
)
STYLES = "/static/styles.0123456789ab.css"
PICTURE = "/media/drawings/leg.0123456789ab.svg"
STAFF = "theme=dark; __Host-sessionid=abc"


@pytest.fixture(scope="module")
def told():
    with stub() as told:
        yield told


@pytest.fixture(autouse=True)
def as_ever(told):
    """What one test told the stub is not told to the next."""
    told.status, told.text, told.headers, told.seconds = 200, "first", {}, 0
    told.asked.clear()


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Files as the site has collected them."""
    data = tmp_path_factory.mktemp("data")
    for name, content in ((STYLES, "p{}"), (f"{STYLES}.gz", "gzipped"), (PICTURE, "<svg/>"), ("/secret-key", "key")):
        path = data / name[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return data


@pytest.fixture(scope="module")
def front(told, data, tmp_path_factory):
    """The address of nginx, with times in which a test can wait."""
    changed = {f"client_{what}_timeout 10s": f"client_{what}_timeout 1s" for what in ("body", "header")}
    changed["lock_timeout 20ms"] = "lock_timeout 5s"  # however busy the machine is
    folder = tmp_path_factory.mktemp("nginx")
    with nginx(folder, "app", upstream=told.address, data=str(data), **changed) as (address, _plain):
        yield address


def said_by_the_site(path: str) -> dict[str, str]:
    """The headers that the site puts on every answer, by their names; those of Django's own middleware are settings."""
    from django.http import HttpResponse
    from django.middleware.security import SecurityMiddleware

    middleware = SecurityHeadersMiddleware(SecurityMiddleware(lambda request: HttpResponse()))
    said = dict(middleware(RequestFactory().get(path)).headers)
    return {name: value for name, value in said.items() if name not in {"Cache-Control", "Content-Type"}}


def a_second_begins() -> None:
    """What is kept is good until the clock's second ends: a test that counts begins with one."""
    time.sleep(1.02 - time.time() % 1)


def in_one_second(told, do):
    """Do something within one second of the clock and return what it does; again where the machine was too busy."""
    while True:
        a_second_begins()
        told.asked.clear()
        begun = int(time.time())
        done = do()
        if int(time.time()) == begun:
            return done


# What is kept


def test_a_crowd_asks_the_site_once(front, told):
    told.seconds = 0.2
    for times in (1, 2):  # the second crowd comes when the page has just got old
        a_second_begins()
        with ThreadPoolExecutor(20) as crowd:
            answers = list(crowd.map(ask, [front] * 20, ["/crowd/"] * 20))
        assert {(answer.status, answer.content) for answer in answers} == {(200, b"first")}
        assert told.asked["/crowd/"] == times


def test_a_page_is_kept_for_a_second_though_the_site_says_no_cache_and_then_asked_for_anew(front, told):
    def twice() -> list[bytes]:
        told.text = "first"
        first = ask(front, "/page/").content
        told.text = "second"
        return [first, ask(front, "/page/").content]

    assert in_one_second(told, twice) == [b"first", b"first"]
    a_second_begins()
    assert ask(front, "/page/").content == b"second"
    assert told.asked["/page/"] == 2


def test_of_a_page_that_nobody_asked_for_in_a_while_no_reader_gets_the_old_one(front, told):
    assert ask(front, "/rare/").content == b"first"
    told.text, told.seconds = "second", 0.3
    a_second_begins()
    with ThreadPoolExecutor(3) as readers:
        answers = list(readers.map(ask, [front] * 3, ["/rare/"] * 3))
    assert {answer.content for answer in answers} == {b"second"}


@pytest.mark.parametrize(
    ("accepted", "asked_in"),
    [
        (["gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "zstd,br"], "br"),
        (["gzip", "gzip, br;q=0", "GZIP;q=0.5"], "gzip"),
        (["identity", "gzip;q=0", "*"], None),
    ],
)
def test_every_browser_s_way_to_name_an_encoding_is_one_of_three(front, told, accepted, asked_in):
    in_one_second(told, lambda: [ask(front, "/encodings/", accept_encoding=one) for one in accepted])
    assert told.asked["/encodings/"] == 1
    assert told.heads["/encodings/"].get("accept-encoding") == asked_in


def test_a_head_is_answered_from_what_a_get_is(front, told):
    answers = in_one_second(told, lambda: [ask(front, "/head/", method).content for method in ("HEAD", "GET")])
    assert answers == [b"", b"first"]
    assert told.asked["/head/"] == 1


def test_what_varies_by_anything_is_still_kept_once(front, told):
    told.headers = {"Vary": "Accept-Encoding, User-Agent"}
    in_one_second(told, lambda: [ask(front, "/vary/", user_agent=reader) for reader in ("one", "other")])
    assert told.asked["/vary/"] == 1


def test_a_browser_that_has_the_page_gets_a_304_without_the_site(front, told):
    told.headers = {"ETag": '"abc"'}
    has_it = {"if_none_match": '"abc"'}
    answers = in_one_second(told, lambda: [ask(front, "/tagged/", **said).status for said in ({}, has_it)])
    assert answers == [200, 304]
    assert told.asked["/tagged/"] == 1 and "if-none-match" not in told.heads["/tagged/"]


@pytest.mark.parametrize(
    "path", ["/admin/", "/drafts/abc/", "/approvals/abc/", "/health", "/readyz", "/search/?q=knee", "/es/search/?q=a"]
)
def test_what_is_of_one_person_or_moment_is_never_kept(front, told, path):
    for _ in range(2):
        ask(front, path)
    assert told.asked[path] == 2


def test_staff_ask_the_site_itself_and_leave_nothing_for_others(front, told):
    a_second_begins()
    told.text = "theirs"
    for _ in range(2):
        assert ask(front, "/staff/", cookie=STAFF).content == b"theirs"
    told.text = "first"
    assert ask(front, "/staff/").content == b"first"
    assert told.asked["/staff/"] == 3


@pytest.mark.parametrize("cookie", ["theme=dark", "mysessionid=1", "a=1; ; =; xsessionid=2"])
def test_another_cookie_changes_nothing(front, told, cookie):
    in_one_second(told, lambda: [ask(front, "/cookie/", **said) for said in ({"cookie": cookie}, {})])
    assert told.asked["/cookie/"] == 1


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_is_not_kept(front, told, status):
    told.status = status
    for _ in range(2):
        assert ask(front, f"/status/{status}/").status == status
    assert told.asked[f"/status/{status}/"] == 2


@pytest.mark.parametrize("status", [301, 404, 410])
def test_what_has_moved_or_is_gone_does_not_come_back_when_the_site_is_away(front, told, status):
    path = f"/gone/{status}/"
    assert ask(front, path).status == 200
    a_second_begins()
    told.status = status
    assert ask(front, path).status == status
    a_second_begins()
    told.status = 503
    assert ask(front, path).status == status


def test_what_the_site_wants_nobody_to_keep_is_not_kept(front, told):
    told.headers = {"Cache-Control": "no-store"}
    for _ in range(2):
        ask(front, "/once/")
    assert told.asked["/once/"] == 2


@pytest.mark.parametrize("status", [502, 503, 504])
def test_where_the_site_is_away_readers_get_what_they_had(front, told, status):
    path = f"/away/{status}/"
    assert ask(front, path).content == b"first"
    a_second_begins()
    told.status = status
    assert (ask(front, path).status, ask(front, path).content) == (200, b"first")
    told.status, told.text = 410, "gone"
    assert ask(front, path).status == 410


# What the site is told


def test_the_site_is_told_who_asks_by_nginx_alone(front, told):
    lies = {
        "x_forwarded_for": "6.6.6.6",
        "x_forwarded_proto": "https",
        "x_forwarded_host": "evil.example",
        "proxy": "a",
    }
    for path in ("/told/", "/admin/told/"):
        ask(front, path, **lies, forwarded="for=6.6.6.6")
        heads = told.heads[path]
        assert (heads["x-forwarded-for"], heads["x-forwarded-proto"], heads["host"]) == (
            "127.0.0.1",
            "http",
            "clinic.example",
        )
        assert not {"x-forwarded-host", "forwarded", "proxy"} & set(heads)


def test_a_header_with_an_underscore_is_not_passed_on(front, told):
    with socket.create_connection(tuple(front.split(":")), timeout=10) as client:
        client.sendall(
            b"GET /admin/lines/ HTTP/1.0\r\nHost: clinic.example\r\nX_Forwarded_For: 6.6.6.6\r\n"
            b"X_Forwarded_Proto: https\r\nX_Request_ID: a\r\n\r\n"
        )
        while client.recv(4096):
            pass
    heads = told.heads["/admin/lines/"]
    assert not [name for name in heads if "_" in name]
    assert heads["x-forwarded-proto"] == "http"


# Slow and large


def test_who_stops_in_the_middle_of_a_body_is_cut_off_and_the_site_hears_nothing(front, told):
    with socket.create_connection(tuple(front.split(":")), timeout=10) as client:
        client.sendall(b"POST /admin/slow/ HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 100\r\n\r\nbegun")
        answer = client.recv(4096)
    assert answer == b"" or b" 408 " in answer
    assert told.asked["/admin/slow/"] == 0


def test_who_stops_in_the_middle_of_a_header_is_cut_off(front, told):
    with socket.create_connection(tuple(front.split(":")), timeout=10) as client:
        client.sendall(b"GET /slow/ HTTP/1.1\r\nHost: clin")
        answer = client.recv(4096)
    assert answer == b"" or b" 408 " in answer
    assert told.asked["/slow/"] == 0


def test_a_body_reaches_the_site_only_when_it_is_whole(front, told):
    with socket.create_connection(tuple(front.split(":")), timeout=10) as client:
        client.sendall(b"POST /admin/whole/ HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 8\r\n\r\nhalf")
        time.sleep(0.3)
        assert told.asked["/admin/whole/"] == 0
        client.sendall(b"half")
        assert b" 200 " in client.recv(4096)


def test_of_fifty_who_send_four_bytes_a_second_the_site_hears_nothing_and_others_are_answered(front, told):
    begun = b"POST /admin/trickle/ HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 1000\r\n\r\n"
    with ExitStack() as all_:
        address = tuple(front.split(":"))
        senders = [all_.enter_context(socket.create_connection(address, timeout=10)) for _ in range(50)]
        for sender in senders:
            sender.sendall(begun)
        for _ in range(12):
            for sender in senders:
                sender.sendall(b"a")
            assert {ask(front, path).status for path in ("/page/", "/admin/", "/search/")} == {200}
            time.sleep(0.25)
        assert not select.select(senders, [], [], 0)[0], "None was answered or cut off."
        assert told.asked["/admin/trickle/"] == 0


def test_the_desk_takes_25_megabytes_and_the_public_next_to_nothing(front):
    assert ask(front, "/admin/", "POST", bytes(24 * 1024 * 1024)).status == 200
    assert ask(front, "/admin/login/", "POST", bytes(1_600_000)).status == 200  # with what was typed before
    for path, size in (("/admin/", 26 * 1024 * 1024), ("/admin/login/", 3 * 1024 * 1024), ("/page/", 70 * 1024)):
        with socket.create_connection(tuple(front.split(":")), timeout=10) as client:
            head = f"POST {path} HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: {size}\r\n\r\n"
            client.sendall(head.encode())
            assert b" 413 " in client.recv(4096)


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/login/code/", "/admin/forgotten/", "/admin/password/MQ/token/"]
)
def test_a_crowd_from_one_address_before_the_doors_is_asked_to_wait_and_nobody_else(told, data, tmp_path, path):
    with nginx(tmp_path, "app", upstream=told.address, data=str(data)) as (address, _plain):
        answers = [ask(address, path) for _ in range(80)]
        many = [answer for answer in answers if answer.status == 429]
        assert 30 <= told.asked[path] < 80 and len(many) == 80 - told.asked[path]
        assert {answer["Retry-After"] for answer in many} == {"10"}
        assert [ask(address, other).status for other in ("/page/", "/admin/", "/drafts/abc/")] == [200] * 3


# Several machines


@contextmanager
def dying():
    """The address of a machine that takes every request and dies of it, and how often it did."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def die() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(65536))

        thread = threading.Thread(target=die)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.fixture
def two(told, tmp_path):
    """The address of nginx before two machines, of which the first dies of every request."""
    with dying() as (first, asked), nginx(tmp_path, "app", upstream=first, **second(told)) as (address, _plain):
        yield address, asked


def second(told) -> dict[str, str]:
    return {"#server 10.0.0.2:8000": f"server {told.address}"}


@pytest.mark.parametrize("path", ["/page/", "/admin/", "/search/?q=knee", "/media/images/a.jpg"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_reads_is_answered_by_the_other_machine(two, told, path, method):
    address, _asked = two
    assert {ask(address, path, method).status for _ in range(4)} == {200}


@pytest.mark.parametrize("path", ["/admin/", "/approvals/a/", "/page/"])
def test_what_somebody_sends_is_never_sent_twice(two, told, path):
    address, asked = two
    for number in range(6):
        before = len([one for one in asked if one.startswith(b"POST")]), told.asked[path]
        answer = ask(address, path, "POST", b"number=%d" % number)
        after = len([one for one in asked if one.startswith(b"POST")]), told.asked[path]
        assert sum(after) == sum(before) + 1
        assert answer.status == (200 if after[1] > before[1] else 503)
        assert answer["Retry-After"] == ("" if answer.status == 200 else "10")
    assert any(one.startswith(b"POST") for one in asked)


def test_of_a_machine_that_is_not_there_nobody_hears(told, tmp_path):
    with nginx(tmp_path, "app", **second(told)) as (address, _plain):
        assert {ask(address, "/admin/", "POST", b"a=b").status for _ in range(6)} == {200}
        assert told.asked["/admin/"] == 6


def test_who_finds_nobody_is_told_when_to_come_again(tmp_path):
    with nginx(tmp_path, "app") as (address, _plain):
        for path in ("/page/", "/admin/", "/search/"):
            answer = ask(address, path)
            assert (answer.status, answer.all("Retry-After")) == (503, ["10"])


def test_what_the_site_says_of_coming_again_is_said_once(front, told):
    told.status, told.headers = 503, {"Retry-After": "7"}
    for path in ("/never/", "/admin/"):
        assert ask(front, path).all("Retry-After") == ["7"]


# Files


@pytest.mark.parametrize("path", [STYLES, PICTURE])
def test_a_file_comes_from_the_disk_and_may_be_kept_for_ever(front, told, path):
    answer = ask(front, path)
    assert (answer.status, answer["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert told.asked[path] == 0


def test_its_compressed_copy_is_the_one_that_lies_beside_it(front):
    answer = ask(front, STYLES, accept_encoding="gzip")
    assert (answer.content, answer["Content-Encoding"], answer["Vary"]) == (b"gzipped", "gzip", "Accept-Encoding")
    assert answer["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("path", ["/static/more.css", "/media/drawings/more.svg", "/media/originals/a.jpg"])
def test_a_file_that_is_not_on_the_disk_is_asked_of_the_site(front, told, path):
    ask(front, path)
    assert told.asked[path] == 1


def test_a_picture_of_a_bucket_is_fetched_once_and_shown_while_the_bucket_is_away(front, told):
    told.headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": "image/jpeg"}
    path = "/media/images/from-a-bucket.0123456789ab.jpg"
    assert [ask(front, path).content for _ in range(3)] == [b"first"] * 3
    told.status = 503
    answer = ask(front, path)
    assert (answer.status, answer["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert told.asked[path] == 1
    other = "/media/images/never-seen.0123456789ab.jpg"
    assert ask(front, other).status == 503
    told.status = 200
    assert ask(front, other).status == 200


@pytest.mark.parametrize(
    "path", ["/static/../secret-key", "/media/drawings/../../secret-key", "/static/%2e%2e/secret-key"]
)
def test_nothing_else_in_the_folder_of_data_is_served(front, path):
    assert b"key" not in ask(front, path).content


# Headers


@pytest.mark.parametrize("path", ["/page/", "/admin/", STYLES, PICTURE])
def test_each_header_is_there_once_whoever_says_it(front, told, path):
    told.headers = said = said_by_the_site(path)
    answer = ask(front, path)
    assert {name: answer.all(name) for name in said} == {name: [value] for name, value in said.items()}
    assert len(answer.all("Cache-Control")) == 1 and not answer.all("X-Accel-Expires")


@pytest.mark.parametrize("path", ["/search/bare/", PICTURE])
def test_what_nginx_says_by_itself_is_what_the_site_would_say(front, told, path):
    answer = ask(front, path)
    said = said_by_the_site(path)
    assert {name: answer[name] for name in said} == said


def test_an_error_of_nginx_has_the_headers_and_is_not_kept(tmp_path, data):
    with nginx(tmp_path, "app", data=str(data)) as (address, _plain):
        answer = ask(address, "/page/")
    said = said_by_the_site("/page/")
    assert (answer.status, answer["Cache-Control"]) == (503, "no-store")
    assert {name: answer.all(name) for name in said} == {name: [value] for name, value in said.items()}
    assert answer["Server"] == "nginx"


def test_what_is_framed_at_the_desk_keeps_the_site_s_own_policy(front, told):
    told.headers = {"X-Frame-Options": "SAMEORIGIN", "Content-Security-Policy": headers.FRAMED}
    answer = ask(front, "/admin/preview/")
    assert answer.all("X-Frame-Options") == ["SAMEORIGIN"]
    assert answer.all("Content-Security-Policy") == [headers.FRAMED]


# TLS


@pytest.mark.parametrize("site", ["app", "export"])
def test_the_files_as_they_are_shipped_are_a_configuration(site, tmp_path):
    certificate(tmp_path)
    (tmp_path / "rules").mkdir()
    for name in ("moved", "elsewhere"):
        (tmp_path / "rules" / f"{name}.map").touch()
    configure(tmp_path, site, tls=tmp_path, export=str(tmp_path))
    done = subprocess.run([NGINX, "-t", "-q", "-p", f"{tmp_path}/", "-c", "nginx.conf"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_plain_http_leads_to_https_and_https_says_so_for_two_years(tmp_path, told):
    import http.client
    import ssl

    certificate(tmp_path)
    with nginx(tmp_path, "app", tls=tmp_path, upstream=told.address) as (address, plain):
        answer = ask(plain, "/a/?b=c")
        context = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        context.check_hostname = False
        connection = http.client.HTTPSConnection(address, context=context, timeout=10)
        connection.request("GET", "/search/secure/", headers={"Host": "clinic.example"})
        response = connection.getresponse()
        response.read()
        connection.close()
    assert (answer.status, answer["Location"]) == (301, "https://clinic.example/a/?b=c")
    assert "Strict-Transport-Security" not in dict(answer.headers)
    assert response.headers.get_all("Strict-Transport-Security") == ["max-age=63072000; includeSubDomains"]
    assert told.heads["/search/secure/"]["x-forwarded-proto"] == "https"


def certificate(folder: Path) -> None:
    """Make a certificate that nobody but this test trusts."""
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
            + ["-subj", "/CN=clinic.example", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("openssl is not installed")


# What is logged


def test_the_log_has_neither_the_address_of_a_reader_nor_what_they_searched_for(tmp_path, told):
    with nginx(tmp_path, "app", upstream=told.address) as (address, _plain):
        ask(address, "/search/?q=my+knee")
    log = (tmp_path / "clinic.log").read_text()
    assert " 200 GET /search/ " in log
    assert "127.0.0.1" not in log and "knee" not in log


TOKEN = "MQ:1xX7vc:JL8vITurj6"


def addresses_with_a_token(resolver=None, before: str = "") -> Iterator[str]:
    """Every address of the site that opens something to whoever has it, with a token in it."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses_with_a_token(one, route)
        elif "token" in one.pattern.converters:
            yield "/" + re.sub("<[^>]*>", TOKEN, route)


def test_neither_log_has_an_address_that_opens_something(tmp_path, told):
    paths = sorted(addresses_with_a_token())
    assert {"/".join(path.split("/")[:-2]) for path in paths} >= {"/drafts", "/approvals", f"/admin/password/{TOKEN}"}
    more = [f"/%64rafts//{TOKEN}/", f"/x%0a/drafts/{TOKEN}", f"/admin/password%2f{TOKEN}/x", f"/es/approvals/{TOKEN}"]
    with nginx(tmp_path, "app", upstream=told.address) as (address, plain):
        for path in [*paths, *more]:
            ask(address, path)
            ask(plain, path)
        ask(address, "/drafts-of-a-page/")
    log = (tmp_path / "clinic.log").read_text()
    assert len(log.splitlines()) == 2 * len([*paths, *more]) + 1
    assert TOKEN not in log and " /drafts-of-a-page/ " in log
    for path in paths:
        record = logging.LogRecord("site", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
        assert TOKEN not in Plain().format(record)
        start = path.partition(TOKEN)[0]
        assert f" {start}... " in log and f"{start}…" in Plain().format(record)


def test_every_file_is_named_by_another_or_is_a_site():
    texts = {path.name: path.read_text() for path in SHIPPED.glob("*.conf")}
    named = {name for name in texts for text in texts.values() if f"include clinic/{name};" in text}
    assert set(texts) - named == {"app.conf", "export.conf"}
