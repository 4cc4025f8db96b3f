"""A clinic's color is in the one style sheet that a page loads."""

import re

import pytest
from django.templatetags.static import static

from publishing.life.models import ClinicProfile
from publishing.life.models.version import content_changed
from website import machines

COLOR = "#5b1a5e"
PAGES = [
    "/",
    "/conditions/sciatica/",
    "/conditions/sciatica/hand-out/",
    "/procedures/compare/",
    "/visit-sheet/",
    "/body/",
]


@pytest.fixture
def colored(loaded):
    ClinicProfile.objects.create(color=COLOR)
    content_changed()


def sheets(client, address):
    return re.findall(r'<link rel="stylesheet" href="([^"]*)"', client.get(address).content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_one_style_sheet(loaded, client, address):
    assert len(sheets(client, address)) == 1


@pytest.mark.parametrize("address", PAGES)
def test_with_the_clinic_s_color_it_is_still_one_and_whole(colored, client, address):
    (sheet,) = sheets(client, address)
    answer = client.get(sheet)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == machines.FOR_EVER
    text = answer.content.decode()
    assert COLOR in text and text.index(".site-header") < text.index(COLOR)


def test_a_color_that_cannot_be_read_and_a_sheet_that_is_not_there_are_not_found(loaded, client):
    name = static("styles.css").rpartition("/")[2]
    assert client.get(f"/clinic-5b1a5e/{name}").status_code == 200
    assert client.get(f"/clinic-fffffe/{name}").status_code == 404
    assert client.get("/clinic-5b1a5e/styles.000000000000.css").status_code == 404
    assert client.get("/clinic-5b1a5e/../settings.css").status_code == 404
