"""The body in two versions: which lines belong together, what of them is text. Knows Markdown's marks, not words."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from publishing.changes.minor.change import Change
from publishing.changes.minor.judgment import Judge
from publishing.changes.minor.tokens import MOST_TOKENS

_PREFIX = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+|>\s*|#{1,6}\s+)*")
_BLOCK = re.compile(r"///\s*(?P<name>[a-z-]*)\s*\|\s*")
_PLAIN_LINE = re.compile(r"(?:[A-Za-z\"“‘(\[{]|\*{1,3}[^\s*]|\d+(?![.)\d]))")


def body_changes(before: str, after: str, judge: Judge) -> Iterator[Change]:
    if before == after:
        return
    old, new = before.split("\n\n"), after.split("\n\n")
    for one, other in _paired(old, new):
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                yield from _block(a, b, judge)
        else:
            yield _unpaired("\n\n".join(one), "\n\n".join(other), "a paragraph")


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the runs at which two sequences differ, aligned."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) == len(new):
        # Aligned by place: a block that moved meets another one, and both differ by more than is minor.
        for one, other in zip(old, new, strict=True):
            if one != other:
                yield [one], [other]
    elif max(len(old), len(new)) > MOST_TOKENS:
        yield old, new
    else:
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                yield old[a:b], new[c:d]


def _unpaired(one: str, other: str, what: str) -> Change:
    if not other:
        return Change(one, other, False, f"{what} was removed")
    if not one:
        return Change(one, other, False, f"{what} was added")
    return Change(one, other, False, "lines were added, removed, joined or split")


def _block(before: str, after: str, judge: Judge) -> Iterator[Change]:
    """Compare what stands between two blank lines: a paragraph as a whole, all else line by line."""
    if before == after:
        return
    old, new = before.split("\n"), after.split("\n")
    if _is_paragraph(old) and _is_paragraph(new):
        yield from judge.text(before, after)
        return
    if len(old) != len(new):
        for one, other in _paired(old, new):
            yield _unpaired("\n".join(one), "\n".join(other), "a line")
        return
    if sorted(old) == sorted(new):
        yield Change(before, after, False, "the order of lines changed")
        return
    for number, (one, other) in enumerate(zip(old, new, strict=True)):
        if one != other:
            following = new[number + 1] if number + 1 < len(new) else ""
            yield from _line(one, other, _starts_anew(other) and (not following or _starts_anew(following)), judge)


def _is_paragraph(lines: list[str]) -> bool:
    """Whether lines are running words that may be wrapped anew: no line could be read as anything else."""
    return all(
        _PLAIN_LINE.match(line) and "|" not in line and "`" not in line and not line.endswith("\\")
        and not re.match(r"\[[^\]]*\]:", line)
        for line in lines
    )  # fmt: skip


def _starts_anew(line: str) -> bool:
    """Whether a line is an item, a heading, a block or a row, and so not the continuation of the line above it."""
    return bool(_PREFIX.match(line)[0].strip()) or line.lstrip().startswith(("///", "|"))


def _line(before: str, after: str, is_whole: bool, judge: Judge) -> Iterator[Change]:
    """Compare two lines that stand in the same place. is_whole: no sentence of theirs goes on in another line."""
    prefixes = _prefixes(before, after)
    if prefixes is None:
        yield Change(before, after, False, "a block or the level of a care card changed")
        return
    prefix, other_prefix = prefixes
    if prefix != other_prefix:
        yield Change(before, after, False, "the level of a heading, or the place or number of an item changed")
        return
    one, other = before[len(prefix) :], after[len(prefix) :]
    if "#" in prefix and "{#" not in one and one.split() != other.split():
        yield Change(one, other, False, "a heading without a fixed id changed, and with it its address")
    elif "`" in one + other or _is_drawn(one) or _is_drawn(other):
        yield Change(one, other, False, "a line that is not text changed")
    else:
        yield from judge.text(one, other, is_whole=is_whole)


def _prefixes(before: str, after: str) -> tuple[str, str] | None:
    """Return the marks that two lines start with, or None where they open or close blocks that are not the same."""
    prefix, other_prefix = _PREFIX.match(before)[0], _PREFIX.match(after)[0]
    if not (before[len(prefix) :].startswith("///") or after[len(other_prefix) :].startswith("///")):
        return prefix, other_prefix
    match, other_match = _BLOCK.match(before, len(prefix)), _BLOCK.match(after, len(other_prefix))
    if not match or not other_match or match[0] != other_match[0] or match["name"] == "snippet":
        return None
    return before[: match.end()], after[: other_match.end()]


def _is_drawn(line: str) -> bool:
    """Whether a line is a ruler: of a table, under a heading, between two sections."""
    return bool(re.fullmatch(r"[\s|:=-]+", line))
