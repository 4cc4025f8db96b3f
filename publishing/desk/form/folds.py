"""A form over a text as groups of rows that fold to one line: what each is called, its first words, how it stands.

Knows schemas, not what any key means: where a key stands, the key itself says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.forms import BoundField, Form
from django.forms.models import ModelChoiceField
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.form.fields import PictureField
from publishing.desk.form.forms import SEPARATOR, ManuscriptForm, Rows
from publishing.desk.form.shown import first_words, is_empty, shown
from publishing.text import manuscripts, sections
from publishing.text.groups import Group
from publishing.text.prose import readability
from publishing.text.schema import ListOf, Record

LONG = 110  # characters of the first words


@dataclass
class Inner:
    """Some fields of a row under one name. is_spare: whether nothing stands in it yet; then it is folded itself.

    is_counted: whether it is a number of people, which patients read as a sentence.
    """

    name: str
    title: str
    items: list = field(default_factory=list)
    is_spare: bool = False
    is_counted: bool = False

    @property
    def parts(self) -> Iterator[tuple["Inner | None", BoundField | None]]:
        """Yield what stands in it: a part with its own name, or a field."""
        for item in self.items:
            yield (item, None) if isinstance(item, Inner) else (None, item)

    @property
    def is_two_sides(self) -> bool:
        """Whether two parts of it are to be read beside each other."""
        return sum(isinstance(item, Inner) for item in self.items) == 2

    @property
    def fields(self) -> Iterator[BoundField]:
        """Yield every field in it, however deep."""
        for item in self.items:
            yield from item.fields if isinstance(item, Inner) else [item]

    @property
    def shown(self) -> tuple:
        """All that stands in it: the name and value of each field, what was picked by what it is called, the choices
        of a list that grows. What a field is otherwise, its kind of page says.
        """
        return tuple(_of_field(one) for one in self.fields)

    @cached_property
    def problems(self) -> int:
        """How many things in it are to be put right; asked only when the whole form knows its faults."""
        return _problems(self.fields)


@dataclass
class Fold(Inner):
    """A row. words: its first words. end: what stands at its end. is_changed: against what the public reads.

    row: the form of a record in a list, which can be moved and taken out. formset: the list that it holds in itself,
    and records: the rows of that. weight: the value of the key by which it is weighed, for a sign. is_open: whether it
    is open from the start. after: the template of what stands below its fields. told: the row of another page's text,
    of which it tells.
    """

    words: str = ""
    end: str = ""
    weight: str = ""
    is_changed: bool = False
    is_open: bool = False
    after: str = ""
    row: Form | None = None
    told: Any = None
    formset: Rows | None = None
    records: list["Fold"] = field(default_factory=list)

    @property
    def fields(self) -> Iterator[BoundField]:
        """Yield every field in it, those of its records included."""
        yield from super().fields
        for record in self.records:
            yield from record.fields


@dataclass
class Block:
    """Rows that stand together. formset: the list that they are the records of, which can be added to."""

    folds: list[Fold] = field(default_factory=list)
    formset: Rows | None = None


@dataclass
class Shelf:
    """A group with its blocks. ways: to what can be added to it on another page, each with its words."""

    group: Group
    blocks: list[Block] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)


def shelves(form: ManuscriptForm, live: str = "", address: Fold | None = None) -> list[Shelf]:
    """Return the groups of a form that have something in them, in order.

    live: the text that the public reads, against which rows are said to be changed; empty where there is none.
    address: the row of the page's address.
    """
    maker = _Maker(form, live)
    found = {group: Shelf(group) for group in Group}
    for key in form.kind.schema.keys:
        maker.put(found, key)
    found[Group.TEXT].blocks += maker.of_text()
    if address is not None:
        found[Group.ADDRESS].blocks.insert(0, Block([address]))
    for shelf in found.values():
        shelf.blocks = _joined(shelf.blocks)
    return [shelf for shelf in found.values() if shelf.blocks]


def items_of(form: Form, record: Record, start: str = "") -> list:
    """Return the fields of a record in its order, those of a record inside it under its name."""
    items: list = []
    for key, described in record.keys.items():
        name, label = f"{start}{key}", capfirst(record.part_label(key))
        if isinstance(described.type, Record):
            inner = items_of(form, described.type, f"{name}{SEPARATOR}")
            title = str(described.type.add or label) if not described.required else label
            if inner:
                items.append(Inner(form.add_prefix(name), title, inner, not described.required and _is_spare(inner)))
        elif isinstance(described.type, ListOf) and isinstance(described.type.item, Record):
            items += _slots(form, described.type.item, name, label)
        elif name in form.fields:
            items.append(form[name])
    return items


def _slots(form: Form, record: Record, name: str, label: str) -> Iterator[Inner]:
    number = 0
    while inner := items_of(form, record, f"{name}{SEPARATOR}{number}{SEPARATOR}"):
        is_spare = _is_spare(inner)
        title = _("%(what)s %(number)s") % {"what": label, "number": number + 1}
        shown = str(record.add) if is_spare and record.add else title
        yield Inner(form.add_prefix(f"{name}-{number}"), shown, inner, is_spare, record.is_counted)
        number += 1


def _spare(formset: Rows) -> Fold:
    """Return an empty row, which the script adds again and again. A page without script never shows it."""
    empty: Form = formset.empty_form
    items = items_of(empty, formset.record)
    counted = formset.record.is_counted
    return Fold(empty.prefix or "", _("New row"), items, row=empty, is_open=True, is_counted=counted)


def _is_spare(items: list) -> bool:
    return all(is_empty(one) for one in Inner("", "", items).fields)


def _of_field(box: BoundField) -> tuple:
    found: Any = box.field
    if isinstance(found, ModelChoiceField):
        return box.name, box.value(), shown(box)
    return box.name, box.value(), [*found.choices] if isinstance(box.field, PictureField) else None


def _problems(fields: Iterable[BoundField]) -> int:
    return sum(len(field.errors) + len(getattr(field, "faults", ())) for field in fields)


def _joined(blocks: list[Block]) -> list[Block]:
    """Return blocks with those that are no lists, and stand behind one another, as one."""
    found: list[Block] = []
    for block in blocks:
        if found and block.formset is None and found[-1].formset is None:
            found[-1].folds += block.folds
        else:
            found.append(block)
    return found


class _Maker:
    """Makes the rows of one form."""

    def __init__(self, form: ManuscriptForm, live: str) -> None:
        self._form = form
        self._has_live = bool(live)
        self._live, body = manuscripts.read_raw(live) if live else ({}, "")
        headings = form.kind.headings(form.language)
        self._live_parts = (sections.split(body, headings) if headings else None) or {"": body}

    def put(self, shelves: dict[Group, Shelf], key: str) -> None:
        """Put a key where its schema says: in a row of its own, or in one that it shares."""
        place = self._form.kind.schema.keys[key].place
        shelf = shelves[place.group]
        if key in self._form.rows and not place.row:
            shelf.blocks.append(Block(self._of_records(key), self._form.rows[key]))
            return
        folds = [fold for block in shelf.blocks for fold in block.folds]
        title = str(place.row) or self._form.kind.schema.label(key)
        fold = next((fold for fold in folds if place.row and fold.title == title), None)
        if fold is None:
            fold = Fold(key, title)
            shelf.blocks.append(Block([fold]))
        self._fill(fold, key)

    def of_text(self) -> list[Block]:
        """Return the rows of the sections."""
        folds = []
        for name, box in self._form.text_fields().items():
            text = str(box.value() or "")
            written = self._live_parts.get(name, "")
            count = len(readability.readable_words(text).split())
            end = ngettext("%(n)s word", "%(n)s words", count) % {"n": count} if text.strip() else _("to write")
            is_changed = self._has_live and text.strip() != written.strip()
            words = Truncator(first_words(text)).chars(LONG)
            folds.append(Fold(box.name, str(box.label), [box], words=words, end=end, is_changed=is_changed))
        return [Block(folds)] if folds else []

    def _fill(self, fold: Fold, key: str) -> None:
        """Put a key into a row."""
        described = self._form.kind.schema.keys[key]
        if key in self._form.rows:
            fold.formset, fold.records = self._form.rows[key], self._of_records(key)
            names = [record.title for record in fold.records]
            fold.end = _count(len(names))
            names = names or [""]
            fold.is_open = any(record.is_open for record in fold.records)
        elif isinstance(described.type, Record):
            items = items_of(self._form.main, described.type, f"{key}{SEPARATOR}")
            fold.items += items
            names = [shown(one) for one in Inner("", "", items).fields]
        else:
            box = self._form.main[key]
            fold.items.append(box)
            names = [shown(box)]
            if isinstance(described.type, ListOf) and not described.place.row:
                fold.end = _count(len(box.value().splitlines() if isinstance(box.value(), str) else box.value() or ()))
        said = " · ".join(filter(None, [fold.words, *names]))
        fold.words = Truncator(said).chars(LONG)
        if not said or fold.end == _("empty"):
            fold.end = "" if said else _("empty")
        fold.is_changed |= self._has_live and self._form.raw.get(key) != self._live.get(key)

    def _of_records(self, key: str) -> list[Fold]:
        formset = self._form.rows[key]
        formset.spare = partial(_spare, formset)
        raw, live = (
            [one for one in data.get(key, []) if isinstance(one, dict)] for data in (self._form.raw, self._live)
        )
        return [self._record(formset, row, number, raw, live) for number, row in enumerate(formset.forms)]

    def _record(self, formset: Rows, row: Form, number: int, raw: list[dict], live: list[dict]) -> Fold:
        record = formset.record
        name, items = self._name_of(row, record), items_of(row, record)
        fold = Fold(row.prefix or "", name, items, row=row, is_counted=record.is_counted)
        named = {"" if record.one or not record.known_by else record.known_by[0], record.weighed_by}
        fold.words = Truncator(" · ".join(_brief(row, fold.items, record, named))).chars(LONG)
        if record.weighed_by and not is_empty(row[record.weighed_by]):
            fold.end, fold.weight = shown(row[record.weighed_by]), str(row[record.weighed_by].value())
        if self._has_live and number < len(raw):
            fold.is_changed = raw[number] not in live
        fold.is_open = number >= min(formset.written, formset.initial_form_count())
        return fold

    @staticmethod
    def _name_of(row: Form, record: Record) -> str:
        if record.one:
            return str(record.one)
        name = shown(row[record.known_by[0]]) if record.known_by else ""
        first = next((shown(box) for box in row if box.name not in ("ORDER", "DELETE") and not is_empty(box)), "")
        return name or first or _("New row")


def _brief(row: Form, items: list, record: Record, named: set[str]) -> Iterator[str]:
    """Yield what a folded record says: what was chosen in it, which parts it has, or else its first words."""
    chosen = [box for box in items if isinstance(box, BoundField) and hasattr(box.field, "choices")]
    said = [shown(box) for box in chosen if box.name not in named and not hasattr(box.field, "queryset")]
    yield from filter(None, said)
    if not any(said):
        yield from _first(shown(box) for box in Inner("", "", items).fields if box.name not in named)
    for item in items:
        if isinstance(item, Inner) and not item.is_spare and item.is_two_sides:
            yield item.title.lower()


def _first(values: Iterable[str]) -> Iterator[str]:
    """Yield the first words among some values, behind the first number above them."""
    has_number = False
    for value in filter(None, values):
        if " " in value:
            yield value
            return
        if value.isdigit() and not has_number:
            yield value
            has_number = True


def _count(number: int) -> str:
    return ngettext("%(n)s line", "%(n)s lines", number) % {"n": number} if number else ""
