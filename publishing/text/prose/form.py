"""Markdown in one form: what people write in several ways and mean in one is written in the way that the parser reads.

    tidy("Call us if you have:\n• fever\n  • chills")    # a blank line, "- fever", "    - chills"

Items of a list that another program marked, that stand right under their sentence or are indented by two; two spaces
for a line break; 2*3 as a sum. What looks like Markdown and has no such reading is not guessed: `syntax` refuses it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

INDENT = "    "
MOST_PASSES = 5  # two are enough for all that anybody means
#: What programs put before an item of a list.
BULLETS = "•◦▪▫●○‣⁃∙■□"
ITEM = re.compile(r"^(?P<indent> *)(?P<marker>[-*+]|\d{1,9}\.) +(?P<text>\S.*)$")
#: A line of bars and dashes, which makes a table of the line above it.
RULER = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[|: -]+")
RULE = re.compile(r"^ {0,3}([-*_])(?: *\1){2,}$")
#: An asterisk between digits is a sign of multiplication, unless code or a backslash stands before it.
TIMES = re.compile(r"(?<=\d)\*(?=\d)")
_FOREIGN_BULLET = re.compile(rf"^( *)[{BULLETS}] *(?=\S)")
_BRACKETED_NUMBER = re.compile(r"^( *\d{1,9})\)(?= +\S)")
_OWN_LINE = re.compile(r"///|#")


@dataclass(frozen=True)
class _Level:
    """A list that is open. indent: how far its marker stood from the left, in characters."""

    indent: int
    is_ordered: bool


def tidy(body: str) -> str:
    """Return Markdown in its one form; twice is the same as once."""
    return "\n".join(line for _number, line in tidied(body))


def tidied(body: str) -> list[tuple[int, str]]:
    """Return each line of the one form with the number, from 1, of the line that it comes from."""
    above = len(body) - len(body.lstrip("\n"))
    return [(above + number, line) for number, line in _tidied(body.strip("\n"))]


@lru_cache(maxsize=4)  # whoever makes a text ready asks for it again and again
def _tidied(body: str) -> tuple[tuple[int, str], ...]:
    lines = body.split("\n")
    found = _pass(lines)
    if [line for _number, line in found] == lines:
        return tuple(found)  # it stood in its one form
    for _time in range(MOST_PASSES):  # a line that is moved to the left may be read as another one then
        again = [(found[number - 1][0], line) for number, line in _pass([line for _number, line in found])]
        if again == found:
            break
        found = again
    return tuple(found)


def _pass(lines: list[str]) -> list[tuple[int, str]]:
    writer = _Writer(lines)
    writer.write()
    return writer.found


class _Writer:
    """Goes through a text line by line, and knows the lists and the paragraph that a line may go on with."""

    def __init__(self, lines: list[str]) -> None:
        self.found: list[tuple[int, str]] = []
        self._lines = [line.expandtabs(4) for line in lines]
        self._levels: list[_Level] = []
        self._number = 0
        self._is_open = self._is_table = self._breaks = False
        self._is_quotation = False
        self._starts_at = 0  # how deep the item is that stands first behind a blank line
        self._goes_on = False  # whether what is open is not an item itself, but a paragraph or a quotation

    def write(self) -> None:
        """Write every line, and no blank one at the end."""
        for number, line in enumerate(self._lines, start=1):
            self._number = number
            self._line(line)
        while self.found and not self.found[-1][1]:
            self.found.pop()

    def _line(self, line: str) -> None:
        breaks, line = line.endswith("  "), _plain_marker(line.rstrip())
        if not line:
            self._blank()
        elif self._is_table or self._starts_table(line):
            self._row(line)
        elif line.startswith(">"):
            self._quotation(line)
        elif _OWN_LINE.match(line) or RULE.match(line):
            self._own_line(line)
        elif (item := ITEM.match(line)) and self._may_be_item(item):
            self._item(item)
        elif self._is_open:
            self._continue(line)
        else:
            self._paragraph(line)
        self._breaks = breaks and self._is_open

    def _blank(self) -> None:
        self._is_open = self._is_table = False
        if self.found and self.found[-1][1]:
            self._add("")

    def _starts_table(self, line: str) -> bool:
        below = self._lines[self._number] if self._number < len(self._lines) else ""
        return "|" in line and bool(RULER.fullmatch(below.strip())) and not ITEM.match(line)

    def _row(self, line: str) -> None:
        """A row of a table, which goes on to the next blank line."""
        if self._is_open and not self._is_table:
            self._blank()
        if not line.startswith(" "):
            self._levels = []
        self._is_open, self._is_table = False, True
        self._add(_times(_with_borders(line)))

    def _own_line(self, line: str) -> None:
        """A block, a heading or a rule; but dashes right under a sentence may be meant to make a heading of it."""
        if self._is_open and RULE.match(line) and (self._levels or not line.startswith("--")):
            self._blank()
        self._levels, self._is_open = [], False
        self._add(line)

    def _quotation(self, line: str) -> None:
        if self._is_open and not (self._goes_on and self._is_quotation):
            self._blank()
        self._levels, self._is_open, self._goes_on, self._is_quotation = [], True, True, True
        self._add(_times(line))

    def _may_be_item(self, item: re.Match[str]) -> bool:
        """Whether a line starts an item: in a sentence a number may come to stand at the start of a line."""
        return not self._is_open or bool(self._levels) or item["marker"] in {"-", "*", "+", "1."}

    def _item(self, item: re.Match[str]) -> None:
        indent, is_ordered = len(item["indent"]), item["marker"].endswith(".")
        depth = sum(level.indent + 2 <= indent for level in self._levels)
        is_other = depth < len(self._levels) and self._levels[depth].is_ordered != is_ordered
        # Whatever else than the next item of a list stands above, the parser would read on.
        if self._is_open and (self._goes_on or is_other or depth < self._starts_at):
            self._blank()
        if not self._is_open:
            self._starts_at = depth
        self._levels[depth:] = [_Level(indent, is_ordered)]
        self._is_open, self._goes_on = True, False
        self._add(f"{INDENT * depth}{item['marker'] if is_ordered else '-'} {_times(item['text'])}")

    def _continue(self, line: str) -> None:
        """The paragraph that is open goes on, behind a line break where two spaces ask for one."""
        if self._breaks:
            number, before = self.found[-1]
            self.found[-1] = (number, f"{before}\\")
        self._add(INDENT * len(self._levels) + _times(line.strip()))

    def _paragraph(self, line: str) -> None:
        """A new paragraph: in the item that it is indented under, or behind all lists."""
        indent = len(line) - len(line.lstrip())
        is_stray = not self._levels and indent >= len(INDENT)  # it stays, for `syntax` to refuse
        self._levels = [level for level in self._levels if level.indent + 2 <= indent]
        self._is_open, self._goes_on, self._is_quotation, self._starts_at = True, True, False, 0
        self._add((line[:indent] if is_stray else INDENT * len(self._levels)) + _times(line.strip()))

    def _add(self, line: str) -> None:
        self.found.append((self._number, line))


def _plain_marker(line: str) -> str:
    """Return a line whose item, if it starts one, is marked as Markdown marks it."""
    return _BRACKETED_NUMBER.sub(r"\1.", _FOREIGN_BULLET.sub(r"\1- ", line))


def _with_borders(row: str) -> str:
    """Return the row of a table with a bar at both ends; a line without any bar is none."""
    if "|" not in row:
        return row
    start = "" if row.lstrip().startswith("|") else "| "
    is_closed = row.endswith("|") and (len(row) - len(row[:-1].rstrip("\\"))) % 2 == 1
    return f"{start}{row}{'' if is_closed else ' |'}"


def _times(text: str) -> str:
    return text if "`" in text else TIMES.sub(r"\\*", text)


def paragraphs(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each run of lines without a blank one between them, with the number, from 1, of its first."""
    found: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            found.append(line)
        elif found:
            yield number - len(found), found
            found = []
