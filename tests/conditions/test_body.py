"""The drawing of the body: every area, large enough for a thumb, and the list beside it."""

import itertools
import re

import pytest

from conditions import body
from conditions.areas import BodyArea
from conditions.models import Condition
from publishing.life import actions
from publishing.life.models.version import content_changed
from tests.articles.editing import page_at

#: CSS pixels of a unit of the drawing where letters have their usual size: 13.2 rem for 64 units.
PIXELS = 13.2 * 19 / 64
VIEWS = {"front": body.FRONT, "back": body.BACK}


@pytest.mark.parametrize("view", VIEWS)
def test_every_box_is_as_large_as_a_thumb(view):
    boxes = [box for boxes in VIEWS[view].values() for box in boxes]
    assert [box for box in boxes if min(box.width, box.height) * PIXELS < 44] == []


@pytest.mark.parametrize("view", VIEWS)
def test_no_two_boxes_of_a_view_share_a_point(view):
    boxes = [box for boxes in VIEWS[view].values() for box in boxes]
    shared = [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    ]
    assert shared == []


def test_every_area_but_the_whole_body_is_drawn():
    assert {*body.FRONT, *body.BACK} == {*BodyArea} - {BodyArea.WHOLE_BODY}


@pytest.mark.parametrize("view", VIEWS)
def test_the_keyboard_goes_from_head_to_foot(view):
    tops = [boxes[0].y for boxes in VIEWS[view].values()]
    assert tops == sorted(tops)


@pytest.mark.both_databases
def test_an_area_with_pages_is_a_link_in_the_drawing_and_in_the_list(loaded, client):
    html = client.get("/body/").content.decode()
    assert '<a class="atlas__place" href="/conditions/?area=knee" aria-label="Knee">' in html
    assert '<a href="/conditions/?area=knee">Knee</a>' in html


@pytest.mark.both_databases
def test_an_area_without_pages_is_no_link_and_the_list_says_so(loaded, client, publisher):
    actions.withdraw(page=page_at("conditions/knee-osteoarthritis"), by=publisher, note="Wrong.")
    html = client.get("/body/").content.decode()
    assert "area=knee" not in html
    assert re.search(r"<span>Knee\s*<small>No page yet</small></span>", html)


@pytest.mark.both_databases
def test_the_list_has_every_area_once(loaded, client):
    listed = client.get("/body/").content.decode().partition('id="areas"')[2].partition("</section>")[0]
    names = re.findall(r"<li[^>]*>(?:<a [^>]*>|<span>)([^<]+?)\s*<", listed)
    assert sorted(names) == sorted(str(area.label) for area in BodyArea)


@pytest.mark.both_databases
def test_every_place_that_the_body_leads_to_is_a_list_that_is_narrowed_and_says_so(loaded, client):
    Condition.objects.filter(slug="sciatica").update(body_areas=list(BodyArea))
    content_changed()
    addresses = set(re.findall(r'href="(/conditions/\?area=[^"]+)"', client.get("/body/").content.decode()))
    assert len(addresses) == len(BodyArea)
    for address in addresses:
        html = client.get(address).content.decode()
        value = address.partition("=")[2]
        assert re.search(rf'<option value="{value}" selected>', html), address
        assert "fits." in html or "fit." in html, address
        assert "red-flags" in html, address


@pytest.mark.both_databases
def test_a_foot_without_pages_is_looked_for_under_the_leg(loaded, client):
    html = client.get("/body/").content.decode()
    assert re.search(
        r'Ankle and foot\s*<small>No page yet</small></span> See <a href="/conditions/\?area=leg">Leg</a>', html
    )
    Condition.objects.filter(slug="sciatica").update(body_areas=["lower-back"])
    content_changed()
    assert re.search(r"Ankle and foot\s*<small>No page yet</small></span></li>", client.get("/body/").content.decode())
