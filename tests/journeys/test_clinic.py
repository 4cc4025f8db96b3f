"""An administrator makes the site the clinic's own: its name, its color, its phone number."""

from playwright.sync_api import expect

from tests.journeys.conftest import signed_in_at
from tests.journeys.people import then_it_says, when_writing
from tests.server import site

SAMPLE = (
    "/",
    "/conditions/",
    "/conditions/sciatica/",
    "/procedures/epidural-steroid-injection/",
    "/articles/warning-signs/",
    "/glossary/",
    "/about/contact/",
)
NAME, PHONE, COLOR = "Riverbend Spine Center", "555 0142", "#7a1f5c"


def test_name_phone_and_color_show_on_every_page_within_a_second_and_after_a_restart(prepared, browser):
    data, database = prepared("clinic")
    context = browser.new_context()
    with site(data, is_prepared=True, **database) as address:
        visitor = context.new_page()
        for path in SAMPLE:
            visitor.goto(address + path)
            assert NAME not in visitor.content()

        when_an_administrator_enters_the_clinic(browser, address)
        # Each page is asked once, at once: there is nothing to wait for.
        then_every_page_shows_the_clinic(visitor, address)

    with site(data, **database) as address:
        then_every_page_shows_the_clinic(visitor, address)
    context.close()


def when_an_administrator_enters_the_clinic(browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    olga = signed_in_at(context.new_page(), "olga")
    olga.get_by_role("navigation", name="The desk").get_by_role("link", name="Clinic").click()
    when_writing(olga, "Clinic name", NAME)
    when_writing(olga, "Phone", PHONE)
    olga.locator("#fold-look summary").click()
    when_writing(olga, "Color", "#ffff00")
    when_saving_the_clinic(olga)
    expect(olga.locator(".errorlist").last).to_contain_text("#")
    when_writing(olga, "Color", COLOR)
    when_saving_the_clinic(olga)
    then_it_says(olga, "is saved")
    context.close()


def when_saving_the_clinic(olga) -> None:
    olga.get_by_role("button", name="Save", exact=True).click()
    olga.get_by_role("button", name="Yes, change it everywhere").click()


def then_every_page_shows_the_clinic(visitor, address: str) -> None:
    for path in SAMPLE:
        visitor.goto(address + path)
        assert visitor.title().endswith(NAME)
        expect(visitor.get_by_role("banner")).to_contain_text(NAME)
        expect(visitor.get_by_role("contentinfo")).to_contain_text(PHONE)
        link = visitor.get_by_role("main").get_by_role("link").first
        assert link.evaluate("element => getComputedStyle(element).getPropertyValue('--teal').trim()") == COLOR
