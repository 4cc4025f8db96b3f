"""Front matter in two versions, walked by the schema of its kind. Knows types, not what any key means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing.changes.comparison.alignment import align, item_of
from publishing.changes.comparison.records import record_item, title_of, without_title
from publishing.changes.comparison.rows import Place, Row, place_row, row_of
from publishing.changes.comparison.shown import NameOf, Shown
from publishing.changes.pieces import pieces_of, plain
from publishing.text.canonical import strings
from publishing.text.schema import Choice, Key, ListOf, Name, Record, Text, Type

_UNKNOWN = Key(Text())
_NO_RECORD = Record({})


def front_matter_rows(schema: Record, before: dict, after: dict, name_of: NameOf) -> Iterator[Row]:
    """Yield the rows of each key that either version has."""
    return _FrontMatter(Shown(name_of)).record(schema, before, after)


@dataclass(frozen=True)
class _FrontMatter:
    """Walks two front matters by the schema of their kind."""

    shown: Shown

    def record(
        self, schema: Record | None, before: Any, after: Any, label: str = "", place: Place | None = None
    ) -> Iterator[Row]:
        """Yield the rows of each key that either side has; a key that the schema does not know comes last.

        place: where the record stands; None where it is the whole front matter.
        """
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        known = schema.keys if schema else {}
        for key in dict.fromkeys((*known, *new, *old)):
            if key in old or key in new:
                described = known.get(key, _UNKNOWN)
                its_label = self._label(schema, key, label)
                its_place = self._place(schema, key, its_label, place)
                sides = (old.get(key), new.get(key))
                yield from self._value(described, described.type, *sides, its_label, its_place)

    @staticmethod
    def _label(schema: Record | None, key: str, label: str) -> str:
        called = schema or _NO_RECORD
        if not label:
            return called.label(key)
        return _("%(what)s: %(part)s") % {"what": label, "part": called.part_label(key)}

    @staticmethod
    def _place(schema: Record | None, key: str, label: str, place: Place | None) -> Place:
        """Return where a key stands: at the top it is a part of the page, inside a record a part of that."""
        called = schema or _NO_RECORD
        decides = bool(called.keys.get(key, _UNKNOWN).alarm)
        if place is None:
            return Place(key, group=plain(label), decides=decides)
        part = plain(called.part_label(key))
        inner = _("%(what)s: %(part)s") % {"what": place.part, "part": part} if place.part else capfirst(part)
        return replace(place, part=inner, decides=decides and not place.part)

    def _value(self, key: Key, its_type: Type, before: Any, after: Any, label: str, place: Place) -> Iterator[Row]:
        """Yield the rows of one key; None is a key that is not there."""
        there = [value for value in (before, after) if value is not None]
        if all(isinstance(value, dict) for value in there):
            inner = its_type if isinstance(its_type, Record) else None
            yield from self.record(inner, before, after, label, replace(place, is_record=True))
        elif all(isinstance(value, list) for value in there):
            item = its_type.item if isinstance(its_type, ListOf) else _UNKNOWN.type
            yield from self._list(key, item, before or [], after or [], label, place)
        else:
            sides = (None if value is None else self.shown.pieces(key, its_type, value) for value in (before, after))
            yield row_of(label, *sides, place=place)

    def _list(self, key: Key, item: Type, old: list, new: list, label: str, place: Place) -> Iterator[Row]:
        if isinstance(item, Choice | Name) and all(isinstance(value, str) for value in (*old, *new)):
            sides = ([self.shown.pieces(key, item, value)[0] for value in side] or None for side in (old, new))
            yield row_of(label, *sides, place=place)
        elif isinstance(item, Record) and all(isinstance(value, dict) for value in (*old, *new)):
            yield from self._records(item, old, new, label, place)
        else:
            yield from self._items(key, item, old, new, label, place)

    def _items(self, key: Key, item: Type, old: list, new: list, label: str, place: Place) -> Iterator[Row]:
        """Yield a row for each text of a list."""
        for i, j, is_moved in align(*([item_of(" ".join(strings(v))) for v in side] for side in (old, new))):
            labels = [None if n is None else f"{label}, {n + 1}" for n in (i, j)]
            sides = (None if n is None else self.shown.pieces(key, item, side[n]) for n, side in ((i, old), (j, new)))
            its_label = labels[1] or labels[0] or ""
            yield row_of(its_label, *sides, is_moved=is_moved, was=labels[0] or "", place=place)

    def _records(self, schema: Record, old: list[dict], new: list[dict], label: str, place: Place) -> Iterator[Row]:
        for i, j, is_moved in align(*([record_item(schema, value) for value in side] for side in (old, new))):
            values = [None if n is None else side[n] for n, side in ((i, old), (j, new))]
            titles = [
                None if value is None or n is None else title_of(schema, value, label, n, self.shown)
                for n, value in zip((i, j), values, strict=True)
            ]
            title = titles[1] or titles[0] or ""
            its_place = _of_record(place, plain(title))
            if is_moved and i is not None and j is not None:
                was, now = (pieces_of(_("Place %(number)s") % {"number": n + 1}) for n in (i, j))
                yield place_row(title, was, now, its_place)
            before, after = without_title(schema, values)
            yield from self.record(schema, before, after, title, its_place)


def _of_record(place: Place, title: str) -> Place:
    """Return where a record of a list stands: it is a thing of its own, unless its list is a part of one."""
    if place.is_record:
        return replace(place, part=capfirst(title.removeprefix(f"{place.group}: ")))
    return replace(place, group=title, part="", is_record=True)
