"""Pictures of every kind of page, small and large, light and dark, into var/screenshots: `make screenshots`."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.audit.walk import LETTERS
from tests.chromium import ARGUMENTS, executable
from tests.help_pictures import take_help
from tests.server import ROOT, site

PAGES = {
    "home": "/",
    "conditions": "/conditions/",
    "condition": "/conditions/sciatica/",
    "options": "/conditions/sciatica/options/",
    "options-two": "/conditions/sciatica/options/?first=no-procedure-for-now&second=epidural-steroid-injection",
    "procedures": "/procedures/",
    "procedure": "/procedures/epidural-steroid-injection/",
    "evidence": "/procedures/epidural-steroid-injection/evidence/",
    "day-plan": "/procedures/epidural-steroid-injection/day-plan/",
    "day-plans": "/day-plan/",
    "compare": "/procedures/compare/?with=facet-joint-injection,medial-branch-block,radiofrequency-ablation",
    "compare-two": "/procedures/compare/?with=epidural-steroid-injection,physical-therapy",
    "hand-out": "/procedures/epidural-steroid-injection/hand-out/",
    "articles": "/articles/",
    "article": "/articles/how-pain-works/",
    "warning-signs": "/articles/warning-signs/",
    "a-to-z": "/a-to-z/",
    "glossary": "/glossary/",
    "about": "/about/how-we-write/",
    "contact": "/about/contact/",
    "not-found": "/nothing-here/",
}
#: The four of the documentation: name -> (address, width, height that cuts no line, scheme, what stands on top).
SHOWN = {
    "home-phone": ("/", 360, 800, "light", "body"),
    "warning-signs-phone": ("/conditions/sciatica/", 360, 746, "light", "#when-to-get-help"),
    "chances-phone-dark": ("/procedures/epidural-steroid-injection/", 360, 890, "dark", "#risks"),
    "procedure-desktop": ("/procedures/epidural-steroid-injection/", 1180, 740, "light", "body"),
}
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


def take(address: str, folder: Path, only: list[str]) -> None:
    """Take the pictures of a running site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS, env=LETTERS)
        for scheme in SCHEMES:
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 800}, color_scheme=scheme, device_scale_factor=1
                )
                page = context.new_page()
                for name, path in PAGES.items():
                    if only and name not in only:
                        continue
                    page.goto(address + path)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                context.close()
        page = browser.new_page()
        page.goto(address + PAGES["procedure"])
        page.pdf(path=folder / "procedure-print.pdf", format="Letter")
        browser.close()


def illustrate(address: str, folder: Path) -> None:
    """Take the pictures of the documentation, in few colors so that they stay small."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS, env=LETTERS)
        for name, (path, width, height, scheme, top) in SHOWN.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            page.goto(address + path)
            page.locator(top).evaluate("element => element.scrollIntoView()")
            shot = Image.open(io.BytesIO(page.screenshot()))
            shot.convert("RGB").quantize(64).save(folder / f"{name}.png", optimize=True)
            context.close()
        browser.close()


def main() -> None:
    """Start a site with the starter library and take its pictures; `docs` and `help` renew those that are kept."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    if sys.argv[1:2] == ["help"]:
        with tempfile.TemporaryDirectory() as data:
            take_help(Path(data), sys.argv[2:])
        return
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as address:
        if sys.argv[1:] == ["docs"]:
            illustrate(address, ROOT / "docs" / "pictures")
            return
        take(address, folder, sys.argv[1:])
    print(f"Pictures are in {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
