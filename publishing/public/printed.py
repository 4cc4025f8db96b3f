"""How long a page is that a reader opens on a phone, from its HTML alone: what a browser would have to be asked for.

A screen is 360 x 780 CSS pixels. Words are counted; screens are reckoned from blocks and letters, with sizes that were
fitted to what a browser measured on the starter library (`tests/audit/test_budgets.py` holds one against the other).
"""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

SCREEN = 780  # CSS pixels
_WORD = re.compile(r"[^\W_](?:[\w'’.,-])*")
_VOID = frozenset({"br", "img", "input", "link", "meta", "hr", "source", "wbr", "col"})
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "option"})
#: What stands in the HTML for paper, for screen readers or for a wide screen.
_UNSEEN = frozenset({"hidden-words", "sheet-head", "bar__up"})
_APART = frozenset({"sources", "citation"})


@dataclass(frozen=True)
class Printed:
    """Words with every fold closed and open, sources not counted; phone screens with them closed; and what it has:
    `sources` listed, `numbers` drawn, `cards` with warning signs, `drawings`."""

    words: int
    words_open: int
    screens: float
    sources: int
    numbers: int
    cards: int
    drawings: int


class _Reader(HTMLParser):
    """Walks the main part of a page and counts, for open and closed folds apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.had: Counter[str] = Counter()  # class names, whether folded or not
        self._open: list[tuple[str, frozenset[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        names = frozenset((dict(attrs).get("class") or "").split())
        self._open.append((tag, names))
        self._note(tag, names)

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._is_inside("main") or self._is_unseen() or self._is_apart():
            return
        count = len(_WORD.findall(data))
        self.words["open"] += count
        if not self._is_folded():
            self.words["closed"] += count
            self.found["letters"] += len(data.strip())

    def _note(self, tag: str, names: frozenset[str]) -> None:
        if not self._is_inside("main"):
            return
        if self._is_inside_class("sources"):
            self.found["sources"] += tag == "li"
            return
        self.had.update(names)
        if not self._is_folded() and not self._is_unseen():
            self.found[tag] += 1
            for name in names:
                self.found[f".{name}"] += 1

    def _is_inside(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._open)

    def _is_inside_class(self, name: str) -> bool:
        return any(name in names for _, names in self._open)

    def _is_unseen(self) -> bool:
        in_columns = self._is_inside_class("options")  # a phone has no columns, and so no head over them
        return any(tag in _SILENT or names & _UNSEEN or (in_columns and tag == "thead") for tag, names in self._open)

    def _is_apart(self) -> bool:
        return any(names & _APART for _, names in self._open)

    def _is_folded(self) -> bool:
        """Whether it is inside a fold that is closed, and not in its head."""
        tags = [tag for tag, _ in self._open]
        return "details" in tags and "summary" not in tags[tags.index("details") :]


#: CSS pixels of the frame, of a letter, and of what stands on a line of its own, on a phone.
_FRAME, _LETTER = 564, 1.02
_PIXELS = {
    "li": 18,
    "h2": 50,
    "h3": 43,
    "h4": 108,
    "td": 42,
    "dt": 65,
    ".number": 137,
    ".care-card": 57,
    ".figure": 85,
}


def words_in(text: str) -> int:
    """Return how many words a text without markup has, as they are counted on a page."""
    return len(_WORD.findall(text))


def measure(html: str) -> Printed:
    """Return how long a page is, from its HTML."""
    read = _Reader(html)
    found = read.found
    pixels = _FRAME + _LETTER * found["letters"] + sum(size * found[what] for what, size in _PIXELS.items())
    return Printed(
        words=read.words["closed"],
        words_open=read.words["open"],
        screens=round(pixels / SCREEN, 1),
        sources=found["sources"],
        numbers=read.had["number"],
        cards=read.had["care-card"],
        drawings=read.had["figure"],
    )
