"""Headings with stable ids: made from their text, or fixed by `{#id}` at the end."""

import re
import xml.etree.ElementTree as etree

from django.utils.text import slugify
from markdown.treeprocessors import Treeprocessor

from publishing.text.prose import marks

#: The headings that a text can have; the last three also as the titles of cards and advice.
TAGS = ("h2", "h3", "h4")
OF_A_CARD, OF_ADVICE = "care-card__title", "advice__title"
EXPLICIT = re.compile(r"(?<!\s)\s*\{#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\}\s*$")
SECTION = re.compile(r"^## +(?P<text>\S.*)$")
#: The ids that templates and the script give to what stands around a text. A heading with one of them would be found in
#: its place: people who are counted would not be drawn, and the contents would not open.
OF_THE_FRAME = frozenset(
    (
        *("top", "main", "contents", "sources", "key-points", "read-on"),
        *("word", "word-title", "word-meaning", "contents-sheet", "contents-sheet-title", "reach-us", "ring"),
        *("person", "person-full", "person-range", "person-rest", "person-harm", "person-harm-range", "sign-helps"),
        *("sign-helps-a-little", "sign-no-better", "sign-not-known", "sign-harm-outweighs", "sign-tells-well"),
        *("sign-tells-partly", "sign-tells-poorly", "sign-course", "sign-disputed", "sign-call", "sign-find"),
    )
)
_NUMBERED = re.compile(r"source-\d+|cited-\d+-\d+")


def split(text: str) -> tuple[str, str]:
    """Return a heading's text without its `{#id}`, and the id it has or would get."""
    match = EXPLICIT.search(text)
    if match:
        return text[: match.start()], match["id"]
    return text, slugify(re.sub(r"[*_`\[\]]", "", text)) or "section"


def is_of_the_frame(name: str) -> bool:
    """Whether an id belongs to what stands around a text on a page."""
    return name in OF_THE_FRAME or bool(_NUMBERED.fullmatch(name))


class HeadingProcessor(Treeprocessor):
    """Gives every heading of a section an id that no other heading of the page has."""

    def __init__(self, used: set[str]) -> None:
        super().__init__()
        self._used = used
        self._next: dict[str, int] = {}

    def run(self, root: etree.Element) -> None:
        for heading in [element for element in root.iter() if element.tag in {"h3", "h4"} and not _is_title(element)]:
            last = heading[-1] if len(heading) else None
            tail = (last.tail if last is not None else heading.text) or ""
            match = EXPLICIT.search(tail)
            if match:
                kept = tail[: match.start()]
                if last is not None:
                    last.tail = kept
                else:
                    heading.text = kept
            chosen = match["id"] if match else slugify(marks.as_written("".join(heading.itertext()))) or "section"
            heading.set("id", self.unique(chosen))

    def unique(self, wanted: str) -> str:
        """Return `wanted`, with a number behind it where the page has it already, for a heading or for its frame."""
        name, number = wanted, self._next.get(wanted, 2)
        while name in self._used or is_of_the_frame(name):
            name, number = f"{wanted}-{number}", number + 1
        self._next[wanted] = number
        self._used.add(name)
        return name


class LevelProcessor(Treeprocessor):
    """Sets the titles of cards and of advice one level below the heading under which they stand.

    `above`: the level of the heading above the text, from 1; it is set before each text.
    """

    above = 2

    def run(self, root: etree.Element) -> None:
        level = self.above
        for element in root:
            if element.tag in TAGS:
                level = int(element.tag[1])
            for title in element.iter("h3"):
                if _is_title(title):
                    title.tag = f"h{min(level + 1, 4)}"


def _is_title(element: etree.Element) -> bool:
    """Whether a heading is the title of a card or of advice: it has no id, for a page may have it many times."""
    return element.get("class") in {OF_A_CARD, OF_ADVICE}
