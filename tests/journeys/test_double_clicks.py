"""A double click is one press, wherever it meets something new; and nothing is sent of a note that nobody sees."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import signed_in_at
from tests.journeys.people import given_a_sentence, when_opening

#: What a browser does after Back: words of one box stand in others, by the order of the boxes.
RESTORED = """
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".desk-notes textarea")) box.value = "Which hours are these?";
});
"""
#: The notes of a page are done with, and its draft goes back to whoever wrote it.
DONE_WITH = """
from django.contrib.auth.models import User
from django.utils import timezone
from publishing.life import actions
from publishing.life.models import Note, Page
Note.objects.filter(page={key}).update(closed_at=timezone.now())
for draft in Page.objects.get(pk={key}).revisions.filter(state="in-review"):
    actions.return_for_changes(revision=draft, by=User.objects.get(username="rosa"), note="Again.")
"""


@pytest.fixture(scope="module")
def ada(browser, running):
    """Ada at the form of one page, which she does not save."""
    context = browser.new_context(base_url=running.address, viewport={"width": 1280, "height": 800})
    page = signed_in_at(context.new_page(), "ada")
    when_opening(page, "conditions", "Sciatica")
    page.locator("#fold-text__causes > summary").click()
    page.locator("#fold-text__causes .tools").wait_for()
    yield page
    context.close()


@pytest.fixture(autouse=True)
def closed_again(request):
    yield
    if "ada" in request.fixturenames:
        request.getfixturevalue("ada").evaluate("document.querySelector('#pick[open]')?.close()")


def tool(ada: Page, name: str) -> Locator:
    return ada.locator("#fold-text__causes .tools").get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("name", ["Page link", "Care card", "Do / don’t"])
def test_a_double_click_on_a_tool_opens_its_dialog_and_puts_nothing_in(ada, name):
    text = ada.locator("#id_text__causes").input_value()
    tool(ada, name).dblclick()
    expect(ada.locator("#pick")).to_be_visible()
    ada.wait_for_timeout(300)
    expect(ada.locator("#pick")).to_be_visible()
    expect(ada.locator("#id_text__causes")).to_have_value(text)


def test_the_first_choice_has_the_keys_and_a_later_click_chooses(ada):
    ada.reload()  # the first dialog of all
    if ada.locator("#fold-text__causes").get_attribute("open") is None:
        ada.locator("#fold-text__causes > summary").click()
    text = ada.locator("#id_text__causes").input_value()
    tool(ada, "Care card").click()
    expect(ada.locator("#pick-found")).to_be_focused()
    ada.locator("#pick-found").get_by_role("option").first.wait_for()
    ada.keyboard.press("Enter")
    expect(ada.locator("#id_text__causes")).not_to_have_value(text)
    tool(ada, "Undo").click()
    expect(ada.locator("#id_text__causes")).to_have_value(text)


def test_a_fold_opens_by_a_double_click_and_shuts_by_the_next_press(ada):
    tool(ada, "Source").click()
    summary = ada.locator(".pick__suggest > summary")
    summary.dblclick()
    expect(ada.locator(".pick__suggest")).to_have_attribute("open", "")
    first = ada.get_by_label("What is it called?")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport(ratio=1)
    summary.focus()
    ada.keyboard.press("Enter")
    expect(ada.locator(".pick__suggest")).not_to_have_attribute("open", "")
    ada.keyboard.press("Enter")
    expect(ada.locator(".pick__suggest")).to_have_attribute("open", "")
    summary.click()
    expect(ada.locator(".pick__suggest")).not_to_have_attribute("open", "")


def test_a_new_row_stays_open_and_is_called_as_what_is_typed(ada):
    rows = ada.locator(".rows:has(> .rows__add > button:visible):not(:has(.admin-autocomplete))").first
    count = rows.locator(".fold").count()
    rows.locator("[data-add]").dblclick()
    expect(rows.locator(".fold")).to_have_count(count + 1)
    row = rows.locator(":scope > .rows__list > .fold").last
    expect(row).to_have_attribute("open", "")
    box = row.locator("textarea, input:not([type=hidden], [type=checkbox], [type=radio])").first
    box.fill("Nine in ten")
    expect(row.locator(".fold__name").first).to_have_text("Nine in ten")


def test_a_double_click_opens_one_preview_and_selects_a_word(ada):
    opened: list[Page] = []
    ada.context.on("page", lambda page: opened.append(page))
    ada.get_by_role("button", name="Preview (in a new tab)").dblclick()
    ada.wait_for_timeout(1500)
    assert len(opened) == 1
    opened[0].close()
    box = ada.locator("#id_text__causes")
    box.scroll_into_view_if_needed()
    box.dblclick(position={"x": 40, "y": 20})
    assert box.evaluate("box => box.selectionEnd - box.selectionStart") > 1


def test_the_table_is_put_in_by_the_enter_key_with_as_many_lines_as_it_says(ada):
    text = ada.locator("#id_text__causes").input_value()
    tool(ada, "Table").click()
    ada.get_by_label("Lines below the headings").fill("2")
    ada.get_by_label("Columns").press("Enter")
    expect(ada.locator("#pick")).to_be_hidden()
    made = ada.locator("#id_text__causes").input_value().replace(text, "")
    assert [line for line in made.splitlines() if line.startswith("|")] == [
        "| Heading 1 | Heading 2 |",
        "| --- | --- |",
        "|    |    |",
        "|    |    |",
    ]
    tool(ada, "Undo").click()


def tap_twice(person: Page, what: Locator) -> None:
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    for _tap in range(2):
        person.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.fixture
def rosa(running, sign_in):
    """Rosa on her phone, before a draft that waits for her."""
    key = given_a_sentence(running, "submitted", "procedures/occipital-nerve-block", "Wait here for 3 hours.")
    rosa = sign_in("rosa", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    rosa.goto(f"/admin/procedures/procedure/{key}/compare/")
    yield rosa
    running.shell(DONE_WITH.format(key=key))


def leave_a_note(rosa: Page, words: str) -> Locator:
    rosa.locator("a[data-note]").first.click()
    rosa.locator(".note-box textarea:visible").fill(words)
    return rosa.locator(".note-box").get_by_role("button", name="Keep the note")


def test_a_double_tap_keeps_one_note_opens_one_question_and_posts_nothing_of_the_browser_s(rosa):
    posted: list[str] = []
    rosa.on("request", lambda sent: posted.append(sent.post_data or "") if sent.method == "POST" else None)
    tap_twice(rosa, leave_a_note(rosa, "Which hours are these?"))
    expect(rosa.locator(".desk-notes__note")).to_have_count(1)
    assert len(posted) == 1
    rosa.add_init_script(RESTORED)
    rosa.reload()
    tap_twice(rosa, rosa.locator("[data-asks=ask-return]"))
    question = rosa.get_by_role("dialog")
    expect(question).to_be_visible()
    rosa.wait_for_timeout(300)
    expect(question).to_be_visible()
    assert len(posted) == 1
    expect(rosa.locator(".desk-notes__note")).to_have_count(1)
    expect(rosa.locator(".desk-notes__answer")).to_have_count(0)


def test_an_answer_that_was_folded_away_is_shown_before_anything_is_sent(rosa):
    leave_a_note(rosa, "Which hours are these?").click()
    answer = rosa.locator(".desk-notes__note details")
    answer.locator("summary").click()
    answer.get_by_label("Your answer").fill("Those of the day ward.")
    answer.locator("summary").click()
    expect(answer.get_by_label("Your answer")).to_be_hidden()
    rosa.locator("[data-asks=ask-return]").click()
    expect(answer.get_by_label("Your answer")).to_be_focused()
    expect(rosa.get_by_role("dialog")).to_have_count(0)
    rosa.locator("[data-asks=ask-return]").click()
    expect(rosa.get_by_role("dialog")).to_be_visible()
    expect(rosa.locator(".desk-notes__answer")).to_contain_text("Those of the day ward.")
