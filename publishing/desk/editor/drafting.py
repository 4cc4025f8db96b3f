"""A draft that is still being written, made so that it can be shown: what is missing is filled, what is open is closed.

Nothing of it is stored: the draft itself is saved as it was typed. Must not know what any key means.
"""

from collections.abc import Callable, Container
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from publishing.text.kinds import Kind
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import blocks, citations
from publishing.text.schema import Choice, Date, Findings, ListOf, Number, Record, Text, Type

#: What stands where nothing is written yet.
NOTHING = "…"
#: The value of a choice that claims nothing, where it has one.
UNKNOWN = "not-known"
Mend = Callable[[str], str]


def cited_in(typed: Any) -> set[str]:
    """Return the ids of the sources that any text of front matter or of a body cites, known or not."""
    if isinstance(typed, dict | list | tuple):
        return {key for one in (typed.values() if isinstance(typed, dict) else typed) for key in cited_in(one)}
    texts = citations.PATTERN.finditer(typed) if isinstance(typed, str) else ()
    return {key for match in texts for key in citations.named_in(match[1])}


def manuscript_of(typed: tuple[dict, str], kind: Kind, language: str, slug: str, sources: Container[str]) -> Manuscript:
    """Return front matter and body as a manuscript that can be rendered, however little of it is written.

    sources: the ids that exist; another one that is cited stands there as words that say so.
    """

    def mend(prose: str) -> str:
        return citations.PATTERN.sub(lambda match: _known(match[1], sources), prose)

    front, body = typed
    data = {key: value for key, value in _record(kind.schema, front, mend).items() if value is not None}
    return Manuscript(kind.name, language, slug, data, closed(mend(body)))


def closed(body: str) -> str:
    """Return a body in which each block ends before the section does, so that it swallows no other."""
    lines: list[str] = []
    depth = 0
    for line in body.split("\n"):
        if line.startswith("## "):
            lines += [blocks.CLOSING, ""] * depth
            depth = 0
        if blocks.OPENING.match(line):
            depth += 1
        elif line == blocks.CLOSING:
            depth = max(depth - 1, 0)
        lines.append(line)
    return "\n".join([*lines, *[blocks.CLOSING] * depth])


def _known(cited: str, sources: Container[str]) -> str:
    """Return a citation of those sources alone that exist, and words for the others."""
    ids = citations.named_in(cited)
    here = [f"@{key}" for key in ids if key in sources]
    lost = [_("source “%(name)s” is not in the list") % {"name": key} for key in ids if key not in sources]
    return " ".join(filter(None, [f"[{'; '.join(here)}]" if here else "", *(f"**({words})**" for words in lost)]))


def _record(described: Record, raw: Any, mend: Mend) -> dict[str, Any]:
    """Return the values of a record; None for a key that must be there, and for which nothing could stand."""
    raw = raw if isinstance(raw, dict) else {}
    found = {}
    for name, key in described.keys.items():
        value = _value(key.type, raw[name], mend) if raw.get(name) not in (None, "", [], {}) else None
        if value is None and key.required:
            value = _blank(key.type)
            found[name] = value
        elif value is not None:
            found[name] = value
    return found


def _value(kind: Type, raw: Any, mend: Mend) -> Any:
    """Return what a value is read as; None for what cannot be shown."""
    if isinstance(kind, Record):
        found = _record(kind, raw, mend)
        return None if None in found.values() or _faults(kind, found) else found
    if isinstance(kind, ListOf):
        items = [_value(kind.item, one, mend) for one in raw] if isinstance(raw, list) else []
        return [one for one in items if one is not None] or None
    if isinstance(kind, Number):
        return raw if kind.minimum <= raw <= kind.maximum else None
    return mend(raw) if kind.is_prose else raw


def _blank(kind: Type) -> Any:
    """Return what stands for a value that must be there and is not; None where nothing could."""
    if isinstance(kind, Record):
        found = _record(kind, {}, str)
        return None if None in found.values() else found
    if isinstance(kind, ListOf):
        return []
    if isinstance(kind, Choice):
        return UNKNOWN if UNKNOWN in kind.values else kind.values[0]
    if isinstance(kind, Date):
        return localdate()
    return NOTHING if isinstance(kind, Text) else None


def _faults(kind: Record, found: dict[str, Any]) -> bool:
    """Whether a record of numbers says nothing that could be drawn."""
    findings = Findings("")
    if kind.check is not None and any(isinstance(key.type, Number) for key in kind.keys.values()):
        kind.check(found, 1, findings)
    return bool(findings.faults)
