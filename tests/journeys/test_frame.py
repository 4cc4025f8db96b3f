"""The frame of the desk: a page is found, the phone number is changed in four clicks, the menu opens."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import then_it_says, then_soon, then_the_public_reads, when_pressing


def test_a_page_is_found_by_words_of_its_text_and_opens_with_them_selected(sign_in):
    ada = sign_in("ada")
    ada.keyboard.press("/")
    expect(ada.get_by_role("combobox", name="Find a page")).to_be_focused()
    ada.keyboard.type("epidural steroid")
    expect(ada.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    ada.keyboard.press("Enter")
    ada.wait_for_url(re.compile(r"/change/\?find=epidural"))
    selected = "(e => e.value?.slice(e.selectionStart, e.selectionEnd))(document.activeElement)"
    then_soon(ada, f"{selected}?.toLowerCase() === 'epidural steroid'")


def test_the_phone_number_is_changed_everywhere_in_four_clicks(sign_in, running):
    olga = sign_in("olga")
    olga.get_by_role("navigation", name="The desk").get_by_role("link", name="Clinic").click()
    olga.get_by_label("Phone", exact=True).click()
    olga.keyboard.type("(555) 555-0177")
    when_pressing(olga, "Save")
    expect(olga.get_by_role("dialog")).to_contain_text("Call (555) 555-0177 today")
    when_pressing(olga, "Yes, change it everywhere")
    then_it_says(olga, "is saved")
    then_the_public_reads(running, "/about/contact/", "(555) 555-0177")


def test_a_new_phone_number_is_asked_about_without_script_too_and_nothing_typed_is_lost(sign_in):
    olga = sign_in("olga", java_script_enabled=False)
    olga.goto("/admin/publishing/clinicprofile/")
    olga.get_by_label("Phone", exact=True).fill("(555) 555-0188")
    olga.get_by_label("Opening hours").fill("Monday, 8 to 5")
    when_pressing(olga, "Save")
    expect(olga.get_by_role("heading", name="Change the phone number everywhere?")).to_be_visible()
    expect(olga.get_by_label("Opening hours")).to_have_value("Monday, 8 to 5")
    when_pressing(olga, "Yes, change it everywhere")
    then_it_says(olga, "is saved")


@pytest.mark.parametrize("is_scripted", [True, False])
def test_the_menu_of_a_phone_leads_to_every_list_and_esc_closes_it(sign_in, is_scripted):
    ada = sign_in("ada", viewport={"width": 360, "height": 740}, java_script_enabled=is_scripted)
    ada.locator(".frame__menu summary").click()
    expect(ada.locator(".frame__menu").get_by_role("link", name="Sources")).to_be_visible()
    if is_scripted:
        ada.keyboard.press("Escape")
        expect(ada.locator(".frame__menu").get_by_role("link", name="Sources")).to_be_hidden()
        expect(ada.locator(".frame__menu summary")).to_be_focused()
