"""Plates: the small picture that stands for a page, in a list and on the page itself."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from publishing.life.models import Page, StoredPicture
from publishing.public import plates

pytestmark = pytest.mark.both_databases
LEG = "drawings/leg.svg"


def plates_in(client, address: str) -> list[str]:
    """The addresses of the plates on a page."""
    return re.findall(r'<img class="plate" src="([^"]+)"', client.get(address).content.decode())


def test_a_plate_can_be_asked_for(loaded, client):
    plate = plates.of_picture(StoredPicture.objects.get(name=LEG))
    response = client.get(plate.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    response.close()


def test_the_pages_of_a_list_have_their_plates_for_one_query(loaded, django_assert_num_queries):
    pages = list(Page.objects.published().titles())
    with django_assert_num_queries(1):
        listed = plates.put_on(pages)
    assert listed == pages
    found = {page.address: page.plate.url.partition(".")[0] for page in listed if page.plate}
    assert found == {
        "conditions/sciatica": "/media/drawings/leg",
        "procedures/epidural-steroid-injection": "/media/drawings/needle",
    }


def test_a_page_has_its_plate_for_no_query_of_its_own(loaded, client):
    with CaptureQueriesContext(connection) as captured:
        client.get("/conditions/sciatica/")
    assert len([query for query in captured.captured_queries if "publishing_storedpicture" in query["sql"]]) == 1
    (plate,) = plates_in(client, "/conditions/sciatica/")
    assert plate.endswith(".plate.svg")


def test_a_page_without_a_drawing_has_no_plate(loaded, client):
    assert plates_in(client, "/articles/how-pain-works/") == []


def test_a_plate_says_its_size_and_nothing_to_a_screen_reader(loaded):
    plate = plates.of_picture(StoredPicture.objects.get(name=LEG))
    html = render_to_string("components/plate.html", {"plate": plate}).strip()
    size = 'width="180" height="180" loading="lazy" decoding="async"'
    assert html == f'<img class="plate" src="{plate.url}" alt="" {size}>'
    assert render_to_string("components/plate.html", {"plate": None}).strip() == ""
