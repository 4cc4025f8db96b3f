"""A to Z: every page under the names that a patient may know it by."""

import re

import pytest

from publishing.life import actions
from publishing.life.models import Page
from tests.articles.editing import page_at
from website import alphabet

pytestmark = pytest.mark.both_databases

LINE = re.compile(r'<li class="name"><a class="name__link" href="([^"]+)">([^<]+)</a> (.*?)</li>')


def lines(client, address: str = "/a-to-z/") -> dict[str, tuple[str, str]]:
    """Name -> the address it leads to, and what stands behind it."""
    html = client.get(address).content.decode()
    return {name: (url, re.sub("<[^>]*>", "", rest)) for url, name, rest in LINE.findall(html)}


def test_every_page_of_a_list_stands_under_its_title_with_its_kind(loaded, client):
    found = lines(client)
    for page in Page.objects.published().exclude(kind="about"):
        url, rest = found[page.title]
        assert url == page.get_absolute_url()
        assert rest.startswith(page.kind.removesuffix("s").capitalize())


def test_another_name_stands_under_the_title(loaded, client):
    assert lines(client)["Knee osteoarthritis"][1] == "Condition also called Worn knee"


def test_another_name_with_another_first_letter_has_a_line_that_names_the_title(loaded, client):
    assert lines(client)["Worn knee"] == ("/conditions/knee-osteoarthritis/", "see Knee osteoarthritis")


def test_another_name_with_the_same_first_letter_has_no_line_of_its_own(loaded, client):
    assert "Physiotherapy" not in lines(client)


def test_the_letters_lead_to_their_lines(loaded, client):
    html = client.get("/a-to-z/").content.decode()
    places = re.findall(r'<a href="#(letter-\d+)">', html)
    assert len(places) > 3 and all(f'<h2 id="{place}">' in html for place in places)


def test_where_there_are_many_lines_each_letter_has_an_address(loaded, client, monkeypatch):
    monkeypatch.setattr(alphabet, "AT_ONCE", 3)
    assert {name[0] for name in lines(client, "/a-to-z/?letter=K")} == {"K"}
    assert {name[0] for name in lines(client)} == {"E"}
    html = client.get("/a-to-z/?letter=K").content.decode()
    assert '<a href="?letter=K" aria-current="true">K</a>' in html and "noindex" in html


def test_the_glossary_is_reached_from_the_a_to_z(loaded, client):
    assert '<a href="/glossary/">glossary</a>' in client.get("/a-to-z/").content.decode()


def test_a_withdrawn_page_leaves_the_a_to_z_at_once(loaded, client, publisher):
    assert "Worn knee" in lines(client)
    actions.withdraw(page=page_at("conditions/knee-osteoarthritis"), by=publisher, note="Old.")
    assert "Worn knee" not in lines(client)


def test_the_a_to_z_is_in_the_menu_and_in_the_footer(loaded, client):
    html = client.get("/about/contact/").content.decode()
    assert html.partition("<main")[0].count('href="/a-to-z/"') == 2  # small and wide
    assert html.partition("<footer")[2].count('href="/a-to-z/"') == 1
