"""The faults of a draft, each told at the field of the form where it is, in the words that the form has for it.

The validator names lines and keys of a text, which who fills in a form never sees. What it says is put into words by
`sayings`; here is where it is said.
"""

import copy
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml
from django.forms import BoundField, CharField, Field, Form
from django.forms.models import ModelChoiceField
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from publishing.desk.form.boxes import target_of
from publishing.desk.form.forms import ManuscriptForm
from publishing.desk.form.slots import SEPARATOR
from publishing.desk.words import sayings
from publishing.desk.words.missing import SECTION_MISSING, said_of_missing
from publishing.text import manuscripts
from publishing.text.kinds import Kind
from publishing.text.prose import headings
from publishing.text.schema import Fault, Findings, ListOf, Record, Type, line_of_node
from publishing.text.tree import tree

#: A key in the words of a fault; first of all words, what the fault is about; a key that is not there.
_QUOTED = re.compile(r"'([a-z_0-9]+)'")
_ABOUT = re.compile(r"'([a-z_0-9]+)': ")
_MISSING = re.compile(r"the key '([a-z_0-9]+)' is missing")
_FILE = re.compile(r"[\w-]+\.\w+")
#: The field of a page's address, which is in no text.
ADDRESS = "id_address-slug"
Step = str | int


def spoken(part: str, message: str) -> str:
    """Return a sentence about a part of a place. A part that is a question ends by itself."""
    if part.endswith("?"):
        return f"{part} {capfirst(message)}"
    return _("%(part)s: %(message)s") % {"part": part, "message": message} if part else message


class Placed(NamedTuple):
    """A fault where a writer finds it. target: the id of an element of the form, or ""; where: what that is called.

    part: which field of a row it is about. is_missing: whether nothing is written there yet.
    """

    message: str
    target: str = ""
    where: str = ""
    part: str = ""
    is_missing: bool = False

    @property
    def said(self) -> str:
        """The sentence as it stands behind the name of the place."""
        return spoken(self.part, self.message)


def placed(form: ManuscriptForm, kind: Kind, text: str, faults: Sequence[Fault]) -> list[Placed]:
    """Return faults of a text with their places, and note each at its field, for the form to show."""
    if not faults:
        return []
    parts = manuscripts.split(text)
    root = tree(parts[0], Findings(""), first_line=2) if parts else None
    if parts is None or not isinstance(root, yaml.MappingNode):
        return list(dict.fromkeys(Placed(_said(fault)) for fault in faults))
    body = parts[0].count("\n") + 3
    return list(
        dict.fromkeys(
            _in_body(form, text, fault) if fault.line >= body else _in_front(form, kind.schema, root, fault)
            for fault in faults
        )
    )


def _said(fault: Fault, message: str = "") -> str:
    return str(fault.said) or sayings.said(message or fault.message)


def _in_body(form: ManuscriptForm, text: str, fault: Fault) -> Placed:
    before = fault.line if fault.line > manuscripts.body_line(text) else 0  # on the first line is what is said of all
    above = [headings.split(line[3:])[0] for line in text.split("\n")[:before] if line.startswith("## ")]
    missing = SECTION_MISSING.fullmatch(fault.message)
    field, is_whole = _box(form, missing["part"] if missing else above[-1] if above else "")
    if field is None:
        return Placed(_said(fault))
    where = _("%(text)s, under “%(heading)s”") if is_whole and above and not missing else "%(text)s"
    where %= {"text": label_of(field), "heading": above[-1] if above else ""}
    message = _("Nothing is written here yet.") if missing and not is_whole else _said(fault)
    return _noted(field, message, where, is_missing=bool(missing) and not is_whole)


def _box(form: ManuscriptForm, heading: str) -> tuple[BoundField | None, bool]:
    """Return the box of the section under a heading, or of the whole text, and whether it is that of the whole."""
    boxes = form.text_fields()
    if "" in boxes or not boxes:
        return boxes.get(""), True
    first = next(iter(boxes.values()))
    return next((box for box in boxes.values() if str(box.label) == heading), first), False


def _in_front(form: ManuscriptForm, schema: Record, root: yaml.MappingNode, fault: Fault) -> Placed:
    if fault.at and fault.at not in schema.keys and fault.line < 2:
        return Placed(_said(fault), ADDRESS, _("Web address"))
    about = _ABOUT.match(fault.message)
    message = fault.message[about.end() :] if about else fault.message
    steps, nodes = _way_to(root, fault.line)
    missing = _MISSING.fullmatch(message)
    wanted = missing[1] if missing else fault.at
    of = _record_with(wanted, schema, steps, nodes, fault.line) if wanted else None
    if of is not None:
        return _wanted(form, schema, of, wanted, fault, is_missing=bool(missing))
    if about and about[1] in steps:
        steps = _cut_behind(steps, about[1])
    elif _starts_here(nodes, fault.line):
        steps = steps[:-1]  # it is said of the whole record, or of its first key: both begin on this line
    record = _type_at(schema, steps)
    if not isinstance(record, Record):
        return _at(form, steps, _said(fault, message))
    named = [key for key in _QUOTED.findall(message) if key in record.keys]
    return _at(form, [*steps, *named[:1]], _said(fault, message))


def _record_with(
    key: str, schema: Record, steps: Sequence[Step], nodes: Sequence[yaml.Node], line: int
) -> tuple[Step, ...] | None:
    """Return the way to the record that begins on a line and is to have a key: of several, the outermost without it."""
    found = []
    for depth, node in enumerate(nodes):
        record = _type_at(schema, steps[:depth])
        is_here = isinstance(node, yaml.MappingNode) and line_of_node(node) == line
        if is_here and isinstance(record, Record) and key in record.keys:
            has = any(name.value == key for name, _value in node.value)
            found.append((has, depth, tuple(steps[:depth])))
    return min(found)[2] if found else None


def _wanted(
    form: ManuscriptForm, schema: Record, of: Sequence[Step], key: str, fault: Fault, *, is_missing: bool
) -> Placed:
    """Return a fault at a key of a record. of: the way to that."""
    record = _type_at(schema, of)
    if not is_missing or not isinstance(record, Record):
        return _at(form, [*of, key], _said(fault))
    said = said_of_missing(record.keys[key], _called(schema, of))
    where = _at(form, [*of, key], said, is_missing=True)
    return where._replace(part="") if record.keys[key].missing else where  # its sentence names the part


def _way_to(root: yaml.Node, line: int) -> tuple[list[Step], list[yaml.Node]]:
    """Return the keys and places in lists that lead to what stands on a line, and the nodes through which they lead."""
    steps: list[Step] = []
    nodes: list[yaml.Node] = []
    node = root
    while isinstance(node, yaml.CollectionNode) and node.value:
        nodes.append(node)
        if isinstance(node, yaml.MappingNode):
            begun = [pair for pair in node.value if line_of_node(pair[0]) <= line] or node.value[:1]
            steps.append(begun[-1][0].value)
            node = begun[-1][1]
        else:
            begun = [item for item in node.value if line_of_node(item) <= line] or node.value[:1]
            steps.append(len(begun) - 1)
            node = begun[-1]
    return steps, nodes


def _starts_here(nodes: Sequence[yaml.Node], line: int) -> bool:
    return isinstance(nodes[-1], yaml.MappingNode) and line_of_node(nodes[-1]) == line


def _cut_behind(steps: list[Step], key: str) -> list[Step]:
    """Return a way that ends at a key, or at the place in its list."""
    end = len(steps) - steps[::-1].index(key)
    return steps[: end + 1] if steps[end : end + 1] and isinstance(steps[end], int) else steps[:end]


def _type_at(schema: Record, steps: Sequence[Step]) -> Type | None:
    found: Type | None = schema
    for step in steps:
        if isinstance(found, Record) and step in found.keys:
            found = found.keys[str(step)].type
        else:
            found = found.item if isinstance(found, ListOf) else None
    return found


def _called(schema: Record, steps: Sequence[Step]) -> str:
    """Return what people call the record to which a way leads; empty for a row of a list and for the page itself."""
    if len(steps) < 2 or isinstance(steps[-1], int):
        return ""
    above = _type_at(schema, steps[:-1])
    return str(capfirst(above.part_label(str(steps[-1])))) if isinstance(above, Record) else ""


def _at(form: ManuscriptForm, steps: Sequence[Step], message: str, *, is_missing: bool = False) -> Placed:
    """Return a fault at the field to which a way leads, or at the first of several, or at the list of rows."""
    key = str(steps[0]) if steps else next(iter(form.main.fields))
    if key not in form.rows:
        field = _field(form.main, steps or [key])
        return _noted(field, message, label_of(field), is_missing=is_missing) if field else Placed(message)
    rows, number = form.rows[key], steps[1] if len(steps) > 1 else None
    if not isinstance(number, int) or number >= len(rows.forms):
        return Placed(message, f"part-{key}", rows.title, is_missing=is_missing)
    row = rows.forms[number]
    field = _field(row, steps[2:])
    if field is None:
        return Placed(message, f"part-{key}", rows.title)
    where = name_of_row(row) or _("%(row)s %(number)s") % {"row": rows.title, "number": number + 1}
    return _noted(field, message, where, label_of(field) if len(steps) > 2 else "")


def name_of_row(row: Form) -> str:
    """Return what a row is called: the thing or the words in its first field that has any. Empty where none has.

    The name of a file is no name for people.
    """
    names = (_name_in(row.fields[name], row[name].value()) for name in row.fields)
    return next(filter(None, names), "")


def _name_in(field: Field, value: Any) -> str:
    """Return what stands in a field, if it can be a name: something picked, or words."""
    labels = getattr(field.widget, "labels", None)
    if isinstance(field, ModelChoiceField) and field.queryset is not None and labels and value:
        return next(iter(labels.of(field.queryset.model, [str(value)]).values()), "")
    words = " ".join(str(value or "").split()) if isinstance(field, CharField) else ""
    return "" if _FILE.fullmatch(words) else Truncator(words).chars(60)


def _field(form: Form, steps: Sequence[Step]) -> BoundField | None:
    """Return the field of a way, or the first behind it; of a list in one field, an item leads to that."""
    for end in range(len(steps), 0, -1):
        name = SEPARATOR.join(map(str, steps[:end]))
        for field in form.fields:
            if field == name or field.startswith(f"{name}{SEPARATOR}"):
                return form[field]
    return None if steps else form[next(iter(form.fields))]


def label_of(field: BoundField) -> str:
    """Return what a field is called."""
    return str(field.label)


def _noted(field: BoundField, message: str, where: str, part: str = "", *, is_missing: bool = False) -> Placed:
    """Return a fault at a field, which from now on shows it, and is said to be described by it."""
    noted = f"{field.auto_id}_faults"
    so_far = getattr(field, "faults", ())
    field.faults = [*so_far, *([] if message in so_far else [message])]  # type: ignore[attr-defined]  # for the form's template
    help_id = [f"{field.auto_id}_helptext"] if field.help_text else []
    widget, field.field = copy.copy(field.field.widget), copy.copy(field.field)  # the rows of a list share theirs
    widget.attrs = {**widget.attrs, "aria-describedby": " ".join([noted, *help_id]), "aria-invalid": "true"}
    field.field.widget = widget
    return Placed(message, target_of(field), where, part, is_missing)
