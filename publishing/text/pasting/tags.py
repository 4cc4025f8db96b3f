"""HTML as a row of tags and texts, in one pass whose time grows with the length alone, however broken it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

#: What one paste may be: characters of HTML, tags, of its text (no page holds more), elements in one another.
MAX_HTML, MAX_TAGS, MAX_TEXT, MAX_DEPTH = 2_000_000, 30_000, 100_000, 300
#: A tag that is longer holds a picture: of its attributes the first characters are read.
MAX_ATTRIBUTES = 4_000

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,60}+)((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>")
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++)))?")
_STYLE = re.compile(r"([a-z-]++)\s*+:\s*+((?:\"[^\"]*+\"|'[^']*+'|[^;\"'])*+)", re.IGNORECASE)
#: What holds no text of a reader's: everything up to its end is passed over.
_SKIPPED = {"style", "script", "title", "xml", "svg", "math", "template", "noscript", "iframe", "object", "select"}


class TooMuch(ValueError):
    """A paste that would take long to read."""


@dataclass(frozen=True)
class Tag:
    """A tag by its name in small letters; without attributes where it ends an element."""

    name: str
    is_end: bool = False
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def style(self) -> dict[str, str]:
        """What its style says: property -> value, both in small letters but for what stands in quotes."""
        return _style(self.attributes["style"]) if "style" in self.attributes else {}

    @property
    def classes(self) -> set[str]:
        """Its classes in small letters."""
        return set(self.attributes.get("class", "").lower().split())


def tokens(html: str) -> Iterator[Tag | str]:
    """Yield tags and texts in order; comments, and what programs tell one another, are passed over.

    Raises TooMuch where there is more of anything than a page could be made of.
    """
    if len(html) > MAX_HTML:
        raise TooMuch
    place, tags, characters = 0, 0, 0
    while place < len(html):
        start = html.find("<", place)
        if start < 0:
            start = len(html)
        text, place = html[place:start], start
        characters += len(text) if text.strip() else 0
        if tags > MAX_TAGS or characters > MAX_TEXT:
            raise TooMuch
        if html.startswith("<!--", start):
            place = _behind(html, "-->", start + 4)
        elif html.startswith(("<!", "<?"), start):
            place = _behind(html, ">", start)
        elif found := _TAG.match(html, start):
            tags += 1
            if text:
                yield unescape(text)
            tag = _tag(found)
            yield tag
            text, place = "", found.end()
            if tag.name in _SKIPPED and not tag.is_end and not found[0].endswith("/>"):
                place = _behind_element(html, tag.name, place)
        elif start < len(html):
            text, place = f"{text}<", start + 1
            tags += 1
        if text:
            yield unescape(text)


def _behind(html: str, end: str, place: int) -> int:
    found = html.find(end, place)
    return len(html) if found < 0 else found + len(end)


def _behind_element(html: str, name: str, place: int) -> int:
    found = re.compile(rf"</{name}[^<>]*>?", re.IGNORECASE).search(html, place)
    return found.end() if found else len(html)


def _tag(found: re.Match[str]) -> Tag:
    name = found[2].lower()
    if found[1]:
        return Tag(name, is_end=True)
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(found[3][:MAX_ATTRIBUTES]):
        value = next((value for value in match.groups()[1:] if value is not None), "")
        attributes.setdefault(match[1].lower(), unescape(value))
    return Tag(name, attributes=attributes)


@lru_cache(maxsize=2_000)
def _style(written: str) -> dict[str, str]:
    found = {match[1].lower(): match[2].strip() for match in _STYLE.finditer(written)}
    return {name: value if value.startswith(('"', "'")) else value.lower() for name, value in found.items()}
