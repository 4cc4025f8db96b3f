"""Every public address, and what it costs."""

import re

import pytest
from django.test import Client

from conditions.symptoms import symptoms
from publishing.life import actions
from publishing.life.models import Page
from publishing.text import kinds

pytestmark = pytest.mark.both_databases
LISTS = ["/", "/conditions/", "/procedures/", "/articles/", "/glossary/", "/a-to-z/", "/symptoms/", "/body/"]
SYMPTOMS = ["/symptoms/back-pain/", "/symptoms/knee-pain/", "/symptoms/pain-down-one-leg/"]


def addresses() -> list[str]:
    """Every public address of the site."""
    symptom_pages = [one.get_absolute_url() for one in symptoms("en").values()]
    return [
        *LISTS,
        *symptom_pages,
        *(page.get_absolute_url() for page in Page.objects.published()),
        *second_addresses(),
    ]


def second_addresses() -> list[str]:
    """The address of the second page of every topic that has more to say."""
    found, pages = [], list(Page.objects.published())
    for kind in kinds.all_kinds():
        if kind.second:
            of_kind = {page.pk: page.get_absolute_url() for page in pages if page.kind == kind.name}
            found += [f"{of_kind[pk]}{kind.second.name}/" for pk in sorted(kind.second.with_more(of_kind))]
    return found


@pytest.mark.parametrize(
    ("address", "budget"),
    [
        ("/", 12),  # two, but for the first reader of a content version
        *((address, 6) for address in LISTS[1:]),
        ("/conditions/sciatica/", 10),
        ("/procedures/epidural-steroid-injection/", 8),
        ("/conditions/sciatica/options/", 10),
        ("/procedures/epidural-steroid-injection/evidence/", 8),
        ("/articles/how-pain-works/", 7),
        ("/about/contact/", 6),
        ("/sitemap.xml", 10),
        *((address, 12) for address in SYMPTOMS),
        ("/conditions/?area=leg", 11),
    ],
)
def test_a_page_stays_within_its_query_budget(loaded, django_assert_max_num_queries, address, budget):
    client = Client()
    client.get("/about/accessibility/")  # what stands for all pages is read once per content version
    with django_assert_max_num_queries(budget):
        assert client.get(address).status_code == 200


def test_every_sign_on_a_page_has_its_shape_there_once_and_no_other_is_there(loaded, client):
    sheets = ["/conditions/sciatica/hand-out/", "/procedures/epidural-steroid-injection/hand-out/"]
    for address in [*addresses(), *sheets]:
        html = client.get(address).content.decode()
        used = set(re.findall(r'(?:href="|url\()#((?:sign|person|ring)[a-z-]*)', html))
        there = re.findall(r' id="((?:sign|person|ring)[a-z-]*)"', html)
        assert used <= set(there) and len(there) == len(set(there)), address
        assert {name for name in there if name.startswith("sign-")} <= used, address


@pytest.mark.parametrize(
    "address", ["/", "/articles/", "/articles/how-pain-works/", "/about/contact/", "/a-to-z/", "/glossary/"]
)
def test_a_page_without_ratings_has_no_shapes_for_them(loaded, client, address):
    assert "sign-helps" not in client.get(address).content.decode()


def test_pages_lead_to_how_we_write_as_long_as_the_public_can_read_it(loaded, client, publisher):
    link = 'href="/about/how-we-write/"'
    addresses = ["/conditions/sciatica/", "/procedures/epidural-steroid-injection/", "/articles/how-pain-works/"]
    assert all(link in client.get(address).content.decode() for address in addresses)
    actions.withdraw(page=Page.objects.get(slug="how-we-write"), by=publisher, note="Wrong.")
    assert all(link not in client.get(address).content.decode() for address in addresses)
