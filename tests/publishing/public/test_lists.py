"""Lists of pages: their order, what narrows them, and how they are turned."""

import re

import pytest
from django.utils.http import urlencode

from articles.models import Article
from conditions.models import Condition
from procedures.models import Procedure
from publishing.life.models import Page
from publishing.public import listing, lists
from tests.website.test_machines import more, queries
from tests.website.test_structured_data import graph_of, node

pytestmark = pytest.mark.both_databases

ARTICLES = ["/articles/how-pain-works/", "/articles/warning-signs/", "/articles/your-first-visit/"]


def listed(client, address: str) -> list[str]:
    """The addresses of the entries of a list, in their order."""
    response = client.get(address)
    assert response.status_code == 200
    return re.findall(r'<h2 class="entry__name"><a href="([^"]+)"', response.content.decode())


@pytest.fixture
def many(loaded, reviewer):
    """100 articles more: "Copy 0" to "Copy 99"."""
    more(Article, 100, reviewer)


def test_a_list_is_in_the_order_of_its_titles(loaded, client):
    assert listed(client, "/articles/") == ARTICLES


def test_the_order_of_a_list_is_that_of_titles_with_accents(loaded):
    Page.objects.filter(slug="your-first-visit").update(title="Éa")
    Page.objects.filter(slug="warning-signs").update(title="eb")
    pages = Article.objects.published()
    assert listing.in_order(pages) == [page.pk for page in listing.by_title(pages)]


def test_an_entry_has_the_first_sentence_of_its_summary(loaded, client):
    html = client.get("/conditions/").content.decode()
    assert '<p class="entry__line">The knee hurts and is stiff because the joint has changed.</p>' in html


def test_an_entry_has_the_plate_of_its_page(loaded, client):
    Page.objects.filter(slug="sciatica").update(data={"drawings": [{"file": "leg.svg"}]})
    html = client.get("/conditions/").content.decode()
    assert html.count('<img class="plate"') == 1


@pytest.mark.parametrize("value", ["no-such-thing", "", "\0", "'", "a" * 3000, "<b>"])
@pytest.mark.parametrize("name", ["area", "kind", "page", "letter"])
@pytest.mark.parametrize("address", ["/conditions/", "/procedures/", "/articles/", "/a-to-z/"])
def test_what_no_list_offers_is_passed_over(loaded, client, address, name, value):
    response = client.get(f"{address}?{urlencode({name: value})}")
    assert response.status_code == 200
    if address != "/a-to-z/":
        assert listed(client, f"{address}?{urlencode({name: value})}") == listed(client, address)


def test_a_choice_that_nothing_fits_says_so_and_leads_back(loaded, client):
    html = client.get("/conditions/?area=chest").content.decode()
    assert "0 pages fit." in html and '<a href="/conditions/">Show all</a>' in html


def test_the_boxes_show_what_is_chosen(loaded, client):
    html = client.get("/conditions/?area=back&kind=spine").content.decode()
    assert '<option value="back" selected>' in html and '<option value="spine" selected>' in html


@pytest.mark.parametrize("query", ["?kind=spine", "?area=back", "?page=2", "?kind=spine&page=2", "?area=nothing"])
def test_beyond_the_plain_list_nothing_is_indexed(loaded, client, query):
    html = client.get(f"/conditions/{query}").content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="http://testserver/conditions/">' in html


@pytest.mark.parametrize("query", ["", "?utm_source=letter", "?area=&kind="])
def test_the_plain_list_is_indexed(loaded, client, query):
    assert "noindex" not in client.get(f"/conditions/{query}").content.decode()


def test_a_list_is_turned_after_48(many, client):
    first, second, third = (listed(client, f"/articles/?page={number}") for number in (1, 2, 3))
    assert (len(first), len(second), len(third)) == (lists.SIZE, lists.SIZE, 103 - 2 * lists.SIZE)
    assert len({*first, *second, *third}) == 103


def test_the_pages_of_a_list_lead_to_one_another_with_what_is_chosen(many, client):
    html = client.get("/articles/?kind=understanding-pain&page=2").content.decode()
    assert '<a rel="prev" href="/articles/?kind=understanding-pain">' in html
    assert '<a rel="next" href="/articles/?kind=understanding-pain&amp;page=3">' in html
    assert "Page 2 of 3" in html


def test_the_first_page_leads_nowhere_back_and_the_last_nowhere_on(many, client):
    assert 'rel="prev"' not in client.get("/articles/").content.decode()
    assert 'rel="next"' not in client.get("/articles/?page=3").content.decode()


@pytest.mark.parametrize("number", ["4", "999999999999999999999", "0", "-1"])
def test_a_page_that_is_not_there_leads_to_the_last(many, client, number):
    assert listed(client, f"/articles/?page={number}") == listed(client, "/articles/?page=3")


def test_a_list_that_fits_has_no_pages(loaded, client):
    assert 'class="turn"' not in client.get("/articles/").content.decode()


def test_the_graph_of_a_page_of_a_list_counts_on_and_is_a_part_of_the_list(many, client):
    found = node(graph_of(client, "/articles/?page=2"), "CollectionPage")
    assert [item["position"] for item in found["mainEntity"]["itemListElement"]][:2] == [49, 50]
    assert found["@id"] == "http://testserver/articles/?page=2#page"
    assert found["isPartOf"] == {"@id": "http://testserver/articles/#page"}


NARROWED = ["/conditions/?area=back&kind=spine", "/procedures/?area=back", "/articles/?page=2"]


@pytest.mark.parametrize("address", NARROWED)
def test_a_list_costs_the_same_with_many_pages(loaded, reviewer, address):
    before = queries(address)
    for model in (Article, Condition, Procedure):
        more(model, 60, reviewer)
    assert queries(address) == before <= 6


def test_a_language_without_a_page_has_no_list(loaded, client):
    assert client.get("/es/conditions/").status_code == 404
