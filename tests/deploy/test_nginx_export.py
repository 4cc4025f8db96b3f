"""An export, served by the nginx that we ship: what the site would answer, without the site."""

import gzip
import os
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from publishing.life import actions, loading
from publishing.life.models import ContentVersion, Page
from tests.articles.editing import Staff, page_at
from tests.conftest import VERSIONS
from tests.deploy.serving import NGINX, ask, nginx
from tests.deploy.test_nginx import said_by_the_site
from tests.website.test_machines import located
from website.export import exporting

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        NGINX is None and not os.environ.get("CI"), reason="nginx is not installed; .ci/run installs it"
    ),
]
MOVED, WITHDRAWN = "articles/how-pain-works", "conditions/sciatica"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, small_library, tmp_path_factory):
    """Return the folder of an export of the small library with one page moved and one withdrawn, and the paths of its
    sitemap. Nothing of it stays in the database.
    """
    target = tmp_path_factory.mktemp("exported") / "site"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("website.export.files.HARDEST", (1, 1))
        patch.setattr("os.sync", lambda: None)
        if not Page.objects.exists():
            loading.load(small_library)
        ContentVersion.objects.update(number=next(VERSIONS))
        people = (get_user_model().objects.create_user(name, is_staff=True) for name in ("ada", "rosa", "paul"))
        staff = Staff(*people)
        staff.published(page_at(MOVED), slug="why-it-hurts")
        actions.withdraw(page=page_at(WITHDRAWN), by=staff.publisher, note="Old.")
        exporting.export(target)
        paths = [urlsplit(address).path for address in located(Client())]
        transaction.set_rollback(True)
    return target, paths


@pytest.fixture(scope="module")
def address(site, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("nginx"), "export", export=str(site[0])) as (address, _plain):
        yield address


def test_every_address_of_the_sitemap_is_answered_with_its_page_compressed_beforehand(site, address):
    target, paths = site
    assert len(paths) > 20
    for path in paths:
        answer = ask(address, path, accept_encoding="gzip")
        file = target / "public" / path[1:] / "index.html"
        assert (answer.status, answer["Content-Encoding"]) == (200, "gzip"), path
        assert answer.content == file.with_name("index.html.gz").read_bytes()
        assert gzip.decompress(answer.content) == file.read_bytes()


def test_who_takes_no_gzip_gets_it_plain(address):
    answer = ask(address, "/conditions/")
    assert (answer.status, answer["Content-Encoding"], answer["Vary"]) == (200, "", "Accept-Encoding")
    assert b"</html>" in answer.content
    assert ask(address, "/conditions/", "HEAD").status == 200


@pytest.mark.parametrize("path", [f"/{MOVED}/", f"/{MOVED}"])
def test_a_page_that_has_moved_is_led_to_for_ever(address, path):
    answer = ask(address, path)
    assert (answer.status, answer["Location"]) == (301, "/articles/why-it-hurts/")


@pytest.mark.parametrize("behind", ["", "options/", "hand-out/"])
def test_a_withdrawn_page_is_gone_and_says_so(address, behind):
    answer = ask(address, f"/{WITHDRAWN}/{behind}")
    assert answer.status == 410
    assert b"This page has been taken down" in answer.content


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/conditions/nothing/", "/zz/nothing/", "/404.html", f"/{WITHDRAWN}/410.html", "/_headers", "/admin/"]
    + ["/static/../rules/moved.map", "/rules/moved.map", "/made-by-export_site.txt"]
    + ["/static/", "/media/", "/media/drawings/", "//static/"],
)
def test_what_is_not_there_is_404_with_the_site_s_page(address, path):
    answer = ask(address, path)
    assert answer.status == 404
    assert b"</html>" in answer.content and b"Call" in answer.content


@pytest.mark.parametrize("path", ["/search/", "/search/?q=knee"])
def test_the_search_leads_to_all_pages_from_a_to_z(address, path):
    answer = ask(address, path)
    assert (answer.status, answer["Location"]) == (302, "/a-to-z/")


def test_an_address_without_its_slash_leads_to_the_one_with_it(address):
    answer = ask(address, "/conditions")
    assert (answer.status, answer["Location"]) == (301, "/conditions/")


def test_a_narrowed_list_is_another_page_than_the_whole(site, address):
    narrowed = ask(address, "/conditions/?area=knee").content
    assert narrowed == (site[0] / "public" / "conditions" / "area=knee.html").read_bytes()
    assert narrowed != ask(address, "/conditions/").content


@pytest.mark.parametrize(
    "query", ["utm_source=mail", "area=mars", "../../rules/moved.map", "a/../../b", "%00", "a=$uri"]
)
def test_any_other_query_changes_nothing(address, query):
    answer = ask(address, f"/conditions/?{query}")
    assert (answer.status, answer.content) == (200, ask(address, "/conditions/").content)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/site.webmanifest", "application/manifest+json; charset=utf-8"),
    ],
)
def test_a_file_is_of_the_type_that_the_site_says(address, path, media_type):
    assert ask(address, path)["Content-Type"] == media_type


@pytest.mark.parametrize("path", ["/", "/nothing/", f"/{WITHDRAWN}/", f"/{MOVED}/", "/conditions", "/search/"])
def test_every_answer_carries_the_headers_of_the_site_once(address, path):
    answer = ask(address, path)
    said = said_by_the_site(path)
    assert {name: answer.all(name) for name in said} == {name: [value] for name, value in said.items()}
    assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("folder", ["static", "media/drawings"])
def test_what_is_named_by_its_bytes_may_be_kept_for_ever(site, address, folder):
    name = next(path.name for path in (site[0] / "public" / folder).iterdir() if path.suffix in {".css", ".svg"})
    answer = ask(address, f"/{folder}/{name}")
    assert (answer.status, answer.all("Cache-Control")) == (200, ["public, max-age=31536000, immutable"])
    assert answer["Content-Security-Policy"] == said_by_the_site(f"/{folder}/")["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent(address, method):
    assert ask(address, "/conditions/", method).status == 405
