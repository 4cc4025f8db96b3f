"""A body as its sections, for a kind whose headings are fixed: one text for each, and back again.

Must not know which kind it is, nor what a section says.
"""

import re
from collections.abc import Mapping

#: What would start another section in the middle of one.
_STARTS = re.compile(r"^##(?=[^\S\n]|$)|^#(?=[^\S\n]|$)", re.MULTILINE)


def split(body: str, headings: Mapping[str, str]) -> dict[str, str] | None:
    """Return id -> text of the sections of a body, in order, without blank lines around them.

    headings: heading -> id of each, in their order (`Kind.headings`). Returns None where words would be lost or moved:
    under no heading, under one that is not among them, or in another order.
    """
    parts: dict[str, list[str]] = {}
    order = list(headings.values())
    found: list[str] | None = None
    for line in body.split("\n"):
        if line.startswith("## "):
            name = headings.get(line.removeprefix("## "))
            if name is None or (parts and order.index(name) <= order.index(next(reversed(parts)))):
                return None
            found = parts[name] = []
        elif found is not None:
            found.append(line)
        elif line.strip():
            return None
    return {name: "\n".join(lines).strip("\n") for name, lines in parts.items()}


def join(parts: Mapping[str, str], headings: Mapping[str, str]) -> str:
    """Return the body of sections, by their ids; one without words is left out, with its heading."""
    written = [(heading, parts.get(name, "").strip("\n")) for heading, name in headings.items()]
    return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in written if text.strip())


def inside(text: str) -> str:
    """Return what was typed into one section so that it stays in it: its headings are those below the section's."""
    return _STARTS.sub("###", text)
