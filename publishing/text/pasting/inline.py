"""Words of several looks as one line of Markdown: where bold, italic and links begin and end so that they are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publishing.text.pasting import escaping
from publishing.text.pasting.looks import Look, target_of
from publishing.text.pasting.reading import Run

_UNIT = re.compile(r"\n|[^\W_]+|(?:(?!\n)[\W_])+")
_PARTED = re.compile(r"(\S*+)(\s(?:.*\s)?)(\S*)", re.DOTALL)
PLAIN = Look()


@dataclass
class Unit:
    """A word, what stands between two, or a line break."""

    text: str
    look: Look
    is_word: bool


def units_of(runs: list[Run]) -> list[Unit]:
    """Return words and what stands between them, each with the look in which it can be written.

    A word has one look. So have two between which stands a sign that is escaped, and no space: the pre-check takes
    such a sign for a letter, beside which no mark can open or close.
    """
    found: list[Unit] = []
    for run in _with_links(runs):
        for match in _UNIT.finditer(escaping.clean(run.text)):
            unit = Unit(match[0], run.look, match[0][0].isalnum())
            before = found[-1] if found else None
            if before and _is_one(before, unit):
                before.text += unit.text
                if unit.is_word:
                    before.look = _either(before.look, unit.look)
            else:
                found.append(unit)
    _unite(found)
    units: list[Unit] = []
    for before, unit, behind in zip([None, *found], found, [*found[1:], None], strict=False):
        units += [unit] if unit.is_word else _between(unit, _look_of(before, unit), _look_of(behind, unit))
    return units


def _look_of(neighbor: Unit | None, unit: Unit) -> Look | None:
    """Return the look of a word beside a piece, where both are in the same link or in none."""
    is_near = neighbor is not None and neighbor.is_word and neighbor.look.target == unit.look.target
    return neighbor.look if neighbor is not None and is_near else None


def _is_one(before: Unit, unit: Unit) -> bool:
    """Whether two pieces are one word, or stand together between two."""
    is_same = before.is_word == unit.is_word and before.look.target == unit.look.target
    return is_same and "\n" not in before.text + unit.text


def _unite(units: list[Unit]) -> None:
    """Give the words that no mark can part one look."""
    threes = list(zip(units, units[1:], units[2:], strict=False))
    bound = [three for three in threes if _are_bound(*three)]
    for one, _between_them, other in bound:
        other.look = _either(one.look, other.look)
    for one, between, other in reversed(bound):
        one.look = between.look = other.look


def plain(units: list[Unit]) -> list[Unit]:
    """Return units without links, marks and brackets, of which a paragraph can have only so many."""
    return [Unit(one.text.replace("[", "(").replace("]", ")"), PLAIN, one.is_word) for one in units]


def _are_bound(one: Unit, between: Unit, other: Unit) -> bool:
    is_pair = one.is_word and other.is_word and not between.is_word and escaping.is_like_a_letter(between.text)
    return is_pair and one.look.target == between.look.target == other.look.target


def _between(unit: Unit, before: Look | None, behind: Look | None) -> list[Unit]:
    """Return what stands between two words in the parts that belong to the one, to neither, and to the other."""
    target = unit.look.target
    if before and behind and _style(before) == _style(behind) and unit.text != "\n":
        return [Unit(unit.text, Look(*_style(before), target), False)]
    if not any(sign.isspace() for sign in unit.text):
        return [Unit(unit.text, _of_neighbor(unit, unit.text, before or behind), False)]
    head, middle, tail = _PARTED.fullmatch(unit.text).groups()  # type: ignore[union-attr]  # any text matches
    parts = (
        (head, _of_neighbor(unit, head, before)),
        (middle, Look(target=target if middle != "\n" else "")),
        (tail, _of_neighbor(unit, tail, behind)),
    )
    return [Unit(text, look, False) for text, look in parts if text]


def _of_neighbor(unit: Unit, text: str, neighbor: Look | None) -> Look:
    """Return the look of signs that touch a word: the word's, where a mark between the two would not be read."""
    if neighbor and (escaping.is_like_a_letter(text) or _style(neighbor) == _style(unit.look)):
        return Look(*_style(neighbor), unit.look.target)
    return Look(target=unit.look.target)


def _style(look: Look) -> tuple[bool, bool]:
    return look.is_bold, look.is_italic


def _either(one: Look, other: Look) -> Look:
    return Look(one.is_bold or other.is_bold, one.is_italic or other.is_italic, one.target)


def _with_links(runs: list[Run]) -> Iterator[Run]:
    """Yield runs in which each address that stands in the text is a link."""
    for run in runs:
        place = 0
        for found in escaping.ADDRESS.finditer(run.text) if not run.look.target else ():
            if target := target_of(found[0]):
                yield Run(run.text[place : found.start()], run.look)
                yield Run(found[0], Look(run.look.is_bold, run.look.is_italic, target))
                place = found.end()
        yield Run(run.text[place:], run.look)


def joined(units: list[Unit]) -> str:
    """Return units with their marks."""
    found, place = "", 0
    while place < len(units):
        target = units[place].look.target
        end = place
        while end < len(units) and units[end].look.target == target:
            end += 1
        first = next((one for one in range(place, end) if units[one].is_word), end) if target else place
        found += "".join(escaping.running(unit.text) for unit in units[place:first])
        if words := _marked(units[first:end]):
            if target and found.endswith("!"):
                found = f"{found[:-1]}\\!"  # else the link would be a picture
            found += _link(words, target) if target else words
        place = end
    return re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", found)).strip()


def _link(words: str, target: str) -> str:
    bare = words.rstrip()
    return f"[{bare.replace(chr(10), ' ')}]({target}){words[len(bare) :]}"


def _marked(units: list[Unit]) -> str:
    """Return units of one target with the marks of bold and italic."""
    found, place = "", 0
    while place < len(units):
        look = units[place].look
        end = place
        while end < len(units) and units[end].look == look:
            end += 1
        words = escaping.running("".join(unit.text for unit in units[place:end]), is_link=bool(look.target))
        found += _emphasized(words, look)
        place = end
    return found


def _emphasized(words: str, look: Look) -> str:
    if look.is_bold and look.is_italic:
        return f"**_{words}_**"
    mark = "**" if look.is_bold else "*" if look.is_italic else ""
    return f"{mark}{words}{mark}"
