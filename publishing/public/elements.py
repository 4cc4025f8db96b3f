"""The elements that HTML is made of, one level at a time."""

from html.parser import HTMLParser
from typing import NamedTuple

_VOID = {"br", "hr", "img", "source", "wbr"}


class Element(NamedTuple):
    """An element on the top level of some HTML, and what is inside it."""

    tag: str
    classes: set[str]
    html: str


class _Reader(HTMLParser):
    """Walks HTML once."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Element] = []
        self._depth = 0
        self._inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self.found.append(Element(tag, set((dict(attrs).get("class") or "").split()), ""))
        else:
            self._inside.append(self.get_starttag_text() or "")
        self._depth += tag not in _VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:  # a drawing inside an element; by itself it holds nothing
            self._inside.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1
        if self._depth:
            self._inside.append(f"</{tag}>")
        else:
            self.found[-1] = self.found[-1]._replace(html="".join(self._inside))
            self._inside.clear()

    def handle_data(self, data: str) -> None:
        self._inside += [data] if self._depth else []

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


def elements_of(html: str) -> list[Element]:
    """Return the elements on the top level of HTML that the sanitizer wrote, so that every element in it is closed."""
    return _Reader(html).found
