"""Writing errands, told by people who know no syntax: a leaflet is pasted and sent; new pages are begun and sent."""

import email
import email.policy
import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import then_it_says, when_opening, when_picking, when_sending

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
    ada.get_by_text("See what was left out").click()
    found = Axe().run(ada, "#fold-text__causes", {"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    box.focus()
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


def test_what_is_pasted_is_in_the_text_that_is_saved_however_soon_one_saves(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "conditions", "Sciatica")
    ada.locator("#fold-text__causes > summary").click()
    box = ada.locator("#id_text__causes")
    waiting = []
    ada.route("**/paste/*", lambda route: waiting.append(route))
    box.evaluate(PASTE, LEAFLET)
    expect(ada.locator(".pasted")).to_be_visible()
    ada.keyboard.press("Control+S")
    ada.keyboard.press("Control+S")
    ada.wait_for_timeout(300)
    assert len(waiting) == 1
    waiting[0].continue_()
    then_it_says(ada, "Saved at")
    expect(box).to_have_value(re.compile("### Before your visit"))


def when_beginning(person: Page, title: str, kind: str) -> None:
    person.get_by_role("link", name="Write a new page").first.click()
    person.get_by_label("What is it called?").fill(plain(title))
    person.locator("label.new__kind", has_text=kind).click()
    person.locator(".new__groups:visible label").first.click()
    person.get_by_role("button", name="Start writing").click()
    expect(person.locator("#id_summary")).to_be_focused()


def plain(words: str) -> str:
    """The words themselves, which must be such that a patient or a clinician knows: no sign of any syntax."""
    assert not re.search(r"[#/\[\]:@*|`{}_]", words), words
    return words


def when_typing(where: Page | Locator, **fields: str) -> None:
    """Write into boxes by their names; a choice is chosen by its words."""
    for name, words in fields.items():
        label = re.compile(rf"^{name.replace('_', ' ')}\??( required.*)?$")
        choice = where.locator("legend", has_text=label).first
        if choice.count():
            choice.evaluate(OPEN)
            choice.locator("xpath=..").get_by_label(words, exact=True).check()
            continue
        field = where.get_by_label(label).and_(where.locator("input, textarea")).first
        field.evaluate(OPEN)
        field.fill(plain(words))


OPEN = "field => { for (let part = field; part; part = part.parentElement) if ('open' in part) part.open = true }"


def when_filling_the_cards(person: Page, part: str, *items: str) -> None:
    """Type an item into each list of a part that stands there empty."""
    box = person.locator(f"#id_text__{part}")
    box.evaluate(OPEN)
    for item in items:
        box.evaluate(
            "box => { const at = box.value.search(/^- ?$/m); box.focus(); box.setSelectionRange(at + 1, at + 1) }"
        )
        person.keyboard.type(f" {plain(item)}")


def when_adding(person: Page, button: str) -> Locator:
    """Add a row, and return it, open."""
    adds = person.locator("#page-form button", has_text=button).first
    adds.evaluate(OPEN)
    adds.click()
    row = person.locator(".rows", has=person.locator("button", has_text=button)).last.locator(".fold").last
    row.evaluate(OPEN)
    return row


def when_sending_what_is_whole(person: Page) -> None:
    person.locator("#bar-save").click()
    then_it_says(person, "Saved")
    expect(person.locator("#beside-checklist")).to_contain_text("Nothing. This page can be sent.")
    when_sending(person)
    then_it_says(person, "Sent.")


def test_a_new_condition_is_written_from_nothing_and_sent_without_any_syntax(sign_in, known):
    ada = sign_in("ada")
    when_beginning(ada, "An ache of the tailbone", "Condition")
    when_typing(
        ada,
        Summary="Pain at the very end of the spine, mostly while sitting.",
        Key_points="Most people get better.\nSitting makes it worse.\nTell us what helps you.",
        What_it_is="It is pain at the end of the spine.",
        Causes="A fall, or nothing that one remembers.",
        Tests="We ask, and look at your back.",
        Your_options="We begin with what you can do yourself.",
        What_to_expect="It takes time.",
        Questions_to_ask_us="How long will it take?\nWhat can I do at home?\nWhen do I come back?",
    )
    ada.locator("#id_text__symptoms").evaluate(OPEN)
    ada.locator("#id_text__symptoms").fill(plain("It hurts when you sit or stand up."))
    when_filling_the_cards(ada, "when-to-get-help", "You cannot feel the skin between your legs", "The pain gets worse")
    when_filling_the_cards(ada, "what-you-can-do", "Stand up often", "Sit for hours")
    ada.get_by_label("Pelvis").evaluate(OPEN)
    ada.get_by_label("Pelvis").check()
    row = when_adding(ada, "Add a symptom")
    when_typing(row, Symptom="Tailbone pain", Where_it_is_felt="Pelvis", How_it_feels="It hurts to sit.")
    row = when_adding(ada, "Add an option")
    when_typing(
        row,
        Name_of_the_option="A cushion",
        The_answer_in_one_line="It may help some people.",
        What_does_it_do="Helps a little",
        How_sure_are_we="Not very sure",
        What_is_done="You sit on a soft cushion.",
        Side_effects="None are known.",
    )
    when_picking(row, "Sources of the whole row", "NICE", "NICE")
    none = ada.locator("#fold-no_procedure")
    when_typing(
        none,
        The_answer_in_one_line="Many people get better by themselves.",
        What_tends_to_happen_without_it="Many get better",
        How_sure_are_we="Not very sure",
        What_is_done="You wait, and move.",
        Side_effects="None are known.",
    )
    when_picking(none, "Sources of the whole row", "NICE", "NICE")
    when_sending_what_is_whole(ada)


def test_a_new_procedure_is_written_from_nothing_and_sent_without_any_syntax(sign_in, known):
    ada = sign_in("ada")
    when_beginning(ada, "A walk with the team", "Procedure")
    when_typing(
        ada,
        Summary="You walk with us for a while, and we look at how you move.",
        Key_points="You walk for an hour.\nIt does not hurt.\nCall us if you feel unwell.",
        Questions_to_ask_us="How far do we walk?\nWhat do I wear?\nWhen do I come back?",
    )
    for box in ada.locator("textarea[id^=id_text__]").all():  # every part that is still to write
        if not box.input_value():
            box.evaluate(OPEN)
            box.fill(plain("We tell you about it when you come."))
    when_filling_the_cards(ada, "when-to-get-help", "You cannot stand", "You are dizzy")
    ada.get_by_label("Pelvis").evaluate(OPEN)
    ada.get_by_label("Pelvis").check()
    row = when_adding(ada, "Add a condition")
    when_picking(row, "Condition", "sciat", "Sciatica")
    when_typing(
        row,
        What_is_the_procedure_for_here="To treat it",
        The_answer_in_one_line="We do not know yet.",
        What_does_it_do="Not known",
        How_sure_are_we="Hardly sure",
        What_did_the_studies_find="Nobody has looked at it closely.",
        Who_is_it_for="Whoever can walk.",
        How_long_does_relief_last="Nobody knows.",
    )
    if not (day := row.locator("[id$=-checked_on]")).input_value():
        day.fill(plain(date.today().isoformat()))
    when_picking(row, "Sources of the whole row", "NICE", "NICE")
    when_typing(
        ada.locator("#fold-comparison"),
        What_is_done="You walk with us.",
        Side_effects="Tired legs.",
        Serious_harm="None is known.",
        How_soon_back_to_normal="The same day.",
    )
    when_sending_what_is_whole(ada)
