"""Every public address, and what it costs."""

import pytest
from django.test import Client

from publishing.life.models import Page

pytestmark = pytest.mark.both_databases
LISTS = ["/", "/conditions/", "/procedures/", "/articles/", "/glossary/"]


def addresses() -> list[str]:
    """Every public address of the site."""
    return LISTS + [page.get_absolute_url() for page in Page.objects.published()]


@pytest.mark.parametrize(
    ("address", "budget"),
    [
        *((address, 4) for address in LISTS),
        ("/conditions/sciatica/", 6),
        ("/procedures/epidural-steroid-injection/", 6),
        ("/articles/how-pain-works/", 6),
        ("/about/contact/", 6),
    ],
)
def test_a_page_stays_within_its_query_budget(loaded, django_assert_max_num_queries, address, budget):
    client = Client()
    client.get("/")  # the frame is read once per content version
    with django_assert_max_num_queries(budget):
        assert client.get(address).status_code == 200
