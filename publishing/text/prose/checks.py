"""What can be wrong with a body before it is parsed, each fault with its line."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from publishing.text.prose import blocks, constructs, form, headings, marks, syntax, tokens

MAX_PARAGRAPH = 20_000
MAX_LINES = 2_000  # that say something: each costs the parser, the checks and a comparison, whatever its length
MAX_NESTING = 6
# The parser looks for the end of a link from each bracket on, so their number counts, not only the length.
MAX_BRACKETS = 300
# A short row is padded to the width of its header, so a small text can be a very large table, or many of them.
MAX_COLUMNS, MAX_ROWS, MAX_CELLS = 12, 200, 5_000
# What the parser may take for the ruler of a table, in a quote or an item too. Then each line is a row.
RULER = re.compile(r"(?=[^|]*\|)[|: \t>*+.0-9-]+")
#: A row of a table as the desk begins it.
BEGUN, EMPTY = re.compile(r"\|(?: Heading \d+ \|)+"), re.compile(r"\|(?:\s*\|)+")
HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<space> *)(?P<text>.*)$")
# An item or a quote may stand inside another: count the marks that a line starts with.
NESTED = re.compile(r"(?:[ \t>]|[*+-] |\d+\. )*")
MARK = re.compile(r"[ ]{4}|\t|>|[*+-] |\d+\. ")
# A heading's words are its entry in the contents, too, and its id is made from them.
MARKUP = re.compile(r"[*`\[\]]|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")


def body_faults(text: str, *, is_fragment: bool = False, is_free: bool = False) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, what is wrong) for a body in its one form: headings, blocks, nesting, tokens, lengths,
    and what would come out otherwise than it was meant.

    is_fragment: the text is put into other texts, so it has no headings of its own. is_free: its headings are its own;
    then it may begin with a care card, for whoever opens it in need.
    """
    lines = text.split("\n")
    yield from _refuse_headings(lines) if is_fragment else _check_headings(lines, is_free=is_free)
    yield from blocks.block_faults(lines)
    for number, line in enumerate(lines, start=1):
        nesting = NESTED.match(line)
        if nesting and len(MARK.findall(nesting[0])) > MAX_NESTING:
            yield number, f"lists and quotes nested more than {MAX_NESTING} deep"
        for name in tokens.unknown(line):
            yield number, f"unknown token {{{name}}}; there are {', '.join(tokens.NAMES)}"
    yield from _unfilled(lines)
    too_large = list(_check_size(lines))
    yield from too_large or syntax.body_faults(lines)  # what looks at each sign takes long over what is too large


def is_too_much(text: str) -> bool:
    """Whether the parser would take seconds over a body, so that nobody may ask it to."""
    lines = marks.without_marks(text).split("\n")  # as the parser gets it
    return any(True for _fault in chain(blocks.too_many(lines), _check_size(lines)))


def lines_in(lines: Iterable[str]) -> int:
    """How many lines of a body say something."""
    return sum(bool(line.strip()) for line in lines)


def _check_headings(lines: list[str], *, is_free: bool) -> Iterator[tuple[int, str]]:
    """Level 2 comes first, no level is skipped, nothing is deeper than 4, no id stands twice."""
    level, open_block = 1, False
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if line.startswith("///"):
            open_block = line.rstrip() != blocks.CLOSING
        match = HEADING.match(line)
        if not match:
            if level == 1 and line.strip() and number == 1 and not (is_free and _opens_card(line)):
                yield number, "the body must start with a level 2 heading"
            continue
        depth = len(match["marks"])
        if not match["space"] or not match["text"].strip():
            yield number, "a heading needs a space and a text after its marks"
            continue
        if open_block:
            yield number, "a heading inside a block"
        if MARKUP.search(headings.split(match["text"])[0]):
            yield number, "a heading is plain words, without emphasis, links and source marks"
        if depth == 1:
            yield number, "level 1 is the title of the page; start with level 2"
            continue
        if depth > 4:
            yield number, "headings go no deeper than level 4"
        if depth > level + 1:
            yield number, f"heading level {depth} follows level {level}: a level is skipped"
        if (number > 1 and lines[number - 2].strip()) or (number < len(lines) and lines[number].strip()):
            yield number, "a heading needs a blank line before and after it"
        if _is_empty(lines, number, depth):
            yield number, "nothing stands under this heading"
        level = depth
        identifier = headings.split(match["text"])[1]
        if depth == 2 or headings.EXPLICIT.search(match["text"]):
            if identifier in seen:
                yield number, f"the id '{identifier}' stands already in line {seen[identifier]}"
            seen.setdefault(identifier, number)


def _opens_card(line: str) -> bool:
    opening = blocks.OPENING.match(line)
    return opening is not None and opening["name"] in constructs.care_levels()


def _is_empty(lines: list[str], number: int, depth: int) -> bool:
    """Whether the heading of a line has nothing under it before the next of its depth, or the end."""
    below = next((lines[place] for place in range(number, len(lines)) if lines[place].strip()), "#")
    match = HEADING.match(below)
    return match is not None and len(match["marks"]) <= depth


def _refuse_headings(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        if HEADING.match(line):
            yield number, "a snippet has no headings: it stands under those of other pages"


def _check_size(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Too many lines; paragraphs and tables that are too large, and tables that are too many."""
    if (count := lines_in(lines)) > MAX_LINES:
        yield 1, f"a text of {count} lines; at most {MAX_LINES}"
    cells = 0
    for start, paragraph in form.paragraphs(lines):
        length = sum(len(line) + 1 for line in paragraph)
        brackets = sum(line.count("[") for line in paragraph)
        if length > MAX_PARAGRAPH:
            yield start, f"a paragraph of {length} characters; at most {MAX_PARAGRAPH}"
        if brackets > MAX_BRACKETS:
            yield start, f"a paragraph with {brackets} opening brackets; at most {MAX_BRACKETS}"
        is_table = any(RULER.fullmatch(line) for line in paragraph)
        rows = len(paragraph) if is_table else sum("|" in line for line in paragraph)
        columns = max(map(_columns, paragraph))
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            yield start, f"a table of {rows} rows and {columns} columns; at most {MAX_ROWS} and {MAX_COLUMNS}"
        elif is_table and cells <= MAX_CELLS < cells + rows * columns:
            yield start, f"more than {MAX_CELLS} cells in all tables, with this one"
        cells += rows * columns if is_table else 0


def _unfilled(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Rows of tables in which nobody has written: all cells empty, or the headings that the desk puts in."""
    for number, line in enumerate(lines, start=1):
        if BEGUN.fullmatch(line):
            yield number, "a table has only the headings that it began with"
        elif EMPTY.fullmatch(line):
            yield number, "a row of a table is empty"


def _columns(line: str) -> int:
    """How many cells a line is as the row of a table; 0 where it has no bar."""
    bare = line.strip()
    return bare.count("|") + 1 - bare.startswith("|") - (bare.endswith("|") and bare != "|") if "|" in bare else 0
