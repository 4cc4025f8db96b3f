"""The sections of several bodies by one rule for all of them, so that each can be held against its like."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from publishing.text import sections

#: A heading of the second level, where kinds of page leave the headings free.
_HEADING = re.compile(r"^## .*$", re.MULTILINE)


def sections_of(bodies: Sequence[str], headings: Mapping[str, str]) -> list[dict[str, str]]:
    """Return id -> text of the sections of each body; one section "" where not all of them have such.

    headings: heading -> id, of a kind whose headings are fixed; none of a kind whose headings are free, whose sections
    have their heading as their id.
    """
    read = [sections.split(body, headings) if headings else _freely(body) for body in bodies]
    found = [part for part in read if part is not None]
    return found if len(found) == len(read) else [{"": body.strip("\n")} for body in bodies]


def text_of(parts: Mapping[str, str], headings: Mapping[str, str]) -> str:
    """Return the body of sections by their id. headings: id -> heading, where they are fixed."""
    if "" in parts and headings:
        return parts[""]
    if headings:
        return sections.join(parts, {heading: name for name, heading in headings.items()})
    return "\n\n".join(f"{name}\n\n{text}".strip("\n") for name, text in parts.items())


def heading_of(section: str) -> str:
    """Return the words of a free heading, by the section's id."""
    return section.removeprefix("## ").partition(" {#")[0].strip()


def _freely(body: str) -> dict[str, str] | None:
    """Return heading -> text; "" is what stands above the first. None where two sections have one heading."""
    starts = [match.start() for match in _HEADING.finditer(body)]
    found = {"": body[: starts[0] if starts else len(body)].strip("\n")}
    for start, end in pairwise([*starts, len(body)]):
        heading, _line, text = body[start:end].partition("\n")
        if heading in found:
            return None
        found[heading] = text.strip("\n")
    if not found[""]:
        del found[""]
    return found
