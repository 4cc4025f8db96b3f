"""How many clicks and page loads an errand takes: counted in the browser, from the desk's first page on.

A click is one press of a mouse or a finger. Choosing in a list that the browser drops down counts as two, since it is
opened first. Typing, and keys, are not counted. A load is one document in the window, whatever it answers to.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page

LISTEN = """
addEventListener('pointerdown', event => { if (event.isTrusted) counted(1) }, true);
addEventListener('change', event => {
  if (event.target instanceof HTMLSelectElement && !event.isTrusted) counted(2);
}, true);
"""


@dataclass
class Counted:
    """What somebody did since `begin`: their page, their clicks, the documents that were loaded."""

    page: Page
    clicks: int = 0
    loads: int = 0
    pages: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Count from here: the first page has just been opened."""
        self.clicks, self.loads, self.pages = 0, 0, []

    def clicked(self, _source: dict, times: int) -> None:
        self.clicks += times

    def loaded(self, page: Page) -> None:
        self.loads += 1
        self.pages.append(page.url)

    def at_most(self, clicks: int, loads: int) -> None:
        """Fail where it took more than was promised, and say what was loaded."""
        assert (self.clicks <= clicks) and (self.loads <= loads), (
            f"{self.clicks} clicks and {self.loads} loads, promised {clicks} and {loads}: {self.pages}"
        )


def counting(page: Page) -> Counted:
    """Count what is done in a page and its later documents."""
    counted = Counted(page)
    page.context.expose_binding("counted", counted.clicked)
    page.context.add_init_script(LISTEN)
    page.on("domcontentloaded", counted.loaded)
    return counted
