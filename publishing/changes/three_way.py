"""Two texts that were both made from a third, part by part: what only one of them changed, and what both did.

Knows texts, not whose they are. A part is a key of the front matter, of a record or of a record in a list, or a section
of the text. Nothing is decided here that somebody must decide: a part that both changed waits for a choice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from publishing.changes.comparison.records import title_of
from publishing.changes.comparison.shown import NameOf, Shown
from publishing.changes.headed import heading_of, sections_of, text_of
from publishing.changes.pieces import pieces_of
from publishing.changes.sequences import unpaired
from publishing.text import kinds, manuscripts
from publishing.text.canonical import strings
from publishing.text.schema import Date, Key, ListOf, Number, Prose, Record, Text, Type

BODY = "text"
_SECTION = Key(Prose())


class Whose(StrEnum):
    """Who changed a part."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True)
class Part:
    """A part in three texts; None is one that is not there. path: where it stands, which names it in every merge.

    is_section: whether it is a section of the text, of several lines. is_known: whether `before` is known at all.
    """

    path: tuple[str, ...]
    label: str
    key: Key
    before: Any
    mine: Any
    theirs: Any
    is_known: bool = True
    is_section: bool = False

    @property
    def name(self) -> str:
        """Its path as one word."""
        return "/".join(self.path)

    @property
    def whose(self) -> Whose:
        """Who changed it. What both changed alike is nobody's to choose."""
        if self.mine == self.theirs:
            return Whose.NOBODY
        if not self.is_known or self.before not in (self.mine, self.theirs):
            return Whose.BOTH
        return Whose.THEIRS if self.mine == self.before else Whose.MINE

    @property
    def is_writable(self) -> bool:
        """Whether it is words, so that somebody can write both together."""
        its_type = self.key.type.item if isinstance(self.key.type, ListOf) else self.key.type
        return isinstance(its_type, Text) and not its_type.pattern and not self.key.alarm

    @property
    def is_dangerous(self) -> bool:
        """Whether both differ in a number, a denial or another word that decides; or are no words, but a choice."""
        if not self.is_writable:
            return True
        mine, theirs = (pieces_of(" ".join(strings(side))) for side in (self.mine, self.theirs))
        runs = unpaired([piece.key for piece in mine], [piece.key for piece in theirs])
        return any(piece.alarm for one, other in runs for piece in (*mine[one], *theirs[other]))

    def taken(self, choices: Mapping[str, Any]) -> Any:
        """Return what it says in the end. choices: name -> value of what both changed."""
        whose = self.whose
        if whose == Whose.BOTH:
            return choices.get(self.name, self.theirs)
        return self.theirs if whose == Whose.THEIRS else self.mine


@dataclass(frozen=True)
class Merge:
    """What came of three texts. parts: those that differ between the two, in the order of the page."""

    schema: Record
    data: Any
    body: Callable[[Mapping[str, Any]], str]
    parts: list[Part] = field(default_factory=list)

    def of(self, whose: Whose) -> list[Part]:
        """Return the parts that somebody changed."""
        return [part for part in self.parts if part.whose == whose]

    def text(self, choices: Mapping[str, Any]) -> str:
        """Return the text, with a value for the name of each part that both changed."""
        data = _typed(self.schema, _resolved(self.data, choices)) or {}
        return manuscripts.compose(data, self.body(choices))


def three_way(kind_name: str, language: str, before: str | None, mine: str, theirs: str, name_of: NameOf) -> Merge:
    """Return what came of two texts of a kind. before: what both were made from; None where nobody knows it.

    name_of: what people call the pages and sources that the texts name. Raises KeyError for no such kind.
    """
    kind = kinds.get(kind_name)
    texts = [manuscripts.read_raw(text) for text in (before or "", mine, theirs)]
    walk = _Walk(Shown(name_of), before is not None)
    data = walk.record(kind.schema, *(front for front, _body in texts), path=(), label="")
    bodies = sections_of([body for _front, body in texts], kind.headings(language))
    headings = {section: str(name) for name, section in kind.headings(language).items()}
    body = walk.sections(bodies, headings)
    return Merge(kind.schema, data, lambda choices: text_of(_resolved(body, choices), headings), walk.parts)


class _Walk:
    """Goes through three texts at once, and notes each part that differs."""

    def __init__(self, shown: Shown, is_known: bool) -> None:
        self.parts: list[Part] = []
        self._shown, self._is_known = shown, is_known

    def record(self, schema: Record, *sides: Any, path: tuple[str, ...], label: str) -> dict[str, Any]:
        """Return key -> what becomes of it, of a record on three sides."""
        before, mine, theirs = (side if isinstance(side, dict) else {} for side in sides)
        found = {}
        for key, described in schema.keys.items():
            if key in mine or key in theirs:
                name = f"{label}: {schema.part_label(key)}" if label else schema.label(key)
                values = (before.get(key), mine.get(key), theirs.get(key))
                found[key] = self._value(described, values, (*path, key), name)
        return found

    def sections(self, bodies: list[dict[str, str]], headings: Mapping[str, str]) -> dict[str, Part]:
        """Return what becomes of each section of the text, in their order."""
        order = [*headings, ""] if headings else _order(*(list(body) for body in bodies))
        found = {}
        for name in order:
            values = [body.get(name) for body in bodies]
            if any(value is not None for value in values[1:]):
                label = headings.get(name) or heading_of(name) or _("The text")
                found[name] = self._leaf(_SECTION, values, (BODY, name), label, is_section=True)
        return found

    def _value(self, key: Key, values: Any, path: tuple[str, ...], label: str) -> Any:
        its_type = key.type
        if isinstance(its_type, Record) and all(isinstance(value, dict) for value in values[1:]):
            return self.record(its_type, *values, path=path, label=label)
        if isinstance(its_type, ListOf) and isinstance(its_type.item, Record):
            rows = [_by_identity(its_type.item, value) for value in values]
            if None not in rows:
                return self._rows(its_type.item, rows, path, label)
        return self._leaf(key, values, path, label)

    def _rows(self, schema: Record, sides: list, path: tuple[str, ...], label: str) -> list:
        """Return what becomes of each row of a list. A row that one side lacks is one part, whatever stands in it."""
        found: list[Any] = []
        for place, name in enumerate(_order(*(list(side) for side in sides))):
            values = [side.get(name) for side in sides]
            there = next(value for value in reversed(values) if value is not None)
            title = title_of(schema, there, label, place, self._shown)
            if values[1] is None or values[2] is None:
                found.append(self._leaf(Key(schema), values, (*path, name), title))
            else:
                found.append(self.record(schema, *values, path=(*path, name), label=title))
        return found

    def _leaf(self, key: Key, values: Any, path: tuple[str, ...], label: str, *, is_section: bool = False) -> Part:
        before, mine, theirs = values
        part = Part(path, label, key, before, mine, theirs, self._is_known, is_section)
        if part.whose != Whose.NOBODY:
            self.parts.append(part)
        return part


def _by_identity(schema: Record, rows: Any) -> dict[str, dict] | None:
    """Return the rows of a list by what each is known by; None where that is not said, or said of two."""
    if rows is None:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    names = [" · ".join(" ".join(strings(row.get(key))) for key in schema.known_by).strip(" ·") for row in rows]
    is_known = all(names) and len(set(names)) == len(names)
    return dict(zip(names, rows, strict=True)) if is_known else None


def _order(before: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Return all names in order: theirs, or mine where only I have moved some; what the other has, behind what it
    stood behind.
    """
    kept = [name for name in mine if name in theirs]
    is_theirs = [name for name in before if name in kept] == kept
    first, second = (theirs, mine) if is_theirs else (mine, theirs)
    found = list(first)
    for place, name in enumerate(second):
        if name not in found:
            above = next((other for other in reversed(second[:place]) if other in found), None)
            found.insert(found.index(above) + 1 if above is not None else 0, name)
    return found


def _resolved(tree: Any, choices: Mapping[str, Any]) -> Any:
    """Return a tree with a value in the place of each part; what is not there is left out."""
    if isinstance(tree, Part):
        return tree.taken(choices)
    if isinstance(tree, dict):
        found = {key: _resolved(inner, choices) for key, inner in tree.items()}
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}
    if isinstance(tree, list):
        return [value for value in (_resolved(inner, choices) for inner in tree) if value]
    return tree


def _typed(its_type: Type, value: Any) -> Any:
    """Return a value that was read loosely, with its numbers and dates as such; what is none stays as it stands."""
    if isinstance(value, dict):
        keys = its_type.keys if isinstance(its_type, Record) else {}
        return {key: _typed(keys[key].type, inner) if key in keys else inner for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(its_type.item, inner) for inner in value] if isinstance(its_type, ListOf) else value
    if isinstance(its_type, Number) and str(value).removeprefix("-").isdecimal():
        return int(value)
    return _date(value) if isinstance(its_type, Date) else value


def _date(value: Any) -> Any:
    try:
        return parse_date(str(value)) or value
    except ValueError:
        return value


def together(before: str, mine: str, theirs: str) -> str | None:
    """Return a text with the changes of both; None where they meet at one word."""
    old, first, second = (_words(text) for text in (before, mine, theirs))
    gaps = [(gap, new, first) for gap, new in unpaired(old, first)] + [(g, n, second) for g, n in unpaired(old, second)]
    gaps.sort(key=lambda gap: (gap[0].start, gap[0].stop))
    found: list[str] = []
    end = -1
    for gap, new, words in gaps:
        if gap.start <= end:
            return None
        found += [*old[max(end, 0) : gap.start], *words[new]]
        end = gap.stop
    return "".join([*found, *old[max(end, 0) :]])


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the white space behind it."""
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    for place in range(1, len(text)):
        if text[place - 1].isspace() and not text[place].isspace():
            yield text[start:place]
            start = place
    if text:
        yield text[start:]
