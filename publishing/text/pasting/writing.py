"""Blocks as Markdown in the one form of the house, with the levels of headings that a place allows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from publishing.text.pasting import escaping, inline
from publishing.text.pasting.looks import Look
from publishing.text.pasting.reading import Line, Run, Table
from publishing.text.prose import checks, form, headings

_DEEPEST_HEADING, _DEEPEST_ITEM = 4, checks.MAX_NESTING - 1
#: Far below what a page takes of one paragraph, because escaping makes a text longer.
_LONG, _BRACKETS, _BARS = checks.MAX_PARAGRAPH // 3, checks.MAX_BRACKETS // 3, 100
_LEAST_ROWS, _LEAST_COLUMNS = 2, 2
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@dataclass
class Written:
    """A text, and how much of what is in it."""

    text: str = ""
    words: int = 0
    headings: int = 0
    lists: int = 0
    tables: int = 0
    links: int = 0


@dataclass
class _Writer:
    top: int
    written: Written = field(default_factory=Written)
    parts: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    cells: int = 0

    def write(self, blocks: list[Line | Table]) -> Written:
        """Write all blocks."""
        levels = [block.level for block in blocks if isinstance(block, Line) and block.kind == "heading"]
        shift, last = self.top - min(levels, default=1), self.top - 1
        group: list[Line] = []
        for block, level in _with_filled_headings(blocks):
            if isinstance(block, Line) and block.kind in {"item", "more"} and (group or block.kind == "item"):
                group.append(block)
                continue
            self._list(group)
            group = []
            if isinstance(block, Table):
                self._table(block)
            elif level:
                last = min(level + shift, last + 1, _DEEPEST_HEADING)
                self._heading(block, last)
            else:
                self._paragraphs(block)
        self._list(group)
        self.written.text = form.tidy("\n\n".join(part for part in self.parts if part))
        return self.written

    def _heading(self, line: Line, level: int) -> None:
        words = escaping.heading(escaping.clean(line.text))
        name = headings.split(words)[1]
        if not words or (level == 2 and name in self.names):  # two of a name would be one place on the page
            self._paragraphs(Line([Run(words, Look(is_bold=True))]))
            return
        self.names.add(name)
        self.written.headings += 1
        self._count(words)
        self.parts.append(f"{'#' * level} {words}")

    def _paragraphs(self, line: Line) -> None:
        for part in _short(line):
            if words := self.line(part, "\\\n"):
                self.parts.append(words)

    def _list(self, lines: list[Line]) -> None:
        found: list[str] = []
        counts: list[tuple[bool, int]] = []
        signs = brackets = bars = 0
        for line in lines:
            for words in filter(None, (self.line(part, "\\\n") for part in _short(line))):
                depth = min(line.level, _DEEPEST_ITEM, len(counts))
                if line.kind == "more" and found:
                    depth = min(line.level, len(counts) - 1)
                    found[-1] += "\\\n" + _indented(words, depth + 1)
                else:
                    self.written.lists += depth == 0 and (not counts or counts[0][0] != line.is_ordered)
                    counts = _counted(counts, depth, line)
                    mark = f"{counts[-1][1]}. " if counts[-1][0] else "- "
                    found.append(form.INDENT * depth + mark + _indented(words, depth + 1).lstrip(" "))
                signs, brackets, bars = signs + len(words), brackets + words.count("["), bars + words.count("|")
                if signs > _LONG or brackets > _BRACKETS or bars > _BARS:
                    found[-1] += "\n"  # a blank line, behind which the parser counts anew
                    signs = brackets = bars = 0
        if found:
            self.parts.append("\n".join(found))

    def _table(self, table: Table) -> None:
        rows = [[self._cell(cell, is_head=not number) for cell in row] for number, row in enumerate(table.rows)]
        rows = [row for row in rows if any(row)]
        width = max(map(len, rows), default=0)
        is_one = len(rows) >= _LEAST_ROWS and _LEAST_COLUMNS <= width <= checks.MAX_COLUMNS
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
        is_small = len(rows) < checks.MAX_ROWS and sum(map(len, lines)) < checks.MAX_PARAGRAPH // 2
        is_small = is_small and sum(line.count("[") for line in lines) < _BRACKETS
        if not is_one or not is_small or self.cells + len(rows) * width > checks.MAX_CELLS:
            for row in table.rows:  # a table that lays a page out, or one that no page could show
                for line in (line for cell in row for line in cell):
                    self._paragraphs(line)
            return
        if any(line.count("|") > checks.MAX_COLUMNS + 1 for line in lines):
            lines = [line.replace("\\|", "/") for line in lines]
        self.cells += len(rows) * width
        self.written.tables += 1
        for row in table.rows:
            for line in (line for cell in row for line in cell):
                self._count(line.text)
                self.written.links += len({run.look.target for run in line.runs} - {""})
        self.parts.append("\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]]))

    def _cell(self, lines: list[Line], *, is_head: bool) -> str:
        found = ""
        for line in lines:
            units = inline.units_of(line.runs)
            if is_head:
                units = [inline.Unit(one.text, Look(target=one.look.target), one.is_word) for one in units]
            words = " ".join(inline.joined(units).split())
            if found and words:
                found += " " if found[-1] in ".!?:;," else "; "
            found += words
        return found

    def line(self, line: Line, breaking: str) -> str:
        """Return the words of a line with their marks, line breaks as they are written; counts what is in it."""
        units = inline.units_of(line.runs)
        written = inline.joined(units)
        if written.count("[") > _BRACKETS:
            units = [
                inline.Unit(one.text.replace("[", "(").replace("]", ")"), inline.PLAIN, one.is_word) for one in units
            ]
            written = inline.joined(units)
        parts = [escaping.line(part) for part in written.split("\n")]
        parts = [part.replace("\\|", "¦") if part.count("|") > checks.MAX_COLUMNS - 2 else part for part in parts]
        found = breaking.join(part for part in parts if part)
        if found:
            self._count("".join(unit.text for unit in units))
            targets = [unit.look.target for unit in units]
            self.written.links += sum(
                bool(one) and one != before for before, one in zip(["", *targets], targets, strict=False)
            )
        return found

    def _count(self, words: str) -> None:
        self.written.words += len(_WORD.findall(words))


def as_body(blocks: list[Line | Table], top: int) -> Written:
    """Return blocks as a text of paragraphs. top: the level of the headings that are highest among them."""
    return _Writer(top).write(blocks)


def as_lines(blocks: list[Line | Table], between: str) -> Written:
    """Return blocks as one line of prose each, without headings, lists and tables; between: what stands between two."""
    writer = _Writer(3)
    found: list[str] = []
    for block in blocks:
        lines = [block] if isinstance(block, Line) else [line for row in block.rows for cell in row for line in cell]
        for line in lines:
            found += [part for part in writer.line(line, "\n").split("\n") if part]
    writer.written.text = between.join(found)
    return writer.written


def _with_filled_headings(blocks: list[Line | Table]) -> Iterator[tuple[Line | Table, int]]:
    """Yield each block with the level of the heading that it is, from 1. One with nothing below it is none: 0."""
    for place, block in enumerate(blocks):
        if not isinstance(block, Line) or block.kind != "heading":
            yield block, 0
            continue
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        is_empty = below is None or (isinstance(below, Line) and below.kind == "heading" and below.level <= block.level)
        if is_empty:
            yield Line([Run(block.text, Look(is_bold=True))]), 0
        else:
            yield block, block.level


def _counted(counts: list[tuple[bool, int]], depth: int, line: Line) -> list[tuple[bool, int]]:
    """Return, for each list that is open behind an item, whether it is numbered, and the number of its last item."""
    if depth < len(counts) and counts[depth][0] == line.is_ordered:
        return [*counts[:depth], (line.is_ordered, counts[depth][1] + 1)]
    return [*counts[:depth], (line.is_ordered, line.number if depth == 0 and line.number else 1)]


def _indented(words: str, depth: int) -> str:
    return words.replace("\n", "\n" + form.INDENT * depth) if "\n" in words else words


def _short(line: Line) -> Iterator[Line]:
    """Yield a line in parts that a page takes as paragraphs, cut between words."""
    if len(line.text) <= _LONG:
        yield line
        return
    part, length = Line([], line.kind, line.level, line.is_ordered, line.number), 0
    for run in line.runs:
        for piece in _pieces(run.text):
            if length + len(piece) > _LONG and part.runs:
                yield part
                part, length = Line([], line.kind, line.level, line.is_ordered, line.number), 0
            part.runs.append(Run(piece, run.look))
            length += len(piece)
    yield part


def _pieces(text: str) -> Iterator[str]:
    while len(text) > _LONG:
        cut = text.rfind(" ", 1, _LONG)
        cut = cut if cut > 0 else _LONG
        yield text[:cut]
        text = text[cut:]
    yield text
