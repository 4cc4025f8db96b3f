"""Blocks as lines of a text: which may stand where. `/// name | argument` to `///`.

The parser behind them fails silently (an unclosed block swallows the page), so `block_faults` reads the lines first and
refuses whatever the parser would get wrong. What a block is, `constructs` says.
"""

import re
from collections.abc import Iterator

from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksProcessor

from publishing.text.prose import constructs
from publishing.text.prose.cards import care_title

__all__ = ["CLOSING", "MAX_BLOCKS", "OPENING", "SNIPPET", "CareBlocks", "block_faults", "care_title", "used_snippets"]

OPENING = re.compile(r"^/// (?P<name>[a-z-]+)(?: \| (?P<argument>\S.*))?$")
CLOSING = "///"
SNIPPET = re.compile(r"^/// snippet \| (?P<slug>[a-z0-9-]+)\n\n?///$", re.MULTILINE)
MAX_BLOCKS = 200  # the parser looks at every open block again for each new one


class CareBlocks(BlocksExtension):
    """Registers our constructs, and none of the parser's own."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        for construct in constructs.all_constructs():
            if construct.block is not None:
                block_mgr.register(construct.block, self.getConfigs())


def used_snippets(text: str) -> list[str]:
    """Return the slugs that `text` itself names."""
    return [match["slug"] for match in SNIPPET.finditer(text)]


def block_faults(lines: list[str]) -> Iterator[tuple[int, str]]:
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


def _check_opening(number: int, match: re.Match[str], lines: list[str]) -> Iterator[tuple[int, str]]:
    name, following = match["name"], lines[number] if number < len(lines) else ""
    if number > 1 and lines[number - 2].strip():
        yield number, "a blank line is missing before the block"
    construct = constructs.get(name)
    if construct.argument and not match["argument"]:
        yield number, f"the block '{name}' needs {construct.argument} after '|'"
    if construct.argument is None and match["argument"]:
        yield number, f"the block '{name}' takes nothing after '|'"
    if construct.is_empty and following.rstrip() != CLOSING:
        yield number, f"a {name} block has nothing inside: the next line must be '///'"
    if not construct.is_empty and following.startswith("    "):
        yield number + 1, "blocks have no options here"
    if not construct.is_empty and following.rstrip() == CLOSING:
        yield number, f"the block '{name}' is empty"
