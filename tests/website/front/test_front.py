"""What is answered from the shelf, what Django is asked for, and by what."""

import io
import re
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.utils import timezone

from publishing.life import actions, clinic
from publishing.life.models import SiteNotice
from publishing.life.models.version import content_changed
from tests.articles.editing import Staff, page_at
from tests.fronts import AtOnce, Visitor, connections_kept, front
from tests.website.test_pages import LISTS
from website import supervisor
from website.front import addresses, bodies
from website.front.front import Front
from website.front.lanes import Full, Lane, Late

pytestmark = pytest.mark.both_databases

PAGE, OPTIONS, COMPARE = "/conditions/sciatica/", "/conditions/sciatica/options/", "/procedures/compare/"
BROWSER = {"accept-encoding": "gzip, deflate, br"}


class Asked:
    """Django, and what it was asked."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.environs: list[dict] = []

    def __call__(self, environ, start):
        self.environs.append(environ)
        return self.django(environ, start)


@pytest.fixture
def django():
    return Asked()


@pytest.fixture
def site(loaded, django):
    """A front whose shelf is empty."""
    return front(django)


@pytest.fixture
def visitor(site):
    return Visitor(site, **BROWSER)


@pytest.fixture
def staff(author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


# What is kept


def test_a_page_is_made_once_for_all(visitor, django, django_assert_num_queries):
    first = visitor.get(PAGE)
    with django_assert_num_queries(0):
        again = visitor.get(PAGE)
    assert (first.how, again.how, len(django.environs)) == ("miss", "hit", 1)
    assert again.content == first.content
    assert brotli.decompress(again.content) == Visitor(visitor.front).get(PAGE).content


@pytest.mark.parametrize("address", ["/", "/conditions/", "/sitemap.xml", "/robots.txt", "/glossary/", "/a-to-z/"])
def test_every_public_address_is_kept(visitor, address):
    assert [visitor.get(address).how for _time in range(2)] == ["miss", "hit"]


@pytest.mark.parametrize(
    "address", ["/search/?q=back", "/search/?q=back&page=2", "/search/", "/nothing/", "/healthz", "/conditions"]
)
def test_a_search_by_free_words_an_error_and_a_redirect_are_not(visitor, django, address):
    for _time in range(2):
        visitor.get(address)
    assert len(django.environs) == 2


def test_nothing_of_the_desk_is_kept(site, django, author, client):
    client.force_login(author)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    answers = [Visitor(site, cookie=cookie).get("/admin/") for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(django.environs) == 2 and not answers[1].how
    assert Visitor(site).get("/admin/").status_code == 302


def test_who_works_at_the_desk_reads_what_everybody_reads(visitor):
    plain = visitor.get(PAGE)
    for cookie in ("sessionid=abc", "csrftoken=zq; a=b", "=;;\x00é"):
        again = visitor.get(PAGE, headers={"cookie": cookie})
        assert (again.content, again.how, again.headers.get("Set-Cookie")) == (plain.content, "hit", None)


def test_nothing_of_who_asks_reaches_a_page(visitor, django):
    mine = {"cookie": "a=b", "user-agent": "Mine", "accept-language": "es", "referer": "https://elsewhere.example/"}
    visitor.get(f"{PAGE}?utm_source=letter", headers=mine)
    (environ,) = django.environs
    assert environ["QUERY_STRING"] == ""
    assert {name for name in environ if name.startswith("HTTP_")} == {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"}


def test_what_a_link_from_elsewhere_adds_is_the_same_page(visitor):
    visitor.get(PAGE)
    assert visitor.get(f"{PAGE}?utm_source=letter&fbclid=1").how == "hit"


@pytest.mark.parametrize("path", [*LISTS, COMPARE, "/visit-sheet/", OPTIONS, PAGE, "/sitemap.xml"])
def test_values_that_no_page_knows_make_no_page_each(visitor, path):
    for name in sorted(addresses.KNOWN):
        invented = [f"{path}?{name}={value}" for value in ("97", "zzz", "zzzz-1", "999999")]
        assert {visitor.get(address).status_code for address in invented} == {200}
        assert sum(visitor.get(address).how == "hit" for address in invented) <= 1, f"{path}?{name}="


def test_ten_thousand_values_of_a_stranger_leave_the_pages_that_are_asked_for_most():
    """Of a library whose pages have 30 kB: its hundred most read pages, of which some are choices of a list."""

    def django(environ, start):
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        said = query if int(query.partition("=")[2] or 0) < 20 else "no page knows it"
        start("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public, no-cache")])
        return [f"{path} {said} ".encode() * (30_000 // len(f"{path} {said} "))]

    site = Front(django, 8_000_000, lane=AtOnce)
    site._watch.version = 1
    visitor = Visitor(site, **BROWSER)
    read = [f"/{number}/" for number in range(80)] + [f"/list/?page={number}" for number in range(20)]
    for address in read:
        visitor.get(address)
    for number in range(20, 10_020):
        visitor.get(f"/list/?{('page', 'letter', 'area')[number % 3]}={number}")
    assert [visitor.get(address).how for address in read] == ["hit"] * 100


def test_a_redirect_takes_all_of_the_query_along(visitor):
    answer = visitor.get("/conditions?area=knee&utm_source=letter")
    assert answer.status_code == 301
    assert answer["Location"].endswith("/conditions/?area=knee&utm_source=letter")


def test_a_head_is_answered_from_the_same_place(visitor):
    one, other = visitor.get(PAGE), visitor.head(PAGE)
    assert other.how == "hit"
    same = {"ETag", "Content-Length", "Content-Type", "Cache-Control", "Content-Security-Policy"}
    assert {name: one[name] for name in same} == {name: other[name] for name in same}


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_has_the_page_gets_304_and_nothing_is_made(visitor, django, method):
    tag = visitor.get(PAGE)["ETag"]
    answer = getattr(visitor, method)(PAGE, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content, answer["ETag"], len(django.environs)) == (304, b"", tag, 1)
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(answer.headers)
    assert visitor.get(PAGE, headers={"if-none-match": '"another"'}).status_code == 200


def test_who_has_it_from_before_a_restart_gets_304(visitor, django):
    tag = visitor.get(PAGE)["ETag"]
    assert Visitor(front(django), **BROWSER).get(PAGE, headers={"if-none-match": tag}).status_code == 304


def test_without_room_nothing_is_kept_and_all_is_answered(loaded, django):
    visitor = Visitor(front(django, most=0), **BROWSER)
    assert [visitor.get(PAGE).how for _time in range(2)] == ["miss", "miss"]
    assert len(django.environs) == 2


def test_an_error_page_is_coded_too(visitor):
    answer = visitor.get("/nothing/")
    assert (answer.status_code, answer["Content-Encoding"], answer.get("ETag")) == (404, "br", "")
    assert "cookie" not in answer["Vary"].lower()
    assert b"</html>" in answer.text


def test_a_404_writes_nothing(visitor, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as asked:
        visitor.get("/conditions/nothing/")
    assert not [one for one in asked.captured_queries if not one["sql"].startswith(("SELECT", "BEGIN", "COMMIT"))]


# How long it is true


def test_a_publication_is_read_at_once_where_it_was_made(visitor, staff):
    visitor.get(PAGE)
    staff.published(page_at("conditions/sciatica"), title="Sciatica, corrected")
    visitor.front._watch.look()
    answer = visitor.get(PAGE)
    assert b"Sciatica, corrected" in answer.text
    assert answer.how == "miss"


def test_a_withdrawn_page_is_gone(visitor, staff):
    visitor.get(PAGE)
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Wrong.")
    visitor.front._watch.look()
    assert visitor.get(PAGE).status_code == 410


def test_a_page_is_made_anew_when_its_time_is_over(visitor):
    visitor.get(PAGE)
    visitor.front._shelf.get(PAGE).until = 0.0
    assert visitor.get(PAGE).how == "miss"
    assert visitor.get(PAGE).how == "hit"


def test_a_page_stands_no_longer_than_the_clinic_s_day(visitor):
    visitor.get(PAGE)
    ends = datetime.fromtimestamp(visitor.front._shelf.get(PAGE).until, ZoneInfo(clinic.current().time_zone))
    assert (ends.hour, ends.minute, ends.second) == (0, 0, 0)
    assert timedelta() < ends - timezone.now() <= timedelta(hours=25)


def test_nor_longer_than_a_notice_on_it(visitor):
    ends = timezone.now() + timedelta(seconds=20)
    content_changed()
    SiteNotice.objects.create(text="Closed today.", until=ends)
    visitor.get(PAGE)
    assert visitor.front._shelf.get(PAGE).until == ends.timestamp()


def test_what_is_asked_for_most_is_made_anew_by_the_warmer(visitor, staff, django):
    visitor.get(PAGE), visitor.get("/")
    staff.published(page_at("conditions/sciatica"), title="Sciatica, corrected")
    visitor.front._watch.look()
    with connections_kept():
        for address in visitor.front.most_asked(10):
            visitor.front.renew(address), visitor.front.pack(address)
    made = len(django.environs)
    answer = visitor.get(PAGE)
    assert (answer.how, visitor.get("/").how, len(django.environs)) == ("hit", "hit", made)
    assert b"Sciatica, corrected" in answer.text
    assert answer["ETag"].endswith('-br-best"')


# When something is wrong


@contextmanager
def away():
    """A database that does not answer."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("could not connect to server")

    with connection.execute_wrapper(refuse):
        yield


def test_what_was_made_before_the_database_was_put_back_is_forgotten(visitor):
    visitor.get(PAGE)
    visitor.front._watch.note(visitor.front._shelf.get(PAGE).version + 10**6)
    visitor.front._watch.look()
    assert visitor.front._shelf.get(PAGE) is None


def test_while_the_database_is_away_what_was_made_is_served_on(visitor):
    before = visitor.get(PAGE)
    with away():
        visitor.front._watch._say_away = lambda error: None
        assert visitor.get(PAGE).content == before.content
        assert visitor.get("/conditions/").status_code == 503


def test_at_midnight_too(visitor):
    before = visitor.get(PAGE)
    visitor.front._shelf.get(PAGE).until = 0.0
    with away():
        answer = visitor.get(PAGE)
    assert (answer.status_code, answer.content) == (200, before.content)


def test_but_never_what_an_older_version_said(visitor):
    visitor.get(PAGE)
    visitor.front._watch.note(visitor.front._shelf.get(PAGE).version + 10**6)
    with away():
        assert visitor.get(PAGE).status_code == 503


@pytest.mark.parametrize("error", [Full, Late])
@pytest.mark.parametrize("address", [PAGE, "/search/?q=back", "/admin/"])
def test_where_too_many_wait_the_next_is_told_with_every_header(loaded, error, address):
    class NoRoom(AtOnce):
        def begin(self, work):
            raise error

    answer = Visitor(Front(WSGIHandler(), 1000, lane=NoRoom)).get(address)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "2", "no-store")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"Referrer-Policy", "Cross-Origin-Opener-Policy"} <= set(answer.headers)


def test_whoever_sends_and_waits_threads_are_left_for_what_stands_on_the_shelf(loaded):
    places = []

    class Counted(AtOnce):
        def __init__(self, _name, *, threads, waiting, crowd=None, patience=None):
            super().__init__()
            places.append(crowd or threads + waiting)

    Front(WSGIHandler(), 1000, lane=Counted)
    threads = re.search(r"--blocking-threads (\d+)", " ".join(supervisor._arguments("127.0.0.1", "1", "1")))
    assert int(threads[1]) - bodies.AT_ONCE - sum(places) >= 16


@pytest.mark.parametrize(
    "address", ["/conditions/", "/search/?q=back", "/admin/", "/static/styles/site.css", "/healthz"]
)
def test_another_thread_takes_requests_while_one_waits_for_what_is_not_on_the_shelf(visitor, address):
    turns = visitor.front._turns
    visitor.get(PAGE), visitor.get(PAGE)
    assert turns._taker == threading.get_ident()
    visitor.get(address)
    assert turns._taker is None


@pytest.mark.parametrize("address", [PAGE, "/no/such/page/", "/search/?q=back", "/admin/login/", "/healthz", "/body"])
def test_a_head_is_answered_as_a_get_without_its_body(visitor, address):
    """A body would break the rules of HTTP/2."""
    for _time in range(2):
        head, get = visitor.head(address), visitor.get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers.get("Content-Type") == get.headers.get("Content-Type")


def test_one_page_is_made_for_all_who_wait():
    """With threads, and an application of one page that takes its time."""
    begun, go_on, asked = threading.Event(), threading.Event(), []

    def slow(environ, start):
        asked.append(environ["PATH_INFO"])
        begun.set()
        go_on.wait(10)
        start("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public, no-cache")])
        return [b"words " * 200]

    site = Front(slow, 100_000, lane=Lane)
    site._watch.version = 1
    found = []
    readers = [threading.Thread(target=lambda: found.append(Visitor(site).get("/"))) for _ in range(8)]
    readers[0].start()
    begun.wait(10)
    for reader in readers[1:]:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join(10)
    assert (asked, len(found)) == (["/"], 8)
    assert {reply.content for reply in found} == {b"words " * 200}


def test_a_page_that_was_made_since_somebody_looked_for_it_is_not_made_again(visitor, django, monkeypatch):
    """Between the look at the shelf and the wait for a page another may have made it."""
    visitor.get(PAGE)
    looks, look = [], visitor.front._shelf.get
    monkeypatch.setattr(visitor.front._shelf, "get", lambda address: look(address) if looks else looks.append(address))
    assert (visitor.get(PAGE).how, looks, len(django.environs)) == ("miss", [PAGE], 1)


def test_a_form_reaches_the_desk_whole(site, author, client):
    class Pieces(io.BytesIO):
        def read(self, most=-1):
            return super().read(min(most, 5))

    form = b"username=nobody&password=nothing+of+that+kind"
    environ = {"CONTENT_LENGTH": str(len(form)), "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    answer = Visitor(site).ask("POST", "/admin/login/", body=Pieces(form), more=environ)
    assert answer.status_code == 403, "A form without its token: it was read, and refused."


def test_the_public_may_only_read(visitor):
    answer = visitor.post(PAGE)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_a_long_file_is_sent_in_pieces_and_closed():
    class Long:
        is_closed = False

        def __iter__(self):
            return iter([b"a", b"b"])

        def close(self):
            self.is_closed = True

    long = Long()

    def application(environ, start):
        start("200 OK", [("Content-Type", "image/avif"), ("Content-Length", str(10**9))])
        return long

    found = Front(application, 1000, lane=AtOnce)(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/media/images/a.avif"}, lambda *_: None
    )
    assert (list(found), long.is_closed) == ([b"a", b"b"], False)
    found.close()
    assert long.is_closed
