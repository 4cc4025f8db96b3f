"""Nothing that somebody typed is lost: signed out, without a server, or while somebody else writes on the same page."""

import os
import re
import signal
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import FAULTS, sign_in_here
from tests.journeys.people import then_it_says, then_soon, when_opening
from tests.server import site

#: Whether this browser keeps nothing of what was typed.
FORGOTTEN = "!Object.keys(localStorage).some((key) => key.startsWith('desk-kept:'))"


def write(person: Page, name: str, before: str, after: str) -> None:
    """Open the row of a field, and replace words in it."""
    field = person.locator(f"#page-form [name={name}]")
    field.evaluate("field => { for (let e = field; e; e = e.parentElement) if (e.matches('details')) e.open = true; }")
    text = field.input_value()
    assert before in text, "The text has changed: choose other words for this journey."
    field.fill(text.replace(before, after, 1))


def then_it_is_kept(person: Page) -> None:
    expect(person.locator("#bar-kept")).to_contain_text("kept", timeout=10_000)


def then_axe_finds_nothing(person: Page) -> None:
    found = Axe().run(person, options=FAULTS)
    assert found.violations_count == 0, found.generate_report()


def test_a_text_outlives_the_sign_in_and_is_put_back_where_one_was(sign_in):
    ada = sign_in("ada", viewport={"width": 360, "height": 740})
    when_opening(ada, "procedures", "Discography")
    write(ada, "summary", ".", ", in plain green letters.")
    ada.context.clear_cookies(name="sessionid")
    ada.locator("#bar-save").click()
    expect(ada.get_by_role("status")).to_contain_text("Your text is kept.")
    then_axe_finds_nothing(ada)
    sign_in_here(ada, "ada", "Sign in and go on writing")
    expect(ada.locator("#offered")).to_contain_text("in plain green letters")
    ada.evaluate("window.isHere = true")
    then_soon(ada, FORGOTTEN)
    then_axe_finds_nothing(ada)
    assert ada.evaluate("window.isHere"), "What this browser kept is offered already: the page need not load anew."
    ada.get_by_role("link", name="Put it back").click()
    expect(ada.locator("#id_summary")).to_have_value(re.compile("plain green letters"))
    ada.locator("#bar-save").click()
    then_it_says(ada, "Saved at")
    expect(ada.locator("#offered")).to_have_count(0)


def test_the_browser_keeps_what_the_server_cannot_and_brings_it_back(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Prolotherapy")
    ada.route("**/page/kept/", lambda route: route.abort())
    write(ada, "summary", ".", ", typed on a train.")
    expect(ada.locator("#bar-kept")).to_have_text("Not connected. Your text is kept on this computer.", timeout=10_000)
    address = ada.url
    ada.goto("about:blank")  # asks nothing: the words are kept
    ada.unroute("**/page/kept/")
    ada.goto(address)
    expect(ada.locator("#offered")).to_contain_text("typed on a train", timeout=10_000)
    then_soon(ada, FORGOTTEN)


def test_what_is_offered_is_the_newest_of_what_was_kept_here_and_there(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Radiofrequency ablation")
    write(ada, "summary", ".", ", kept on the server.")
    then_it_is_kept(ada)
    form = ada.url
    for path in ("**/page/kept/", "**/change/"):
        ada.route(path, lambda route: route.abort())
    write(ada, "summary", "on the server", "on this computer")
    expect(ada.locator("#bar-kept")).to_have_text("Not connected. Your text is kept on this computer.", timeout=10_000)
    ada.locator("#bar-save").click()
    ada.wait_for_url("chrome-error://**")
    ada.unroute("**/page/kept/")
    ada.unroute("**/change/")
    ada.goto(form)
    expect(ada.locator("#offered")).to_contain_text("kept on this computer", timeout=10_000)
    expect(ada.locator("#offered")).not_to_contain_text("kept on the server")


def test_two_people_at_one_sentence_see_each_other_and_choose_their_words(sign_in):
    ada, olga = sign_in("ada"), sign_in("olga")
    for person in (ada, olga):
        when_opening(person, "procedures", "Laser therapy")
    write(ada, "summary", ".", ", for 2 days.")
    expect(olga.locator("#others")).to_contain_text("Ada is writing on this page now, in “Summary”", timeout=10_000)
    then_it_is_kept(ada)
    write(olga, "summary", ".", ", for 3 days.")
    olga.locator("#bar-save").click()
    then_it_says(olga, "Saved at")
    ada.locator("#bar-save").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Olga saved this page while you were writing")
    then_axe_finds_nothing(ada)
    button = ada.locator("#merge-save")
    expect(button).to_have_text("Choose 1 more part")
    button.click()
    expect(ada.get_by_role("radio", name="Keep mine")).to_be_focused()
    words = "Medicine in a small joint of the back, for 2 to 3 days only, we think."
    ada.get_by_label("Or both, in your own words").fill(words)
    expect(button).to_have_text("Save the text as chosen")
    button.dblclick()
    then_it_says(ada, "as you chose")
    expect(ada.locator("#id_summary")).to_have_value(words)


def test_back_after_a_save_offers_nothing(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Facet joint injection")
    write(ada, "summary", ".", ", said once.")
    then_it_is_kept(ada)
    ada.locator("#bar-save").click()
    then_it_says(ada, "Saved at")
    ada.go_back()
    ada.wait_for_timeout(9000)  # two rounds of keeping
    ada.reload()
    expect(ada.locator("#bar")).to_be_visible()
    expect(ada.locator("#offered")).to_have_count(0)
    expect(ada.locator("#id_summary")).to_have_value(re.compile("said once"))


def test_a_closed_tab_s_words_are_offered_and_those_of_an_open_one_are_said_to_be_there(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Trigger point injection")
    write(ada, "summary", ".", ", in a tab that is closed.")
    then_it_is_kept(ada)
    other = ada.context.new_page()
    other.goto(ada.url)
    expect(other.locator("#offered")).to_contain_text("You are writing on this page in another window.")
    ada.close(run_before_unload=False)
    other.reload()
    expect(other.locator("#offered")).to_contain_text("in a tab that is closed")


@pytest.mark.parametrize("late", ["desk/keeping.", "desk/notes."])
def test_what_is_typed_before_everything_is_there_is_kept(sign_in, late):
    ada = sign_in("ada")
    held = []
    ada.route(lambda address: late in address, lambda request: held.append(request))
    when_opening(ada, "procedures", "Joint steroid injection")
    write(ada, "summary", ".", ", typed early.")
    assert held, "Nothing was late."
    for request in held:
        request.continue_()
    then_it_is_kept(ada)


def test_what_stands_in_the_form_is_not_offered_above_it_when_the_last_picture_comes(sign_in):
    ada = sign_in("ada")
    ada.goto("/admin/procedures/procedure/")
    held = []
    ada.route("**/find*.svg", lambda request: held.append(request))
    ada.route("**/page/kept/", lambda route: route.abort())
    ada.get_by_role("main").get_by_role("link", name="Sacroiliac joint injection", exact=True).click()
    write(ada, "summary", ".", ", kept on this computer.")
    expect(ada.locator("#bar-kept")).to_have_text("Not connected. Your text is kept on this computer.", timeout=10_000)
    assert ada.evaluate("document.readyState") == "interactive"
    ada.unroute("**/page/kept/")
    for request in held:
        request.continue_()
    then_soon(ada, FORGOTTEN)
    ada.wait_for_timeout(1500)  # in which it would be offered
    expect(ada.locator("#offered")).to_have_count(0)


def test_what_is_typed_after_a_save_that_got_no_answer_is_kept(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Joint steroid injection")
    write(ada, "summary", ".", ", about to be saved.")
    ada.route("**/change/", lambda route: route.abort("aborted"))  # as by the browser's own button
    with ada.expect_request("**/change/"):
        ada.locator("#bar-save").click(no_wait_after=True)
    write(ada, "summary", "about to be saved", "written on after that")
    then_it_is_kept(ada)


def test_signing_out_leaves_no_words_in_the_browser(sign_in):
    ada = sign_in("ada")
    when_opening(ada, "procedures", "Botulinum toxin injection")
    ada.route("**/page/kept/", lambda route: route.abort())
    write(ada, "summary", ".", ", before one goes home.")
    expect(ada.locator("#bar-kept")).to_have_text("Not connected. Your text is kept on this computer.", timeout=10_000)
    assert not ada.evaluate(FORGOTTEN)
    ada.locator("#header details summary").first.click()
    ada.locator("#header").get_by_role("button", name="Sign out").first.click()
    expect(ada.get_by_role("heading", level=1)).to_be_visible()
    then_soon(ada, FORGOTTEN)


def killed(folder, address: str) -> None:
    """Kill every process of the site at once, as a machine does that goes off."""
    for process in (one for one in Path("/proc").iterdir() if one.name.isdigit() and int(one.name) != os.getpid()):
        with suppress(OSError):
            if f"DATA_DIR={folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(f"{address}/health", timeout=2).close()


def test_a_server_that_dies_between_typing_and_saving_gives_the_words_back(prepared, browser):
    data, database = prepared("killed")
    context = browser.new_context()
    ada = context.new_page()
    with site(data, is_prepared=True, **database) as address:
        ada.goto(f"{address}/admin/")
        sign_in_here(ada, "ada")
        ada.goto(f"{address}/admin/procedures/procedure/?q=Discography")
        ada.get_by_role("main").get_by_role("link", name="Discography", exact=True).click()
        write(ada, "summary", ".", ", typed in plain dark letters.")
        then_it_is_kept(ada)
        form = ada.url.removeprefix(address)
        killed(data, address)
    with site(data, **database) as address:  # at another port, so that the browser itself has kept nothing for it
        ada.goto(address + form)
        expect(ada.locator("#offered")).to_contain_text("typed in plain dark letters")
    context.close()
