"""Answers for machines: robots, sitemap, pictures; and what lists cost when there is more of everything."""

import datetime
import re
import xml.etree.ElementTree as etree
from pathlib import Path

import pytest
from django.contrib import sitemaps as django_s
from django.contrib.staticfiles import finders
from django.db import connection
from django.template import Context, Engine
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from articles.models import Article
from conditions.models import Condition
from glossary.models import Term
from procedures.models import Indication, Procedure
from publishing.desk.letters import sharing
from publishing.life import actions, colors
from publishing.life.models import (
    ClinicProfile,
    Event,
    FormerAddress,
    Mention,
    Page,
    Revision,
    Snippet,
    StoredPicture,
)
from publishing.life.models.revision import Origin
from publishing.life.models.version import content_changed
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text.naming import Naming
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import in_role
from tests.publishing.screens import asked
from tests.website.test_pages import LISTS, SYMPTOMS, addresses
from website import sitemaps

pytestmark = pytest.mark.both_databases

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def located(client) -> dict[str, str]:
    """Every address of the sitemap with its day of change."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"].startswith("application/xml")
    root = etree.fromstring(response.content)
    return {
        url.find("s:loc", SITEMAP).text: getattr(url.find("s:lastmod", SITEMAP), "text", "")
        for url in root.findall("s:url", SITEMAP)
    }


# robots.txt: the fixture `db` is not asked for, so any query would raise


def test_robots_answers_without_the_database(client):
    response = client.get("/robots.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_an_old_browser_finds_the_icon(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert re.fullmatch(r"/static/icon\.[0-9a-f]{12}\.svg", response["Location"])
    icon = client.get(response["Location"])
    assert b"".join(icon.streaming_content).startswith(b"<svg")


# The home screen and shared links


def test_the_manifest_has_the_clinic_s_name_and_icons_of_the_sizes_it_says(loaded, client):
    ClinicProfile.objects.create(name="Clínica “Ñandú”")
    response = client.get("/site.webmanifest")
    said = response.json()
    assert (response.status_code, response["Content-Type"]) == (200, "application/manifest+json")
    assert (said["name"], said["short_name"], said["start_url"]) == ("Clínica “Ñandú”", "Clínica “Ñandú”", "/")
    for icon in said["icons"][1:]:
        with Image.open(finders.find(re.sub(r"^/static/(.*)\.[0-9a-f]{12}\.png$", r"\1.png", icon["src"]))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
    assert "maskable" in said["icons"][-1]["purpose"]


def test_the_manifest_is_asked_for_again_and_costs_little(loaded, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        response = client.get("/site.webmanifest")
    assert response["Cache-Control"] == "public, no-cache"


def test_every_page_leads_to_the_manifest_and_the_icons(loaded, client):
    html = client.get("/").content.decode()
    assert '<link rel="manifest" href="/site.webmanifest">' in html
    assert re.search(r'<link rel="apple-touch-icon" href="/static/apple-touch-icon\.[0-9a-f]{12}\.png">', html)


def test_the_bars_of_a_phone_have_the_color_of_the_paper(loaded, client):
    html = client.get("/").content.decode()
    for scheme, color in (("light", colors.PAPER), ("dark", colors.DARK_PAPER)):
        assert f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{color}">' in html


def test_a_shared_link_has_a_picture_of_the_size_it_says(loaded, client):
    html = client.get("/conditions/sciatica/").content.decode()
    name = re.search(
        r'<meta property="og:image" content="http://testserver/static/(share)\.[0-9a-f]{12}(\.png)">', html
    )
    with Image.open(finders.find("".join(name.groups()))) as image:
        width, height = image.size
    assert f'<meta property="og:image:width" content="{width}">' in html
    assert f'<meta property="og:image:height" content="{height}">' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html


@pytest.mark.parametrize(
    ("address", "kind"), [("/", "website"), ("/conditions/", "website"), ("/conditions/sciatica/", "article")]
)
def test_a_shared_link_says_what_it_is(loaded, client, address, kind):
    html = client.get(address).content.decode()
    assert f'<meta property="og:type" content="{kind}">' in html
    assert re.search(r'<meta name="description" property="og:description" content="[^"]{20}', html)


# The sitemap


def test_the_sitemap_has_every_public_address_once_and_no_other(loaded, client):
    found = located(client)
    assert set(found) == {f"http://testserver{address}" for address in addresses()}
    assert len(found) == client.get("/sitemap.xml").content.count(b"<loc>")


def test_every_address_of_the_sitemap_answers_as_its_own_canonical(loaded, client):
    for address in located(client):
        response = client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200
        assert f'<link rel="canonical" href="{address}">' in response.content.decode()


def test_the_sitemap_is_of_the_site_s_own_name(loaded):
    found = located(Client(headers={"host": "localhost"}))
    assert all(address.startswith("http://testserver/") for address in found)


def test_the_sitemap_tells_the_day_of_change_not_of_review(loaded, client, author, reviewer, publisher):
    Page.objects.update(updated_at=timezone.now() - datetime.timedelta(days=30))
    address = "http://testserver/articles/how-pain-works/"
    before = located(client)[address]
    page = page_at("articles/how-pain-works")
    actions.confirm_review(page=page, by=reviewer, sha256=page.live_revision.sha256)
    assert located(client)[address] == before
    Staff(author, reviewer, publisher).published(page, title="Why it hurts")
    assert located(client)[address] == timezone.localdate().isoformat() > before


def test_the_sitemap_of_a_site_that_lost_a_page_is_never_taken_for_the_old_one(loaded, client, publisher):
    """Nor by a client that sends back a date alone: the day of the last change is the same without the page."""
    assert "Last-Modified" not in client.get("/sitemap.xml").headers
    actions.withdraw(page=page_at("articles/how-pain-works"), by=publisher, note="Old.")
    later = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert client.get("/sitemap.xml", headers={"if-modified-since": later}).status_code == 200


def test_the_sitemap_is_written_byte_for_byte_as_django_s_template_writes_it(loaded, client):
    late = datetime.datetime(2026, 3, 1, 3, 30, tzinfo=datetime.UTC)  # the evening before, at the clinic
    found = [*sitemaps.entries(), sitemaps.Entry("/a&b/", late), sitemaps.Entry("/nothing/", None)]
    template = (Path(django_s.__file__).parent / "templates" / "sitemap.xml").read_text()
    urls = [{"location": f"http://testserver{path}", "lastmod": at} for path, at in found]
    by_django = Engine().from_string(template).render(Context({"urlset": urls}))
    assert sitemaps.written(found) == by_django
    assert "<loc>http://testserver/a&amp;b/</loc><lastmod>2026-02-28</lastmod>" in by_django
    assert client.get("/sitemap.xml").content.decode() == sitemaps.written(sitemaps.entries())


def test_the_sitemap_has_a_second_page_only_where_it_says_more(loaded, client):
    def evidence() -> bool:
        return "http://testserver/procedures/physical-therapy/evidence/" in located(client)

    assert evidence()
    Indication.objects.filter(procedure__slug="physical-therapy", condition__slug="sciatica").delete()
    assert not evidence()
    assert client.get("/procedures/physical-therapy/evidence/").status_code == 302


# Pictures


def test_a_picture_is_what_the_library_has(loaded, client, small_library):
    picture = StoredPicture.objects.first()
    response = client.get(f"/media/{picture.file}")
    assert b"".join(response) == small_library.pictures[picture.name]


def test_a_picture_that_is_not_there_is_not_found(loaded, client):
    assert client.get("/media/drawings/nothing.svg").status_code == 404


# What it costs

MOVED = "articles/why-it-hurts"


def queries(address: str) -> int:
    """How many queries an address costs once the frame, and what is remembered for one state of the pages, is known."""
    client = Client()
    client.get("/about/contact/")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def more(model, number: int, reviewer) -> list:
    """Live copies of a page of a kind, each reviewed, under other addresses."""
    first = model.objects.live().first()
    copies = []
    for index in range(number):
        fields = {
            field.name: getattr(first, field.name)
            for field in model._meta.concrete_fields
            if field.name not in {"id", "page_ptr", "live_revision", "slug", "title"}
        }
        fields |= {"status": PageStatus.NEVER_PUBLIC, "published_at": None}
        page = model.objects.create(**fields, slug=f"copy-{index}", title=f"Copy {index}")
        copies.append(page)
    now = timezone.now()
    said = {"verb": Verb.PUBLISH, "by": reviewer, "content_version": 1}
    for page in copies:
        revision = Revision.objects.create(
            page=page,
            number=1,
            slug=page.slug,
            manuscript=first.live_revision.manuscript,
            sha256="0" * 64,
            state=RevisionState.PUBLISHED,
            origin=Origin.STARTER_LIBRARY,
            created_by=reviewer,
            edited_by=reviewer,
            edited_at=now,
            published_by=reviewer,
            published_at=now,
        )
        Event.objects.create(page=page, revision=revision, sha256=revision.sha256, **said)
        Page.objects.filter(pk=page.pk).update(
            status=PageStatus.LIVE,
            published_at=now,
            live_revision=revision,
            reviewed_by=reviewer,
            reviewed_on=now.date(),
        )
    return list(model.objects.filter(pk__in=[page.pk for page in copies]))


def more_links(address: str, number: int, reviewer) -> None:
    """Live copies of a procedure, each with the same links, among them one to a condition."""
    links = list(Procedure.objects.live().first().indications.all())
    assert page_at(address).pk in {link.condition_id for link in links}
    for copy in more(Procedure, number, reviewer):
        for link in links:
            link.pk, link.procedure = None, copy
        Indication.objects.bulk_create(links)


def cost(client, address: str) -> int:
    """How many queries an answer costs, whatever it is, once what stands for all pages is known."""
    return len(asked(client, address))


def test_an_address_that_was_left_and_one_that_was_withdrawn_cost_the_same_among_many(staff, client):
    staff.published(page_at("articles/how-pain-works"), slug="why-it-hurts")
    actions.withdraw(page=page_at("articles/your-first-visit"), by=staff.publisher, note="Old.")
    addresses = {"/articles/how-pain-works/": 301, "/articles/your-first-visit/": 410}
    assert {address: client.get(address).status_code for address in addresses} == addresses
    before = {address: cost(client, address) for address in addresses}
    for copy in more(Article, 60, staff.reviewer):
        FormerAddress.objects.create(kind=copy.kind, language="en", slug=f"once-{copy.slug}", page=copy)
        FormerAddress.objects.create(kind=copy.kind, language="en", slug=f"ever-{copy.slug}", page=page_at(MOVED))
    assert {address: cost(client, address) for address in addresses} == before
    assert max(before.values()) <= 6


def test_a_condition_costs_the_same_with_many_procedures_that_have_a_link_to_it(staff, client):
    before = cost(client, "/conditions/sciatica/")
    more_links("conditions/sciatica", 60, staff.reviewer)
    assert cost(client, "/conditions/sciatica/") == before
    assert b"copy-59" in client.get("/conditions/sciatica/").content


def test_a_shared_draft_costs_the_same_among_many_pages_links_terms_and_shared_drafts(staff, client):
    in_role(staff.author, "Author")
    draft = staff.revision(page_at("conditions/sciatica"), RevisionState.DRAFT, title="Not yet")
    path = sharing.draft_path(sharing.share(revision=draft, by=staff.author))
    before = cost(client, path)
    for model in (Article, Condition, Snippet, Term):
        more(model, 30, staff.reviewer)
    more_links("conditions/sciatica", 30, staff.reviewer)
    for _ in range(30):
        sharing.share(revision=draft, by=staff.author)
    assert cost(client, path) == before
    assert before <= 20


SECOND = ["/conditions/sciatica/options/", "/procedures/physical-therapy/evidence/"]
DETAILS = [
    "/conditions/sciatica/",
    "/procedures/physical-therapy/",
    "/articles/how-pain-works/",
    "/about/contact/",
    *SECOND,
]


@pytest.mark.parametrize("address", [*LISTS, *SYMPTOMS, *DETAILS, "/sitemap.xml"])
def test_an_address_costs_the_same_with_60_more_pages_of_each_kind(loaded, reviewer, address):
    before = queries(address)
    for model in (Condition, Procedure, Article, Term):
        more(model, 60, reviewer)
    assert queries(address) == before
    content_changed()  # what a list says is remembered for a content version
    if address not in {*DETAILS, *SYMPTOMS, "/", "/symptoms/", "/body/"}:
        assert b"copy-0" in Client().get(address).content


def test_the_sitemap_costs_the_same_with_60_more_pages_that_put_a_snippet_in(loaded, reviewer):
    before = queries("/sitemap.xml")
    signs = page_at("snippets/warning-signs")
    names = {"what": Naming.SNIPPET, "language": "en", "name": signs.address, "target": signs}
    pages = more(Condition, 60, reviewer)
    Mention.objects.bulk_create(Mention(revision_id=page.live_revision_id, **names) for page in pages)
    assert queries("/sitemap.xml") == before
