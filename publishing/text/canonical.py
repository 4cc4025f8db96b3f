"""YAML in one form only: strict reading with line numbers, and the writer whose output is the canonical form."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypeVar

import yaml

from publishing.text.schema import Findings, Type, line_of_node
from publishing.text.tree import tree

Value = TypeVar("Value")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
#: What nobody sees, though it hides a word, turns one around, or makes two alike: a paste brings it along.
INVISIBLE = re.compile(r"[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
#: What no text may hold: beside those, characters that mean nothing by themselves, and the sign of one that was lost.
REFUSED = re.compile(rf"{CONTROL.pattern}|{INVISIBLE.pattern}|[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


#: What libyaml writes in another way than PyYAML: characters above U+FFFF, and those that no text may hold.
_WRITTEN_APART = re.compile(rf"{REFUSED.pattern}|[\U00010000-\U0010ffff]")
_ONE_LINE = 2**31 - 1  # libyaml counts the width of a line in 32 bits


class _NoAliases:
    """Strings, whole numbers and dates; no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Writer(_NoAliases, yaml.SafeDumper):
    """The writer whose output is the canonical form."""


class _FastWriter(_NoAliases, getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """The same in a tenth of the time, by libyaml."""


def plain(raw: bytes) -> bytes:
    """Return a file's bytes as if every editor wrote alike: no byte-order mark, lines ended by a line feed."""
    return raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")


def decode(raw: bytes, findings: Findings) -> str | None:
    """Return a file's text, or None where its bytes are not one: wrong encoding, control character."""
    raw = plain(raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        findings.fault(raw[: error.start].count(b"\n") + 1, "is not UTF-8; save the file as UTF-8")
        return None
    if match := REFUSED.search(text):
        findings.fault(text.count("\n", 0, match.start()) + 1, in_words(match[0]))
        return None
    return text


def refuse_characters(text: str, findings: Findings, first_line: int = 1) -> None:
    """Report the first character on each line that no text may hold. first_line: that of the text in its file."""
    if not REFUSED.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=first_line):
        if match := REFUSED.search(line):
            findings.fault(number, in_words(match[0]))


def in_words(character: str) -> str:
    """Return what a character is that no text may hold."""
    what = "control character" if CONTROL.fullmatch(character) else "character"
    name = unicodedata.name(character, "")
    return f"{what} U+{ord(character):04X}{f' ({name})' if name else ''}"


def read(text: str, schema: Type[Value], findings: Findings, *, first_line: int = 1) -> Value | None:
    """Return what `text` holds, or None where it could not be read; faults have their line in the whole file.

    first_line: the line of the file on which `text` starts, from 1.
    """
    found = len(findings.faults)
    node = tree(text, findings, first_line=first_line)
    if node is not None:
        _refuse_escaped(node, findings)
        return schema.read(node, findings)
    if len(findings.faults) == found:
        findings.fault(first_line, "is empty")
    return None


def _refuse_escaped(node: yaml.Node, findings: Findings) -> None:
    """Report each key and value with a character that no text may hold: YAML can write every one in plain letters."""
    waiting: list[Any] = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, yaml.ScalarNode):
            if match := REFUSED.search(inner.value):
                findings.fault(line_of_node(inner), in_words(match[0]))
        elif isinstance(inner, tuple):
            waiting += inner
        else:
            waiting += inner.value


def read_loosely(text: str) -> dict | None:
    """Return a mapping with every scalar a string, nothing checked; None where something of the text would be lost."""
    findings = Findings("")
    node = tree(text, findings)
    if findings.faults:
        return None
    try:
        found = {} if node is None else _plain(node)
    except _LostError:
        return None
    return found if isinstance(found, dict) else None


class _LostError(ValueError):
    """A key that is no string, or stands twice."""


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in found:
            raise _LostError
        found[key.value] = _plain(value)
    return found


def strings(value: Any) -> Iterator[str]:
    """Yield every string of a value of any form."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif value is not None:
        yield str(value)


def write(value: dict | list) -> str:
    """Return the canonical YAML of a record or a list of records."""
    is_apart = any(map(_WRITTEN_APART.search, strings(value)))
    return _dumped(value, _Writer if is_apart else _FastWriter)


def _dumped(value: dict | list, writer: type) -> str:
    return yaml.dump(
        value, Dumper=writer, allow_unicode=True, default_flow_style=False, sort_keys=False, width=_ONE_LINE
    )
