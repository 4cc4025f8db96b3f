"""Block constructs: `/// name | argument` to `///`. One entry says all that the house knows of a construct.

A construct is added with `register`, as docs/how-to-add.md shows; the pre-check, the sanitizer and the comparison read
it from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pymdownx.blocks.block import Block


@dataclass(frozen=True)
class Construct:
    """What a block is.

    name: the word behind `///`. label: what staff call it. block: the parser's class, None where another step reads it.
    argument: what must stand behind '|', in words; "" where it may stand; None where nothing may. pattern: how that
    looks.
    classes: tag -> the class names that the sanitizer lets through for it. is_care_card: whether it tells a reader
    when to call whom. title: the headline of a card that has none of its own. is_empty: whether nothing stands inside.
    is_denying: whether the same words mean the opposite in it. is_list: whether it holds one list and nothing else.
    """

    name: str
    label: Any
    block: type[Block] | None = None
    argument: str | None = ""
    pattern: str = ".+"
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_care_card: bool = False
    title: Any = ""
    is_empty: bool = False
    is_denying: bool = False
    is_list: bool = False


_constructs: dict[str, Construct] = {}


def register(*constructs: Construct) -> None:
    """Make constructs known. Called while apps are loaded, before the first text is rendered."""
    for construct in constructs:
        _constructs[construct.name] = construct


def all_constructs() -> list[Construct]:
    """Return every construct, in the order of registration."""
    return list(_constructs.values())


def names() -> list[str]:
    """Return the words that may stand behind `///`."""
    return list(_constructs)


def get(name: str) -> Construct:
    """Return the construct of that name. Raises KeyError where there is none."""
    return _constructs[name]


def label_of(name: str) -> str:
    """Return what staff call a construct that stands around other text; empty for any other name."""
    construct = _constructs.get(name)
    return "" if construct is None or construct.is_empty else str(construct.label)


def care_levels() -> list[str]:
    """Return the names of the care cards, the most urgent first."""
    return [construct.name for construct in _constructs.values() if construct.is_care_card]


def classes() -> dict[str, set[str]]:
    """Return tag -> the class names that any construct prints."""
    found: dict[str, set[str]] = {}
    for construct in _constructs.values():
        for tag, allowed in construct.classes.items():
            found.setdefault(tag, set()).update(allowed)
    return found
