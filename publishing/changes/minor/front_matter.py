"""Front matter in two versions: what of it is text goes to the judge, all else is clinical. Knows types, not words."""

import re
from collections.abc import Iterator
from itertools import zip_longest

import yaml

from publishing.changes.minor.change import Change
from publishing.changes.minor.judgment import Judge
from publishing.changes.minor.versions import Version
from publishing.text.schema import Choice, Date, ListOf, Name, Number, Record, Text, Type

_FRONT_LINE = re.compile(r"(?P<prefix> *(?:- )*(?:[a-z0-9_]+: )?)(?P<value>.*)")
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")


def front_matter_changes(old: Version, new: Version, schema: Record, judge: Judge) -> Iterator[Change]:
    """Yield the changes of two front matters."""
    if old.front == new.front:
        return
    texts: list[tuple[yaml.ScalarNode, yaml.ScalarNode]] = []
    broken = False
    for item in _values(schema, old.root, new.root):
        if isinstance(item, Change):
            broken = True
            yield item
        else:
            texts.append(item)
    for one, other in texts:
        yield from judge.text(one.value, other.value)
    if not broken:
        yield from _form_change(old.front, new.front, texts)


def _form_change(old: str, new: str, texts: list[tuple[yaml.ScalarNode, yaml.ScalarNode]]) -> Iterator[Change]:
    """Yield what values do not show: comments, quotes, blank lines. Each line that differs must have been judged."""
    judged = {one.start_mark.line: (one, other) for one, other in texts}
    for number, (one, other) in enumerate(zip_longest(old.split("\n"), new.split("\n"))):
        if one != other and not _is_same_line(one, other, number, judged.get(number)):
            yield Change(one or "", other or "", False, "the form of the front matter changed")
            return


def _is_same_line(one: str | None, other: str | None, number: int, nodes) -> bool:
    """Whether two lines of front matter are the same but for their judged values, each a scalar on this one line."""
    if one is None or other is None or nodes is None or number != nodes[1].start_mark.line:
        return False
    prefixes = set()
    for line, node in ((one, nodes[0]), (other, nodes[1])):
        match = _FRONT_LINE.fullmatch(line)
        value = match["value"]
        if node.start_mark.line != node.end_mark.line or not (value == node.value or _QUOTED.fullmatch(value)):
            return False
        prefixes.add(match["prefix"])
    return len(prefixes) == 1


def _values(kind: Type, one: yaml.Node, other: yaml.Node) -> Iterator:
    """Yield a clinical change for what is not text, and the two nodes of each text that differs."""
    if isinstance(kind, Record):
        yield from _record(kind, one, other)
    elif isinstance(kind, ListOf):
        yield from _list(kind, one, other)
    elif one.value != other.value:
        if isinstance(kind, Text) and not kind.pattern:
            yield one, other
        else:
            yield Change(one.value, other.value, False, _data_reason(kind))


def _record(kind: Record, one: yaml.MappingNode, other: yaml.MappingNode) -> Iterator:
    keys, others = [key.value for key, _ in one.value], [key.value for key, _ in other.value]
    if keys != others:
        gone, come = [key for key in keys if key not in others], [key for key in others if key not in keys]
        yield Change(", ".join(gone), ", ".join(come), False, _keys_reason(gone, come))
    found = {key.value: value for key, value in other.value}
    for key, value in one.value:
        if key.value in found:
            yield from _values(kind.keys[key.value].type, value, found[key.value])


def _keys_reason(gone: list[str], come: list[str]) -> str:
    if not gone and not come:
        return "the order of the keys changed"
    return "a key of the front matter was " + ("replaced" if gone and come else "removed" if gone else "added")


def _list(kind: ListOf, one: yaml.SequenceNode, other: yaml.SequenceNode) -> Iterator:
    old, new = ([_shown(node) for node in side.value] for side in (one, other))
    if old == new and not any("\0" in value for value in old):
        return
    if len(old) != len(new):
        lost, won = [value for value in old if value not in new], [value for value in new if value not in old]
        which = "removed" if len(old) > len(new) else "added"
        yield Change(_plain(lost), _plain(won), False, f"an item of a list was {which}")
    elif old != new and sorted(old) == sorted(new):
        yield Change(_plain(old), _plain(new), False, "the order of a list changed")
    else:
        for a, b in zip(one.value, other.value, strict=True):
            yield from _values(kind.item, a, b)


def _shown(node: yaml.Node) -> str:
    """A node as text, to compare and to show; what is inside a mapping is set apart by an unprintable sign."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    return "\0".join(_shown(part) for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,)))


def _plain(values: list[str]) -> str:
    return "; ".join(values).replace("\0", " ")


def _data_reason(kind: Type) -> str:
    if isinstance(kind, Choice):
        return "a choice changed"
    if isinstance(kind, Number):
        return "a number changed"
    if isinstance(kind, Date):
        return "a date changed"
    if isinstance(kind, Name):
        return {"source": "a source changed", "page": "a link to a page changed"}.get(kind.to, f"a {kind.to} changed")
    return "a code, a file or an address changed"
