"""Blocks as lines of a text: which may stand where. `/// name | argument` to `///`.

The parser behind them fails silently (an unclosed block swallows the page), so `block_faults` reads the lines first and
refuses whatever the parser would get wrong. What a block is, `constructs` says.
"""

import re
from collections.abc import Iterator
from math import inf

from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksProcessor

from publishing.text.prose import constructs, form
from publishing.text.prose.cards import care_title

__all__ = ["CLOSING", "MAX_BLOCKS", "OPENING", "SNIPPET", "CareBlocks", "block_faults", "care_title", "used_snippets"]

OPENING = re.compile(r"^/// (?P<name>[a-z-]+)(?: \| (?P<argument>\S.*))?$")
CLOSING = "///"
SNIPPET = re.compile(r"^/// snippet \| (?P<slug>[a-z0-9-]+)\n\n?///$", re.MULTILINE)
#: What the parser takes for the start of a block, also in a quote or an item, whatever `OPENING` says of its form.
_START = re.compile(r"(?:[ \t>]|[*+-] |\d+[.)] )*/{3,} *[\w-]")
MAX_BLOCKS = 200  # the parser looks at every open block again for each new one
MAX_INSIDE = 500  # and at all that it has made so far for each paragraph inside one
MAX_OPENING = 300  # and at each space of the opening line again for each other


class CareBlocks(BlocksExtension):
    """Registers our constructs, and none of the parser's own."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        for construct in constructs.all_constructs():
            if construct.block is not None:
                block_mgr.register(construct.block, self.getConfigs())


def used_snippets(text: str) -> list[str]:
    """Return the slugs that `text` itself names."""
    return [match["slug"] for match in SNIPPET.finditer(text)]


def too_many(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, what is wrong) where the parser would take seconds over the blocks of a body."""
    starts = [number for number, line in enumerate(lines, start=1) if _START.match(line)]
    if len(starts) > MAX_BLOCKS:
        yield starts[MAX_BLOCKS], f"{len(starts)} blocks; at most {MAX_BLOCKS}"
    for number in starts:
        if len(lines[number - 1]) > MAX_OPENING:
            yield number, f"a block that opens with {len(lines[number - 1])} characters; at most {MAX_OPENING}"
    inside = _paragraphs_inside(lines)
    if len(inside) > MAX_INSIDE:
        yield inside[MAX_INSIDE], f"{len(inside)} paragraphs inside blocks; at most {MAX_INSIDE}"


def _paragraphs_inside(lines: list[str]) -> list[int]:
    """Return the last line of each paragraph inside a block. Behind an opening of any other form all is inside."""
    depth, found = 0.0, []
    for number, line in enumerate(lines, start=1):
        if _START.match(line):
            depth += 1 if OPENING.match(line) else inf
        elif line == CLOSING:
            depth = max(depth - 1, 0)
        elif depth and line.strip() and not (number < len(lines) and lines[number].strip()):
            found.append(number)
    return found


def block_faults(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, what is wrong) for every block that the parser would get wrong."""
    yield from too_many(lines)
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
        if not match or match["name"] not in constructs.names():
            yield number, f"unknown block {line.strip()!r}; there are {', '.join(constructs.names())}"
            opened.append((number, line.strip()))
            continue
        yield from _check_opening(number, match, lines)
        if opened and not constructs.get(match["name"]).is_empty:
            yield number, f"a block inside the block of line {opened[-1][0]}"
        opened.append((number, match["name"]))
    for number, name in opened:
        yield number, f"the block '{name}' is not closed by '///'"
    yield from _strangers_to_lists(lines)


def _strangers_to_lists(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each line that stands in a block of one list, and in no item of it."""
    name = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("///"):
            opening = OPENING.match(line)
            name = opening["name"] if opening else ""
        elif line and _is_list(name) and not line.startswith(form.INDENT) and not form.ITEM.match(line):
            yield number, f"the block '{name}' holds one list: lines that start with '- '"


def _is_list(name: str) -> bool:
    return name in constructs.names() and constructs.get(name).is_list


def _check_opening(number: int, match: re.Match[str], lines: list[str]) -> Iterator[tuple[int, str]]:
    name, following = match["name"], lines[number] if number < len(lines) else ""
    if number > 1 and lines[number - 2].strip():
        yield number, "a blank line is missing before the block"
    construct = constructs.get(name)
    if construct.argument and not re.fullmatch(construct.pattern, match["argument"] or ""):
        yield number, f"the block '{name}' needs {construct.argument} after '|'"
    if construct.argument is None and match["argument"]:
        yield number, f"the block '{name}' takes nothing after '|'"
    if construct.is_empty and following.rstrip() != CLOSING:
        yield number, f"a {name} block has nothing inside: the next line must be '///'"
    if not construct.is_empty and following.startswith("    "):
        yield number + 1, "blocks have no options here"
    if not construct.is_empty and following.rstrip() == CLOSING:
        yield number, f"the block '{name}' is empty"
