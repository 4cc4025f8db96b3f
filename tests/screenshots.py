"""Pictures of every kind of page, small and large, light and dark, into var/screenshots: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import ARGUMENTS, executable
from tests.server import ROOT, site

PAGES = {
    "home": "/",
    "conditions": "/conditions/",
    "condition": "/conditions/sciatica/",
    "procedures": "/procedures/",
    "procedure": "/procedures/epidural-steroid-injection/",
    "articles": "/articles/",
    "article": "/articles/how-pain-works/",
    "glossary": "/glossary/",
    "about": "/about/how-we-write/",
    "contact": "/about/contact/",
    "not-found": "/nothing-here/",
}
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


def take(address: str, folder: Path, only: list[str]) -> None:
    """Take the pictures of a running site."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
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


def main() -> None:
    """Start a site with the starter library and take its pictures."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, site(Path(data)) as address:
        take(address, folder, sys.argv[1:])
    print(f"Pictures are in {folder.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
