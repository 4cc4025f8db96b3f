"""Records in the lists of front matter: by what each is known again. Knows their form, not how they are shown."""

from dataclasses import replace

from publishing.changes.comparison.alignment import Item, item_of
from publishing.changes.comparison.values import strings
from publishing.text.schema import Record, Text


def is_chance(schema: Record) -> bool:
    """Whether a record is a whole-number fact, which reads best as its sentence."""
    return {"count", "of", "outcome"} <= schema.keys.keys()


def is_link(schema: Record) -> bool:
    """Whether a record is a typed link: known by its two ends and what one is to the other, wherever it stands."""
    return {"condition", "relation"} <= schema.keys.keys()


def record_item(schema: Record, value: dict) -> Item:
    """Return what a record of a list is aligned by: a link by its condition and relation, others by their words."""
    text = " ".join(strings(value))
    if is_link(schema):
        # Where nothing has both, a link to the same condition is that link, and its relation changed.
        condition, relation = (" ".join(strings(value.get(key))) for key in ("condition", "relation"))
        return replace(item_of(text, identity=condition, form="link"), key=(condition, relation))
    first = next(iter(schema.keys))
    is_named = isinstance(schema.keys[first].type, Text) and isinstance(value.get(first), str)
    return item_of(text, identity=value[first] if is_named else "")


def without_title(schema: Record, values: list[dict | None]) -> list[dict | None]:
    """Return a link on both sides without what its title says already, where that is the same."""
    there = [value for value in values if value is not None]
    said = {key for key in ("condition", "relation") if there[0].get(key) == there[-1].get(key)}
    if not is_link(schema) or not any(value.keys() - said for value in there):
        return values
    return [value and {key: inner for key, inner in value.items() if key not in said} for value in values]
