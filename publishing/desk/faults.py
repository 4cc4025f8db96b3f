"""The faults of a draft, each told at the field of the form where it is, in the words that the form has for it.

The validator names lines and keys of a manuscript, which who fills in a form never sees.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import yaml
from django.forms import BoundField, Form
from django.utils.translation import gettext as _

from publishing.desk.forms import SEPARATOR, STAR, ManuscriptForm
from publishing.text import manuscripts
from publishing.text.kinds import Kind
from publishing.text.schema import Fault, Findings, ListOf, Record, Type, line_of_node
from publishing.text.tree import tree

#: A key in the words of a fault; first of all words, what the fault is about.
_QUOTED = re.compile(r"'([a-z_0-9]+)'")
_ABOUT = re.compile(r"'([a-z_0-9]+)': ")
Step = str | int


class Placed(NamedTuple):
    """A fault where a writer finds it. target: the id of an element of the form, or ""; where: what that is called."""

    line: int
    message: str
    target: str = ""
    where: str = ""


def placed(form: ManuscriptForm, kind: Kind, text: str, faults: Iterable[Fault]) -> list[Placed]:
    """Return faults of a text with their places, and note each at its field, for the form to show."""
    parts = manuscripts.split(text)
    root = tree(parts[0], Findings(""), first_line=2) if parts else None
    if parts is None or not isinstance(root, yaml.MappingNode):
        return [Placed(fault.line, fault.message) for fault in faults]
    body = parts[0].count("\n") + 3
    return [
        _in_body(form, text, fault) if fault.line >= body else _in_front(form, kind.schema, root, fault)
        for fault in faults
    ]


def _in_body(form: ManuscriptForm, text: str, fault: Fault) -> Placed:
    if "body" not in form.main.fields:
        return Placed(fault.line, fault.message)
    field = form.main["body"]
    before = fault.line if fault.line > manuscripts.body_line(text) else 0  # on the first line is what is said of all
    above = [line[3:] for line in text.split("\n")[:before] if line.startswith("## ")]
    where = _("%(text)s, under “%(heading)s”") % {"text": field.label, "heading": above[-1]} if above else field.label
    return _noted(field, fault, fault.message, where)


def _in_front(form: ManuscriptForm, schema: Record, root: yaml.MappingNode, fault: Fault) -> Placed:
    about = _ABOUT.match(fault.message)
    message = fault.message[about.end() :] if about else fault.message
    steps, nodes = _way_to(root, fault.line)
    if about and about[1] in steps:
        steps = _cut_behind(steps, about[1])
    elif _starts_here(nodes, fault.line):
        steps = steps[:-1]  # it is said of the whole record, or of its first key: both begin on this line
    record = _type_at(schema, steps)
    if isinstance(record, Record):
        named = [key for key in _QUOTED.findall(message) if key in record.keys]
        message = _QUOTED.sub(lambda match: _called(record, match[1], match[0], is_part=bool(steps)), message)
        steps = [*steps, named[0]] if named else steps
    return _at(form, steps, fault, message)


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


def _called(record: Record, key: str, otherwise: str, *, is_part: bool) -> str:
    if key not in record.keys:
        return otherwise
    return f"“{record.part_label(key) if is_part else record.label(key)}”"


def _at(form: ManuscriptForm, steps: Sequence[Step], fault: Fault, message: str) -> Placed:
    """Return a fault at the field to which a way leads, or at the first of several, or at the list of rows."""
    key = str(steps[0]) if steps else next(iter(form.main.fields))
    if key not in form.rows:
        field = _field(form.main, steps or [key])
        return _noted(field, fault, message, _label(field)) if field else Placed(fault.line, message)
    rows, number = form.rows[key], steps[1] if len(steps) > 1 else None
    field = _field(rows.forms[number], steps[2:]) if isinstance(number, int) and number < len(rows.forms) else None
    if field is None:
        return Placed(fault.line, message, f"part-{key}", rows.title)
    said = {"row": rows.title, "number": int(number or 0) + 1, "field": _label(field)}
    return _noted(field, fault, message, _("%(row)s %(number)s: %(field)s") % said)


def _field(form: Form, steps: Sequence[Step]) -> BoundField | None:
    """Return the field of a way, or the first behind it; of a list in one field, an item leads to that."""
    for end in range(len(steps), 0, -1):
        name = SEPARATOR.join(map(str, steps[:end]))
        for field in form.fields:
            if field == name or field.startswith(f"{name}{SEPARATOR}"):
                return form[field]
    return None if steps else form[next(iter(form.fields))]


def _label(field: BoundField) -> str:
    return str(field.label).removesuffix(STAR)


def _noted(field: BoundField, fault: Fault, message: str, where: str) -> Placed:
    """Return a fault at a field, which from now on shows it, and is said to be described by it."""
    noted = f"{field.auto_id}_faults"
    field.faults = [*getattr(field, "faults", ()), message]  # type: ignore[attr-defined]  # for the form's template
    help_id = [f"{field.auto_id}_helptext"] if field.help_text else []
    field.field.widget.attrs |= {"aria-describedby": " ".join([noted, *help_id]), "aria-invalid": "true"}
    return Placed(fault.line, message, field.id_for_label or noted, where)
