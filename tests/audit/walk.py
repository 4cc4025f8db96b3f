"""One browser that opens every page, some at a time, and brings back what was measured: address -> name -> result."""

import asyncio
import hashlib
import io
import os
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image
from playwright.async_api import Browser, Error, Page, Route, async_playwright

from tests.audit import old_phone
from tests.chromium import ARGUMENTS, executable

TABS = 3  # pages open at once: two cores are busy with them
PHONE, WIDE = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
#: The letters of a phone, so that a length is one on every machine.
LETTERS: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))}
MEASURES = Path(__file__).with_name("page.js").read_text()
#: WCAG 2.2 AA and the best practices of axe, with the stricter contrast of AAA.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
    "resultTypes": ["violations"],
}
#: What of it a color scheme can change.
COLORS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
Visit = Callable[[Page], Awaitable[dict[str, Any]]]


def walk(address: str, paths: list[str], visit: Visit, **context: Any) -> dict[str, dict[str, Any]]:
    """Visit every path, each in a context of its own. In a thread: pytest's own browser may have a loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _walk(address, paths, visit, context)).result()


async def _walk(address: str, paths: list[str], visit: Visit, context: dict) -> dict[str, dict[str, Any]]:
    waiting, found = list(reversed(paths)), {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS, env=LETTERS)

        async def tab() -> None:
            while waiting:
                path = waiting.pop()
                found[path] = await _visited(browser, address + path, visit, context)

        await asyncio.gather(*(tab() for _ in range(TABS)))
        await browser.close()
    return found


async def _visited(browser: Browser, url: str, visit: Visit, context: dict) -> dict[str, Any]:
    own = await browser.new_context(**{"viewport": PHONE, "reduced_motion": "reduce", **context})
    page = await own.new_page()
    if visit is on_an_old_phone:
        await page.add_init_script(old_phone.SCRIPT)
        await page.route("**/*", _aged)
    await page.goto(url)
    await page.evaluate(MEASURES)
    try:
        return await visit(page)
    finally:
        await own.close()


async def _aged(route: Route) -> None:
    if route.request.resource_type not in ("document", "stylesheet"):
        await route.continue_()
        return
    with suppress(Error):  # the page was closed while a late style was on its way
        answer = await route.fetch()
        text = await answer.text()
        await route.fulfill(response=answer, body=old_phone.styles(old_phone.markup(text)))


async def as_it_comes(page: Page) -> dict[str, Any]:
    """What a phone shows before anything is tapped, and how many words there are when all is open."""
    measured = {
        **await page.evaluate("audit.size()"),
        "in_reach": await page.evaluate("audit.contentsInReach()"),
        "silent_cards": await page.evaluate("audit.silentCards()"),
        "bare lists": await page.evaluate("audit.bareLists()"),
    }
    await page.evaluate("audit.open()")
    return {**measured, "words_open": await page.evaluate("audit.words()")}


async def in_every_light(page: Page) -> dict[str, Any]:
    """On paper, in widths, sizes and colors, and by the rules of axe. One load, the page changes its clothes."""
    found = {"on paper": await _on_paper(page), **await as_it_comes(page)}
    found |= {"text": await page.evaluate("audit.read()"), **await _large(page)}
    found |= await _in_forced_colors(page)
    await page.evaluate(AXE_SCRIPT)
    found["axe 360 light"] = await _axe(page, RULES)
    await page.emulate_media(color_scheme="dark")
    found["axe 360 dark"] = await _axe(page, COLORS)
    await page.set_viewport_size(WIDE)
    found["axe 1280 dark"] = await _axe(page, COLORS)
    await page.emulate_media(color_scheme="light")
    found["axe 1280 light"] = await _axe(page, RULES)
    return {**found, "wide text": await page.evaluate("audit.read()")}


async def _on_paper(page: Page) -> list[str]:
    await page.emulate_media(media="print")
    missing = await page.evaluate("audit.unprinted()")
    await page.emulate_media(media="screen")
    return missing


async def _large(page: Page) -> dict[str, list[str]]:
    """At 320 pixels, and with letters of two and four times the size, as a reader sets them in the browser."""
    found = {}
    session = await page.context.new_cdp_session(page)
    for name, width, size in (("320 px", 320, 16), ("text at 200 %", 360, 32), ("text at 400 %", 360, 64)):
        await page.set_viewport_size({"width": width, "height": 780})
        await session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        found[f"sideways, {name}"] = await page.evaluate("audit.sideways()")
        found[f"clipped, {name}"] = await page.evaluate("audit.clipped()")
    await session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    await page.set_viewport_size(PHONE)
    return found


async def _in_forced_colors(page: Page) -> dict[str, Any]:
    await page.emulate_media(forced_colors="active")
    await page.keyboard.press("Tab")
    found = {
        "faint in forced colors": await page.evaluate("audit.faint()"),
        "focus unseen in forced colors": await page.evaluate("audit.focusUnseen()"),
        "signs": await _signs(page),
    }
    await page.emulate_media(forced_colors="none")
    return found


_PICTURED: set[str] = set()


async def _signs(page: Page) -> dict[str, tuple[int, str]]:
    """Picture each kind of sign once in the whole walk: how many colors it has, and what tells it from others."""
    found = {}
    for kind, number in await page.evaluate("audit.signs()"):
        if kind in _PICTURED:
            continue
        _PICTURED.add(kind)
        picture = Image.open(io.BytesIO(await page.locator(f'[data-audit-sign="{number}"]').screenshot())).convert(
            "RGB"
        )
        colors = picture.getcolors(picture.width * picture.height) or []
        found[kind] = (len(colors), hashlib.sha256(picture.tobytes()).hexdigest())
    return found


async def _axe(page: Page, rules: dict) -> list[tuple[str, str]]:
    # What lies over a page for a moment covers nothing that a reader wants then: an open menu, the bar on the way down.
    await page.evaluate("document.querySelectorAll('.site-header details').forEach(fold => { fold.open = false; })")
    await page.evaluate("scrollTo(0, 0)")
    violations = (await page.evaluate("rules => axe.run(rules)", rules))["violations"]
    return [(rule["id"], node["html"]) for rule in violations for node in rule["nodes"]]


async def on_paper(page: Page) -> dict[str, Any]:
    """How many sheets of Letter paper a page is."""
    printed = await page.pdf(format="Letter", prefer_css_page_size=True)
    return {"sheets": len(re.findall(rb"/Type ?/Page\b(?!s)", printed))}


async def without_script(page: Page) -> dict[str, Any]:
    found = {
        "dead folds": await page.evaluate("audit.deadFolds()"),
        "dead buttons": await page.evaluate("audit.deadButtons()"),
    }
    await page.evaluate("audit.open()")
    return {
        **found,
        "dead anchors": await page.evaluate("audit.deadAnchors('a[href^=\"#\"]')"),
        "text": await page.evaluate("audit.read()"),
    }


async def on_an_old_phone(page: Page) -> dict[str, Any]:
    """On a phone, and on a tablet as old as that."""
    found, sizes = {}, {"": PHONE, "wide ": WIDE}
    for name, size in sizes.items():
        await page.set_viewport_size(size)
        found[f"{name}dead folds"] = await page.evaluate("audit.deadFolds()")
    await page.evaluate("audit.open()")
    for name, size in sizes.items():
        await page.set_viewport_size(size)
        found[f"{name}dead contents"] = await page.evaluate("audit.deadAnchors('.contents a')")
        found[f"{name}text"] = await page.evaluate("audit.read()")
    return found
