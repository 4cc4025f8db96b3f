"""A manuscript as plain values, nothing checked and nothing lost. Knows YAML, not what any key of it means."""

from collections.abc import Iterator
from typing import Any

import yaml

from publishing.text import manuscripts

_DEEPEST = 20  # levels of front matter; the deepest key of any kind is at the fifth


class UnreadableError(ValueError):
    """The front matter is not what a manuscript's can be."""


def read(text: str) -> tuple[dict, str]:
    """Return front matter, every scalar a string, and body. Raises UnreadableError where something would be lost."""
    if not text.strip():
        return {}, ""
    fence = manuscripts.FENCE
    if not text.startswith(fence) or (end := text.find("\n" + fence, len(fence) - 1)) == -1:
        raise UnreadableError
    front = text[len(fence) : end + 1]
    try:
        data = _front_matter(front)
    except yaml.YAMLError as error:
        raise UnreadableError from error
    # A comment is in no value, and would change unseen.
    if front.count("#") != sum(string.count("#") for string in strings(data)):
        raise UnreadableError
    return data, manuscripts.tidy(text[end + 1 + len(fence) :])


def _front_matter(text: str) -> dict:
    """Return YAML as dicts, lists and strings. Raises UnreadableError or yaml.YAMLError."""
    # The parser in C, where there is one, is ten times as fast. It is asked for events, one by one: what it makes of a
    # text nested some ten thousand deep takes seconds, or is a crash that no `except` catches.
    events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        return {}
    value = _value(next(events), events, 0)
    next(events)  # the end of the document
    if not isinstance(value, dict) or not isinstance(next(events), yaml.StreamEndEvent):
        raise UnreadableError
    return value


def _value(event: yaml.Event, rest: Iterator[yaml.Event], depth: int) -> Any:
    """Return the value that starts with an event. Refuses what would be lost: aliases, tags, keys that stand twice."""
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag or depth > _DEEPEST:
        raise UnreadableError
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(rest), yaml.SequenceEndEvent):
            items.append(_value(event, rest, depth + 1))
        return items
    found: dict[str, Any] = {}
    while not isinstance(event := next(rest), yaml.MappingEndEvent):
        key = _value(event, rest, depth + 1)
        if not isinstance(key, str) or key in found:
            raise UnreadableError
        found[key] = _value(next(rest), rest, depth + 1)
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
