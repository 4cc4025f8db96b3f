"""The body in two versions: which lines belong together, what of them is text. Knows Markdown's marks, not words.

It splits a body by itself, and not as the comparison does: that leaves out what a clinician need not read (the numbers
of items, the rulers of tables, how a line is indented), and here a change of any character must have an answer.
"""

import re
from collections.abc import Iterator

from publishing.changes.minor.difference import Difference, clinical
from publishing.changes.minor.texts import Judge
from publishing.changes.sequences import unpaired
from publishing.text.prose.blocks import OPENING, SNIPPET

_PREFIX = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+|>\s*|#{1,6}\s+)*")
_PLAIN_LINE = re.compile(r"(?:[A-Za-z\"“‘(\[{]|\*{1,3}[^\s*]|\d+(?![.)\d]))")


def body_differences(before: str, after: str, judge: Judge) -> Iterator[Difference]:
    """Yield the differences of two tidy bodies."""
    old, new = _units(before), _units(after)
    runs = [(old[one], new[other]) for one, other in unpaired(old, new)]
    if old != new and sorted(old) == sorted(new):
        gone, come = ("\n".join(unit for run in side for unit in run) for side in zip(*runs, strict=True))
        yield clinical(gone, come, "the order of lines changed")
        return
    for one, other in runs:
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                yield from _unit(a, b, judge)
        else:
            yield clinical("\n".join(one), "\n".join(other), _unpaired_reason(one, other))


def _units(body: str) -> list[str]:
    """Return a body in what may differ by itself: a paragraph as a whole, however it is wrapped, all else by line."""
    found = []
    for part in body.split("\n\n"):
        lines = part.split("\n")
        found += [part] if all(_PLAIN_LINE.match(line) for line in lines) else lines
        found.append("")
    return found


def _unpaired_reason(one: list[str], other: list[str]) -> str:
    if one and other:
        return "lines were added, removed, joined or split"
    return f"{'a line was' if len(one + other) == 1 else 'lines were'} {'removed' if one else 'added'}"


def _unit(before: str, after: str, judge: Judge) -> Iterator[Difference]:
    """Compare a line or a paragraph with the one that stands in its place."""
    prefix, other_prefix = _prefix(before), _prefix(after)
    one, other = before[len(prefix) :], after[len(other_prefix) :]
    if "///" in before + after and not (prefix == other_prefix and prefix.startswith("///")):
        yield clinical(before, after, "a block or the level of a care card changed")
    elif prefix != other_prefix or not one or not other:
        yield clinical(before, after, "the level of a heading, or the place or number of an item changed")
    elif "#" in prefix and "{#" not in one and one.split() != other.split():
        yield clinical(one, other, "a heading without a fixed id changed, and with it its address")
    else:
        yield from judge.text(one, other)


def _prefix(line: str) -> str:
    """Return what a line starts with that is not text; of a block, all before its headline."""
    opening = OPENING.match(line)
    if opening and not SNIPPET.match(f"{line}\n///"):
        return line[: opening.start("argument")] if opening["argument"] else line
    found = _PREFIX.match(line)
    return found[0] if found else ""
