"""The fields of a form whose words a patient reads, each with the name of its place and what stands in it.

What is read as it is typed, and so also from a form that was posted and is not saved.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.forms import BoundField, Form

from publishing.desk.form.boxes import target_of
from publishing.desk.form.forms import ManuscriptForm
from publishing.desk.form.slots import SEPARATOR
from publishing.desk.words.faults import label_of, name_of_row
from publishing.text.schema import ListOf, Prose, Record, Text, Type

#: From so many characters on, a text without marks is a sentence, and no name.
SENTENCE = 120


class Read(NamedTuple):
    """Words and their place. target: the id of the field. where: what that is called, and part: in which field of it.

    key: the key of the page's own that it is the value of, empty for a section. is_body: whether it has blocks.
    """

    target: str
    where: str
    part: str
    key: str
    text: str
    is_body: bool = False


def read_fields(form: ManuscriptForm) -> Iterator[Read]:
    """Yield the words of every such field, the sections of the text first."""
    for box in form.text_fields().values():
        yield Read(_id(box), label_of(box), "", "", _typed(box), True)
    for key, described in form.kind.schema.keys.items():
        if key in form.rows and isinstance(described.type, ListOf) and isinstance(described.type.item, Record):
            for row in form.rows[key].forms:
                where = name_of_row(row) or str(form.rows[key].title)
                for field in _of_record(row, described.type.item, ""):
                    yield from _lines(field, where, label_of(field), key)
        else:
            for field in _of_type(form.main, described.type, key):
                yield from _lines(field, label_of(field), "", key)


def _of_type(form: Form, kind: Type, name: str) -> Iterator[BoundField]:
    if isinstance(kind, Record):
        yield from _of_record(form, kind, f"{name}{SEPARATOR}")
    elif isinstance(kind, ListOf) and isinstance(kind.item, Record):
        number = 0
        while any(field.startswith(f"{name}{SEPARATOR}{number}{SEPARATOR}") for field in form.fields):
            yield from _of_record(form, kind.item, f"{name}{SEPARATOR}{number}{SEPARATOR}")
            number += 1
    elif name in form.fields and _is_read(kind):
        yield form[name]


def _of_record(form: Form, record: Record, start: str) -> Iterator[BoundField]:
    for key, described in record.keys.items():
        yield from _of_type(form, described.type, f"{start}{key}")


def _is_read(kind: Type) -> bool:
    item = kind.item if isinstance(kind, ListOf) else kind
    return isinstance(item, Prose) or (isinstance(item, Text) and item.max_length >= SENTENCE and not item.pattern)


def _lines(field: BoundField, where: str, part: str, key: str) -> Iterator[Read]:
    for line in _typed(field).split("\n"):
        if line.strip():
            yield Read(_id(field), where, part, key, line.strip())


def _typed(field: BoundField) -> str:
    value = field.value()
    text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _id(field: BoundField) -> str:
    return target_of(field)
