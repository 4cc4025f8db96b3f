"""A reader's words as the index looks for them: what is passed over, what was misspelled, what else means the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from publishing.changes.words.ordinary import is_ordinary
from search.analysis import stems_of, tidy, words_of
from search.index import Part, Word
from search.spelling import Spelling
from search.synonyms import Stems, Synonyms, passed_over, told

#: Words of a question that are read.
MOST_WORDS = 24
_OF_A_SYNONYM = 0.5  # what a word counts for that means the same, beside the one that was typed
_OF_A_PHRASE = 0.7  # what counts for several words together: by themselves they say less
_OF_A_STRANGE_ONE = 1.0  # what counts for a word that no page has, such as a maker's name: there is nothing beside it
_OF_A_SECOND_GUESS = 0.5
_LEAST_JOINED = 3  # letters of a word that may be half of another


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
    def told(self) -> dict[str, float]:
        """Every stem that is looked for, with the most that it counts for beside the others."""
        found: dict[str, float] = {}
        for part in self.parts:
            of_others = {stem: part.weight for stems in part.instead for stem in stems}
            for stems in (of_others, *(word.stems for word in part.words)):
                for stem, weight in stems.items():
                    found[stem] = max(found.get(stem, 0.0), weight)
        return found

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
        tuple(_parts(words, _Meanings(synonyms, spelling, language))),
        " ".join((meant[word] or (word,))[0] for word in written) if is_corrected else "",
        tuple(_nearest(written, meant, spelling)),
        tuple(word.stem for word in words if not word.is_passed_over),
    )


def _all_meant(written: list[str], language: str, spelling: Spelling, synonyms: Synonyms) -> dict[str, tuple[str, ...]]:
    """Return for each word what it is taken for. Where most are no words of ours, nor near a name, none is another."""
    meant = {word: _meant(word, language, spelling, synonyms) for word in written}
    spelled = {word: found for word, found in meant.items() if not _has_digit(word)}  # "L5" is no slip of anything
    strange = [word for word, found in spelled.items() if found != (word,) and spelling.of_names.isdisjoint(found)]
    if len(meant) > 2 and len(strange) * 2 > len(spelled):
        return {word: found if found == (word,) else () for word, found in meant.items()}
    return meant


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


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


class _Meanings(NamedTuple):
    """What is known of words: which mean the same, and which the site has."""

    synonyms: Synonyms
    spelling: Spelling
    language: str

    def weight_of(self, word: str) -> float:
        """Return what counts for a word that means the same as this one."""
        return _OF_A_SYNONYM if self.spelling.knows(word) else _OF_A_STRANGE_ONE


def _parts(words: list[_Typed], meanings: _Meanings) -> Iterator[Part]:
    """Yield the parts of a question: the longest runs of words with a meaning of their own, and what is between."""
    start = 0
    while start < len(words):
        length = _longest(words[start:], meanings.synonyms)
        joined = _joined(words[start : start + 2], meanings) if length < 2 else ()
        run = words[start : start + max(length, 2 if joined else 1)]
        if joined:
            yield Part(_said(run, meanings), (joined,))
        else:
            yield from _part(run, meanings)
        start += len(run)


def _part(run: list[_Typed], meanings: _Meanings) -> Iterator[Part]:
    """Yield the part that a run of words is, with what means the same; none for what says nothing."""
    key = tuple(word.stem for word in run)
    instead = meanings.synonyms.also.get(key, ())
    if key in meanings.synonyms.own:
        yield Part((), tuple(sorted(instead)))
        return
    said = _said(run, meanings)
    several = tuple(sorted(other for other in instead if len(run) > 1 or (said and len(other) > 1)))
    if said or several:
        yield Part(said, several, _OF_A_PHRASE if len(run) > 1 else meanings.weight_of(run[0].meant[0]))


def _said(run: list[_Typed], meanings: _Meanings) -> tuple[Word, ...]:
    return tuple(_word(word, meanings) for word in run if not word.is_passed_over)


def _joined(words: list[_Typed], meanings: _Meanings) -> Stems:
    """Return two words as one where the site writes them so, such as "pace maker"; nothing where it does not."""
    if len(words) < 2 or any(word.is_passed_over or len(word.text) < _LEAST_JOINED for word in words):
        return ()
    joined = "".join(word.text for word in words)
    return tuple(stems_of(joined, meanings.language)) if meanings.spelling.knows(joined) else ()


def _longest(words: list[_Typed], synonyms: Synonyms) -> int:
    """Return of how many words the longest run is, from the first, that means the same as others; 0 for none."""
    stems = tuple(word.stem for word in words)
    lengths = range(min(synonyms.longest, len(stems)), 0, -1)
    return next((length for length in lengths if stems[:length] in synonyms.also), 0)


def _word(word: _Typed, meanings: _Meanings) -> Word:
    """Return a word with its second guess, and with the single words that mean the same."""
    stems: dict[str, float] = {}
    for number, guess in enumerate(word.meant):
        weight = _OF_A_SECOND_GUESS**number
        for stem in stems_of(guess, meanings.language):
            stems.setdefault(stem, weight)
            for other in meanings.synonyms.also.get((stem,), ()):
                if len(other) == 1:
                    stems.setdefault(other[0], weight * meanings.weight_of(guess))
    return Word(stems, word.text)
