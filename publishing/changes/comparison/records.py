"""Records in the lists of front matter: by what each is known again, and what it is called.

Knows what the schema says of a record, not what its keys mean.
"""

from string import Formatter
from typing import Any

from django.utils.text import capfirst

from publishing.changes.comparison.alignment import Item, item_of
from publishing.changes.comparison.shown import Shown
from publishing.text.canonical import strings
from publishing.text.schema import Name, Record


def record_item(schema: Record, value: dict) -> Item:
    """Return what a record is aligned by: by what it is known, or else by its words."""
    known = tuple(_said(value, key) for key in schema.known_by)
    text = " ".join(strings(value))
    if len(known) < 2:
        return item_of(text, identity=known[0] if known else "")
    # Where nothing is known by all of them, what is about the same thing is that record, and something of it changed.
    return Item(known, item_of(text).words, identity=known[0], is_only_itself=True)


def title_of(schema: Record, value: dict, list_label: str, index: int, shown: Shown) -> str:
    """Return what a record of a list is called."""
    keys = {key: _called(schema, key, value, shown) for key in _keys_in(str(schema.title)) if key in schema.keys}
    return str(schema.title).format(list=list_label, number=index + 1, **keys)


def _called(schema: Record, key: str, value: dict, shown: Shown) -> str:
    """Return a key of a title in words; what nobody gave a name is called by its slug."""
    its_type, said = schema.keys[key].type, _said(value, key) or "?"
    if not isinstance(its_type, Name):
        return " ".join(piece.text for piece in shown.pieces(schema.keys[key], its_type, said))
    name = shown.name_of(its_type.to, its_type.prefix + said)
    return capfirst(said.replace("-", " ")) if name in {said, its_type.prefix + said} else name


def without_title(schema: Record, values: list[dict | None]) -> list[dict | None]:
    """Return a record on both sides without what its title says already, where that is the same."""
    there = [value for value in values if value is not None]
    said = {key for key in _keys_in(str(schema.title)) if there[0].get(key) == there[-1].get(key)}
    if not any(value.keys() - said for value in there):
        return values
    return [value and {key: inner for key, inner in value.items() if key not in said} for value in values]


def _keys_in(template: str) -> list[str]:
    return [key for _literal, key, _spec, _conversion in Formatter().parse(template) if key]


def _said(value: dict, key: str) -> Any:
    return " ".join(strings(value.get(key)))
