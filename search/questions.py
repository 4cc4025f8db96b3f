"""A reader's words as the index looks for them: what is passed over, what was misspelled, what else means the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from publishing.changes.words.ordinary import is_ordinary
from search.analysis import stems_of, tidy, words_of
from search.index import Part, Word
from search.spelling import Spelling
from search.synonyms import Synonyms, passed_over, told

#: Words of a question that are read.
MOST_WORDS = 24
_OF_A_SYNONYM = 0.5  # what a word counts for that means the same, beside the one that was typed
_OF_A_SECOND_GUESS = 0.5


@dataclass(frozen=True)
class Question:
    """typed: as it was typed, tidied. parts: what is looked for.

    corrected: what the site took the words for, "" where it changed none.
    nearest: the whole with a word of the site in the place of one that it does not have.
    stems: the stems of its words, in order, without those that are passed over.
    """

    typed: str
    parts: tuple[Part, ...] = ()
    corrected: str = ""
    nearest: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The stems that stand side by side."""
        return list(dict.fromkeys(pairwise(self.stems)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.parts


class _Typed(NamedTuple):
    """A word as it was typed: what it is taken for, the likeliest first, and the stem of that."""

    text: str
    meant: tuple[str, ...]
    stem: str
    is_passed_over: bool


def read(text: str, language: str, spelling: Spelling, synonyms: Synonyms) -> Question:
    """Return what somebody typed as a question."""
    typed = tidy(text)
    written = words_of(typed)[:MOST_WORDS]
    meant = _all_meant(written, language, spelling, synonyms)
    said = frozenset(told(written, language))
    words = [one for word in written for one in _typed(word, meant[word] or (word,), word not in said, language)]
    is_corrected = any(found and found[0] != word for word, found in meant.items())
    return Question(
        typed,
        tuple(_parts(words, language, synonyms)),
        " ".join((meant[word] or (word,))[0] for word in written) if is_corrected else "",
        tuple(_nearest(written, meant, spelling)),
        tuple(word.stem for word in words if not word.is_passed_over),
    )


def _all_meant(written: list[str], language: str, spelling: Spelling, synonyms: Synonyms) -> dict[str, tuple[str, ...]]:
    """Return for each word what it is taken for. Where most are no words of ours, nor near a name, none is another."""
    meant = {word: _meant(word, language, spelling, synonyms) for word in written}
    strange = [word for word, found in meant.items() if found != (word,) and spelling.of_names.isdisjoint(found)]
    if len(meant) > 2 and len(strange) * 2 > len(meant):
        return {word: found if found == (word,) else () for word, found in meant.items()}
    return meant


def _meant(word: str, language: str, spelling: Spelling, synonyms: Synonyms) -> tuple[str, ...]:
    """Return what a word is taken for, the likeliest first; nothing where it is no word of the site, nor near one."""
    is_understood = word in passed_over(language).words or tuple(stems_of(word, language)) in synonyms.also
    if is_understood or spelling.knows(word):
        return (word,)
    return () if language == "en" and is_ordinary(word) else spelling.meant(word)  # "crunch" is not "crush"


def _nearest(written: list[str], meant: Mapping[str, tuple[str, ...]], spelling: Spelling) -> Iterator[str]:
    """Yield what else may have been meant: an ordinary word is not corrected, and may be a slip all the same."""
    for word, found in meant.items():
        for near in () if found else spelling.meant(word)[:1]:
            yield " ".join(near if one == word else (meant[one] or (one,))[0] for one in written)


def _typed(text: str, meant: tuple[str, ...], is_passed_over: bool, language: str) -> Iterator[_Typed]:
    """Yield a word, or the two that were typed as one."""
    for number, word in enumerate(words_of(meant[0])):
        guesses = (word, *meant[1:]) if not number else (word,)
        for stem in stems_of(word, language):
            yield _Typed(text, guesses, stem, is_passed_over)


def _parts(words: list[_Typed], language: str, synonyms: Synonyms) -> Iterator[Part]:
    """Yield the parts of a question: the longest runs of words with a meaning of their own, and what is between."""
    start = 0
    while start < len(words):
        length = _longest(words[start:], synonyms)
        run = words[start : start + max(length, 1)]
        key = tuple(word.stem for word in run)
        instead = synonyms.also.get(key, ()) if length else ()
        if key in synonyms.own:
            yield Part((), tuple(sorted(instead)))
            start += len(run)
            continue
        said = tuple(_word(word, language, synonyms) for word in run if not word.is_passed_over)
        several = tuple(sorted(other for other in instead if length > 1 or len(other) > 1))
        if said or several:
            yield Part(said, several, _OF_A_SYNONYM)
        start += len(run)


def _longest(words: list[_Typed], synonyms: Synonyms) -> int:
    """Return of how many words the longest run is, from the first, that means the same as others; 0 for none."""
    stems = tuple(word.stem for word in words)
    lengths = range(min(synonyms.longest, len(stems)), 0, -1)
    return next((length for length in lengths if stems[:length] in synonyms.also), 0)


def _word(word: _Typed, language: str, synonyms: Synonyms) -> Word:
    """Return a word with its second guess, and with the single words that mean the same."""
    stems: dict[str, float] = {}
    for number, guess in enumerate(word.meant):
        weight = _OF_A_SECOND_GUESS**number
        for stem in stems_of(guess, language):
            stems.setdefault(stem, weight)
            for other in synonyms.also.get((stem,), ()):
                if len(other) == 1:
                    stems.setdefault(other[0], weight * _OF_A_SYNONYM)
    return Word(stems, word.text)
