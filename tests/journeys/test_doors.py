"""Coming in with a phone: set up at the first sign-in, asked at the next, and what one sees who is kept waiting."""

import re
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, FAULTS, send_password
from tests.phones import Phone, read_from
from tests.server import Running, site

PHONE = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce"}
AS_SOME_TIME_AGO = """
from django_otp.plugins.otp_totp.models import TOTPDevice
TOTPDevice.objects.update(last_t=-1)
"""


@pytest.fixture(scope="module")
def doors(prepared):
    """A site at which nobody comes in by a password alone."""
    data, database = prepared("doors")
    running = site(data, is_prepared=True, SECOND_FACTOR="required", **database)
    with running as address, closing(Running(address, data, database)) as found:
        yield found


@pytest.fixture
def at_the_door(browser, doors):
    """A new browser before the desk."""
    contexts = []

    def of(**options) -> Page:
        contexts.append(browser.new_context(base_url=doors.address, **{**PHONE, **options}))
        page = contexts[-1].new_page()
        page.goto("/admin/")
        return page

    yield of
    for context in contexts:
        context.close()


def then_it_fits_and_axe_finds_nothing(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page, options=FAULTS)
    assert found.violations_count == 0, found.generate_report()


def set_up(page: Page) -> Phone:
    phone = read_from(page.content())
    page.get_by_label("Six digits from the app").fill(phone.shows())
    page.get_by_role("button", name="Go on").click()
    return phone


def test_somebody_sets_up_a_phone_at_the_first_sign_in_and_comes_in_by_it_at_the_next(doors, at_the_door):
    ada = at_the_door()
    send_password(ada, "ada")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Set up your phone")
    then_it_fits_and_axe_finds_nothing(ada)
    phone = set_up(ada)
    expect(ada.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    then_it_fits_and_axe_finds_nothing(ada)
    codes = ada.locator(".recovery-codes code").all_text_contents()
    assert len(codes) == 10
    ada.get_by_role("link", name="I have them: go on").click()
    expect(ada.locator(DESK).first).to_be_attached()

    doors.shell(AS_SOME_TIME_AGO)
    again = at_the_door()
    send_password(again, "ada")
    expect(again.get_by_role("heading", level=1)).to_have_text("The code from your phone")
    again.keyboard.type(phone.shows())  # the field has the focus
    again.keyboard.press("Enter")
    expect(again.locator(DESK).first).to_be_attached()

    without = at_the_door()
    send_password(without, "ada")
    without.get_by_label("Code", exact=True).fill(codes[0].upper())
    without.get_by_role("button", name="Sign in").click()
    expect(without.locator(DESK).first).to_be_attached()
    without.goto("/admin/publishing/page/account/")
    expect(without.get_by_role("main")).to_contain_text("You have 9 recovery codes left.")
    expect(without.get_by_role("main")).to_contain_text("signed in with a recovery code")
    then_it_fits_and_axe_finds_nothing(without)
    without.get_by_role("button", name="Sign out everywhere").click()
    ada.reload()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_all_of_it_works_without_script(at_the_door):
    rosa = at_the_door(java_script_enabled=False)
    send_password(rosa, "rosa")
    set_up(rosa)
    rosa.get_by_role("link", name="I have them: go on").click()
    expect(rosa.locator(DESK).first).to_be_attached()


def test_a_wrong_code_is_said_and_the_next_one_comes_in(doors, at_the_door):
    paul = at_the_door()
    send_password(paul, "paul")
    phone = set_up(paul)
    doors.shell(AS_SOME_TIME_AGO)
    again = at_the_door()
    send_password(again, "paul")
    again.get_by_label("Code", exact=True).fill("12")
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("alert")).to_contain_text("This code is not right")
    then_it_fits_and_axe_finds_nothing(again)
    again.wait_for_timeout(1100)
    again.get_by_label("Code", exact=True).fill(phone.shows())
    again.get_by_role("button", name="Sign in").click()
    expect(again.locator(DESK).first).to_be_attached()


def test_who_has_tried_too_often_reads_how_long_to_wait_and_who_helps(at_the_door):
    page = at_the_door()
    for _time in range(5):
        send_password(page, "olga", password="not this one")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many tries")
    expect(page.get_by_role("alert")).to_have_text(re.compile("Wait 15 minutes"))
    expect(page.get_by_label("Sign-in name")).to_have_value("olga")
    then_it_fits_and_axe_finds_nothing(page)
