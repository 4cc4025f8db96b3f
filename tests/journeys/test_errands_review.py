"""Errands of review and publication from the desk's first page on: what each ends in, and in how many clicks and loads.

Each errand has a page of its own, so that none needs another or disturbs it.
"""

import csv
import email.policy
import re
import time
from email.message import EmailMessage
from email.parser import Parser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import FAULTS, sign_in_here
from tests.journeys.counting import counting
from tests.journeys.people import (
    asked,
    given_a_sentence,
    given_a_text,
    then_the_public_does_not_read,
    then_the_public_reads,
)

ADDRESSES = """
from django.contrib.auth.models import User
for user in User.objects.filter(is_staff=True):
    user.email = f"{user.username}@clinic.example"
    user.save(update_fields=["email"])
"""
#: A page whose review is over: who looks after it signed it years ago.
OVERDUE = """
import datetime
from django.contrib.auth.models import User
from publishing.life.models import Page
page = Page.objects.filter(kind="procedures", slug={slug!r}, language="en")
page.update(
    reviewed_on=datetime.date(2020, 1, 1),
    reviewed_by=User.objects.get(username="rosa"),
    review_due_on=datetime.date(2021, 1, 1),
)
"""


#: A second clinician.
SECOND = """
from django.contrib.auth.models import Group, User
lee, _made = User.objects.get_or_create(username="lee", defaults={"first_name": "Lee", "last_name": "Tran"})
lee.email, lee.is_staff, lee.is_active = "lee@clinic.example", True, True
lee.save()
lee.groups.add(Group.objects.get(name="Clinical reviewer"))
"""


@pytest.fixture(scope="module", autouse=True)
def reachable(running):
    """Everybody has an address to which the site writes."""
    running.shell(ADDRESSES)


def letters(running) -> list[EmailMessage]:
    """What the site has sent, which it prints where it has no mail server."""
    text = (Path(running.data) / "server.log").read_text(encoding="utf-8")
    parts = [part for part in text.split("-" * 79) if "Content-Type: text/plain" in part]
    read = Parser(policy=email.policy.default)
    return [read.parsestr(part[part.index("Content-Type: text/plain") :]) for part in parts]


def then_a_letter_came(running, to: str, subject: str, *words: str) -> str:
    """Return the text of the letter that somebody got."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for letter in letters(running):
            if letter["To"] == f"{to}@clinic.example" and subject in letter["Subject"]:
                text = letter.get_content()
                assert all(one in text for one in words), text
                return text
        time.sleep(0.1)
    raise AssertionError([(letter["To"], letter["Subject"]) for letter in letters(running)])


def line_of(person: Page, group: str, title: str):
    """A line of a group of the first page."""
    return person.get_by_role("region", name=group).locator(".line", has_text=title)


def then_axe_finds_nothing(person: Page, within: str = "body") -> None:
    found = Axe().run(person, context=within, options=FAULTS)
    assert found.violations_count == 0, found.generate_report()


def test_a_draft_is_sent_in_three_clicks_and_ends_in_the_mail_of_the_clinician(running, errand):
    given_a_sentence(running, "saved", "procedures/discography", "Wait here for 3 hours.")
    counted = errand("ada")
    ada = counted.page
    line_of(ada, "Your drafts", "Discography").get_by_role("link", name="Go on writing").click()
    ada.get_by_role("button", name="Send to Rosa").click()
    expect(ada.get_by_role("dialog", name="Send to Rosa?")).to_be_visible()
    then_axe_finds_nothing(ada, ".ask-here")
    ada.get_by_label("A note for Rosa").fill("The hours are new.")
    ada.get_by_role("dialog").get_by_role("button", name="Send to Rosa").click()
    expect(ada.locator(".messagelist")).to_contain_text("Sent.")
    counted.at_most(clicks=3, loads=2)
    told = then_a_letter_came(running, "rosa", "Please review: Discography (1 change", "3 hours", "The hours are new.")
    assert "/compare/?sent=" in told


@pytest.fixture
def two_clinicians(running):
    """Lee Tran approves beside Rosa, for one test."""
    running.shell(SECOND)
    yield
    running.shell(
        "from django.contrib.auth.models import User; User.objects.filter(username='lee').update(is_active=0)"
    )


def test_one_of_two_clinicians_is_chosen_by_keyboard_on_a_phone_and_alone_gets_the_letter(
    running, errand, two_clinicians
):
    key = given_a_sentence(running, "saved", "procedures/peripheral-nerve-block", "Wait here for 3 hours.")
    counted = errand("ada", 360, 740)
    ada = counted.page
    line_of(ada, "Your drafts", "Peripheral nerve block").get_by_role("link", name="Go on writing").click()
    ada.get_by_role("button", name="Send to Lee Tran or another clinician").click()
    question = ada.get_by_role("dialog", name="Send for review?")
    expect(question.get_by_role("radio", name="Whoever has time")).to_be_focused()
    then_axe_finds_nothing(ada, ".ask-here")
    assert ada.evaluate("document.documentElement.scrollWidth") == 360
    ada.keyboard.press("ArrowUp")
    ada.keyboard.press("ArrowUp")
    expect(question.get_by_role("radio", name="Lee Tran")).to_be_checked()
    ada.keyboard.press("Tab")
    ada.keyboard.type("The hours are new.")
    ada.keyboard.press("Tab")
    ada.keyboard.press("Enter")
    expect(ada.locator(".messagelist")).to_contain_text("Sent.")
    expect(ada.locator("#bar-state")).to_contain_text("It waits for Lee Tran.")
    counted.at_most(clicks=3, loads=2)
    then_a_letter_came(running, "lee", "(1 change", "The hours are new.", "Ada chose you to read it.")
    about = [letter["To"] for letter in letters(running) if f"/{key}/" in letter.get_content()]
    assert about == ["lee@clinic.example"]


def test_one_of_two_clinicians_is_chosen_without_a_script(running, sign_in, two_clinicians):
    key = given_a_sentence(running, "saved", "procedures/sympathetic-nerve-block", "Wait here for 3 hours.")
    ada = sign_in("ada", java_script_enabled=False)
    ada.goto(f"/admin/procedures/procedure/{key}/change/")
    ada.get_by_role("button", name="Send to Lee Tran or another clinician").click()
    ada.get_by_role("radio", name="Rosa").check()
    ada.get_by_role("button", name="Send for review").click()
    expect(ada.locator("#bar-state")).to_contain_text("It waits for Rosa.")


def test_a_question_over_the_form_can_be_left_and_the_text_is_saved(running, sign_in):
    key = given_a_sentence(running, "saved", "procedures/prolotherapy", "Wait here for 3 hours.")
    ada = sign_in("ada")
    ada.goto(f"/admin/procedures/procedure/{key}/change/")
    ada.locator("[name=summary]").evaluate(
        "field => { for (let part = field; part; part = part.parentElement) if ('open' in part) part.open = true }"
    )
    words = ada.locator("[name=summary]").input_value().replace(".", ", and we can help.", 1)
    ada.locator("[name=summary]").fill(words)
    ada.get_by_role("button", name="Send to Rosa").click()
    ada.get_by_role("dialog").wait_for()
    ada.keyboard.press("Escape")
    expect(ada.locator("[name=summary]")).to_have_value(words)
    expect(ada.locator("#bar-state")).to_contain_text("Draft, saved")
    ada.locator("[name=summary]").evaluate(
        "field => { for (let part = field; part; part = part.parentElement) if ('open' in part) part.open = true }"
    )
    ada.locator("[name=summary]").fill(words.replace("we can", "we may"))
    ada.locator("#bar-save").click()
    expect(ada.locator(".messagelist")).to_contain_text("Saved at")  # and not: somebody else saved


def test_a_clinician_approves_from_the_mail_on_a_phone_and_takes_it_back(running, errand, visitor):
    key = given_a_sentence(running, "saved", "procedures/tens", "Use it for 30 minutes.")
    ada = errand("ada").page
    ada.goto(f"/admin/procedures/procedure/{key}/do/?verb=submit")
    ada.get_by_role("button", name="Send to Rosa").click()
    link = re.search(r"http\S+\?sent=\w+", then_a_letter_came(running, "rosa", "Please review: TENS"))
    assert link

    context = visitor(360, 740)
    rosa = context.new_page()
    counted = counting(rosa)
    counted.begin()
    counted.clicks = 1  # the link in the letter
    rosa.goto(link[0])
    sign_in_here(rosa, "rosa")
    expect(rosa.get_by_role("heading", name="1 change")).to_have_count(0)
    expect(rosa.locator(".review__since").first).to_contain_text("1 change")
    rosa.get_by_role("link", name="Approve …").click()
    dialog = rosa.get_by_role("dialog", name="Approve this text?")
    expect(dialog).to_contain_text("Reviewed by Rosa on")
    then_axe_finds_nothing(rosa)
    dialog.get_by_role("button", name="Approve as Rosa").click()
    expect(rosa.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(rosa.locator(".review__done")).to_contain_text("Approved by Rosa, today at")
    counted.at_most(clicks=4, loads=2)
    then_axe_finds_nothing(rosa)
    assert rosa.evaluate("document.documentElement.scrollWidth <= innerWidth")
    then_a_letter_came(running, "paul", "Approved: TENS", "The public will read: Reviewed by Rosa on")
    then_the_public_does_not_read(running, "/procedures/tens/", "Use it for 30 minutes.")

    rosa.get_by_role("button", name="Take the approval back").click()
    expect(rosa.get_by_role("link", name="Approve …")).to_be_visible()
    then_a_letter_came(running, "paul", "Approval taken back: TENS")


def test_a_publication_is_planned_in_four_clicks(running, errand):
    given_a_sentence(running, "approved", "procedures/mindfulness", "Begin with 5 minutes.")
    counted = errand("paul")
    paul = counted.page
    line_of(paul, "Ready to publish", "Mindfulness").get_by_role("link", name="Publish or plan").click()
    choice = paul.locator(".ask__whens label").nth(1)
    words = choice.inner_text().strip()
    choice.click()
    paul.get_by_role("button", name=f"Publish on {words}").click()
    expect(paul.locator(".messagelist")).to_contain_text("Planned.")
    counted.at_most(clicks=4, loads=2)
    expect(paul.locator("#bar-state")).to_contain_text(f"Planned for {words}")
    then_the_public_does_not_read(running, "/procedures/mindfulness/", "Begin with 5 minutes.")
    paul.goto("/admin/")
    expect(line_of(paul, "Coming up", "Mindfulness")).to_contain_text(words)


def test_a_publication_is_undone_in_one_confirmed_step_and_everybody_hears_why(running, errand):
    path = "/procedures/laser-therapy/"
    given_a_sentence(running, "published", "procedures/laser-therapy", "Do not eat for 6 hours.")
    given_a_text(running, "published", "procedures/laser-therapy", "for 6 hours", "for 2 hours")
    then_the_public_reads(running, path, "Do not eat for 2 hours.")
    counted = errand("paul")
    paul = counted.page
    line_of(paul, "Published lately", "Laser therapy").get_by_role("link", name="Undo …").click()
    main = paul.get_by_role("main")
    expect(main).to_contain_text("Rosa approved exactly these words on")
    expect(main).to_contain_text("so no new review is needed")
    expect(main).to_contain_text("The text that you take back is kept as a draft. Ada can go on with it.")
    then_axe_finds_nothing(paul)
    paul.get_by_label("Why?").fill("6 hours was right. 2 hours is for water only.")
    paul.get_by_role("button", name="Put the earlier text back").click()
    expect(paul.locator(".messagelist")).to_contain_text("The earlier text is back.")
    counted.at_most(clicks=4, loads=3)
    then_the_public_reads(running, path, "Do not eat for 6 hours.")
    then_the_public_reads(running, path, "Reviewed by <strong>Rosa</strong>")
    for name in ("ada", "rosa"):
        then_a_letter_came(running, name, "Undone: Laser therapy", "6 hours was right.")
    paul.go_back()
    paul.reload()
    expect(main).to_contain_text("was undone already")
    then_the_public_reads(running, path, "Do not eat for 6 hours.")


def test_what_is_overdue_is_exported_as_a_spreadsheet_in_two_clicks(running, errand):
    running.shell(OVERDUE.format(slug="spinal-manipulation"))
    counted = errand("olga")
    olga = counted.page
    olga.get_by_role("link", name=re.compile("^Reviews due")).click()
    with olga.expect_download() as saved:
        olga.get_by_role("button", name="Save as a spreadsheet").click()
    counted.at_most(clicks=3, loads=2)
    with saved.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if any("Spinal manipulation" in cell for cell in row)]
    assert len(rows) == 1
    address = next(cell for cell in rows[0] if cell.startswith(running.address))
    assert asked(running, address.removeprefix(running.address))[0] in {200, 302}


def test_a_clinician_reads_the_whole_page_and_says_that_no_change_is_needed(running, errand):
    running.shell(OVERDUE.format(slug="acupuncture"))
    counted = errand("rosa")
    rosa = counted.page
    key = running.shell("from publishing.life.models import Page; print(Page.objects.get(slug='acupuncture').pk)")
    rosa.goto(f"/admin/procedures/procedure/{key}/compare/")
    expect(rosa.frame_locator("iframe.review__page").get_by_role("heading", name="Acupuncture").first).to_be_visible()
    rosa.get_by_role("link", name="No change needed …").click()
    dialog = rosa.get_by_role("dialog", name="No change needed?")
    expect(dialog).to_contain_text("You say that you have read it again and it still holds.")
    reads = dialog.locator(".decision__reads p").last.inner_text()
    then_axe_finds_nothing(rosa)
    dialog.get_by_role("button", name="Yes, it still holds").click()
    expect(rosa.locator(".review__done")).to_contain_text("no change is needed")
    public = re.sub(r"<[^>]+>|\s+", " ", asked(running, "/procedures/acupuncture/")[2])
    assert " ".join(reads.split()) in " ".join(re.sub(r" (?=[,.])", "", public).split())


def test_before_a_page_goes_all_that_changes_with_it_is_shown(running, sign_in):
    key = running.shell(
        "from publishing.life.models import Page\n"
        "from search.models import Promoted\n"
        "page = Page.objects.get(slug='vertebroplasty-and-kyphoplasty')\n"
        "Promoted.objects.create(language='en', asked='cement in a bone', page=page)\n"
        "print(page.pk)"
    )
    paul = sign_in("paul")
    paul.goto(f"/admin/procedures/procedure/{key}/do/?verb=withdraw")
    main = paul.get_by_role("main")
    expect(main.get_by_role("table")).to_contain_text("The option “")
    expect(main).to_contain_text("cement in a bone")
    then_axe_finds_nothing(paul)
    expect(main.get_by_role("button", name="off the site")).to_be_visible()


def test_without_script_each_question_is_a_page(running, sign_in):
    key = given_a_sentence(running, "saved", "procedures/intrathecal-pump", "Come every 3 months.")
    people = {name: sign_in(name, java_script_enabled=True) for name in ("rosa", "paul")}
    plain = {
        name: person.context.browser.new_context(
            base_url=running.address, storage_state=person.context.storage_state(), java_script_enabled=False
        ).new_page()
        for name, person in people.items()
    }
    ada = sign_in("ada")
    ada.goto(f"/admin/procedures/procedure/{key}/do/?verb=submit")
    ada.get_by_role("button", name="Send to Rosa").click()
    rosa, paul = plain["rosa"], plain["paul"]
    rosa.goto(f"/admin/procedures/procedure/{key}/compare/")
    rosa.get_by_role("link", name="Approve …").click()
    rosa.get_by_role("button", name="Approve as Rosa").click()
    expect(rosa.locator(".review__done")).to_contain_text("Approved by Rosa")
    paul.goto(f"/admin/procedures/procedure/{key}/do/?verb=publish")
    paul.get_by_role("button", name="Publish “").click()
    then_the_public_reads(running, "/procedures/intrathecal-pump/", "Come every 3 months.")
    for page in plain.values():
        page.context.close()


def test_a_note_that_is_typed_and_not_kept_goes_along_when_the_text_is_sent_back(running, sign_in):
    key = given_a_sentence(running, "sent", "procedures/sacroiliac-joint-injection", "Wear it in bed.")
    rosa = sign_in("rosa", viewport={"width": 360, "height": 740})
    rosa.goto(f"/admin/procedures/procedure/{key}/compare/")
    rosa.get_by_role("link", name="Add a note at").first.click()
    rosa.get_by_label("Your note at").fill("Not in bed: say when.")
    rosa.get_by_role("link", name="Send back").click()
    asked_here = rosa.get_by_role("dialog", name="Send back to")
    expect(asked_here).to_contain_text("Your note goes with it.")
    asked_here.get_by_role("button", name="Send back (1 note)").click()
    expect(rosa.get_by_role("heading", name="Thank you")).to_be_visible()
    then_a_letter_came(running, "ada", "Sent back: Sacroiliac joint injection", "Not in bed: say when.")


#: What the desk does for its writer while a clinician reads.
MORE_WORDS = """
from django.contrib.auth.models import User
from publishing.life import actions
from publishing.life.models import Page

page = Page.objects.get(pk={key})
text = page.revisions.open().get().manuscript.replace("Wear it in bed.", "Wear it in bed. Take 80 mg a day.")
actions.save_draft(page=page, by=User.objects.get(username="ada"), manuscript=text)
"""


def test_words_that_changed_under_an_open_approval_are_shown_before_anybody_is_asked_again(running, sign_in):
    address = "procedures/facet-joint-injection"
    key = given_a_sentence(running, "sent", address, "Wear it in bed.")
    rosa = sign_in("rosa")
    rosa.goto(f"/admin/procedures/procedure/{key}/compare/")
    rosa.get_by_role("link", name="Add a note at").first.click()
    rosa.get_by_label("Your note at").fill("Good.")
    running.shell(MORE_WORDS.format(key=key))
    rosa.get_by_role("link", name="Approve …").click()  # the note is kept, and the page comes anew under the question
    rosa.get_by_role("dialog").get_by_role("button", name="Approve as").click()
    expect(rosa.get_by_text("This text has changed since you opened this page.")).to_be_visible()
    expect(rosa.get_by_role("link", name="Add a note at “Take 80 mg a day.”")).to_be_attached()
    expect(rosa.get_by_role("link", name="Approve …")).to_be_visible()
