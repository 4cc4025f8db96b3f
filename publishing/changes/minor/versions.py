"""One version of a page, read strictly, with the lines of its front matter. Must not know the other version."""

from typing import NamedTuple

import yaml

from publishing.text import canonical, manuscripts
from publishing.text.schema import Record, Report

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same tree, ten times faster, where it was built


class Version(NamedTuple):
    text: str
    front: str
    root: yaml.MappingNode
    body: str


def read(text: str, schema: Record) -> Version | None:
    """Return a manuscript's parts, or None where anything about it is not as it must be."""
    fence = manuscripts.FENCE
    if len(text) > manuscripts.MAX_LENGTH or canonical.CONTROL.search(text) or not text.startswith(fence):
        return None
    end = text.find("\n" + fence, len(fence) - 1)
    if end == -1:
        return None
    front = text[len(fence) : end + 1]
    try:
        root = yaml.compose(front, Loader=_LOADER)
        report = Report("")
        if not _is_tree(root) or schema.read(root, report) is None or report.faults:
            return None
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return Version(text, front, root, manuscripts.tidy(text[end + 1 + len(fence) :]))


def _is_tree(root: yaml.Node | None) -> bool:
    """Whether the front matter is a mapping in which no part stands twice by an alias."""
    if not isinstance(root, yaml.MappingNode):
        return False
    seen, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return False
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            node.style = node.style or None  # the fast loader has another sign for a plain scalar
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        else:
            waiting += node.value
    return True
