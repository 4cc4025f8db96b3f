"""Body areas as a choice: the same pages on every database."""

import pytest

from conditions.areas import BodyArea, Category, Region, address_value
from conditions.models import Condition
from conditions.narrowing import ByAreaAndCategory, in_area
from publishing.life.models import Page
from tests.publishing.public.test_lists import listed

pytestmark = pytest.mark.both_databases


def test_a_body_area_is_in_one_region_at_most():
    areas = [area for region in Region for area in region.areas]
    assert len(areas) == len(set(areas))


def test_every_body_area_can_be_chosen_by_itself_or_as_its_region():
    offered = ByAreaAndCategory({}).fields["area"]
    alone = {region.areas[0] for region in Region if len(region.areas) == 1}
    assert [area for area in BodyArea if area not in alone and not offered.valid_value(area.value)] == []
    assert all(offered.valid_value(region.value) for region in Region)


@pytest.mark.parametrize("area", [*BodyArea, *Region])
def test_an_area_has_the_pages_that_say_so_and_no_other(loaded, area):
    wanted = set(area.areas) if isinstance(area, Region) else {area}
    conditions = Condition.objects.published()
    expected = {page.pk for page in conditions if wanted & set(page.body_areas)}
    assert {page.pk for page in in_area(conditions, area.value)} == expected


def test_an_area_is_no_part_of_another_s_name(loaded):
    page = Condition.objects.published().first()
    Condition.objects.filter(pk=page.pk).update(body_areas=["upper-back"])
    assert page in in_area(Condition.objects.all(), "upper-back")
    assert page not in in_area(Condition.objects.all(), "lower-back")


def test_a_region_has_the_pages_of_its_areas(loaded, client):
    assert listed(client, "/conditions/?area=leg-and-knee") == [
        "/conditions/knee-osteoarthritis/",
        "/conditions/sciatica/",
    ]


def test_an_area_and_a_family_are_chosen_together(loaded, client):
    assert listed(client, f"/conditions/?area=leg-and-knee&kind={Category.SPINE}") == ["/conditions/sciatica/"]


def test_a_draft_is_in_no_list(loaded, client):
    Page.objects.filter(slug="sciatica").update(status="never-public", published_at=None, live_revision=None)
    assert listed(client, "/conditions/?area=leg") == []


@pytest.mark.parametrize("view", ["/conditions/", "/procedures/"])
@pytest.mark.parametrize("value", ["wrist-and-hand", "hand-and-wrist"])
def test_an_area_that_is_alone_in_its_region_is_known_by_both_names(loaded, client, view, value):
    html = client.get(f"{view}?area={value}").content.decode()
    assert '<option value="hand-and-wrist" selected>' in html and "fit." in html


@pytest.mark.parametrize("area", BodyArea)
def test_every_area_narrows_a_list_by_its_own_name(area):
    assert ByAreaAndCategory({"area": area.value}).chosen == {"area": address_value(area)}
