"""Addresses in capitals: they lead to the small ones that exist, and a guess costs nothing."""

import pytest

from publishing.life import actions
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("typed", "small"),
    [
        ("/CONDITIONS/", "/conditions/"),
        ("/Conditions", "/conditions/"),
        ("/conditions/Sciatica/", "/conditions/sciatica/"),
        ("/Conditions/SCIATICA", "/conditions/sciatica/"),
        ("/conditions/sciatica/OPTIONS/", "/conditions/sciatica/options/"),
        ("/About/Contact/", "/about/contact/"),
        ("/GLOSSARY/?a=B", "/glossary/?a=B"),
        ("/Sitemap.XML", "/sitemap.xml"),
    ],
)
def test_an_address_in_capitals_leads_to_the_small_one(loaded, client, typed, small):
    for response in (client.get(typed), client.head(typed)):
        assert (response.status_code, response["Location"]) == (301, small)
    assert client.get(small).status_code == 200


def test_a_former_address_in_capitals_leads_on(loaded, client, author, reviewer, publisher):
    Staff(author, reviewer, publisher).published(page_at("conditions/sciatica"), slug="leg-pain")
    response = client.get("/conditions/SCIATICA/", follow=True)
    assert [place for place, _status in response.redirect_chain] == ["/conditions/sciatica/", "/conditions/leg-pain/"]


def test_what_is_not_there_is_not_found_in_capitals_either(loaded, client, author, reviewer, publisher):
    Staff(author, reviewer, publisher).new_page("articles", "fresh", article(), RevisionState.DRAFT)
    actions.withdraw(page=page_at("articles/how-pain-works"), by=publisher, note="Old.")
    for typed in ("/articles/FRESH/", "/articles/HOW-PAIN-WORKS/", "/Nothing/", "/ES/", "/ADMIN/", "/Drafts/abc/"):
        assert client.get(typed).status_code == 404, typed


@pytest.mark.parametrize("typed", ["/%2FEVIL.example/CONDITIONS/", "/\u0130/"])
def test_no_address_leads_away_from_the_site(loaded, client, typed):
    assert client.get(typed).status_code == 404


@pytest.mark.parametrize("garbage", ["/WP-LOGIN.php", "/Nothing/HERE/", "/CONDITIONS/a.b/"])
def test_a_guess_in_capitals_costs_what_one_in_small_letters_costs(loaded, client, django_assert_num_queries, garbage):
    client.get("/about/contact/")
    with django_assert_num_queries(1):  # the content version, for the frame of the answer
        assert client.get(garbage).status_code == 404
