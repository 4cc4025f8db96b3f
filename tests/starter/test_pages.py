"""Every public page of the starter library: what it answers, where it leads, what it never does."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.website.test_pages import addresses

pytestmark = [pytest.mark.usefixtures("starter_database"), pytest.mark.both_databases]


class Links(HTMLParser):
    """What a page links to, which ids it has, and how many level 1 headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.ids, self.loads, self.h1, self.inline = [], [], [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes.get("href"))
        if tag in {"img", "script", "source", "iframe", "video"} or (
            tag == "link" and attributes.get("rel") != "canonical"
        ):
            self.loads += [value for key in ("src", "href", "srcset") if (value := attributes.get(key))]
        if tag == "h1":
            self.h1 += 1
        self.inline += [name for name in attributes if name.startswith("on") or name == "style"]
        is_code = tag == "script" and attributes.get("type") != "application/ld+json" and "src" not in attributes
        if tag == "style" or is_code:
            self.inline.append(tag)


@pytest.fixture(scope="module")
def site(starter_database, django_db_blocker):
    """Every public page of the starter library, as parsed by a crawler that came once."""
    pages = {}
    with django_db_blocker.unblock():
        for address in addresses():
            response = Client().get(address)
            assert response.status_code == 200, address
            pages[address] = (response, Links(response.content.decode()))
    return pages


def test_every_page_has_one_h1_and_no_inline_script_or_style(site):
    assert {address: found.h1 for address, (_, found) in site.items() if found.h1 != 1} == {}
    assert {address: found.inline for address, (_, found) in site.items() if found.inline} == {}


def test_no_id_stands_twice_on_a_page(site):
    for address, (_, found) in site.items():
        twice = {name for name in found.ids if found.ids.count(name) > 1}
        assert not twice, address


def test_every_internal_link_and_anchor_leads_somewhere(site, django_db_blocker):
    broken, others = [], {}
    for address, (_, found) in site.items():
        for link in found.links:
            if link is None or re.match(r"(https?:|mailto:|tel:)", link):
                continue
            path, _, anchor = link.partition("#")
            target = site.get(path or address)
            if target is None:
                others.setdefault(link, address)
            elif anchor and anchor not in target[1].ids:
                broken.append(f"{address} -> {link}")
    # What is no page for search engines: a list that is narrowed, a sheet to take along.
    with django_db_blocker.unblock():
        broken += [f"{address} -> {link}" for link, address in others.items() if Client().get(link).status_code != 200]
    assert broken == []


def test_no_page_sets_a_cookie_or_loads_anything_from_elsewhere(site):
    for address, (response, found) in site.items():
        assert not response.cookies, address
        assert "Cookie" not in response.headers.get("Vary", ""), address
        assert [load for load in found.loads if not load.startswith("/")] == [], address


def test_titles_and_descriptions_are_unique(site):
    for pattern in (r"<title>(.*?)</title>", r'<meta name="description" property="og:description" content="(.*?)">'):
        values = [re.search(pattern, response.content.decode())[1] for response, _ in site.values()]
        assert all(values)
        assert len(values) == len(set(values))
