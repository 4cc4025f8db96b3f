"""A double click on the button of each verb, and Back after it: nothing is done twice, lost or unclear."""

import json
import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import signed_in_at
from tests.journeys.people import then_it_says, when_choosing_more, when_writing
from tests.journeys.test_errands_pictures import choose
from tests.publishing.uploads import photo

#: One page for each verb, in the state that the verb needs: what happened before it, in the order of the work.
BEFORE = {
    "submit": "saved",
    "submit-form": "saved",
    "return": "submitted",
    "approve": "submitted",
    "take-back": "approved",
    "publish": "approved",
    "publish-form": "approved",
    "schedule": "approved",
    "unschedule": "planned",
    "publish-minor": "peple",
    "publish-minor-form": "lisen",
    "discard": "saved",
    "undo": "published twice",
    "withdraw": "",
    "plan-withdrawal": "",
    "cancel-withdrawal": "to be withdrawn",
    "restore": "withdrawn",
    "confirm-review": "",
    "recall": "submitted",
    "recall-anothers": "of paul",
    "take-up": "over paul",
    "changed": "approved",
    "picture": "",
}
SET_UP = """
import datetime, json
from django.contrib.auth.models import User
from django.utils import timezone
from publishing.life import actions
from publishing.life.models import Page
ada, rosa, paul = (User.objects.get(username=name) for name in ("ada", "rosa", "paul"))
pages = list(Page.objects.filter(kind="procedures", language="en", status="live").order_by("slug"))
END = "\\n\\n## What it is\\n\\n"
def saved(page, words, by=ada):
    page = Page.objects.select_related("live_revision").get(pk=page.pk)
    text = page.live_revision.manuscript
    return actions.save_draft(page=page, by=by, manuscript=text.replace(END, END + words + "\\n\\n", 1))
def published(page, words):
    draft = actions.submit(revision=saved(page, words), by=ada)
    draft = actions.approve(revision=draft, by=rosa, sha256=draft.sha256)
    actions.publish(revision=draft, by=paul)
later = timezone.now() + datetime.timedelta(days=9)
found = {{}}
for page, (name, before) in zip(pages, {before!r}.items()):
    found[name] = page.pk
    if before in ("saved", "submitted", "approved", "planned"):
        draft = saved(page, "Wait here for 3 hours.")
        if before != "saved":
            draft = actions.submit(revision=draft, by=ada)
        if before in ("approved", "planned"):
            draft = actions.approve(revision=draft, by=rosa, sha256=draft.sha256)
        if before == "planned":
            actions.schedule(revision=draft, by=paul, at=later)
    elif before in ("peple", "lisen"):
        published(page, "Some " + before + " ask.")
        page = Page.objects.select_related("live_revision").get(pk=page.pk)
        text = page.live_revision.manuscript.replace(before, {{"peple": "people", "lisen": "listen"}}[before])
        actions.save_draft(page=page, by=ada, manuscript=text)
    elif before == "published twice":
        published(page, "Wait here for 3 hours.")
        published(page, "Wait here for 4 hours.")
    elif before in ("of paul", "over paul"):
        if before == "over paul":
            actions.discard(revision=saved(page, "Wait here for 3 hours."), by=ada)
        actions.submit(revision=saved(page, "Wait here for 5 hours.", paul), by=paul)
    elif before == "withdrawn":
        actions.withdraw(page=page, by=paul, note="Wrong.")
    elif before == "to be withdrawn":
        actions.plan_withdrawal(page=page, by=paul, at=later, note="Old.")
print(json.dumps(found))
"""
WHO = {"submit": "ada", "discard": "ada", "return": "rosa", "approve": "rosa", "take-back": "rosa"}
ASKED = [
    "submit",
    "return",
    "approve",
    "publish",
    "schedule",
    "publish-minor",
    "discard",
    "undo",
    "withdraw",
    "plan-withdrawal",
    "restore",
    "confirm-review",
]
DONE = re.compile(
    r"done already|Sent|ublished|Planned|thrown away|text is back|off the site|public again|approved|Thank you"
)


@pytest.fixture(scope="module")
def keys(running) -> dict[str, int]:
    """The page of each verb, by its name."""
    return json.loads(running.shell(SET_UP.format(before=BEFORE)))


@pytest.fixture(scope="module")
def people(browser, running):
    """One window for each of the three, signed in once; none keeps anything in it for the next test."""
    contexts = {}

    def window(name: str) -> Page:
        if name not in contexts:
            contexts[name] = browser.new_context(base_url=running.address, viewport={"width": 1280, "height": 900})
            return signed_in_at(contexts[name].new_page(), name)
        return contexts[name].pages[0]

    yield window
    for context in contexts.values():
        context.close()


@pytest.fixture
def times(running):
    """Return how often a verb was done to a page since it was set up, or before."""

    def counted(key: int, verb: str) -> int:
        asks = f"SELECT count(*) FROM publishing_event WHERE page_id = {key} AND verb = '{verb}'"
        if url := running.environment.get("DATABASE_URL"):
            import psycopg

            with psycopg.connect(url) as connection:
                return connection.execute(asks).fetchone()[0]
        connection = sqlite3.connect(f"file:{running.data}/db.sqlite3?mode=ro", uri=True)
        try:
            return connection.execute(asks).fetchone()[0]
        finally:
            connection.close()

    return counted


def change_of(key: int) -> str:
    return f"/admin/procedures/procedure/{key}/change/"


def then_nothing_is_unclear(person: Page) -> None:
    """No fault of the server's, no offer of words that are saved, no sentence of the machine's."""
    person.wait_for_load_state()
    expect(person.locator("#header")).to_be_visible()
    expect(person.locator("h1").first).to_be_visible()
    expect(person.locator("#offered")).to_have_count(0)
    shown = person.locator("#content").inner_text()
    assert not re.search(r"A (revision|page) that is|Server Error|has changed since|not be found|doesn.t exist", shown)


def when_asked(person: Page, key: int, verb: str) -> None:
    """Open the question before a verb, from where the words stand if somebody answers for those."""
    page = f"/admin/procedures/procedure/{key}"
    if verb not in ("approve", "confirm-review"):
        person.goto(f"{page}/do/?verb={verb}")
        return
    person.goto(f"{page}/compare/")
    person.goto(person.locator(f"a[href*='verb={verb}']").get_attribute("href"))


def when_answering(where, day: str = "2030-01-07T09:00") -> None:
    """Fill in what a question asks for."""
    for box in where.locator("textarea[name=note]").all():
        box.fill("It is right so.")
    for box in where.locator("input[name=at][required]").all():
        box.fill(day)


@pytest.mark.parametrize("verb", ASKED)
def test_a_question_that_is_answered_twice_is_done_once_and_back_says_so(keys, people, times, verb):
    person, key = people(WHO.get(verb, "rosa" if verb == "confirm-review" else "paul")), keys[verb]
    before = times(key, verb)
    person.goto(change_of(key) if verb != "confirm-review" else "/admin/")
    when_asked(person, key, "publish" if verb == "schedule" else verb)
    when_answering(person)
    if verb == "schedule":
        person.locator(".ask__whens label").nth(1).click()
    person.locator(".ask__do button").dblclick()
    expect(person.locator(".messagelist")).to_contain_text(DONE)
    then_nothing_is_unclear(person)
    assert times(key, verb) == before + 1
    person.go_back()
    then_nothing_is_unclear(person)
    if verb == "schedule":
        expect(person.locator(".ask")).to_contain_text("It is planned for")
    elif verb not in ("undo", "confirm-review"):
        expect(person.locator(".ask h1")).to_contain_text("done already")
    if verb not in ("schedule", "confirm-review"):
        expect(person.locator(".ask__do button")).to_have_count(0)
    elif verb == "confirm-review":
        person.locator(".ask__do button").click()  # a second time, much later
        then_nothing_is_unclear(person)
    assert times(key, verb) == before + 1


@pytest.mark.parametrize("verb", ["submit", "publish", "publish-minor"])
def test_the_next_step_of_the_form_pressed_twice_asks_once_and_does_it_once(keys, people, times, verb):
    person, key = people("ada" if verb == "submit" else "paul"), keys[f"{verb}-form"]
    before = times(key, verb)
    person.goto(change_of(key))
    person.locator("#bar-next").dblclick()
    question = person.get_by_role("dialog")
    expect(question).to_have_count(1)
    question.locator(".ask__do button").dblclick()
    expect(person.locator(".messagelist")).to_contain_text(re.compile("done already|Sent|ublished"))
    then_nothing_is_unclear(person)
    assert times(key, verb) == before + 1
    state = person.locator("#bar-state strong").inner_text()
    person.go_back()
    then_nothing_is_unclear(person)
    expect(person.locator("#bar-state strong")).to_have_text(state)
    assert times(key, verb) == before + 1


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("unschedule", "Do not publish it then"),
        ("cancel-withdrawal", "Keep the page after all"),
        ("take-back", "Take the approval back"),
    ],
)
def test_what_is_not_asked_is_done_once_too(keys, people, times, verb, name):
    person, key = people("rosa" if verb == "take-back" else "paul"), keys[verb]
    before = times(key, verb)
    if verb == "take-back":
        person.goto(f"/admin/procedures/procedure/{key}/reviewed/")
        person.get_by_role("button", name=name).dblclick()
    else:
        person.goto(change_of(key))
        person.locator("#more > summary").click()
        person.locator("#more").get_by_text(name).first.dblclick()
    then_nothing_is_unclear(person)
    expect(person.get_by_role("button", name=name)).to_have_count(0)
    person.go_back()
    then_nothing_is_unclear(person)
    expect(person.get_by_role("button", name=name)).to_have_count(0)
    assert times(key, verb) == before + 1


def test_the_draft_of_somebody_else_that_is_taken_back_from_the_condition_is_taken_back_once(
    keys, people, running, times
):
    ada, key = people("ada"), keys["recall-anothers"]
    about = running.shell(
        "from publishing.life.models import Page; print(Page.objects.get(kind='conditions', slug='sciatica').pk)"
    )
    ada.goto(f"/admin/procedures/procedure/{key}/row/?about={about}")
    ada.get_by_role("button", name="Take it back and change the row").dblclick()
    expect(ada.locator("#bar")).to_be_visible()
    expect(ada.locator(".messagelist")).to_contain_text("It is a draft again.")
    then_nothing_is_unclear(ada)
    assert times(key, "recall") == 1


def test_a_version_that_is_taken_up_over_a_living_draft_is_asked_about_and_taken_up_once(keys, people, times):
    ada, key = people("ada"), keys["take-up"]
    saves = times(key, "save")
    ada.goto(f"/admin/procedures/procedure/{key}/history/")
    ada.locator(".past__list li", has_text="Ada").get_by_role("link", name="Its text").click()
    ada.get_by_role("link", name="Take this version up as the draft …").click()
    expect(ada.locator(".ask")).to_contain_text("Put the draft of Paul")
    expect(ada.locator(".ask ins", has_text="3").first).to_be_attached()
    assert times(key, "save") == saves
    ada.get_by_role("button", name="Put it aside").dblclick()
    expect(ada.locator("#bar")).to_be_visible()
    expect(ada.locator(".messagelist")).to_contain_text("is the draft now. The draft that was put aside is kept")
    then_nothing_is_unclear(ada)
    assert (times(key, "save"), times(key, "discard")) == (saves + 1, 2)
    ada.go_back()
    then_nothing_is_unclear(ada)
    expect(ada.get_by_role("button", name="Put it aside")).to_have_count(0)


def then_the_frame_shows_the_page_that_is_asked_about(person: Page) -> None:
    """The heading in the frame is the heading above it, and the form names the same page."""
    heading = person.locator("#content h1, .queue__count + h1").last.inner_text()
    expect(person.frame_locator(".queue__page").get_by_role("heading", level=1)).to_have_text(heading)
    names = {field.get_attribute("value") for field in person.locator("main input[name=page]").all()}
    assert names == {re.search(r"page=(\d+)", person.url)[1]}


def test_the_queue_never_asks_about_another_page_than_the_one_in_the_frame(people):
    rosa = people("rosa")
    rosa.goto("/admin/publishing/page/queue/")
    rosa.get_by_role("button", name="Show me the next page").click()
    then_the_frame_shows_the_page_that_is_asked_about(rosa)
    first = rosa.locator("main h1").inner_text()
    rosa.get_by_role("link", name="No change needed …").click()
    then_the_frame_shows_the_page_that_is_asked_about(rosa)
    rosa.get_by_role("button", name="Confirm as").dblclick()
    expect(rosa.locator("main h1")).not_to_have_text(first)
    then_it_says(rosa, f"“{first}” is reviewed.")
    expect(rosa.locator(".messagelist .error")).to_have_count(0)
    then_the_frame_shows_the_page_that_is_asked_about(rosa)
    second = rosa.locator("main h1").inner_text()
    rosa.go_back()  # to the question, which is answered
    expect(rosa.locator("main")).to_contain_text("This page is answered already.")
    expect(rosa.locator("main h1")).to_have_text(first)
    expect(rosa.locator("iframe")).to_have_count(0)
    expect(rosa.get_by_role("button", name="Confirm as")).to_have_count(0)
    rosa.get_by_role("button", name="Show me the next page").click()
    expect(rosa.locator("main h1")).to_have_text(second)
    rosa.get_by_role("button", name="Skip").dblclick()
    expect(rosa.locator("main h1")).not_to_have_text(second)
    third = rosa.locator("main h1").inner_text()
    then_the_frame_shows_the_page_that_is_asked_about(rosa)
    rosa.go_back()
    expect(rosa.locator("main h1")).to_have_text(second)
    then_the_frame_shows_the_page_that_is_asked_about(rosa)
    rosa.go_forward()
    expect(rosa.locator("main h1")).to_have_text(third)
    then_the_frame_shows_the_page_that_is_asked_about(rosa)


def test_two_windows_of_the_queue_keep_each_to_its_page(people):
    rosa = people("rosa")
    other = rosa.context.new_page()
    for window in (rosa, other):
        window.goto("/admin/publishing/page/queue/")
        if window.get_by_role("button", name="Show me the next page").count():
            window.get_by_role("button", name="Show me the next page").click()
    shown = rosa.locator("main h1").inner_text()
    expect(other.locator("main h1")).to_have_text(shown)
    other.get_by_role("button", name="Skip").click()
    expect(other.locator("main h1")).not_to_have_text(shown)
    rosa.get_by_role("link", name="No change needed …").click()
    expect(rosa.locator("main h1")).to_have_text(shown)
    then_the_frame_shows_the_page_that_is_asked_about(rosa)
    rosa.get_by_role("button", name="Confirm as").click()
    then_it_says(rosa, f"“{shown}” is reviewed.")
    other.close()


def test_a_draft_that_is_taken_back_from_the_condition_is_taken_back_once(keys, people, running, times):
    ada, key = people("ada"), keys["recall"]
    about = running.shell(
        "from publishing.life.models import Page; print(Page.objects.get(kind='conditions', slug='sciatica').pk)"
    )
    ada.goto(f"/admin/procedures/procedure/{key}/row/?about={about}")
    ada.locator(".ask__do button").dblclick()
    expect(ada.locator("#bar")).to_be_visible()
    then_nothing_is_unclear(ada)
    assert times(key, "recall") == 1
    ada.go_back()
    then_nothing_is_unclear(ada)
    expect(ada.locator("#bar")).to_be_visible()  # it is her own draft now, so that nothing is asked
    assert times(key, "recall") == 1


def test_a_new_page_that_is_begun_twice_and_thrown_away_twice_is_one_page(people):
    ada = people("ada")
    ada.goto("/admin/")
    ada.get_by_role("link", name="Write a new page").first.click()
    ada.get_by_label("What is it called?").fill("Pain in the hollow of the knee")
    ada.locator("label.new__kind", has_text="Condition").click()
    ada.locator(".new__groups:visible label").first.click()
    ada.get_by_role("button", name="Start writing").dblclick()
    expect(ada.locator("#bar")).to_be_visible()
    then_nothing_is_unclear(ada)
    when_choosing_more(ada, "Throw this page away")
    ada.locator(".ask__do button").dblclick()
    expect(ada.locator(".messagelist")).to_contain_text(re.compile("thrown away|done already"))
    then_nothing_is_unclear(ada)
    ada.go_back()
    then_nothing_is_unclear(ada)
    expect(ada.locator(".ask__do button")).to_have_count(0)
    ada.goto("/admin/publishing/page/?q=hollow+of+the+knee")
    expect(ada.get_by_role("main").get_by_role("link", name="Pain in the hollow of the knee")).to_have_count(0)


def test_a_publication_of_words_that_are_changed_by_it_goes_back_to_the_form_and_says_why(keys, people, times):
    paul, key = people("paul"), keys["changed"]
    paul.goto(change_of(key))
    when_writing(paul, "Summary", "Other words than those that were approved.")
    paul.get_by_role("button", name="Publish or plan …").dblclick()
    expect(paul.locator(".messagelist")).to_contain_text("What you changed is reviewed again.")
    expect(paul.get_by_role("dialog")).to_have_count(0)
    expect(paul.locator("#id_summary")).to_have_value("Other words than those that were approved.")
    expect(paul.locator("#bar-state")).to_contain_text("It waits for")
    then_nothing_is_unclear(paul)
    assert times(key, "publish") == 1


def test_a_picture_that_is_put_in_by_a_double_click_is_in_once(keys, people, times):
    ada, key = people("ada"), keys["picture"]
    ada.goto(change_of(key))
    rows, before = ada.locator("#part-drawings .fold").count(), times(key, "save")
    ada.get_by_role("button", name="Add a picture").click()
    choose(ada, "IMG_2231.JPG", photo())
    panel = ada.locator("#picture-panel")
    panel.get_by_label("What does it show?").fill("The front door of the clinic.")
    panel.get_by_text("We made it").click()
    panel.get_by_text("Nobody").click()
    panel.get_by_role("button", name="Put it in and save").dblclick()
    expect(ada.locator(".messagelist")).to_contain_text("Saved at")
    then_nothing_is_unclear(ada)
    expect(ada.locator("#part-drawings .fold")).to_have_count(rows + 1)
    assert times(key, "save") == before + 1
    ada.go_back()
    then_nothing_is_unclear(ada)
    expect(ada.locator("#part-drawings .fold")).to_have_count(rows + 1)
