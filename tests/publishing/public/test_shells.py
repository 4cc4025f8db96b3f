"""What stands around a main page is printed once per content version; a page's own words are put into it, escaped."""

import dataclasses
import datetime
import json
import re
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from django.test import RequestFactory
from django.test.signals import template_rendered
from django.utils import timezone, translation

from articles.views import detail
from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import ClinicProfile, Page, SiteNotice
from publishing.life.models.version import content_changed
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import in_role, url
from website import context

ARTICLE, CONDITION = "/articles/how-pain-works/", "/conditions/sciatica/"
PROCEDURE = "/procedures/epidural-steroid-injection/"
TITLES = [
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    '" onload="alert(1)',
    "' & &amp; <b>",
    "\ue000omain\ue001 \ue000otitle\ue001 \ue000ographs\ue001",
    "]]> \u2028 \\u003c/script>",
    "{{ main }} {% now 'Y' %} %(number)s {clinic_name}",
]


class Head(HTMLParser):
    """The title, the named values and the graphs of a page, as a browser reads them; and how many scripts it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.named, self.graphs, self.scripts, self._in = "", {}, [], 0, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._in = "graph" if attributes.get("type") == "application/ld+json" else tag
        self.scripts += tag == "script"
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "meta" and "content" in attributes:
            self.named |= dict.fromkeys(
                (attributes.get("property", ""), attributes.get("name", "")), attributes["content"]
            )

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        if self._in == "title":
            self.title += data
        elif self._in == "graph":
            self.graphs.append(json.loads(data))


@contextmanager
def rendered():
    """Yield the names of all templates that are rendered meanwhile."""
    names = []

    def note(template, **_more):
        names.append(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def shells_in(client, *addresses: str) -> int:
    """Return how often the frame of a page was printed for these."""
    with rendered() as names:
        for address in addresses:
            assert client.get(address).status_code == 200
    return names.count("base.html")


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def without_words(client, address: str) -> str:
    """A page without its main part and its own words."""
    html = re.sub(r"<main.*</main>.*?(?=<footer)", "", read(client, address), flags=re.DOTALL)
    page = Page.objects.get(slug=address.split("/")[2], language="en")
    for words in (page.title, page.summary, page.get_absolute_url()):
        html = html.replace(words, "")
    html = re.sub(r'<svg class="sprite".*?</svg>', "", html, flags=re.DOTALL)
    return re.sub(r'<script type="application/ld\+json">.*?</script>', "", html)


# How often


def test_all_pages_of_a_place_in_the_menu_share_one_shell(loaded, client):
    content_changed()
    assert shells_in(client, ARTICLE, "/articles/your-first-visit/", ARTICLE, "/articles/warning-signs/") == 1
    assert without_words(client, ARTICLE) == without_words(client, "/articles/your-first-visit/")


def test_each_place_in_the_menu_has_its_own(loaded, client):
    content_changed()
    assert shells_in(client, ARTICLE, CONDITION, PROCEDURE, ARTICLE, CONDITION, PROCEDURE) == 3
    for address in (ARTICLE, CONDITION, PROCEDURE):
        at = re.findall(
            r'<a [^>]*aria-current[^>]*href="([^"]*)"|<a [^>]*href="([^"]*)"[^>]*aria-current', read(client, address)
        )
        assert {one or other for one, other in at} == {f"/{address.split('/')[1]}/"}


def test_a_new_content_version_prints_it_anew(loaded, client):
    before = read(client, ARTICLE)
    ClinicProfile.objects.update_or_create(pk=1, defaults={"name": "Quite another clinic"})
    assert read(client, ARTICLE) == before
    content_changed()
    assert read(client, ARTICLE).count("Quite another clinic") > 2
    assert shells_in(client, ARTICLE) == 0


def test_a_page_of_the_footer_that_is_renamed_is_renamed_around_every_page(staff, client):
    read(client, ARTICLE)
    staff.published(page_at("about/accessibility"), title="For everybody")
    assert "For everybody" in read(client, ARTICLE) and "For everybody" in read(client, CONDITION)


def test_a_notice_ends_without_a_new_content_version(loaded, client, monkeypatch):
    SiteNotice.objects.create(text="Closed <today>", until=timezone.now() + datetime.timedelta(hours=1))
    content_changed()
    assert "Closed &lt;today&gt;" in read(client, ARTICLE)
    later = timezone.now() + datetime.timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Closed" not in read(client, ARTICLE)


def test_each_language_has_its_own(staff, client):
    text = article("El dolor", related=None)
    draft = actions.create_page(by=staff.author, kind="articles", slug="dolor", language="es", manuscript=text)
    staff.brought(draft, RevisionState.PUBLISHED)
    english, spanish, again = (read(client, address) for address in (ARTICLE, "/es/articles/dolor/", ARTICLE))
    assert english == again
    assert '<html lang="en">' in english and '<html lang="es">' in spanish
    assert 'href="/es/articles/"' in spanish and 'href="/es/' not in english
    with translation.override("es"):
        assert read(client, ARTICLE) == english


def test_an_export_has_its_own_without_a_search(loaded, client):
    def asked(is_export: bool) -> str:
        request = RequestFactory().get(ARTICLE)
        request.is_export = is_export
        return detail(request, "how-pain-works").content.decode()

    content_changed()
    site, export, again = asked(False), asked(True), asked(False)
    assert site == again
    assert 'class="seek"' in site and 'class="seek"' not in export


def test_what_is_kept_may_be_emptied_by_somebody_else_at_any_moment(loaded):
    class Emptied(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key, value)
            self.clear()

    request = RequestFactory().get(ARTICLE)
    request.frame = dataclasses.replace(context.frame("en"), parts=Emptied())
    assert detail(request, "how-pain-works").status_code == 200


# Previews, and other days


@pytest.fixture
def author_at_desk(staff):
    in_role(staff.author, "Author")
    return staff


def test_a_preview_is_printed_anew_and_changes_no_page_of_the_public(author_at_desk, client):
    staff = author_at_desk
    before = read(client, ARTICLE)
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Not public yet")
    client.force_login(staff.author)
    for _turn in range(2):
        shown = read(client, url(draft.page, "preview", draft.number))
        assert "banner--draft" in shown and '<meta name="robots" content="noindex, nofollow">' in shown
        assert "<title>Not public yet" in shown and 'rel="canonical"' not in shown
    client.logout()
    assert read(client, ARTICLE) == before


def test_a_preview_that_comes_first_leaves_no_shell_behind(author_at_desk, client):
    staff = author_at_desk
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Not public yet")
    before = read(client, ARTICLE)
    content_changed()
    client.force_login(staff.author)
    assert "banner--draft" in read(client, url(draft.page, "preview", draft.number))
    client.logout()
    assert read(client, ARTICLE) == before


def test_a_shared_draft_is_printed_anew(author_at_desk, client):
    staff = author_at_desk
    before = read(client, ARTICLE)
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Not public yet")
    shown = read(client, sharing.draft_path(sharing.share(revision=draft, by=staff.author)))
    assert "banner--draft" in shown and "<title>Not public yet" in shown and 'rel="canonical"' not in shown
    assert read(client, ARTICLE) == before


def test_a_page_as_on_another_day_says_so_and_changes_no_page_of_the_public(author_at_desk, client):
    before = read(client, ARTICLE)
    client.force_login(author_at_desk.author)
    shown = read(client, url(page_at("articles/how-pain-works"), "on_day", str(timezone.localdate())))
    assert "What the public read here at the end of" in shown and 'rel="canonical"' not in shown
    client.logout()
    assert read(client, ARTICLE) == before


# Words of a page


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("address", [ARTICLE, CONDITION, PROCEDURE])
def test_a_title_and_a_summary_stay_words_wherever_they_stand(loaded, client, address, title):
    plain = Head(read(client, address))
    summary = f"{title} {title}"
    Page.objects.filter(slug=address.split("/")[2]).update(title=title, summary=summary)
    content_changed()
    found = Head(read(client, address))
    assert found.title.startswith(title)
    assert (found.named["og:title"], found.named["description"]) == (title, summary)
    assert found.scripts == plain.scripts and len(found.graphs) == 1
    names = {node.get("name") for node in found.graphs[0]["@graph"]}
    assert title in names


def test_each_page_has_its_own_address_title_and_graph(loaded, client, settings):
    told = set()
    for address in (ARTICLE, "/articles/your-first-visit/", CONDITION, PROCEDURE):
        html = read(client, address)
        head = Head(html)
        assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in html
        assert head.named["og:url"] == settings.SITE_URL + address
        told.add((head.title, head.named["description"], json.dumps(head.graphs)))
        assert settings.SITE_URL + address in json.dumps(head.graphs)
    assert len(told) == 4


def test_a_page_carries_the_signs_that_it_shows_and_no_others(loaded, client):
    for address in (ARTICLE, CONDITION, PROCEDURE, "/articles/warning-signs/"):
        html = read(client, address)
        sprite = html.partition('<svg class="sprite"')[2].partition("</svg>")[0]
        named = set(re.findall(r'href="#(sign-[a-z-]+)"', html.replace(sprite, "")))
        assert set(re.findall(r' id="(sign-[a-z-]+)"', sprite)) == named != set()


def test_what_is_sent_is_html_and_no_more(loaded, client):
    response = client.get(ARTICLE)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert not response.cookies
    assert client.head(ARTICLE).content == b""
