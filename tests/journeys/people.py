"""What people do at the desk and what they then see, in words: the steps that the journeys are told in.

Somebody at the desk is a page of their own browser. A step waits for what it needs and claims nothing else.
"""

import re
import time
import urllib.error
import urllib.request

from playwright.sync_api import Locator, Page, expect

LISTS = {
    "about": "/admin/website/aboutpage/",
    "articles": "/admin/articles/article/",
    "conditions": "/admin/conditions/condition/",
    "procedures": "/admin/procedures/procedure/",
}
#: Ada changes a live text, Rosa approves it, Paul publishes it: what happened before a journey begins.
REVIEWED = """
from django.contrib.auth.models import User
from publishing.life import actions
from publishing.life.models import Page
ada, rosa, paul = (User.objects.get(username=name) for name in ("ada", "rosa", "paul"))
kind, slug = {address!r}.split("/")
page = Page.objects.get(kind=kind, slug=slug, language="en")
text = page.live_revision.manuscript
assert {before!r} in text, "The text has changed: choose other words for this journey."
revision = actions.save_draft(page=page, by=ada, manuscript=text.replace({before!r}, {after!r}, 1), slug=slug)
if {upto!r} != "saved":
    revision = actions.submit(revision=revision, by=ada)
if {upto!r} in ("approved", "published"):
    revision = actions.approve(revision=revision, by=rosa, sha256=revision.sha256)
if {upto!r} == "published":
    actions.publish(revision=revision, by=paul)
print(page.pk)
"""


class _Plain(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


# given


def given_a_text(running, upto: str, address: str, before: str, after: str) -> str:
    """Have a change of a live text saved, sent, approved or published by the right people; return the page's key."""
    return running.shell(REVIEWED.format(address=address, before=before, after=after, upto=upto))


def given_a_sentence(running, upto: str, address: str, words: str) -> str:
    """The same for a sentence of its own, right under the first heading."""
    end = "}\n\n" if address.startswith("articles/") else "\n\n## What it is\n\n"
    return given_a_text(running, upto, address, end, f"{end}{words}\n\n")


# when


def when_opening(person: Page, kind: str, title: str) -> None:
    """From the list of a kind, as people do; who may not write comes to the comparison."""
    person.goto(f"{LISTS[kind]}?q={title.replace(' ', '+')}")
    person.get_by_role("main").get_by_role("link", name=title, exact=True).click()


def when_looking_at_what_has_changed(person: Page, kind: str, title: str) -> None:
    when_opening(person, kind, title)
    if not person.url.rstrip("/").endswith("compare"):
        person.get_by_role("link", name="What has changed").click()


def when_opening_a_row(person: Page, name: str) -> Locator:
    """Open a row of the form by its name; return what is in it."""
    row = person.locator(".fold", has=person.get_by_role("heading", name=name, exact=True)).last
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()
    return person.locator(f'[id="{row.get_attribute("id")}"]')  # a new row is called otherwise once something is in it


def when_writing(where: Page | Locator, label: str, text: str) -> None:
    _field(where, label).fill(text)


def when_replacing(where: Page | Locator, label: str, before: str, after: str) -> None:
    field = _field(where, label)
    text = field.input_value()
    assert before in text, "The text has changed: choose other words for this journey."
    field.fill(text.replace(before, after, 1))


def when_picking(row: Locator, label: str, words: str, name: str) -> None:
    """Search in a picker, and choose what it found."""
    person = row.page
    field = row.locator(".field", has=person.locator("label", has_text=label)).last
    if not field.locator(".select2-container--open").count():
        field.locator(".select2-selection").click()
    person.keyboard.type(words)
    person.locator(".select2-results").get_by_role("option", name=name).first.click()


def when_pressing(person: Page, button: str) -> None:
    person.get_by_role("button", name=button).first.click()


def when_sending(person: Page, note: str = "") -> None:
    """Press the next step of the form, and answer its question."""
    person.get_by_role("button", name="Send to").click()
    question = person.get_by_role("dialog")
    if note:
        question.get_by_label("A note for").fill(note)
    question.get_by_role("button", name="Send to").click()


def when_publishing(person: Page) -> None:
    """Press the next step of an approved draft, and answer its question: now."""
    person.get_by_role("button", name="Publish or plan …").click()
    person.get_by_role("dialog").get_by_role("button", name="Publish “").click()


def when_choosing_more(person: Page, name: str) -> None:
    """Choose from the menu of the bar."""
    person.locator("#more > summary").click()
    person.locator("#more").get_by_text(name).first.click()


def when_approving(person: Page) -> None:
    """Approve on the screen of what changed, and answer its question."""
    person.get_by_role("link", name="Approve …").click()
    person.get_by_role("dialog").get_by_role("button", name="Approve as").click()
    expect(person.locator(".review__done")).to_contain_text("Approved by")


def when_sending_back(person: Page, why: str) -> None:
    """Send back on the screen of what changed, with a sentence that its question asks for."""
    person.get_by_role("link", name="Send back").click()
    asked_here = person.get_by_role("dialog")
    asked_here.get_by_role("textbox").fill(why)
    asked_here.get_by_role("button", name="Send").click()


def when_choosing(row: Locator, question: str, answer: str) -> None:
    """Press one of the few answers of a question."""
    row.get_by_role("group", name=re.compile(question)).get_by_label(answer, exact=True).check()


def when_tabbing_to(person: Page, name: str) -> None:
    """Press the tabulator until what has the focus is called so, or is a row of that name."""
    for _ in range(150):
        person.keyboard.press("Tab")
        found = person.evaluate("""
            () => {
              const here = document.activeElement;
              const row = here.matches('summary') ? here.querySelector('.fold__name') : null;
              return (row?.textContent || here.labels?.[0]?.textContent || here.textContent || here.value || '').trim();
            }
        """)
        if found == name:
            return
    raise AssertionError(f"The tabulator does not lead to {name!r}.")


# then


def then_soon(person: Page, expression: str, seconds: float = 10) -> None:
    """Wait until a script's answer is true. Playwright's own way asks again inside the page, where our
    Content-Security-Policy refuses it.
    """
    end = time.monotonic() + seconds
    while not person.evaluate(expression):
        assert time.monotonic() < end, f"This never came true: {expression}"
        person.wait_for_timeout(50)


def then_it_says(person: Page, words: str) -> None:
    """In the message that follows what one did."""
    expect(person.locator(".messagelist")).to_contain_text(words, timeout=15_000)


def then_the_state_is(person: Page, words: str) -> None:
    expect(person.locator(".desk-state")).to_contain_text(words)


def then_there_is_no_button(person: Page, *names: str) -> None:
    for name in names:
        expect(person.get_by_role("button", name=name)).to_have_count(0)


def then_the_alarm_is(person: Page, words: str, before: str, after: str) -> None:
    """On a card, in words, with what was and what is."""
    card = person.locator(".change", has=person.locator(".change__tag", has_text=words)).first
    for mark, text in (("del", before), ("ins", after)):
        if text:
            expect(card.locator(mark, has_text=text).first).to_be_attached()


def then_the_public_reads(running, path: str, words: str, within: float = 1.0) -> None:
    """At an address, after so many seconds at most."""
    deadline = time.monotonic() + within
    while (found := asked(running, path))[0] != 200 or words not in found[2]:
        assert time.monotonic() < deadline, f"{path} answers {found[0]} without {words!r}."
        time.sleep(0.1)


def then_the_public_does_not_read(running, path: str, words: str) -> None:
    status, _, text = asked(running, path)
    assert status == 200
    assert words not in text


def asked(running, path: str) -> tuple[int, str, str]:
    """Ask as the public does, and return the status, where it leads, and the text."""
    try:
        with urllib.request.build_opener(_Plain).open(running.address + path, timeout=10) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("Location", ""), answer.read().decode()


def _field(where: Page | Locator, label: str) -> Locator:
    """A field by its name, which may be required; its row is opened where it is folded."""
    named = where.get_by_label(re.compile(rf"^{re.escape(label)}( required.*)?$"))
    field = named.and_(where.locator("input, textarea, select")).first
    field.evaluate(
        "field => { for (let part = field; part; part = part.parentElement) if ('open' in part) part.open = true }"
    )
    return field
