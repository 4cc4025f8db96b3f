"""Errands at the form of a page, from the desk's first page to where they end, with their clicks and loads counted."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import (
    given_a_sentence,
    then_it_says,
    then_the_public_does_not_read,
    then_the_public_reads,
    when_opening_a_row,
    when_writing,
)

PHONE = "(555) 555-0123"


def when_finding(person: Page, words: str) -> None:
    """By the keyboard, as the field says: type, and Enter opens the first that was found."""
    person.keyboard.press("/")
    person.keyboard.type(words)
    expect(person.get_by_role("option").first).to_have_attribute("aria-selected", "true")


def when_picking_by_keys(person: Page, words: str, name: str) -> None:
    """In a picker that is open: type, and Enter takes what is first."""
    person.keyboard.type(words)
    expect(person.locator(".select2-results__option--highlighted")).to_contain_text(name)
    person.keyboard.press("Enter")


def when_adding_a_source(box, words: str, name: str) -> None:
    box.locator(".field", has=box.page.locator("label", has_text="ources")).last.locator(".select2-selection").click()
    when_picking_by_keys(box.page, words, name)


def test_the_phone_number_is_live_everywhere(errand, running):
    counted = errand("olga")
    olga = counted.page
    olga.get_by_role("navigation", name="The desk").get_by_role("link", name="Clinic").click()
    olga.get_by_label("Phone", exact=True).click()
    olga.keyboard.press("Control+a")
    olga.keyboard.type(PHONE)
    olga.get_by_role("button", name="Save", exact=True).click()
    olga.get_by_role("button", name="Yes, change it everywhere").click()
    then_it_says(olga, "is saved")
    counted.at_most(clicks=4, loads=3)
    for path in ("/about/contact/", "/conditions/whiplash/", "/procedures/discography/"):
        then_the_public_reads(running, path, PHONE)


def test_a_typo_is_put_right_up_to_the_public_page(errand, running):
    given_a_sentence(running, "published", "conditions/spasticity", "A comfortble chair helps at home.")
    counted = errand("paul")
    paul = counted.page
    when_finding(paul, "comfortble chair")
    paul.get_by_role("option", name=re.compile("comfortble")).first.click()
    paul.wait_for_url(re.compile("find=comfortble"))
    box = paul.get_by_label("What it is", exact=True)
    expect(box).to_be_focused()
    box.evaluate("box => box.setSelectionRange(box.value.indexOf('comfortble'), box.value.indexOf('comfortble') + 10)")
    paul.keyboard.type("comfortable")
    next_step = paul.locator("#bar-next")
    expect(next_step).to_have_text("Publish this correction …", timeout=15_000)
    next_step.click()
    question = paul.get_by_role("dialog", name="Publish this small correction?")
    question.get_by_role("button", name="Publish the correction").click()
    then_it_says(paul, "The correction is published.")
    counted.at_most(clicks=5, loads=3)
    then_the_public_reads(running, "/conditions/spasticity/", "A comfortable chair helps at home.")


def test_a_condition_with_evidence_and_both_sides_is_added_and_looked_at(errand, running):
    counted = errand("ada")
    ada = counted.page
    when_finding(ada, "Prolotherapy")
    ada.get_by_role("option").first.click()
    ada.get_by_role("button", name="Add a condition").click()
    when_picking_by_keys(ada, "spasti", "Spasticity")
    row = ada.locator('[data-prefix="indications"] > .rows__list > .fold').last
    row.get_by_role("radio", name="To treat it").click()
    when_writing(row, "The answer in one line", "It may ease the pull of the muscle for a while.")
    row.get_by_role("radio", name="Not known").click()
    row.get_by_role("radio", name="Hardly sure").click()
    when_writing(row, "What did the studies find?", "No trial has looked at it.")
    row.locator("summary", has_text="Experts disagree").click()
    for side in ("In favor", "Against"):
        box = row.get_by_role("group", name=side, exact=True)
        when_writing(box, "Who says so, and what?", "A panel of experts (2025) said so.")
        when_adding_a_source(box, "NG59", "Low back pain")
    when_writing(row, "What this means for the reader", "Ask what you can expect.")
    ada.keyboard.press("Escape")
    ada.locator("#bar-save").click()
    then_it_says(ada, "Saved at")
    counted.at_most(clicks=11, loads=2)
    with ada.context.expect_page() as opened:
        ada.get_by_role("button", name="Preview").click()
    preview = opened.value
    expect(preview.get_by_role("main")).to_contain_text("It may ease the pull of the muscle for a while.")
    expect(preview.get_by_role("link", name="Back to the draft")).to_be_visible()
    counted.at_most(clicks=12, loads=3)
    then_the_public_does_not_read(running, "/conditions/spasticity/", "the pull of the muscle")


@pytest.mark.parametrize("width", [360, 1280])
def test_evidence_is_changed_from_the_condition_s_side(errand, width):
    counted = errand("paul", width=width)
    paul = counted.page
    paul.goto("/admin/conditions/condition/?q=Trigeminal")
    paul.get_by_role("main").get_by_role("link", name="Trigeminal neuralgia", exact=True).click()
    told = paul.locator("[id^=fold-told]").first
    told.locator("summary").click()
    expect(told).to_contain_text("Patients read it on both pages.")
    told.get_by_role("link", name="Change it there").click()
    paul.wait_for_url(re.compile("row=indications"))
    row = when_opening_a_row(paul, "Trigeminal neuralgia")
    expect(row.get_by_role("radio", name="To treat it")).to_be_visible()
