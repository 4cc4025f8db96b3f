"""Blocks: `/// name | argument` to `///`. Care cards, do and don't lists, details, snippets.

The parser behind them fails silently (an unclosed block swallows the page), so `check` reads the lines first and
refuses whatever the parser would get wrong.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

OPENING = re.compile(r"^/// (?P<name>[a-z-]+)(?: \| (?P<argument>\S.*))?$")
CLOSING = "///"
SNIPPET = re.compile(r"^/// snippet \| (?P<slug>[a-z0-9-]+)\n\n?///$", re.MULTILINE)
CARE_LEVELS = ("emergency", "call-today", "ask")
NEEDS_ARGUMENT = {"details": "the text of its summary", "snippet": "the slug of a snippet"}
TAKES_NO_ARGUMENT = {"do", "dont"}
NAMES = (*CARE_LEVELS, "do", "dont", "details", "snippet")
MAX_BLOCKS = 200  # the parser looks at every open block again for each new one
MAX_EXPANDED = 200_000  # characters of snippets in one text


def care_title(level: str) -> str:
    """The headline of a care card without one of its own; says in words what the color says."""
    return {
        "emergency": gettext("Call {emergency_number} now"),
        "call-today": gettext("Call us today"),
        "ask": gettext("Ask at your next visit"),
    }[level]


class _CareCard(Block):
    """One of three levels. The level is in the headline's words, not only in the color."""

    ARGUMENT = None

    def on_create(self, parent: etree.Element) -> etree.Element:
        card = etree.SubElement(parent, "aside", {"class": f"care-card care-card--{self.NAME}"})
        title = etree.SubElement(card, "p", {"class": "care-card__title"})
        title.text = self.argument or care_title(self.NAME)
        return card


class _Emergency(_CareCard):
    NAME = "emergency"


class _CallToday(_CareCard):
    NAME = "call-today"


class _Ask(_CareCard):
    NAME = "ask"


class _Advice(Block):
    """A list of what to do, or of what not to do."""

    ARGUMENT = False

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = etree.SubElement(parent, "div", {"class": f"advice advice--{self.NAME}"})
        title = etree.SubElement(box, "p", {"class": "advice__title"})
        title.text = gettext("Do") if self.NAME == "do" else gettext("Don't")
        return box


class _Do(_Advice):
    NAME = "do"


class _Dont(_Advice):
    NAME = "dont"


class _Details(Block):
    """A part that opens on a tap, and is open in print."""

    NAME = "details"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        details = etree.SubElement(parent, "details")
        etree.SubElement(details, "summary").text = self.argument
        return details


class CareBlocks(BlocksExtension):
    """Registers our blocks, and none of the parser's own."""

    def extendMarkdownBlocks(self, md, block_mgr) -> None:
        for block in (_Emergency, _CallToday, _Ask, _Do, _Dont, _Details):
            block_mgr.register(block, self.getConfigs())


def expand_snippets(text: str, snippets: Mapping[str, str]) -> str:
    """Put every named snippet in, also those inside snippets. An unknown or circular one is left out.

    From MAX_EXPANDED characters on, blocks stay as they are: a few snippets that each name the next one several times
    would fill the memory.
    """
    length = 0

    def expand(text: str, inside: tuple[str, ...]) -> str:
        def replace(match: re.Match[str]) -> str:
            nonlocal length
            slug = match["slug"]
            if slug not in snippets or slug in inside:
                return ""
            length += len(snippets[slug])
            if length > MAX_EXPANDED:
                return match[0]
            return expand(snippets[slug].strip("\n"), (*inside, slug))

        return SNIPPET.sub(replace, text)

    return expand(text, ())


def used_snippets(text: str) -> list[str]:
    """Return the slugs that `text` itself names."""
    return [match["slug"] for match in SNIPPET.finditer(text)]


def circle(slug: str, snippets: Mapping[str, str]) -> list[str]:
    """Return the way by which the snippet comes back to itself, or an empty list."""

    ways, seen = [[slug]], {slug}
    for way in ways:
        for used in used_snippets(snippets.get(way[-1], "")):
            if used == slug:
                return [*way, used]
            if used not in seen:
                seen.add(used)
                ways.append([*way, used])
    return []


def is_too_much(expanded: str) -> bool:
    """Whether a text with its snippets put in has more of them, or of blocks, than may be parsed."""
    return bool(SNIPPET.search(expanded)) or len(re.findall(r"^/// ", expanded, re.MULTILINE)) > MAX_BLOCKS


def check(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, what is wrong) for every block that the parser would get wrong."""
    openings = [number for number, line in enumerate(lines, start=1) if line.startswith("/// ")]
    if len(openings) > MAX_BLOCKS:
        yield openings[MAX_BLOCKS], f"{len(openings)} blocks; at most {MAX_BLOCKS}"
    opened: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if "///" not in line or ("://" in line and not line.lstrip().startswith("///")):
            continue
        if not line.startswith("///"):
            if line.lstrip().startswith("///"):
                yield number, "a block must start at the beginning of the line"
            else:
                yield number, "'///' inside a line; a block stands on lines of its own"
            continue
        if line.rstrip() == CLOSING:
            if not opened:
                yield number, "'///' closes a block that was not opened"
            else:
                opened.pop()
            if number < len(lines) and lines[number].strip():
                yield number + 1, "a blank line is missing after the block"
            continue
        match = OPENING.match(line)
        if not match or match["name"] not in NAMES:
            yield number, f"unknown block {line.strip()!r}; there are {', '.join(NAMES)}"
            opened.append((number, line.strip()))
            continue
        yield from _check_opening(number, match, lines)
        if opened and match["name"] != "snippet":
            yield number, f"a block inside the block of line {opened[-1][0]}"
        opened.append((number, match["name"]))
    for number, name in opened:
        yield number, f"the block '{name}' is not closed by '///'"


def _check_opening(number: int, match: re.Match[str], lines: list[str]) -> Iterator[tuple[int, str]]:
    name, following = match["name"], lines[number] if number < len(lines) else ""
    if number > 1 and lines[number - 2].strip():
        yield number, "a blank line is missing before the block"
    if name in NEEDS_ARGUMENT and not match["argument"]:
        yield number, f"the block '{name}' needs {NEEDS_ARGUMENT[name]} after '|'"
    if name in TAKES_NO_ARGUMENT and match["argument"]:
        yield number, f"the block '{name}' takes nothing after '|'"
    if name == "snippet" and following.rstrip() != CLOSING:
        yield number, "a snippet block has nothing inside: the next line must be '///'"
    if name != "snippet" and following.startswith("    "):
        yield number + 1, "blocks have no options here"
    if name != "snippet" and following.rstrip() == CLOSING:
        yield number, f"the block '{name}' is empty"
