"""The types that front matter is made of: each reads a YAML node, reports what is wrong with its line, and knows its
references. The schema of a kind of page is a `Record` of them, in the order in which its keys are written.

docs/manuscript.md says the same in words.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

import yaml
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.text import capfirst

from publishing.text.groups import IN_TEXT, Place
from publishing.text.prose import Renderer, syntax

Value = TypeVar("Value")
FILE_NAME = r"[a-z0-9][a-z0-9-]*\.[a-z0-9]+"


class Fault(NamedTuple):
    """Something that is wrong: where (file, line from 1) and what, for the person who wrote it.

    said: the same as a sentence for whoever fills in a form and sees no file; empty where the message tells it all.
    at: the key whose field it is told at, where the message names none: of the record that begins on this line.
    """

    path: str
    line: int
    message: str
    said: str = ""
    at: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.message}"
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)  # a terminal obeys the rest


class Reference(NamedTuple):
    """A name that must exist elsewhere. `to` is "source", "contributor", "picture", "file" or "page"."""

    to: str
    name: str
    line: int


@dataclass
class Findings:
    """What reading one file found: its faults and the names that it refers to."""

    path: str
    faults: list[Fault] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def fault(self, line: int, message: str, *, said: str = "", at: str = "") -> None:
        """Note a fault at a line (from 1). said, at: as of a `Fault`."""
        self.faults.append(Fault(self.path, line, message, said, at))

    def refer(self, to: str, name: str, line: int) -> None:
        """Note that the file names something that must exist."""
        self.references.append(Reference(to, name, line))


def line_of_node(node: yaml.Node) -> int:
    """The line of a node, from 1."""
    return node.start_mark.line + 1


class Type(Generic[Value]):
    """A type of value. `read` returns the value, or None where it reported a fault."""

    #: Inline Markdown, rendered to HTML; everything else is printed as it is.
    is_prose = False

    def read(self, node: yaml.Node, findings: Findings) -> Value | None:
        raise NotImplementedError

    def render(self, value: Value, renderer: Renderer) -> Any:
        """Return what a template prints for the value: sanitized HTML for prose, the value for the rest."""
        return value


@dataclass(frozen=True)
class Text(Type[str]):
    """One line of text."""

    max_length: int = 300
    min_length: int = 1
    max_words: int = 0
    pattern: str = ""
    expected: str = ""

    def read(self, node: yaml.Node, findings: Findings) -> str | None:
        fault = self._fault(node.value) if isinstance(node, yaml.ScalarNode) else "expected one line of text"
        if fault:
            findings.fault(line_of_node(node), fault)
            return None
        for fault in () if self.pattern else self._unread(node.value):
            findings.fault(line_of_node(node), fault)
        return node.value

    def _unread(self, value: str) -> list[str]:
        """Return what would not come out as it was meant."""
        return syntax.plain_faults(value)

    def _fault(self, value: str) -> str:
        """Return what is wrong with a text; empty where nothing is."""
        if not value.strip():
            return "empty; leave the key out instead"
        if "\n" in value or value != value.strip():
            return "expected one line of text without spaces around it"
        if not self.min_length <= len(value) <= self.max_length:
            return f"{len(value)} characters; expected {self.min_length} to {self.max_length}"
        if self.max_words and len(value.split()) > self.max_words:
            return f"{len(value.split())} words; expected at most {self.max_words}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"{value!r} is not {self.expected}"
        return ""


@dataclass(frozen=True)
class PictureFile(Text):
    """The name of a picture's file, which nobody types: a form has the pictures to choose from."""

    pattern: str = FILE_NAME
    expected: str = "a file name"


@dataclass(frozen=True)
class Prose(Text):
    """One line of inline Markdown."""

    max_length: int = 600
    is_prose = True

    def _unread(self, value: str) -> list[str]:
        return syntax.inline_faults(value)

    def render(self, value: str, renderer: Renderer) -> str:
        return renderer.inline(value)


@dataclass(frozen=True)
class Choice(Type[str]):
    """One of a fixed set of words; `labels` are their names for people."""

    values: tuple[str, ...]
    labels: tuple = ()

    @classmethod
    def of(cls, choices: type[models.TextChoices]) -> "Choice":
        """The values of a Django enumeration, with its labels."""
        return cls(tuple(choices.values), tuple(choices.labels))

    def read(self, node: yaml.Node, findings: Findings) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.value in self.values:
            return node.value
        found = repr(node.value) if isinstance(node, yaml.ScalarNode) else "a list or mapping"
        findings.fault(line_of_node(node), f"{found} is not one of {', '.join(self.values)}")
        return None


@dataclass(frozen=True)
class Number(Type[int]):
    """A whole number."""

    minimum: int = 0
    maximum: int = 1_000_000

    def read(self, node: yaml.Node, findings: Findings) -> int | None:
        if (
            not isinstance(node, yaml.ScalarNode)
            or node.style is not None
            or not re.fullmatch(r"-?(0|[1-9]\d{0,8})", node.value)
        ):
            findings.fault(line_of_node(node), "expected a whole number")
            return None
        if not self.minimum <= int(node.value) <= self.maximum:
            findings.fault(line_of_node(node), f"{node.value} is not from {self.minimum} to {self.maximum}")
            return None
        return int(node.value)


@dataclass(frozen=True)
class Date(Type[datetime.date]):
    """A day, as 2026-11-21 and in no other form."""

    def read(self, node: yaml.Node, findings: Findings) -> datetime.date | None:
        try:
            is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
            value = parse_date(node.value) if is_plain else None
        except ValueError:
            value = None
        if value is None or node.value != value.isoformat():
            findings.fault(line_of_node(node), "expected a date such as 2026-11-21")
            return None
        return value


@dataclass(frozen=True)
class Name(Type[str]):
    """The name of something that must exist. `prefix` completes a slug to an address."""

    to: str
    pattern: str = r"[a-z0-9]+(?:-[a-z0-9]+)*"
    prefix: str = ""

    def read(self, node: yaml.Node, findings: Findings) -> str | None:
        if not isinstance(node, yaml.ScalarNode) or not re.fullmatch(self.pattern, node.value):
            findings.fault(line_of_node(node), f"expected the name of a {self.to}")
            return None
        findings.refer(self.to, self.prefix + node.value, line_of_node(node))
        return node.value

    def render(self, value: str, renderer: Renderer) -> str:
        if self.to == "source":
            return renderer.cite([value])
        return renderer.address(self.prefix + value) if self.to == "page" else value


def slug(kind: str) -> Name:
    """The slug of a page of a kind."""
    return Name("page", prefix=f"{kind}/")


SOURCE = Name("source", r"[a-z0-9][a-z0-9.-]*")
ADDRESS = Name("page", r"[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*")
CONTRIBUTOR = Name("contributor")


@dataclass(frozen=True)
class ListOf(Type[list]):
    """A sequence of values of one type."""

    item: Type
    minimum: int = 1
    maximum: int = 60
    unique: bool = True

    def read(self, node: yaml.Node, findings: Findings) -> list | None:
        if not isinstance(node, yaml.SequenceNode):
            findings.fault(line_of_node(node), "expected a list: lines that start with '- '")
            return None
        if not self.minimum <= len(node.value) <= self.maximum:
            findings.fault(line_of_node(node), f"{len(node.value)} items; expected {self.minimum} to {self.maximum}")
        values = []
        for child in node.value[: self.maximum]:  # a list of thousands would be compared with itself, and rendered
            found = len(findings.faults)
            value = self.item.read(child, findings)
            if value is None:
                continue
            if self.unique and value in values and len(findings.faults) == found:
                findings.fault(line_of_node(child), "stands twice in the list")
            values.append(value)
        return values

    def render(self, value: list, renderer: Renderer) -> Any:
        if isinstance(self.item, Name) and self.item.to == "source":
            return renderer.cite(value)
        return [self.item.render(item, renderer) for item in value]


@dataclass(frozen=True)
class Key:
    """One key of a record.

    shared: its texts are shown on other pages too, so the page's own rendering leaves them to its kind.
    is_printed: whether the page prints it as it is rendered; what only decides something, or has a column, is not.
    label: what people call it, where its own name does not say it; part_label: what they call it as a part of a record.
    alarm: in words what changes where it changes, if a clinician must look at that: a value that decides.
    help: a line for whoever fills in a form: what belongs there, and an example in the words that patients read.
    wanted: in words, where it is required after all, as its record's check has it.
    missing: what is said at the desk where it is required and not there; %(part)s is the part of a row that wants it.
    place: where a form has it.
    """

    type: Type
    required: bool = False
    shared: bool = False
    is_printed: bool = True
    label: Any = ""
    part_label: Any = ""
    alarm: Any = ""
    help: Any = ""
    wanted: Any = ""
    missing: Any = ""
    place: Place = IN_TEXT


@dataclass(frozen=True)
class Record(Type[dict]):
    """A mapping with fixed keys in a fixed order. `check` looks at what no single key can see.

    For a record of a list, known_by: the keys by which it is known again wherever it stands; where there are several,
    the first says what it is about. title: what it is called, from {list} (what the list is called), {number} (its
    place in it) and its keys. weighed_by: the key that stands at the end of its row while that is folded. add: what the
    button says that adds one. one: what each is called in a form, where nothing of it says so. is_counted: whether it
    is a number of people, whose sentence stands below its fields while it is typed. brings: the screen that brings a
    new one, beside those there are.
    """

    keys: Mapping[str, Key]
    check: Callable[[dict, int, Findings], None] | None = None
    known_by: tuple[str, ...] = ()
    title: Any = "{list}, {number}"
    is_counted: bool = False
    weighed_by: str = ""
    add: Any = ""
    one: Any = ""
    brings: str = ""

    def read(self, node: yaml.Node, findings: Findings) -> dict | None:
        if not isinstance(node, yaml.MappingNode):
            findings.fault(line_of_node(node), f"expected the keys {', '.join(self.keys)}")
            return None
        values: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key not in self.keys:
                findings.fault(line_of_node(key_node), f"unknown key {key!r}; there are {', '.join(self.keys)}")
                continue
            if key in seen:
                findings.fault(line_of_node(key_node), f"the key '{key}' stands already in line {seen[key]}")
                continue
            seen[key] = line_of_node(key_node)
            # The place of the key says more than that of its value, which may start a line below.
            found = len(findings.faults)
            value = self.keys[key].type.read(value_node, findings)
            for index in range(found, len(findings.faults)):
                fault = findings.faults[index]
                if not fault.message.startswith(("unknown key", "'", "the key")):
                    findings.faults[index] = fault._replace(message=f"'{key}': {fault.message}")
            if value is not None:
                values[key] = value
        for key, description in self.keys.items():
            if description.required and key not in seen:
                findings.fault(line_of_node(node), f"the key '{key}' is missing")
        ordered = {key: values[key] for key in self.keys if key in values}
        if self.check is not None:
            self.check(ordered, line_of_node(node), findings)
        return ordered

    def render(self, value: dict, renderer: Renderer) -> dict:
        return {key: self.keys[key].type.render(value[key], renderer) for key in self.keys if key in value}

    def label(self, key: str) -> str:
        """Return what people call a key of a page."""
        described = self.keys.get(key)
        return str((described and described.label) or capfirst(key.replace("_", " ")))

    def part_label(self, key: str) -> str:
        """Return what people call a key as a part of a record."""
        described = self.keys.get(key)
        return str((described and described.part_label) or key.replace("_", " "))

    def prose(self, value: dict) -> Iterator[str]:
        """Yield every prose text in a value, in the order of the keys."""
        for key, description in self.keys.items():
            if key in value:
                yield from _prose(description.type, value[key])


def _prose(kind: Type, value: Any) -> Iterator[str]:
    if isinstance(kind, Record):
        yield from kind.prose(value)
    elif isinstance(kind, ListOf):
        for item in value:
            yield from _prose(kind.item, item)
    elif kind.is_prose:
        yield value
