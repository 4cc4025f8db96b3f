"""What makes a text easy to take in: how long sentences, paragraphs, lists and key points are. Advice, never a gate.

The one home of these rules: the desk shows what they find, and the starter library is held to them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publishing.text.prose import headings, readability

PARAGRAPH, LIST = 3, 6  # sentences, items
KEY_POINT = 20  # words
_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.) ")
_OWN_LINES = re.compile(r"^(?:///.*|#.*)$", re.MULTILINE)
_CALL = re.compile(r"\b[Cc]all\b")


class Long(NamedTuple):
    """Something that is too long. what: "sentence", "paragraph" or "list". size: in words, sentences or items."""

    what: str
    size: int
    text: str


def blocks(body: str) -> Iterator[tuple[str, str]]:
    """Yield (section, block) for what blank lines part in a body, without headings, pictures and the marks of cards."""
    section = ""
    for block in re.split(r"\n\s*\n", _OWN_LINES.sub(r"\n\g<0>\n", body)):
        lines = [line for line in block.split("\n") if line.strip() and not line.startswith("///")]
        if lines and lines[0].startswith("## "):
            section = headings.split(lines[0].removeprefix("## "))[0]
        lines = [line for line in lines if not line.startswith("#")]
        if lines and not lines[0].startswith("!["):
            yield section, "\n".join(lines)


def is_list(block: str) -> bool:
    """Whether a block is a list."""
    return bool(_ITEM.match(block))


def long_sentences(text: str, most: int = readability.LONG_SENTENCE) -> Iterator[Long]:
    """Yield each sentence with more words than that. A row of a table is none."""
    for sentence, count in readability.sentences(text):
        if count > most and not text.startswith("|"):
            yield Long("sentence", count, sentence)


def long_block(block: str) -> Iterator[Long]:
    """Yield a block that is a paragraph of too many sentences, or a list of too many items."""
    items = [line for line in block.split("\n") if is_list(line)]
    if not items and len(found := readability.sentences(block)) > PARAGRAPH:
        yield Long("paragraph", len(found), block)
    if len(items) > LIST:
        yield Long("list", len(items), block)


def long_points(points: Sequence[str]) -> Iterator[Long]:
    """Yield each key point that has too many words."""
    for point in points:
        if len(point.split()) > KEY_POINT:
            yield Long("sentence", len(point.split()), point)


def says_when_to_call(points: Sequence[str]) -> bool:
    """Whether the last of the key points says when to call, as a reader in a hurry looks for it there."""
    return not points or bool(_CALL.search(points[-1]))
