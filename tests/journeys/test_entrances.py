"""From what somebody feels to a page: the drawing of the body, by thumb and by keyboard, and the symptoms."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string

from conditions import body
from conditions.areas import BodyArea
from tests.audit.walk import RULES

PAGES = [
    "/body/",
    "/symptoms/",
    "/symptoms/low-back-pain/",
    "/symptoms/knee-pain/",
    "/conditions/?area=lower-back",
    "/conditions/?area=elbow",
]
#: Draws every area, as a library does that has a page for each.
DRAW = """
    html => {
      for (const view of document.querySelectorAll('.atlas__view')) view.remove();
      document.querySelector('.atlas').insertAdjacentHTML('afterbegin', html);
    }
"""
BOXES = """
    () => [...document.querySelectorAll('.atlas__box')].map(box => {
      const {width, height, x, y} = box.getBoundingClientRect();
      box.scrollIntoView({block: 'center', behavior: 'instant'});
      const now = box.getBoundingClientRect();
      const hit = document.elementFromPoint(now.x + now.width / 2, now.y + now.height / 2);
      return [box.closest('a').getAttribute('href'), width, height, box.closest('a').contains(hit)];
    })
"""


def every_area() -> str:
    views = [
        ("front", "Front", body.places(body.FRONT, set(BodyArea))),
        ("back", "Back", body.places(body.BACK, set(BodyArea))),
    ]
    return render_to_string("conditions/atlas.html", {"views": views})


@pytest.mark.audit
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, path, scheme, width):
    page = visit(path, width, color_scheme=scheme)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []


def test_axe_finds_nothing_where_every_area_is_drawn(visit):
    page = visit("/body/", 360)
    page.evaluate(DRAW, every_area())
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(visit, path):
    assert visit(path, 320).evaluate("document.documentElement.scrollWidth") <= 320


def test_every_place_on_the_body_is_44_pixels_wide_and_high_on_a_phone_and_can_be_hit(visit):
    page = visit("/body/", 360)
    page.evaluate(DRAW, every_area())
    boxes = page.evaluate(BOXES)
    assert len(boxes) == sum(len(boxes) for view in (body.FRONT, body.BACK) for boxes in view.values())
    assert [box for box in boxes if min(box[1:3]) < 44 or not box[3]] == []


def test_a_place_is_tapped_and_its_pages_stand_below_the_red_card(visit):
    page = visit("/body/", 360, has_touch=True)
    page.locator('.atlas__place[href$="area=lower-back"] .atlas__box').tap()
    page.wait_for_url("**/conditions/?area=lower-back")
    card, entry = page.locator(".care-card--emergency").bounding_box(), page.locator(".entry").first.bounding_box()
    assert card["y"] + card["height"] <= entry["y"]


def test_the_other_side_of_the_body_leads_to_the_same_pages(visit):
    page = visit("/body/", 360)
    page.locator('.atlas__twin[href$="area=knee"] .atlas__box').first.click()
    page.wait_for_url("**/conditions/?area=knee")


@pytest.mark.parametrize("colors", ["light", "dark", "forced"])
def test_a_place_is_found_by_keyboard_and_shown_while_it_has_focus(visit, colors):
    options = {"forced_colors": "active"} if colors == "forced" else {"color_scheme": colors}
    page = visit("/body/", 1280, **options)
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        place = page.evaluate("document.activeElement.matches('.atlas__place') && document.activeElement.ariaLabel")
        names += [place] if place else []
        if place == "Lower back":
            break
    front = [
        "Head",
        "Face",
        "Neck",
        "Shoulder",
        "Chest",
        "Arm",
        "Belly",
        "Wrist and hand",
        "Pelvis",
        "Hip",
        "Leg",
        "Knee",
    ]
    assert names == [*front, "Ankle and foot", "Head", "Neck", "Upper back", "Elbow", "Lower back"]
    focused = page.locator(".atlas__place:focus")
    assert focused.locator(".atlas__box").evaluate("box => getComputedStyle(box).stroke") != "none"
    assert focused.locator(".atlas__touched").evaluate("box => getComputedStyle(box).fill") != "none"
    assert focused.locator(".atlas__name").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/conditions/?area=lower-back")
    assert page.locator(".list .care-card--emergency").is_visible()


def test_a_patient_finds_a_condition_by_what_it_feels_like(visit):
    page = visit("/", 360, java_script_enabled=False)
    page.get_by_role("link", name="By symptom").click()
    page.get_by_role("link", name="Numb hand", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Numb hand"
    page.get_by_role("link", name="Skip to what it could be").click()
    page.get_by_role("link", name="Carpal tunnel syndrome").click()
    page.wait_for_url("**/conditions/carpal-tunnel-syndrome/")


def test_the_signs_of_a_symptom_are_printed(visit):
    page = visit("/symptoms/numb-hand/", 1280)
    signs = page.locator(".red-flags li").all_inner_texts()
    page.emulate_media(media="print")
    assert signs and page.locator(".red-flags li").all_inner_texts() == signs
    assert page.locator(".red-flags li").last.is_visible()
