"""The checklist in a real browser: it follows what is typed, leads to a sentence, and swaps a word in one step."""

import re

from playwright.sync_api import expect

from tests.journeys.people import when_opening, when_writing

LONG = (
    "It may be that you wait and wait and wait and wait and wait and wait and wait and wait and wait and wait for it."
)


def test_the_checklist_follows_what_is_typed_and_its_buttons_act_in_the_text(sign_in):
    ada = sign_in("ada")
    failed: list[str] = []
    ada.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    when_opening(ada, "procedures", "Facet joint injection")
    when_writing(ada, "Risks", f"We utilize a needle.\n\n{LONG} It ends.")
    risks, checklist = ada.get_by_label("Risks", exact=True), ada.locator("#beside-checklist")

    checklist.get_by_role("button", name="Swap “utilize” for “use”").click()
    expect(risks).to_have_value(f"We use a needle.\n\n{LONG} It ends.")
    ada.keyboard.press("Control+Z")
    expect(risks).to_have_value(f"We utilize a needle.\n\n{LONG} It ends.")

    ada.locator("#fold-text__risks > summary").click()
    checklist.get_by_role("button", name=re.compile("^Show in Risks")).click()
    expect(risks).to_be_focused()
    selected = (
        "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    )
    assert ada.evaluate(selected) == LONG

    when_writing(ada, "Summary", "Too short.")
    expect(checklist.get_by_role("link", name="Summary")).to_be_visible()
    expect(ada.locator("#beside-checklist-tab .count")).to_have_text("1")
    assert failed == []
