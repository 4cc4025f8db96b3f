"""Writing errands, told by people who know no syntax: a leaflet is pasted and sent; new pages are begun and sent."""

import email
import email.policy
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import then_it_says, when_opening, when_sending

#: Who writes has a name for the public, and who approves can be reached. Both are set up once, by an administrator.
KNOWN = """
from django.contrib.auth.models import User
from publishing.life.models import Contributor
for name, shown, letters in (("ada", "Ada Byron", ""), ("rosa", "Rosa Lopez", "MD")):
    user = User.objects.get(username=name)
    user.email = f"{name}@clinic.example"
    user.save()
    said = {"name": shown, "credentials": letters, "kind": "person", "user": user}
    Contributor.objects.update_or_create(id=name, defaults=said)
"""
LEAFLET = """
<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15"></head>
<body><h1>Before your visit</h1><p class=MsoNormal style='color:#1F3864'>Please read this the <b>day before</b>.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Bring your list</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Come with a driver</p>
<h1>On the day</h1><table><tr><td><p><b>When</b></p></td><td><p><b>What</b></p></td></tr>
<tr><td><p>Morning</p></td><td><p>Wear loose clothes</p></td></tr></table>
<p class=MsoNormal>Call us with questions.<del> Bring cash.</del><img src="x.png" alt="Our door"></p></body></html>
"""
PASTE = """
(box, html) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/html", html);
  clipboard.setData("text/plain", "The words alone.");
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}
"""

PLAIN_PASTE = """
(box, html) => {
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "V", ctrlKey: true, shiftKey: true, bubbles: true }));
  const clipboard = new DataTransfer();
  clipboard.setData("text/html", html);
  return box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def known(running):
    running.shell(KNOWN)


def when_pasting(box: Locator, html: str) -> None:
    """Paste as the browser hands a clipboard over; the words are in the box when this ends."""
    before = box.input_value()
    box.evaluate(PASTE, html)
    expect(box).not_to_have_value(before)


def when_going_to_the_next_part(person: Page, name: str) -> None:
    """By the keyboard alone: to the row of that name, and into its first box."""
    for _ in range(40):
        person.keyboard.press("Alt+ArrowDown")
        if person.evaluate("document.activeElement.querySelector('.fold__name')?.textContent.trim()") == name:
            break
    if not person.evaluate("document.activeElement.parentElement.open"):
        person.keyboard.press("Enter")
    for _ in range(30):
        person.keyboard.press("Tab")
        if person.evaluate("document.activeElement.matches('textarea, input')"):
            return
    raise AssertionError(f"The part {name!r} has no box.")


def letters_to(running, address: str) -> list[email.message.EmailMessage]:
    """The letters that the site sent to an address; it prints them, since it has no mail server."""
    log = (running.data / "server.log").read_text()
    found = re.findall(r"^Content-Type: .*?(?=^-{70,}$)", log, re.MULTILINE | re.DOTALL)
    letters = [email.message_from_string(one, policy=email.policy.default) for one in found]
    return [letter for letter in letters if address in letter["To"]]


def test_a_leaflet_becomes_a_new_article_and_is_sent_to_the_reviewer(errand, running, known):
    counted = errand("ada")
    ada = counted.page
    ada.get_by_role("link", name="Write a new page").first.click()
    ada.get_by_label("What is it called?").fill("Your visit, step by step")
    ada.locator("label.new__kind", has_text="Article").click()
    ada.locator(".new__groups:visible label").first.click()
    ada.get_by_role("button", name="Start writing").click()
    expect(ada.locator("#id_summary")).to_be_focused()
    ada.keyboard.type("What to bring to your visit, and how the day goes.")
    when_going_to_the_next_part(ada, "Key points")
    ada.keyboard.type("Bring your list.\nCome with a driver.\nCall us with questions.")
    when_going_to_the_next_part(ada, "Text")
    box = ada.locator("#id_text")
    when_pasting(box, LEAFLET)
    expect(box).to_have_value(
        "## Before your visit\n\nPlease read this the **day before**.\n\n- Bring your list\n- Come with a driver\n\n"
        "## On the day\n\n| When | What |\n| --- | --- |\n| Morning | Wear loose clothes |\n\nCall us with questions."
    )
    said = ada.locator(".pasted")
    expect(said).to_contain_text("Pasted from Word: 29 words, 2 headings, 1 list, 1 table.")
    expect(said).to_contain_text("1 picture (add it as a picture)")
    box.locator("xpath=preceding-sibling::*[contains(@class, 'tools')]").get_by_role("button", name="Source").click()
    ada.keyboard.type("nice ng59")
    ada.locator("#pick-found").get_by_role("option", name=re.compile("NICE")).first.click()
    ada.locator("#bar-save").click()
    when_sending(ada)
    then_it_says(ada, "Sent.")
    counted.at_most(clicks=9, loads=5)
    letter = letters_to(running, "rosa@clinic.example")[-1]
    assert "Your visit, step by step" in letter["Subject"]


def test_a_paste_is_one_step_that_is_undone_and_what_is_open_is_saved_as_it_was(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Sciatica")
    part = ada.locator("#fold-text__causes")
    part.locator("> summary").click()
    box = ada.locator("#id_text__causes")
    before = box.input_value()
    when_pasting(box, LEAFLET)
    expect(box).to_have_value(re.compile("^### Before your visit"))  # in a part, headings are below the part's own
    ada.locator(".pasted").get_by_role("button", name="Undo the paste").click()
    expect(box).to_have_value(before)
    when_pasting(box, LEAFLET)
    ada.keyboard.type("!")
    ada.locator(".pasted").get_by_role("button", name="Undo the paste").click()
    expect(box).to_have_value(f"!{before}")  # what was typed behind it stays
    box.fill(before)
    ada.locator("#bar-save").click()
    then_it_says(ada, "nothing")


def test_words_are_pasted_where_the_desk_is_away_and_where_no_looks_are_wanted(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Sciatica")
    ada.locator("#fold-text__causes > summary").click()
    box = ada.locator("#id_text__causes")
    box.evaluate("box => box.setSelectionRange(0, box.value.length)")
    ada.route("**/paste/*", lambda route: route.abort())
    when_pasting(box, LEAFLET)
    expect(box).to_have_value("The words alone.")
    expect(ada.locator(".pasted")).to_contain_text("only the words were pasted")
    assert box.evaluate(PLAIN_PASTE, LEAFLET), "Paste without looks is the browser's own."
