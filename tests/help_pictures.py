"""The pictures of the help inside the desk, taken by people who do each task: `make screenshots WHAT=help`.

The people are examples, and their texts say nothing that the library does not say. A picture is called as its task in
docs/editing.md is, and shows the part of a screen that the task is about.
"""

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.audit.walk import LETTERS
from tests.chromium import ARGUMENTS, executable
from tests.server import ROOT, Running, site

FOLDER = ROOT / "static" / "desk" / "help"
SIZE = {"width": 1240, "height": 1800}  # so high that the bar at the foot covers nothing
MARGIN = 12  # pixels around what is shown
COLORS = 48  # few, so that a picture stays small
PASSWORD = "a long enough password for pictures"
ADDRESS = "guide.harborspine.test"  # which the browser is told to find on this machine
CLINIC = {"SITE_URL": f"http://{ADDRESS}", "CLINIC_NAME": "Harbor Spine and Rehab", "CLINIC_PHONE": "(202) 555-0142"}
PEOPLE = {
    "ann": ("Ann Bell", "", "Author"),
    "rita": ("Rita Reyes", "MD", "Clinical reviewer"),
    "lee": ("Lee Tran", "PA-C", "Clinical reviewer"),
    "paul": ("Paul Ortiz", "", "Publisher"),
    "zoe": ("Zoe Kim", "", "Administrator"),
}
#: What waits before the pictures are taken: a text for Rita, an approved one for Paul, a draft of Ann.
CHANGES = {
    "medial-branch-block": {
        "Only 26 of those 83 felt relief": "Only 26 of those 83, or 31 in 100, felt relief",
        "or there is nothing to measure": "or we have nothing to measure",
    },
    "facet-joint-injection": {"into a small joint of your spine": "into one of the small joints of your spine"},
    "sciatica": {"through the buttock to the foot": "through the buttock down to the foot"},
}
BEFORE = f"""
import time
from django.contrib.auth.models import Group, User
from publishing.life import actions
from publishing.life.actions.following import give_keepers
from publishing.life.models import Contributor, Page
people = {{}}
for name, (full, letters, role) in {PEOPLE!r}.items():
    first, last = full.split()
    user = User.objects.create_user(
        name, f"{{name}}@clinic.example", {PASSWORD!r}, is_staff=True, first_name=first, last_name=last
    )
    user.groups.add(Group.objects.get(name=role))
    Contributor.objects.create(id=name, name=full, credentials=letters, kind="person", user=user)
    people[name] = user
rita, lee = Contributor.objects.get(id="rita"), Contributor.objects.get(id="lee")
kept = list(Page.objects.filter(slug__in={[*CHANGES]!r}, language="en").values_list("pk", flat=True))
give_keepers(pages=kept, owner=rita, deputy=lee, by=people["zoe"], until=time.monotonic() + 60)
drafts = {{}}
for slug, words in {CHANGES!r}.items():
    page = Page.objects.get(slug=slug, language="en")
    text = page.live_revision.manuscript
    for before, after in words.items():
        assert before in text, f"Choose other words of {{slug}}."
        text = text.replace(before, after, 1)
    drafts[slug] = actions.save_draft(page=page, by=people["ann"], manuscript=text, slug=slug)
for slug in ("medial-branch-block", "facet-joint-injection"):
    drafts[slug] = actions.submit(revision=drafts[slug], by=people["ann"])
approved = drafts["facet-joint-injection"]
actions.approve(revision=approved, by=people["rita"], sha256=approved.sha256)
"""


def _find(page: Page) -> list[Locator]:
    page.keyboard.press("/")
    page.keyboard.type("pinched nerve")
    page.get_by_role("option").first.wait_for()
    _alone(page.locator("#header"))
    return [page.locator("#header").get_by_role("combobox"), page.get_by_role("listbox")]


def _write(page: Page) -> list[Locator]:
    row = _row(_form_of(page, "Sciatica"), "What it is")
    row.locator("textarea").focus()
    return [page.locator("#group-text"), row, page.locator("#fold-text__symptoms")]


def _new(page: Page) -> list[Locator]:
    page.get_by_role("link", name="Write a new page").click()
    page.get_by_label("What is it called?").press_sequentially("Driving after an injection")
    page.get_by_label("Article").check()
    return [page.locator("#new-form")]


def _evidence(page: Page) -> list[Locator]:
    row = _row(_form_of(page, "Epidural steroid injection"), "Sciatica")
    return [
        page.locator("#group-evidence"),
        row.locator("summary").first,
        row.get_by_role("group", name="How sure are we?"),
    ]


def _source(page: Page) -> list[Locator]:
    row = _row(_form_of(page, "Sciatica"), "What it is")
    row.locator("textarea").focus()
    row.get_by_role("button", name="Source").click()
    page.locator("#pick").get_by_role("option").first.wait_for()
    page.keyboard.type("treatment of sciatica")
    page.locator("#pick").get_by_role("option", name="Koes 2007").wait_for()
    return [_alone(page.locator("#pick"))]


def _picture(page: Page) -> list[Locator]:
    _form_of(page, "Sciatica").get_by_role("button", name="Add a picture").click()
    panel = page.locator("#picture-panel")
    with page.expect_file_chooser() as chooser:
        panel.get_by_text("Choose a picture").click()
    drawing = (ROOT / "static" / "share.png").read_bytes()
    chooser.value.set_files({"name": "three-drawings.png", "mimeType": "image/png", "buffer": drawing})
    panel.get_by_label("What does it show?").fill(
        "Drawings of a spine with a needle, a knee, and the nerve down a leg."
    )
    panel.get_by_text("We made it").click()
    panel.get_by_text("Nobody").click()
    return [_alone(panel)]


def _send(page: Page) -> list[Locator]:
    _form_of(page, "Sciatica").get_by_role("button", name="Send to").click()
    question = page.get_by_role("dialog")
    question.get_by_role("textbox").fill("Only one word is new, under \u201cWhat it is\u201d.")
    return [_alone(question)]


def _review(page: Page) -> list[Locator]:
    page.locator("main a", has_text="Review").first.click()
    return [page.locator(".review__pills"), page.locator(".change").last]


def _decide(page: Page) -> list[Locator]:
    page.locator("main a", has_text="Review").first.click()
    return [page.locator(".decision__inside")]


def _publish(page: Page) -> list[Locator]:
    page.get_by_role("main").get_by_text("Publish or plan").click()
    return [page.get_by_role("heading", level=1), page.locator("main .ask__do")]


def _phone(page: Page) -> list[Locator]:
    page.get_by_role("navigation", name="The desk").get_by_role("link", name="Clinic").click()
    page.get_by_label("Phone", exact=True).fill("(202) 555-0178")
    page.get_by_role("button", name="Save", exact=True).click()
    return [_alone(page.get_by_role("dialog"))]


def _word(page: Page) -> list[Locator]:
    page.get_by_role("navigation", name="The desk").get_by_role("link", name="Glossary").click()
    page.get_by_role("main").get_by_role("link", name="ablation", exact=True).click()
    return [page.locator("#group-title"), _row(page, "Title and names"), _row(page, "What it means")]


def _people(page: Page) -> list[Locator]:
    page.get_by_role("navigation", name="The desk").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Name required").fill("Maria Lopez")
    page.get_by_label("Letters after the name").fill("DO")
    page.get_by_label("Email").fill("maria@clinic.example")
    page.get_by_label("Approve as a clinician").check()
    return [page.locator("form.record .field").first, page.get_by_role("group", name="What may this person do?")]


def _form_of(page: Page, title: str) -> Page:
    """From the box in the header to the form of a page."""
    page.keyboard.press("/")
    page.keyboard.type(title)
    page.get_by_role("option", name=title).first.click()
    page.locator("#bar").wait_for()
    return page


def _row(page: Page, name: str) -> Locator:
    """Open a row of the form, and return it."""
    row = page.locator(".fold", has=page.get_by_role("heading", name=name, exact=True)).last
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()
    return row


def _alone(part: Locator) -> Locator:
    """Hide what a dialog or a list only half covers, so that no word is cut."""
    part.evaluate("part => { document.body.style.visibility = 'hidden'; part.style.visibility = 'visible' }")
    return part


#: The task in docs/editing.md -> who does it, and what is done from the desk's first page on. What that returns
#: must be in the picture.
TASKS: dict[str, tuple[str, Callable[[Page], list[Locator]]]] = {
    "find": ("ann", _find),
    "write": ("ann", _write),
    "new": ("ann", _new),
    "evidence": ("ann", _evidence),
    "source": ("ann", _source),
    "picture": ("ann", _picture),
    "send": ("ann", _send),
    "review": ("rita", _review),
    "decide": ("rita", _decide),
    "publish": ("paul", _publish),
    "phone": ("zoe", _phone),
    "word": ("ann", _word),
    "people": ("zoe", _people),
}


def take_help(data: Path, only: list[str]) -> None:
    """Start a site in an empty folder and take the pictures of all tasks, or of some, anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with site(data, **CLINIC) as address:
        with closing(Running(address, data, CLINIC)) as running:
            running.shell(BEFORE)
        take_from(address, only)


def take_from(address: str, only: list[str]) -> None:
    """Take the pictures from a running site on which the people are."""
    with sync_playwright() as playwright:
        known = f"--host-resolver-rules=MAP {ADDRESS}:80 {address.removeprefix('http://')}"
        browser = playwright.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, known], env=LETTERS)
        for task, (name, steps) in TASKS.items():
            if not only or task in only:
                _save(_shown(browser, name, steps), FOLDER / f"{task}.png")
        browser.close()


def _shown(browser: Browser, name: str, steps: Callable[[Page], list[Locator]]) -> bytes:
    """Let somebody sign in and do a task, and return the part of the screen on which they look."""
    context = browser.new_context(
        base_url=CLINIC["SITE_URL"], viewport=SIZE, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("#header details").first.wait_for(state="attached")
    parts = steps(page)
    for part in parts:
        part.wait_for()
    page.wait_for_load_state("networkidle")
    parts[0].evaluate("part => { part.scrollIntoView(); scrollBy(0, -100) }")
    boxes = [box for part in parts if (box := part.bounding_box())]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right, bottom = (max(box[a] + box[b] for box in boxes) + MARGIN for a, b in (("x", "width"), ("y", "height")))
    shot = page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": bottom - top})
    context.close()
    return shot


def _save(shot: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
