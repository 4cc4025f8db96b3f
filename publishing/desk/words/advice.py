"""What is worth a look in a text that could be published as it is: long sentences, hard words. Advice, never a gate."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from publishing.desk.form.forms import ManuscriptForm
from publishing.desk.words.faults import label_of, spoken
from publishing.desk.words.house_words import REFUSED
from publishing.desk.words.plain_words import HardWord, hard_words, readable
from publishing.desk.words.read_fields import Read
from publishing.text import wording
from publishing.text.binding import Words
from publishing.text.prose import headings, readability
from publishing.text.wording import Long

#: Words at the start of a sentence by which it is found again, and at most so many characters of a block.
_WORDS, _CHARACTERS = 6, 60
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


class Advice(NamedTuple):
    """A hint at a place. start, end: words with which what it is about begins and ends in the field, to select it.

    hard, plain: a word, and the one to swap for it.
    """

    target: str
    where: str
    message: str
    part: str = ""
    start: str = ""
    end: str = ""
    hard: str = ""
    plain: str = ""

    @property
    def said(self) -> str:
        """The sentence as it stands behind the name of the place."""
        return spoken(self.part, self.message)


def advice_on(reads: Sequence[Read], words: Words) -> list[Advice]:
    """Return what is worth a look in the words of fields, in their order. words: what the glossary explains."""
    found = [(number, hint) for number, read in enumerate(reads) for hint in _too_long(read)]
    found += _of_words(reads, words)
    return [hint for _number, hint in sorted(found, key=lambda pair: pair[0])]


def _too_long(read: Read) -> Iterator[Advice]:
    for section, long in _long(read):
        start, end = _ends(read.text, long)
        yield Advice(read.target, _under(read, section), _said_of(long), read.part, start, end)


def _of_words(reads: Sequence[Read], words: Words) -> Iterator[tuple[int, Advice]]:
    """Yield the number of a field with each hard word in it, and each that is not the library's: of each word one."""
    hard_ones: set[str] = set()
    refused: set[str] = set()
    for number, read in enumerate(reads):
        found = _words_in(read.text)
        for hard in found.hard:
            if (spelling := hard.written.lower()) not in hard_ones and not explains(words, hard.written):
                said = _("“%(hard)s” is a hard word. Say “%(plain)s”?") % {"hard": hard.written, "plain": hard.plain}
                where = _at(read, hard.start)
                yield number, Advice(read.target, where, said, read.part, hard=hard.written, plain=hard.plain)
            hard_ones.add(spelling)
        for written, instead, start in found.refused:
            if instead not in refused:
                said = _("“%(word)s” is not the library's word. Instead: %(instead)s.")
                said %= {"word": written, "instead": instead}
                yield number, Advice(read.target, _at(read, start), said, read.part, written, written)
            refused.add(instead)


class _Found(NamedTuple):
    """The hard words of a text, and of each sort that the library refuses the first: the word, what instead, where."""

    hard: tuple[HardWord, ...]
    refused: tuple[tuple[str, str, int], ...]


@lru_cache(maxsize=4096)
def _words_in(text: str) -> _Found:
    """Look through the text of one field: of a page that is written on, all others are as they were."""
    seen = readable(text)
    first = ((pattern.search(seen), instead) for pattern, instead in REFUSED)
    return _Found(
        tuple(hard_words(text)), tuple((found[0], instead, found.start()) for found, instead in first if found)
    )


def _at(read: Read, place: int) -> str:
    """Return what a place in the text of a field is called."""
    return _under(read, _section_at(read.text, place) if read.is_body else "")


def explains(words: Words, spelling: str) -> bool:
    """Whether the glossary explains a word, in the plural too."""
    lower = spelling.lower()
    start = re.match(r"[\w]+(?:-[\w]+)*", lower)
    found = words.at(lower, start) if start else None
    return found is not None and found[1] == len(lower)


def on_key_points(points: list[Read]) -> Iterator[Advice]:
    """Yield what is worth a look in the lines that a hurried reader leaves with."""
    if points and not wording.says_when_to_call([point.text for point in points]):
        last = points[-1]
        said = _("the last one does not say when to call.")
        yield Advice(last.target, last.where, said, start=last.text[:_CHARACTERS], end=last.text[-_CHARACTERS:])


def on_names(form: ManuscriptForm) -> Iterator[Advice]:
    """Yield that a page has no other name by which patients would look for it."""
    if "also_called" in form.main.fields and not form.main["also_called"].value():
        field = form.main["also_called"]
        said = _("what else do patients call it? Search finds these names.")
        yield Advice(field.id_for_label, label_of(field), said)


def _long(read: Read) -> Iterator[tuple[str, Long]]:
    if not read.is_body and read.text.count(" ") < readability.LONG_SENTENCE:
        return
    if not read.is_body:
        yield from (("", long) for long in wording.long_sentences(read.text))
        return
    for section, block in wording.blocks(read.text):
        sentences = list(wording.long_sentences(block))
        yield from ((section, long) for long in (sentences or wording.long_block(block)))


def _under(read: Read, section: str) -> str:
    """Return what a place is called, with the heading above it where one box holds the whole text."""
    return _("%(text)s, under “%(heading)s”") % {"text": read.where, "heading": section} if section else read.where


def _section_at(text: str, place: int) -> str:
    found = _HEADING.findall(text, 0, place)
    return headings.split(found[-1])[0] if found else ""


def _said_of(long: Long) -> str:
    said = {
        "sentence": _("a sentence of %(n)s words. Split it?"),
        "paragraph": _("a paragraph of %(n)s sentences. Split it?"),
        "list": _("a list of %(n)s items. Make two of it?"),
    }
    return said[long.what] % {"n": long.size}


def _ends(text: str, long: Long) -> tuple[str, str]:
    """Return words with which something begins and ends in a text as it is typed, where links and sources stand."""
    if long.what != "sentence":
        lines = long.text.split("\n")
        return lines[0][:_CHARACTERS], lines[-1][-_CHARACTERS:]
    words = long.text.split()
    starts = (" ".join(words[:count]) for count in range(_WORDS, 0, -1))
    ends = (" ".join(words[-count:]) for count in range(_WORDS, 0, -1))
    return next((one for one in starts if one in text), ""), next((one for one in ends if one in text), "")
