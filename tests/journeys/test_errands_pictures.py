"""A picture onto a page, as an author does it: chosen, described, put in, in few clicks; what was typed is not lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import asked
from tests.publishing.uploads import REFUSED, photo

SLOW = 30_000  # milliseconds: a save, while the sizes of a picture are being made
SHOWS = "The front door of the clinic, with a ramp on the left."
#: Rosa approves what Ada wrote, Paul publishes it.
PUBLISH = """
from django.contrib.auth.models import User
from publishing.life import actions
from publishing.life.models import Page
ada, rosa, paul = (User.objects.get(username=name) for name in ("ada", "rosa", "paul"))
page = Page.objects.get(kind="procedures", slug="epidural-steroid-injection", language="en")
revision = actions.submit(revision=page.revisions.open().get(), by=ada)
revision = actions.approve(revision=revision, by=rosa, sha256=revision.sha256)
print(actions.publish(revision=revision, by=paul).public_url)
"""


def choose(person: Page, name: str, raw: bytes) -> None:
    """Press the button, and give the browser a file."""
    with person.expect_file_chooser() as chooser:
        person.locator("#picture-panel").get_by_text("Choose a picture").click()
    chooser.value.set_files({"name": name, "mimeType": "image/jpeg", "buffer": raw})


def the_form_of(person: Page, words: str, title: str) -> None:
    """From the box in the header to the form of a page."""
    person.get_by_label("Find a page").first.click()
    person.keyboard.type(words)
    person.get_by_role("option", name=title).first.click()
    person.locator("#page-form").wait_for()


def test_a_picture_onto_a_procedure(errand, running):
    counted = errand("ada")
    person = counted.page
    the_form_of(person, "Epidural steroid injection", "Epidural steroid injection")
    part = person.locator("#part-questions_to_ask, [name=questions_to_ask]").first
    part.evaluate("field => { field.value = `Where is the ramp?\\n${field.value}` }")
    person.get_by_role("button", name="Add a picture").click()
    choose(person, "IMG_2231.JPG", photo())
    panel = person.locator("#picture-panel")
    expect(panel).to_contain_text("IMG_2231.JPG is in. The place where it was taken")
    expect(panel.get_by_label("What does it show?")).to_be_focused()
    person.keyboard.type(SHOWS)
    panel.get_by_text("We made it").click()
    panel.get_by_text("Nobody").click()
    panel.get_by_role("button", name="Put it in and save").click()
    expect(person.locator(".messagelist")).to_contain_text("Saved at", timeout=SLOW)
    counted.at_most(clicks=8, loads=2)
    expect(person.locator("[name=questions_to_ask]")).to_have_value(re.compile("Where is the ramp"))
    with person.context.expect_page() as opened:
        person.locator("#bar").get_by_role("button", name="Preview").click(modifiers=["Control"])
    shown = opened.value
    shown.wait_for_load_state()
    picture = shown.get_by_alt_text(SHOWS)
    expect(picture).to_have_count(1)
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") >= 400
    address = running.shell(PUBLISH)
    status, _where, text = asked(running, address)
    assert (status, SHOWS in text) == (200, True)


def test_a_picture_that_is_only_decoration_is_put_in_once_and_says_so(errand):
    person = errand("ada").page
    the_form_of(person, "Trigger point", "Trigger point injection")
    rows = person.locator("input[type=radio][name$=-decoration][value=only]:checked")
    before = rows.count()
    person.get_by_role("button", name="Add a picture").click()
    choose(person, "x.jpg", photo())
    panel = person.locator("#picture-panel")
    panel.get_by_text("Only decoration").click()
    panel.get_by_text("We made it").click()
    panel.get_by_text("Nobody").click()
    panel.get_by_role("button", name="Put it in and save").dblclick()
    expect(person.locator(".messagelist")).to_contain_text("Saved at", timeout=SLOW)
    expect(rows).to_have_count(before + 1)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_refused_file_says_the_way_out_and_the_next_one_is_taken(errand, width):
    person = errand("ada", width=width).page
    person.goto("/admin/procedures/procedure/?q=Trigger")
    person.get_by_role("main").get_by_role("link", name="Trigger point injection").first.click()
    person.get_by_role("button", name="Add a picture").click()
    choose(person, "IMG_2231.HEIC", REFUSED["an iPhone's own"][1])
    panel = person.locator("#picture-panel")
    expect(panel.get_by_role("alert").first).to_contain_text(
        "IMG_2231.HEIC cannot be used: it is in Apple’s own format."
    )
    expect(panel).to_contain_text("Most Compatible")
    choose(person, "IMG_2231.JPG", photo(width=1800))
    ring = panel.get_by_role("button", name="What must stay in view")
    ring.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown"):
        person.keyboard.press(key)
    assert [panel.locator(f"[name=focus_{axis}]").input_value() for axis in "xy"] == ["40", "55"]
    panel.locator(".focus__frame img").click(position={"x": 3, "y": 3})
    assert int(panel.locator("[name=focus_x]").input_value()) <= 5
    assert person.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel.get_by_role("button", name="Put it in and save").click()
    expect(panel.get_by_label("What does it show?")).to_be_focused()
    panel.get_by_role("button", name="Throw it away").click()
    expect(panel).to_be_hidden()


def test_a_picture_into_a_text_from_its_own_buttons(errand):
    person = errand("ada").page
    person.goto("/admin/articles/article/")
    person.get_by_role("main").get_by_role("link").first.wait_for()
    the_form_of(person, "How pain works", "How pain works")
    row = person.locator(".fold", has=person.locator("textarea[data-prose=text]")).first
    row.locator("summary").first.click()
    box = row.locator("textarea[data-prose=text]").first
    box.focus()
    person.keyboard.press("Control+End")
    row.get_by_role("button", name="Picture").click()
    person.locator("#pick").get_by_role("button", name="Upload a new one").click()
    choose(person, "x.jpg", photo())
    panel = person.locator("#picture-panel")
    panel.get_by_label("What does it show?").fill("A ramp in the rain.")
    expect(panel.get_by_text("Only decoration")).to_have_count(0)
    panel.get_by_text("We bought it").click()
    panel.get_by_text("Nobody").click()
    panel.get_by_role("button", name="Put it in and save").click()
    expect(person.locator(".messagelist")).to_contain_text("Saved at", timeout=SLOW)
    expect(person.locator("textarea[data-prose=text]").first).to_have_value(
        re.compile(r"!\[A ramp in the rain\.\]\(\.\./images/")
    )


@pytest.mark.parametrize("path", ["", "add/", "?show=unused"])
def test_the_screens_of_pictures_are_sound(errand, path):
    from axe_playwright_python.sync_playwright import Axe

    person = errand("ada", width=360).page
    person.goto(f"/admin/publishing/storedpicture/{path}")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
    found = Axe().run(person, options=rules)
    assert found.violations_count == 0, found.generate_report()
    assert person.evaluate("document.documentElement.scrollWidth <= innerWidth")
