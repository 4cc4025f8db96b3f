"""Front matter in two versions: what of it is text goes to the judge, all else is clinical. Knows types, not words.

It walks what the strict reader made, place by place. The comparison walks drafts that may be wrong, every scalar a
string, and pairs what moved: here whatever is added, removed or moved is clinical, and needs no partner.
"""

from collections.abc import Iterator
from typing import Any

from publishing.changes.minor.difference import Difference, clinical
from publishing.changes.minor.texts import Judge
from publishing.text import canonical
from publishing.text.schema import Choice, Date, ListOf, Name, Number, Record, Text, Type


def front_matter_differences(
    schema: Record, old: dict, new: dict, fronts: list[str], judge: Judge
) -> Iterator[Difference]:
    """Yield the differences of two front matters. fronts: how they are written."""
    yield from _values(schema, old, new, judge)
    if any(canonical.write(data) != front for data, front in zip((old, new), fronts, strict=True)):
        # Then more than the values may differ: quotes, blank lines, the order of keys.
        yield clinical("", "", "the form of the front matter changed")


def _values(kind: Type, one: Any, other: Any, judge: Judge, place: str = "") -> Iterator[Difference]:
    if one == other:
        return
    if isinstance(kind, Record):
        yield from _record(kind, one, other, judge, place)
    elif isinstance(kind, ListOf):
        yield from _list(kind, one, other, judge, place)
    elif isinstance(kind, Text) and not kind.pattern:
        yield from judge.text(one, other)
    else:
        yield clinical(str(one), str(other), _data_reason(kind), place)


def _record(kind: Record, one: dict, other: dict, judge: Judge, place: str) -> Iterator[Difference]:
    gone, come = [key for key in one if key not in other], [key for key in other if key not in one]
    if gone or come:
        how = "replaced" if gone and come else "removed" if gone else "added"
        names = place or ", ".join(map(kind.label, [*gone, *come]))
        yield clinical(", ".join(gone), ", ".join(come), f"a key of the front matter was {how}", names)
    for key in one.keys() & other.keys():
        yield from _values(kind.keys[key].type, one[key], other[key], judge, place or kind.label(key))


def _list(kind: ListOf, one: list, other: list, judge: Judge, place: str) -> Iterator[Difference]:
    gone, come = [value for value in one if value not in other], [value for value in other if value not in one]
    if len(one) != len(other):
        how = "removed" if len(one) > len(other) else "added"
        yield clinical(_in_words(gone), _in_words(come), f"an item of a list was {how}", place)
    elif not gone and not come:
        yield clinical(_in_words(one), _in_words(other), "the order of a list changed", place)
    else:
        for a, b in zip(one, other, strict=True):
            yield from _values(kind.item, a, b, judge, place)


def _in_words(values: list) -> str:
    return "; ".join(" ".join(canonical.strings(value)) for value in values)


def _data_reason(kind: Type) -> str:
    if isinstance(kind, Choice):
        return "a choice changed"
    if isinstance(kind, Number):
        return "a number changed"
    if isinstance(kind, Date):
        return "a date changed"
    if isinstance(kind, Name):
        return "a link to a page changed" if kind.to == "page" else f"a {kind.to} changed"
    return "a code, a file or an address changed"
