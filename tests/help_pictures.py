"""The pictures of the help inside the desk, taken by the people who do each task: `make screenshots WHAT=help`.

The people are examples, and the help says so. Each picture is static/desk/help/ and its task's name in docs/editing.md.
"""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.audit.walk import LETTERS
from tests.chromium import ARGUMENTS, executable
from tests.server import ROOT, Running, site

FOLDER = ROOT / "static" / "desk" / "help"
PASSWORD = "a long enough password for pictures"
COLORS = 48  # so that a picture of a screen stays small
PEOPLE = {
    "ann": ("Ann", "Bell", "", "Author"),
    "rita": ("Rita", "Reyes", "MD", "Clinical reviewer"),
    "paul": ("Paul", "Ortiz", "", "Publisher"),
    "zoe": ("Zoe", "Kim", "", "Administrator"),
}
#: Ann's change of a number waits for Rita; another text is approved and waits for Paul; Rita looks after both pages.
BEFORE = f"""
from django.contrib.auth.models import Group, User
from publishing.life import actions
from publishing.life.models import Contributor, Page
people = {{}}
for name, (first, last, letters, role) in {PEOPLE!r}.items():
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True, first_name=first, last_name=last)
    user.groups.add(Group.objects.get(name=role))
    known = f"{{first}}-{{last}}".lower()
    Contributor.objects.create(id=known, name=f"{{first}} {{last}}", credentials=letters, user=user)
    people[name] = user
Page.objects.filter(slug__in=["sciatica", "discography", "medial-branch-block"]).update(owner_id="rita-reyes")
def draft(slug, before, after):
    page = Page.objects.get(slug=slug, language="en")
    text = page.live_revision.manuscript.replace(before, after, 1)
    return actions.save_draft(page=page, by=people["ann"], manuscript=text, slug=slug)
start = "\\n\\n## What it is\\n\\n"
sent = draft("discography", start, start + "It takes about 12 minutes. ")
actions.submit(revision=sent, by=people["ann"])
other = draft("medial-branch-block", start, start + "You lie on your front. ")
other = actions.submit(revision=other, by=people["ann"])
actions.approve(revision=other, by=people["rita"], sha256=other.sha256)
draft("sciatica", start, start + "Many people get better by themselves. ")
"""


def _goes(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


def _find(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("cortisone")
    page.get_by_role("option").first.wait_for()


def _found(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#bar").wait_for()


def _part(page: Page) -> None:
    _found(page, "sciatica")
    page.locator("#fold-text__causes > summary").click()
    page.locator("#fold-text__causes").scroll_into_view_if_needed()


def _evidence(page: Page) -> None:
    _found(page, "epidural steroid injection")
    page.locator(".fold__name", has_text="Sciatica").first.click()


def _new(page: Page) -> None:
    page.get_by_role("link", name="Write a new page").click()
    page.get_by_label("Title").fill("Tailbone pain")


def _sending(page: Page) -> None:
    _found(page, "sciatica")
    page.get_by_role("button", name="Send to").click()
    page.get_by_role("heading", level=1).wait_for()


def _review(page: Page) -> None:
    page.locator("main a", has_text="Review").first.click()
    page.get_by_role("button", name="Approve").first.wait_for()


def _publish(page: Page) -> None:
    page.locator("main a, main button").filter(has_text="Publish or plan").first.click()
    page.get_by_role("heading", level=1).wait_for()


def _phone(page: Page) -> None:
    page.get_by_role("link", name="Clinic", exact=True).click()


#: The task in docs/editing.md -> who does it, and what is done from the desk's first page until the picture.
TASKS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "find": ("ann", _find),
    "write": ("ann", _part),
    "new": ("ann", _new),
    "evidence": ("ann", _evidence),
    "send": ("ann", _sending),
    "review": ("rita", _review),
    "publish": ("paul", _publish),
    "source": ("paul", _goes("/admin/publishing/source/")),
    "phone": ("zoe", _phone),
    "word": ("paul", _goes("/admin/glossary/term/")),
    "people": ("zoe", _goes("/admin/publishing/page/person/")),
    "fix": ("paul", _goes("/admin/publishing/page/reports/")),
}


def take_help(data: Path) -> None:
    """Start a site in a folder, and take the picture of every task anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with site(data) as address:
        Running(address, data, {}).shell(BEFORE)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS, env=LETTERS)
            for task, (name, steps) in TASKS.items():
                _save(_shown(browser, address, name, steps), FOLDER / f"{task}.png")
            browser.close()


def _shown(browser: Browser, address: str, name: str, steps: Callable[[Page], None]) -> bytes:
    context = browser.new_context(base_url=address, viewport={"width": 1240, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("#header details").first.wait_for(state="attached")
    steps(page)
    page.wait_for_load_state("networkidle")
    shot = page.screenshot()
    context.close()
    return shot


def _save(shot: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
