"""YAML text as a tree of nodes with line numbers: the one place where YAML is read.

Refuses what would not survive a round trip. Must not know what any key means.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from publishing.text.schema import Findings, line_of_node

#: Levels of nesting; the deepest key of any kind is at the fifth.
DEEPEST = 20
#: A key or an item, and its value that does not say by a quote of its own where it ends.
_PLAIN = re.compile(r" *(?P<start>(?:- )?(?:[a-z_]+: |(?<=- )))(?P<value>[^'|>\s].*?) *")
_FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _TooDeepError(Exception):
    """Nested deeper than any front matter is."""


def tree(text: str, findings: Findings, *, first_line: int = 1) -> yaml.Node | None:
    """Return the tree of a YAML text, or None where it is empty or anything was refused; faults have their line.

    first_line: the line of the file on which `text` starts, from 1.
    """
    # Marks count from the start of the text: empty lines before it make them right without a second counter.
    padded, found = "\n" * (first_line - 1) + text, len(findings.faults)
    reader = _Reader(padded, findings)
    try:
        reader.read(_FAST)
        _note_comments(padded, reader.scalars, findings)
    except (yaml.YAMLError, UnicodeEncodeError, _TooDeepError) as error:
        line, words = _in_words(_as_the_slow_parser_says(padded, error))
        findings.fault(line, words + _advice(padded, line))
    return reader.root if len(findings.faults) == found else None


class _Reader:
    """Builds the tree from the parser's events, one by one: a composer's recursion is a crash on a deep text."""

    def __init__(self, text: str, findings: Findings) -> None:
        self.root: yaml.Node | None = None
        self.scalars: list[yaml.ScalarNode] = []
        self._text, self._findings = text, findings
        self._open: list[yaml.CollectionNode] = []
        self._has_document = False

    def read(self, loader: type) -> None:
        """Read every event of the text."""
        for event in yaml.parse(self._text, Loader=loader):
            if isinstance(event, yaml.NodeEvent):
                self._refuse_properties(event)
                self._add(self._node(event))
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)
            else:
                self._refuse_marker(event)

    def _node(self, event: yaml.NodeEvent) -> yaml.Node:
        if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            is_list = isinstance(event, yaml.SequenceStartEvent)
            return (yaml.SequenceNode if is_list else yaml.MappingNode)("", [], *_marks(event))
        # An alias is refused, but has its place, so that what follows it keeps its own. The parsers have two signs for
        # a plain scalar.
        value, style = getattr(event, "value", ""), getattr(event, "style", None) or None
        self.scalars.append(yaml.ScalarNode("", value, *_marks(event), style))
        return self.scalars[-1]

    def _add(self, node: yaml.Node) -> None:
        if self._open:
            self._open[-1].value.append(node)
        elif self.root is None:
            self.root = node
        if isinstance(node, yaml.CollectionNode):
            self._open.append(node)
            if len(self._open) > DEEPEST:
                raise _TooDeepError(line_of_node(node))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        node = self._open.pop()
        node.end_mark = event.end_mark
        if isinstance(node, yaml.MappingNode):
            node.value = list(zip(node.value[::2], node.value[1::2], strict=True))

    def _refuse_properties(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "an alias")
            return
        if event.anchor:
            self._refuse(event, "an anchor")
        # The fast parser forgets the tag "!" of a scalar, but not where it stood.
        is_scalar = isinstance(event, yaml.ScalarEvent)
        if getattr(event, "tag", None) or (is_scalar and self._text.startswith("!", _marks(event)[0].index)):
            self._refuse(event, "a tag")

    def _refuse_marker(self, event: yaml.Event) -> None:
        """Refuse what is not the start or the end of the only document."""
        if isinstance(event, yaml.DocumentStartEvent):
            if event.explicit or self._has_document:
                is_directive = self._text.startswith("%", _marks(event)[0].index)
                self._refuse(event, "a directive" if is_directive else "a second document")
            self._has_document = True
        elif isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            self._refuse(event, "a second document")

    def _refuse(self, event: yaml.Event, what: str) -> None:
        self._findings.fault(_marks(event)[0].line + 1, f"{what} is not allowed here")


def _marks(event: yaml.Event) -> tuple[Any, Any]:
    """Where an event starts and ends. Both parsers say so of each, with marks of a class of their own."""
    return event.start_mark, event.end_mark


def _note_comments(text: str, scalars: list[yaml.ScalarNode], findings: Findings) -> None:
    """Report each line with a comment: a '#' that stands in no value, where nobody would see it again."""
    if "#" not in text:
        return
    spans = [(_first_of(text, node), node.end_mark.index) for node in scalars]
    if text.count("#") == sum(text.count("#", *span) for span in spans):
        return
    inside = {place for span in spans for place in _signs(text, *span)}
    for line in sorted({text.count("\n", 0, place) + 1 for place in _signs(text) if place not in inside}):
        findings.fault(line, f"a comment is not allowed here: it would be lost{_advice(text, line)}")


def _first_of(text: str, node: yaml.ScalarNode) -> int:
    """Where a value starts. Behind the mark of a block there may be a comment."""
    start = node.start_mark.index
    return text.find("\n", start) if node.style in {"|", ">"} else start


def _advice(text: str, line: int) -> str:
    """Return what to write instead on a line (from 1) of a key or an item with a plain value, or else nothing."""
    match = _PLAIN.fullmatch(text.split("\n")[line - 1])
    if match is None:
        return ""
    quoted = match["value"].replace("'", "''")
    return f"; if all of it is the value, put it in quotes: {match['start']}'{quoted}'"


def _signs(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    return (start + match.start() for match in re.finditer("#", text[start:end]))


def _as_the_slow_parser_says(text: str, error: Exception) -> Exception:
    """Return the error of the parser in Python, whose words and places are better, or else that of the fast one."""
    if isinstance(error, yaml.YAMLError):
        try:
            _Reader(text, Findings("")).read(yaml.BaseLoader)
        except (yaml.YAMLError, _TooDeepError) as its_error:
            return its_error
    return error


def _in_words(error: Exception) -> tuple[int, str]:
    """Return the line and the words of a syntax error."""
    if isinstance(error, _TooDeepError):
        return error.args[0], f"not valid YAML: more than {DEEPEST} levels deep"
    if not isinstance(error, yaml.MarkedYAMLError):
        return 1, f"not valid YAML: {error}"
    # What was opened and never closed is noticed far below: then the place where it starts says more.
    opened = re.search("quoted scalar|flow", error.context or "")
    mark = (opened and error.context_mark) or error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1, f"not valid YAML: {error.problem or error.context}"
