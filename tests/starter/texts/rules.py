"""The rules: each yields what is wrong with one manuscript, as a person would say it."""

import re
from collections.abc import Callable, Iterator

from publishing.desk.words import house_words as words
from publishing.text import wording
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import citations, readability
from tests.starter.texts import harms, reading, signs

LONGEST = 28  # words in a sentence
MEAN = (12.0, 15.5)  # words in a sentence of running text
FEW = 15  # sentences of running text, below which a mean says little
SHORT, SHORT_SHARE = 7, 1 / 3  # sentences under so many words, at most this share
HARDEST = 9.0  # US school years
#: Some of so many people, of what happens to them: "24 in 100", "26 of 3,175 people".
NUMBER = re.compile(r"\b\d[\d,.]* (?:more |fewer )?(?:in|of|out of) (?:every )?\d[\d,]*\b")
Rule = Callable[[Manuscript], Iterator[str]]


def long_sentences(manuscript: Manuscript) -> Iterator[str]:
    """No sentence has more than 28 words."""
    for sentence, count in reading.sentences(manuscript):
        if count > LONGEST:
            yield f"{count} words: {sentence}"


def rhythm(manuscript: Manuscript) -> Iterator[str]:
    """Running text has 12 to 15.5 words a sentence, and at most a third of all sentences are under seven."""
    running = [count for _, count in readability.sentences(readability.running(manuscript.body))]
    if len(running) >= FEW and not MEAN[0] <= (mean := sum(running) / len(running)) <= MEAN[1]:
        yield f"mean sentence of the running text {mean:.1f} words"
    counts = [count for _, count in reading.sentences(manuscript)]
    if (share := sum(count < SHORT for count in counts) / max(1, len(counts))) > SHORT_SHARE:
        yield f"{share:.0%} of the sentences have under {SHORT} words"


def too_hard(manuscript: Manuscript) -> Iterator[str]:
    """No page is above grade 9."""
    if (grade := reading.grade(manuscript)) > HARDEST:
        yield f"grade {grade}"


def long_blocks(manuscript: Manuscript) -> Iterator[str]:
    """A paragraph has at most three sentences, a list six items, and either one source mark."""
    for section, block in wording.blocks(manuscript.body):
        for long in wording.long_block(block):
            yield f"{section}: a {long.what} of {long.size}: {block[:60]} ..."
        if len(citations.PATTERN.findall(block)) > 1:
            yield f"{section}: more than one source mark: {block[:60]} ..."


def key_points(manuscript: Manuscript) -> Iterator[str]:
    """A key point has at most 20 words and no source mark, and the last one says when to call."""
    points = manuscript.data.get("key_points", [])
    yield from (f"key point of {long.size} words: {long.text}" for long in wording.long_points(points))
    yield from (f"key point with a source mark: {point}" for point in points if "[@" in point)
    if not wording.says_when_to_call(points):
        yield "the last key point does not say when to call"


def house_words(manuscript: Manuscript) -> Iterator[str]:
    """One name per thing, American words and spelling, no praise, no promise, nothing about our sources."""
    for piece in reading.pieces(manuscript):
        for pattern, instead in words.REFUSED:
            if found := pattern.search(reading.without_marks(piece.text)):
                yield f"{piece.place}: {found[0]!r}: {instead}"


def uncited_numbers(manuscript: Manuscript) -> Iterator[str]:
    """A number about benefit, harm or frequency has its citation in its section or record, or elsewhere on the page."""
    found = list(reading.pieces(manuscript))
    sections = {piece.place for piece in found if piece.cites}
    cited = {number for piece in found if piece.place in sections for number in _numbers(piece.text)}
    for piece in found:
        if piece.place in sections:
            continue
        for number in _numbers(piece.text):
            if number not in cited:
                yield f"{piece.place}: {number!r} has no citation"
        if "%" in piece.text:
            yield f"{piece.place}: a bare percentage: {piece.text[:60]}"


def _numbers(text: str) -> list[str]:
    return NUMBER.findall(reading.without_marks(text))


def harm_words(manuscript: Manuscript) -> Iterator[str]:
    """A harm that several pages name has one wording on all of them."""
    for piece in reading.pieces(manuscript):
        for harm in harms.HARMS:
            yield from (f"{piece.place}: {fault}" for fault in harm.faults(piece.place, piece.text))


def warning_signs(manuscript: Manuscript) -> Iterator[str]:
    """A warning sign has one wording and one level, wherever it stands."""
    yield from signs.faults(manuscript)


ALL: tuple[Rule, ...] = (
    long_sentences, rhythm, too_hard, long_blocks, key_points, house_words, uncited_numbers, harm_words,
    warning_signs,
)  # fmt: skip
