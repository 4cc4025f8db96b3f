"""Front matter in two versions, walked by the schema of its kind. Knows types; names of other things are handed in."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing.changes.comparison.alignment import align, item_of
from publishing.changes.comparison.keys import key_part, key_title
from publishing.changes.comparison.records import is_chance, is_link, record_item, without_title
from publishing.changes.comparison.rows import Row, place_row, row_of
from publishing.changes.comparison.tokens import Token, tokens_of, whole
from publishing.changes.comparison.values import strings
from publishing.text.schema import FILE_NAME, Choice, Date, ListOf, Name, Record, Text, Type

#: Takes `to` ("source", "contributor" or "page", as in `schema.Name`) and a name (of a page, its address). Returns
#: what people call that thing, and where it does not know it the name itself.
NameOf = Callable[[str, str], str]

_ANY = Text()


def front_matter_rows(schema: Record, before: dict, after: dict, name_of: NameOf) -> Iterator[Row]:
    """Yield the rows of each key that either version has."""
    return _FrontMatter(name_of).record(schema, before, after)


class _FrontMatter:
    """Walks two front matters by the schema of their kind."""

    def __init__(self, name_of: NameOf) -> None:
        self._name_of = name_of

    def record(self, schema: Record | None, before: Any, after: Any, label: str = "") -> Iterator[Row]:
        """Yield the rows of each key that either side has; a key that the schema does not know comes last."""
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        known = schema.keys if schema else {}
        for key in dict.fromkeys((*known, *new, *old)):
            if key in old or key in new:
                its_label = (
                    _("%(what)s: %(part)s") % {"what": label, "part": key_part(key)} if label else key_title(key)
                )
                its_type = known[key].type if key in known else _ANY
                yield from self.value(key, its_type, old.get(key), new.get(key), its_label)

    def value(self, key: str, its_type: Type, before: Any, after: Any, label: str) -> Iterator[Row]:
        """Yield the rows of one key; None is a key that is not there."""
        there = [value for value in (before, after) if value is not None]
        if all(isinstance(value, dict) for value in there):
            yield from self.record(its_type if isinstance(its_type, Record) else None, before, after, label)
        elif all(isinstance(value, list) for value in there):
            item = its_type.item if isinstance(its_type, ListOf) else _ANY
            yield from self._list(key, item, before, after, label)
        else:
            yield row_of(label, *(None if v is None else self._words(key, its_type, v) for v in (before, after)))

    def _words(self, key: str, its_type: Type, value: Any) -> list[Token]:
        """Return the words of one value. A value of the wrong form is shown with all its words."""
        if not isinstance(value, str):
            return tokens_of(" ".join(strings(value)))
        if isinstance(its_type, Choice):
            labels = dict(zip(its_type.values, its_type.labels or its_type.values, strict=True))
            reason = {"strength": "strength", "relation": "use"}.get(key, "")
            return [whole(labels.get(value, value), value, reason)]
        if isinstance(its_type, Name):
            return [whole(self._name(its_type, value), value)]
        if isinstance(its_type, Date) or (isinstance(its_type, Text) and its_type.pattern == FILE_NAME):
            return [whole(value)]
        if key in {"translated_from", "url"}:
            return [whole(value)]
        return tokens_of(value)

    def _name(self, its_type: Name, value: str) -> str:
        """Return what people call a thing, with its id, since two things may have one name."""
        found = self._name_of(its_type.to, its_type.prefix + value)
        return value if found in {value, its_type.prefix + value} else f"{found} ({value})"

    def _list(self, key: str, item: Type, before: list | None, after: list | None, label: str) -> Iterator[Row]:
        old, new = before or [], after or []
        if isinstance(item, Choice | Name) and all(isinstance(value, str) for value in (*old, *new)):
            sides = ([self._words("", item, v)[0] for v in side] or None for side in (old, new))
            yield row_of(label, *sides)
        elif isinstance(item, Record) and all(isinstance(value, dict) for value in (*old, *new)):
            yield from self._records(key, item, old, new, label)
        else:
            aligned = align(*([item_of(" ".join(strings(value))) for value in side] for side in (old, new)))
            for i, j, is_moved in aligned:
                labels = [None if n is None else f"{label}, {n + 1}" for n in (i, j)]
                sides = (None if n is None else self._words(key, item, side[n]) for n, side in ((i, old), (j, new)))
                yield row_of(labels[1] or labels[0], *sides, is_moved=is_moved, was=labels[0] or "")

    def _records(self, key: str, schema: Record, old: list[dict], new: list[dict], label: str) -> Iterator[Row]:
        sides = [[record_item(schema, value) for value in side] for side in (old, new)]
        for i, j, is_moved in align(*sides):
            values = [None if n is None else side[n] for n, side in ((i, old), (j, new))]
            titles = [
                None if value is None else self._title_of(schema, value, label, n)
                for n, value in zip((i, j), values, strict=True)
            ]
            title = titles[1] or titles[0]
            if is_chance(schema):
                words = (None if value is None else self._chance(schema, value) for value in values)
                yield row_of(title, *words, is_moved=is_moved, was=titles[0] or "")
                continue
            if is_moved:
                yield place_row(title, *(tokens_of(_("Place %(number)s") % {"number": n + 1}) for n in (i, j)))
            yield from self.record(schema, *without_title(schema, values), title)

    def _title_of(self, schema: Record, value: dict, label: str, index: int) -> str:
        """Return what one record of a list is called."""
        if is_link(schema):
            slug, its_type = " ".join(strings(value.get("condition"))), schema.keys["condition"].type
            name = self._name_of(its_type.to, its_type.prefix + slug)
            if name in {slug, its_type.prefix + slug}:
                name = capfirst(slug.replace("-", " "))
            words = self._words("relation", schema.keys["relation"].type, value.get("relation", "?"))
            return f"{name} ({' '.join(word.text for word in words)})"
        if "name" in schema.keys and isinstance(value.get("name"), str):
            return _("%(what)s, “%(name)s”") % {"what": label, "name": value["name"]}
        return f"{label} {index + 1}" if is_chance(schema) else f"{label}, {index + 1}"

    def _chance(self, schema: Record, value: dict) -> list[Token]:
        """Return a chance as the sentence that it is printed as, with all else that it says behind it."""
        said = {key: " ".join(strings(inner)) for key, inner in value.items() if key != "source"}
        sentence = _("%(count)s in %(of)s people %(outcome)s") % {
            key: said.pop(key, "?") for key in ("count", "of", "outcome")
        }
        if "when" in said:
            sentence += f", {said.pop('when')}"
        words = tokens_of("; ".join([sentence, *(f"{key_part(key)} {inner}" for key, inner in said.items())]))
        if "source" in value:
            name = self._words("source", schema.keys["source"].type, value["source"])
            words += [whole(_("; source:"), behind=" "), *name]
        return words
