"""The desk in a real browser: how a text is changed, checked, published and taken back, by the people who do it.

Each journey has a page of its own, so that none needs another or disturbs it.
"""

import datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.people import (
    asked,
    given_a_sentence,
    then_it_says,
    then_the_alarm_is,
    then_the_public_does_not_read,
    then_the_public_reads,
    then_the_state_is,
    then_there_is_no_button,
    when_approving,
    when_choosing,
    when_choosing_more,
    when_looking_at_what_has_changed,
    when_opening,
    when_opening_a_row,
    when_picking,
    when_pressing,
    when_publishing,
    when_replacing,
    when_sending,
    when_sending_back,
    when_tabbing_to,
    when_writing,
)
from tests.people import PASSWORD


def test_a_change_with_its_evidence_is_public_only_when_it_was_approved_and_published(running, sign_in):
    page, condition, other = (
        "/procedures/medial-branch-block/",
        "/conditions/facet-joint-pain/",
        "/conditions/sciatica/",
    )
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Medial branch block")
    when_replacing(ada, "Title", "Medial branch block", "Medial branch nerve block")
    row = when_opening_a_row(ada, "Facet joint pain")
    when_writing(row, "How long does relief last?", "Usually 4 hours only. [@nbt-mbb]")
    when_pressing(ada, "Add a condition")
    row = when_opening_a_row(ada, "New row")
    when_picking(row, "Condition", "sciat", "Sciatica")
    when_choosing(row, "What is the procedure for here?", "Not used for it")
    when_writing(row, "The answer in one line", "It numbs nerves of a joint, and not the nerve of the leg.")
    when_choosing(row, "What does it do?", "Not known")
    when_choosing(row, "How sure are we?", "Hardly sure")
    when_writing(row, "Who is it for?", "People whose pain runs down a leg. [@nbt-mbb]")
    when_writing(
        row,
        "What did the studies find?",
        "The block numbs nerves of a joint, and sciatica comes from another nerve. [@nbt-mbb]",
    )
    when_picking(row, "Sources of the whole row", "nbt-mbb", "Medial branch blocks")
    when_writing(row, "Sources read on", "2026-11-20")
    when_sending(ada, "The leaflet of the hospital is new.")
    then_it_says(ada, "Sent.")
    then_the_state_is(ada, "Waiting for a clinician")

    rosa = sign_in("rosa")
    expect(rosa.get_by_role("region", name="Waiting for you")).to_contain_text("Medial branch block")
    when_opening(rosa, "procedures", "Medial branch block")
    then_the_alarm_is(rosa, "a number changed", "", "4")
    expect(rosa.locator(".comparison")).to_contain_text("People whose pain runs down")
    for unchanged in (page, f"{page}evidence/", condition, other):
        then_the_public_does_not_read(running, unchanged, "Usually 4 hours only.")
        then_the_public_does_not_read(running, unchanged, "Medial branch nerve block")
    when_approving(rosa)
    then_the_public_does_not_read(running, page, "Medial branch nerve block")

    paul = sign_in("paul")
    expect(paul.get_by_role("region", name="Ready to publish")).to_contain_text("Medial branch block")
    when_opening(paul, "procedures", "Medial branch block")
    when_publishing(paul)
    then_the_state_is(paul, "reviewed by Rosa")
    then_the_public_reads(running, f"{page}evidence/", "Usually 4 hours only.")
    then_the_public_reads(running, page, "Reviewed by <strong>Rosa</strong>")
    then_the_public_reads(running, condition, "Medial branch nerve block")
    then_the_public_reads(running, other, "Medial branch nerve block")


def test_a_returned_text_comes_back_with_its_reason_and_is_submitted_again(sign_in):
    ada, rosa = sign_in("ada"), sign_in("rosa")
    when_opening(ada, "articles", "Your first visit")
    when_writing(ada, "Summary", "What happens when you first see us, and what you should bring along to the clinic.")
    when_sending(ada)
    then_the_state_is(ada, "Waiting for a clinician")

    when_opening(rosa, "articles", "Your first visit")
    when_sending_back(rosa, "Say how long the visit takes.")
    expect(rosa.locator(".review__done")).to_contain_text("sent it back to Ada")

    ada.goto("/admin/")
    drafts = ada.get_by_role("region", name="Came back to you")
    expect(drafts).to_contain_text("Say how long the visit takes.")
    drafts.get_by_role("link", name="Your first visit", exact=True).click()
    expect(ada.get_by_role("main")).to_contain_text("Say how long the visit takes.")
    when_writing(ada, "Summary", "What happens when you first see us, how long the visit takes, and what to bring.")
    when_sending(ada)
    then_the_state_is(ada, "Waiting for a clinician")
    when_looking_at_what_has_changed(rosa, "articles", "Your first visit")
    expect(rosa.get_by_role("link", name="Approve …")).to_be_visible()


def test_a_spelling_is_put_right_without_a_new_approval_and_the_review_stands(running, sign_in):
    path = "/articles/how-pain-works/"
    given_a_sentence(running, "published", "articles/how-pain-works", "The doctor will lisen to you.")
    review = "Reviewed by <strong>Rosa</strong> on"
    then_the_public_reads(running, path, "lisen to you")
    then_the_public_reads(running, path, review)
    line = asked(running, path)[2].partition(review)[2][:80]

    ada, paul = sign_in("ada"), sign_in("paul")
    when_opening(ada, "articles", "How pain works")
    when_replacing(ada, "Text", "lisen", "listen")
    when_pressing(ada, "Save")
    then_it_says(ada, "The public page has not changed.")
    then_there_is_no_button(ada, "Publish this correction")
    expect(ada.get_by_role("button", name="to publish")).to_be_visible()

    when_opening(paul, "articles", "How pain works")
    then_there_is_no_button(paul, "Publish or plan")
    when_pressing(paul, "Publish this correction …")
    expect(paul.get_by_role("main")).to_contain_text("stays.")
    when_pressing(paul, "Publish the correction")
    then_it_says(paul, "The correction is published.")
    then_the_public_reads(running, path, "The doctor will listen to you.")
    assert asked(running, path)[2].partition(review)[2][:80] == line
    paul.goto("/admin/publishing/page/reports/minor-edits/")
    expect(paul.get_by_role("main")).to_contain_text("How pain works")


@pytest.mark.parametrize(
    "title, before, after, alarm",
    [
        ("Joint steroid injection", "The dose is 5 mg.", "The dose is 6 mg.", "a dose changed"),
        ("Facet joint injection", "You lie on your left side.", "You lie on your right side.", "a side changed"),
    ],
)
def test_one_changed_word_of_a_dose_or_a_side_needs_an_approval(running, sign_in, title, before, after, alarm):
    given_a_sentence(running, "published", f"procedures/{title.lower().replace(' ', '-')}", before)
    paul, rosa = sign_in("paul"), sign_in("rosa")
    when_opening(paul, "procedures", title)
    when_replacing(paul, "What it is", before, after)
    when_pressing(paul, "Save")
    then_the_state_is(paul, "last changed by")
    then_there_is_no_button(paul, "Publish")
    when_sending(paul)
    then_there_is_no_button(paul, "Publish")

    when_looking_at_what_has_changed(rosa, "procedures", title)
    old, new = (
        next(word for word in one.split() if word not in other) for one, other in [(before, after), (after, before)]
    )
    then_the_alarm_is(rosa, alarm, old, new)
    expect(rosa.get_by_role("link", name="Approve …")).to_be_visible()


def test_a_changed_address_leads_on_and_links_follow_it(running, sign_in):
    given_a_sentence(running, "published", "articles/what-is-a-physiatrist", "Welcome.")
    ada, rosa, paul = sign_in("ada"), sign_in("rosa"), sign_in("paul")
    when_opening(ada, "articles", "What a physiatrist does")
    when_opening_a_row(ada, "Web address")
    ada.get_by_text("Linked from").click()
    expect(ada.locator(".desk-mentions")).to_contain_text("Physical therapy")
    when_writing(ada, "Web address", "what-a-physiatrist-does")
    when_sending(ada)
    then_the_state_is(ada, "Waiting for a clinician")
    when_opening(rosa, "articles", "What a physiatrist does")
    expect(rosa.get_by_text("The address changes:")).to_be_visible()
    when_approving(rosa)
    then_the_public_reads(running, "/procedures/physical-therapy/", 'href="/articles/what-is-a-physiatrist/')

    when_opening(paul, "articles", "What a physiatrist does")
    when_publishing(paul)
    then_it_says(paul, "Published.")
    then_the_public_reads(running, "/articles/what-a-physiatrist-does/", "Welcome.")
    status, where, _ = asked(running, "/articles/what-is-a-physiatrist/")
    assert (status, where) == (301, "/articles/what-a-physiatrist-does/")
    then_the_public_reads(running, "/procedures/physical-therapy/", 'href="/articles/what-a-physiatrist-does/')
    then_the_public_does_not_read(running, "/procedures/physical-therapy/", "what-is-a-physiatrist")


def test_what_is_scheduled_becomes_public_by_itself(running, sign_in):
    path, words = "/articles/imaging-guidance/", "The room is cool."
    pk = given_a_sentence(running, "approved", "articles/imaging-guidance", words)
    paul = sign_in("paul")
    when_opening(paul, "articles", "Why procedures use X-ray or ultrasound")
    when_pressing(paul, "Publish or plan …")
    paul.get_by_label("Another day").check()
    when_pressing(paul, "Publish “")
    then_it_says(paul, "Choose the day and the time.")
    later = datetime.datetime.now() + datetime.timedelta(days=2)
    paul.get_by_label("The day and the time, if it is another").fill(later.strftime("%Y-%m-%dT%H:%M"))
    when_pressing(paul, "Publish “")
    then_the_state_is(paul, "planned for")
    paul.goto("/admin/")
    expect(paul.get_by_role("region", name="Coming up")).to_contain_text("Why procedures use X-ray")
    then_the_public_does_not_read(running, path, words)
    running.shell(
        "from datetime import timedelta; from django.utils import timezone; "
        "from publishing.life.models import Revision; "
        f"at = timezone.now() + timedelta(seconds=2); "
        f"Revision.objects.filter(page={pk}, state='scheduled').update(scheduled_for=at)"
    )
    then_the_public_reads(running, path, words, within=40)


def test_a_shared_link_shows_the_draft_without_an_account_until_it_is_revoked(running, sign_in, browser):
    words = "Rest your hand at night."
    given_a_sentence(running, "saved", "conditions/carpal-tunnel-syndrome", words)
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Carpal tunnel syndrome")
    when_choosing_more(ada, "Show it to someone")
    when_pressing(ada, "Make a link to this draft")
    link = ada.get_by_label("Link").input_value()

    colleague = browser.new_page()
    assert colleague.goto(link).status == 200
    expect(colleague.get_by_text(words)).to_be_visible()
    expect(colleague.get_by_text("This is not what the public reads.")).to_be_visible()
    assert colleague.context.cookies() == []
    then_the_public_does_not_read(running, "/conditions/carpal-tunnel-syndrome/", words)

    when_pressing(ada, "Close this link")
    then_it_says(ada, "The link shows nothing any more.")
    assert colleague.goto(link).status == 404
    expect(colleague.get_by_text(words)).to_have_count(0)
    colleague.context.close()


def test_a_withdrawal_shows_who_links_asks_and_then_answers_gone(running, sign_in):
    path = "/procedures/trigger-point-injection/"
    paul = sign_in("paul")
    when_opening(paul, "procedures", "Trigger point injection")
    when_choosing_more(paul, "Take off the site")
    expect(paul.get_by_role("row", name="Myofascial pain")).to_contain_text("The option “Trigger point injection”")
    expect(paul.get_by_role("link", name="Acupuncture and dry needling")).to_be_visible()
    paul.get_by_label("Why? Your colleagues will read it.").fill("The supplier recalled the needles.")
    assert asked(running, path)[0] == 200
    when_pressing(paul, "Take “")
    then_it_says(paul, "off the site")
    status, _, text = asked(running, path)
    assert status == 410
    assert "recalled" not in text
    then_the_public_does_not_read(running, "/conditions/myofascial-pain/", f'href="{path}"')


def test_a_save_on_top_of_somebody_elses_keeps_the_text_on_the_screen(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Knee osteoarthritis")
    second = ada.context.new_page()
    second.goto(ada.url)
    when_writing(ada, "Summary", "The first tab was faster.")
    when_pressing(ada, "Save")
    then_it_says(ada, "Saved at")
    when_writing(second, "Summary", "The second tab has other words.")
    when_pressing(second, "Save")
    expect(second.get_by_role("heading", level=1)).to_contain_text("You saved this page in another window")
    expect(second.get_by_role("main")).to_contain_text("The second tab has other words.")
    ada.reload()
    expect(ada.get_by_label("Summary required")).to_have_value("The first tab was faster.")


def test_the_keyboard_alone_is_enough_to_change_a_title_and_submit_it(running, browser):
    context = browser.new_context(base_url=running.address)
    ada = context.new_page()
    ada.goto("/admin/")
    when_typing = ada.keyboard.type
    expect(ada.get_by_label("Sign-in name")).to_be_focused()
    when_typing("ada")
    when_tabbing_to(ada, "Password:")
    when_typing(PASSWORD)
    ada.keyboard.press("Enter")
    ada.locator("#header details").first.wait_for(state="attached")
    ada.keyboard.press("/")
    when_typing("Privacy")
    expect(ada.get_by_role("option", name="Privacy").first).to_be_visible()
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/aboutpage/*/change/**")
    when_tabbing_to(ada, "Title and names")
    ada.keyboard.press("Enter")
    when_tabbing_to(ada, "Title required")
    ada.keyboard.press("Control+A")
    when_typing("Privacy here")
    ada.keyboard.press("Control+S")
    then_it_says(ada, "Saved at")
    ada.wait_for_load_state()  # on a busy machine the sentence is there before the page hears its keys
    ada.keyboard.press("Control+Enter")
    ada.get_by_role("dialog").wait_for()
    when_tabbing_to(ada, "A note for Rosa optional")
    when_typing("A word.")
    when_tabbing_to(ada, "Send to Rosa")
    ada.keyboard.press("Enter")
    then_the_state_is(ada, "Waiting for a clinician")
    expect(ada.locator("#id_title")).to_have_value("Privacy here")
    context.close()
