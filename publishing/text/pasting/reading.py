"""A clipboard's HTML as blocks of text: headings, paragraphs, items of lists, tables; and what of it is left out.

Elements are followed as they come, with one note for each that is open; nothing is built that would have to be walked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from publishing.text.pasting import looks, symbols
from publishing.text.pasting.looks import Look
from publishing.text.pasting.tags import MAX_DEPTH, Tag, TooMuch, tokens
from publishing.text.prose import form

_VOID = {"br", "img", "hr", "col", "meta", "link", "input", "wbr", "area", "base", "embed", "param", "source", "track"}
_LISTS = {"ul", "ol"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {"p", "div", "li", "section", "article", "header", "footer", "main", "aside", "blockquote", "pre", "address"}
_BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "figure", "figcaption"}
_BLOCKS |= {"html", "body", "form", "fieldset", "center", "details", "summary", "hr", *_LISTS, *_HEADINGS}
#: What the start of an element ends, where it is still open: up to the element that may hold it.
_ENDS = {
    "li": ({"li"}, _LISTS),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"table"}),
    "th": ({"td", "th"}, {"table"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
}
_MOST_COLUMNS = 60  # of which no page shows more than 12
_LEVEL = re.compile(r"\blevel(\d)\b")
_NUMBER = re.compile(r"\(?(\d{1,4}|[ivxlc]{1,5}|[a-z]{1,2})[.)]", re.IGNORECASE)
#: What programs put before a comment or a footnote, or in its place: [JD1], [2], 2.
_REFERENCE = re.compile(r"^(?:\[\w+\]|[\divxlc]{1,4}$)\s*")
_SUP = dict(zip("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ", strict=True))
_SUB = dict(zip("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎", strict=True))
#: A mark that somebody typed to make a list of plain paragraphs.
_TYPED = re.compile(rf"\s*(?:(?P<bullet>[{form.BULLETS}·]|[-–—−*](?=\s))|(?P<number>\d{{1,3}})[.)](?=\s))\s*(?=\S)")


@dataclass(frozen=True)
class Run:
    """Words of one look. "\\n" in it is a line break."""

    text: str
    look: Look


@dataclass
class Line:
    """A paragraph, a heading or an item. level: of the heading, from 1; of the item, from 0. number: of an item of a
    numbered list, where it is known."""

    runs: list[Run]
    kind: str = "text"
    level: int = 0
    is_ordered: bool = False
    number: int = 0

    @property
    def text(self) -> str:
        """Its words without any look."""
        return "".join(run.text for run in self.runs)


@dataclass
class Table:
    """Rows of cells, each of lines."""

    rows: list[list[list[Line]]] = field(default_factory=list)


@dataclass
class LeftOut:
    """What is not in the text. comments: (who, words). The others are words, by why they were left out."""

    pictures: list[str] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    signs: int = 0
    has_fonts: bool = False
    has_underlines: bool = False


@dataclass(frozen=True)
class Found:
    """What was read. program: "word", "excel", "google-docs", "libreoffice", or empty."""

    blocks: list[Line | Table]
    left_out: LeftOut
    program: str


def read(html: str, page_behind: Callable[[str], str]) -> Found:
    """Return the blocks of a clipboard's HTML. Raises TooMuch."""
    reader = _Reader(page_behind)
    for token in tokens(html):
        if isinstance(token, str):
            reader.text(token)
        elif token.is_end:
            reader.end(token.name)
        else:
            reader.start(token)
    reader.finish()
    return Found(_with_typed_lists(reader.blocks), reader.left_out, program_of(html))


def program_of(html: str) -> str:
    """Return which program a clipboard's HTML is from."""
    head = html[:20_000]
    if "docs-internal-guid" in head:
        return "google-docs"
    if "schemas-microsoft-com:office:excel" in head:
        return "excel"
    if "schemas-microsoft-com:office:word" in head or 'class="Mso' in head or "mso-" in head or "class=Mso" in head:
        return "word"
    if "SCXW" in head or "OutlineElement" in head:
        return "word"
    return "libreoffice" if re.search(r'content="(?:Libre|Open)Office', head) else ""


@dataclass
class _Open:
    """An element that is open. count: of the items of a list so far. is_filled: an item that has a line already."""

    tag: Tag
    look: Look
    count: int = 0
    is_filled: bool = False


class _Reader:
    def __init__(self, page_behind: Callable[[str], str]) -> None:
        self.blocks: list[Line | Table] = []
        self.left_out = LeftOut()
        self._page_behind = page_behind
        self._open: list[_Open] = []
        self._runs: list[Run] = []
        self._marker = ""
        self._tables = 0
        self._table: Table | None = None
        self._cell: list[Line] | None = None
        self._below: dict[int, int] = {}  # column -> rows that a cell from above still covers, below this row
        self._under: dict[int, int] = {}  # ... and in this one
        self._author = ""
        self._references: set[str] = set()
        self._dropping: list[str] | None = None

    # tags

    def start(self, tag: Tag) -> None:
        """Begin an element."""
        self._end_before(tag.name)
        if tag.name in _BLOCKS:
            self._flush()
        around = self._open[-1].look if self._open else Look()
        look = looks.inside(around, tag, self._target(tag, around) if tag.name == "a" else "")
        if not look.reason:
            self._note(tag, look)
        elif not around.reason:
            self._dropping = []
        if author := looks.comment_author(tag):
            self._author = author
        if tag.name == "br":
            self._break()
        elif tag.name == "img" and not look.reason:
            self._picture(tag)
        if tag.name in _VOID:
            return
        if len(self._open) >= MAX_DEPTH:
            raise TooMuch
        self._open.append(_Open(tag, look, count=_number(tag.attributes.get("start", "")) - 1))
        if look.reason:
            return
        if tag.name == "table":
            self._start_table()
        elif tag.name == "tr" and self._tables == 1 and self._table is not None:
            self._table.rows.append([])
        elif tag.name in {"td", "th"} and self._tables == 1:
            self._start_cell(tag)

    def end(self, name: str) -> None:
        """End an element, and whatever is still open in it; one that was never begun is passed over."""
        if any(one.tag.name == name for one in self._open):
            is_found = False
            while not is_found:
                is_found = self._open[-1].tag.name == name
                self._pop()
        elif name == "p":
            self._flush()

    def text(self, text: str) -> None:
        """Take words in."""
        look = self._open[-1].look if self._open else Look()
        if look.reason == looks.MARKER:
            self._marker += text
        elif look.reason:
            if self._dropping is not None:
                self._dropping.append(text)
        elif self._table is not None and self._cell is None:
            return  # between the cells
        else:
            if not any(one.tag.name == "pre" for one in self._open[-4:]):
                text = re.sub(r"[ \t\r\n\f]+", " ", text)
            self._runs.append(Run(self._lettered(text, look), look))

    def finish(self) -> None:
        """End all that is still open."""
        while self._open:
            self._pop()
        self._flush()
        self._comments_without_words()

    def _end_before(self, name: str) -> None:
        """End what cannot hold an element of that name."""
        if name in _BLOCKS and self._open and self._has_open("p", _BLOCKS - {"p"}):
            self.end("p")
        ended, holders = _ENDS.get(name, (set(), set()))
        for one in reversed(self._open):
            if one.tag.name in holders:
                return
            if one.tag.name in ended:
                self.end(one.tag.name)
                return

    def _has_open(self, name: str, up_to: set[str]) -> bool:
        for one in reversed(self._open):
            if one.tag.name == name:
                return True
            if one.tag.name in up_to:
                return False
        return False

    def _pop(self) -> None:
        if self._open[-1].tag.name in _BLOCKS:
            self._flush()
        one = self._open.pop()
        around = self._open[-1].look if self._open else Look()
        if one.look.reason and not around.reason:
            self._dropped(one.look.reason)
        elif one.look.reason == looks.COMMENT and one.tag.style.get("mso-element") == "comment":
            self._dropped(looks.COMMENT)
            self._dropping = []
        if one.look.reason:
            return
        if one.tag.name == "table":
            self._end_table()
        elif one.tag.name in {"td", "th"} and self._tables == 1:
            self._cell = None

    # what is left out

    def _note(self, tag: Tag, look: Look) -> None:
        self.left_out.has_fonts |= looks.has_fonts(tag)
        self.left_out.has_underlines |= looks.is_underlined(tag) and not look.target
        if reference := tag.style.get("mso-comment-reference"):
            self._references.add(reference)

    def _dropped(self, reason: str) -> None:
        words = " ".join("".join(self._dropping or ()).split())
        self._dropping = None
        if not words or reason in {looks.MARKER, looks.SILENT}:
            return
        if reason == looks.COMMENT:
            if words := _REFERENCE.sub("", words):
                self.left_out.comments.append((self._author, words))
            self._author = ""
        elif reason == looks.NOTE:
            if words := _REFERENCE.sub("", words):  # its text, and not its number alone
                self.left_out.notes.append(words)
        else:
            lists = {looks.STRUCK: self.left_out.struck, looks.HIDDEN: self.left_out.hidden}
            lists.get(reason, self.left_out.contents).append(words)

    def _comments_without_words(self) -> None:
        """A comment of which a clipboard has the place alone is one, too."""
        missing = len(self._references) - len(self.left_out.comments)
        self.left_out.comments += [("", "")] * max(0, missing)

    def _picture(self, tag: Tag) -> None:
        self.left_out.pictures.append(" ".join(tag.attributes.get("alt", "").split())[:200])

    def _target(self, tag: Tag, around: Look) -> str:
        address = tag.attributes.get("href", "").strip()
        if not address or around.reason:
            return ""
        if target := looks.target_of(address):
            return self._page_behind(target) or target
        if not address.startswith("#"):
            self.left_out.links.append(address[:200])
        return ""

    # words

    def _lettered(self, text: str, look: Look) -> str:
        """Return words in the letters that a reader sees, whatever font they were written in."""
        if look.font == "symbol":
            text = symbols.of_symbol(text)
        elif look.font == "dingbats":
            text = "".join(sign if sign.isspace() else symbols.LOST for sign in text)
        else:
            text = symbols.of_private(text)
        if lost := text.count(symbols.LOST):
            self.left_out.signs += lost
            text = text.replace(symbols.LOST, "")
        table = {"sup": _SUP, "sub": _SUB}.get(look.raised, {})
        return "".join(table[sign] for sign in text) if text and all(sign in table for sign in text) else text

    def _break(self) -> None:
        look = self._open[-1].look if self._open else Look()
        if not look.reason:
            self._runs.append(Run("\n", Look()))
        elif self._dropping is not None:
            self._dropping.append(" ")

    # blocks

    def _flush(self) -> None:
        """Make a line of the words so far, as what they stand in says."""
        runs, self._runs = self._runs, []
        marker, self._marker = self._marker.strip(), ""
        if not any(run.text.strip() for run in runs):
            return
        line = self._line(runs, marker)
        if self._cell is not None:
            self._cell.append(line)
        else:
            self.blocks.append(line)

    def _line(self, runs: list[Run], marker: str) -> Line:
        lists = [one for one in self._open if one.tag.name in _LISTS]
        for one in reversed(self._open):
            if level := _heading(one.tag):
                return Line(runs, "heading", level)
            if one.tag.name == "li" and lists:
                return self._item(runs, one, lists)
            if found := _LEVEL.search(one.tag.style.get("mso-list", "")):
                number = _NUMBER.fullmatch(marker)
                count = _number(number[1]) if number else 1
                return Line(runs, "item", int(found[1]) - 1, is_ordered=bool(number), number=count)
            if one.tag.name in {"td", "th"}:
                break
        return Line(runs)

    def _item(self, runs: list[Run], item: _Open, lists: list[_Open]) -> Line:
        said = item.tag.attributes.get("aria-level") or item.tag.attributes.get("data-aria-level", "")
        level = int(said) - 1 if said.isdecimal() and 0 < int(said[:2]) < 10 else len(lists) - 1
        if item.is_filled:
            return Line(runs, "more", level)
        item.is_filled = True
        around = lists[-1]
        around.count += 1
        if (given := item.tag.attributes.get("value", "")).isdecimal():
            around.count = int(given[:4])
        return Line(runs, "item", level, is_ordered=around.tag.name == "ol", number=around.count)

    # tables

    def _start_table(self) -> None:
        self._tables += 1
        if self._tables == 1:
            self._table, self._below, self._under = Table(), {}, {}

    def _start_cell(self, tag: Tag) -> None:
        if self._table is None:
            return
        if not self._table.rows:
            self._table.rows.append([])
        row = self._table.rows[-1]
        if not row:
            self._under = {column: left for column, left in self._below.items() if left > 0}
            self._below = {column: left - 1 for column, left in self._under.items()}
        while self._under.get(len(row)):
            row.append([])
        self._cell = []
        width = min(_number(tag.attributes.get("colspan", "")), _MOST_COLUMNS)
        if len(row) + width > _MOST_COLUMNS:
            raise TooMuch
        height = min(_number(tag.attributes.get("rowspan", "")), 200)
        for column in range(len(row), len(row) + width):
            if height > 1:
                self._below[column] = height - 1
        row.append(self._cell)
        row.extend([] for _more in range(width - 1))

    def _end_table(self) -> None:
        self._tables -= 1
        if self._tables or self._table is None:
            return
        table, self._table, self._cell = self._table, None, None
        table.rows = [row for row in table.rows if any(row)]
        if table.rows:
            self.blocks.append(table)


def _heading(tag: Tag) -> int:
    """Return the level of the heading that an element is, from 1; 0 where it is none."""
    if tag.name in _HEADINGS:
        return _HEADINGS[tag.name]
    if tag.attributes.get("role") == "heading":
        level = tag.attributes.get("aria-level", "")
        return int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
    return 1 if "msotitle" in tag.classes else 0


def _number(written: str) -> int:
    """Return a number as an attribute or a marker has it; 1 for any other."""
    return max(1, int(written[:4])) if written.isascii() and written.isdecimal() else 1


def _with_typed_lists(blocks: list[Line | Table]) -> list[Line | Table]:
    """Return blocks in which paragraphs that somebody marked by hand as a list are items of one.

    Signs that nothing but a list begins with are enough by themselves; a dash or a number needs another one beside it.
    """
    found: list[Line | Table] = []
    for block in blocks:
        found += _apart(block) if isinstance(block, Line) and block.kind == "text" else [block]
    typed = [_TYPED.match(block.text) if isinstance(block, Line) and block.kind == "text" else None for block in found]
    for place, (block, match) in enumerate(zip(found, typed, strict=True)):
        if match is None or not isinstance(block, Line):
            continue
        beside = [typed[other] for other in (place - 1, place + 1) if 0 <= other < len(typed)]
        is_sure = bool(match["bullet"]) and match["bullet"] not in "-–—−*"
        if is_sure or any(other and _goes_with(match, other) for other in beside):
            block.runs = _without_first(block.runs, match.end())
            block.kind, block.is_ordered = "item", bool(match["number"])
            block.number = int(match["number"] or 1)
    return found


def _goes_with(one: re.Match[str], other: re.Match[str]) -> bool:
    if one["bullet"] or other["bullet"]:
        return one["bullet"] == other["bullet"]
    return abs(int(one["number"]) - int(other["number"])) == 1


def _apart(line: Line) -> list[Line]:
    """Return the lines of a paragraph as paragraphs of their own, where one of them begins as an item does."""
    if "\n" not in line.text or not any(_TYPED.match(part) for part in line.text.split("\n")):
        return [line]
    found = [Line([])]
    for run in line.runs:
        first, *others = run.text.split("\n")
        found[-1].runs.append(Run(first, run.look))
        found += [Line([Run(part, run.look)]) for part in others]
    return [part for part in found if part.text.strip()]


def _without_first(runs: list[Run], count: int) -> list[Run]:
    """Return runs without their first characters."""
    found = []
    for run in runs:
        found.append(Run(run.text[count:], run.look))
        count = max(0, count - len(run.text))
    return [run for run in found if run.text]
