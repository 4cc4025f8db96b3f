"""A reader's words as the index looks for them: what is passed over, what was misspelled, what else means the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import stems_of, tidy, words_of
from search.index import Phrase, Wanted
from search.spelling import Spelling
from search.synonyms import Stems, Synonyms, passed_over

#: Words of a question that are read.
MOST_WORDS = 24
_OF_A_SYNONYM = 0.6  # what a word counts for that means the same, beside the one that was typed
_OF_A_SECOND_GUESS = 0.5


@dataclass(frozen=True)
class Question:
    """typed: as it was typed, tidied. wanted: its words. phrases: what else means the same, where that has several words.

    corrected: what the site took the words for, "" where it changed none. unknown: words that the site does not have.
    stems: the stems of its words, in order, without those that are passed over.
    """

    typed: str
    wanted: tuple[Wanted, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    corrected: str = ""
    unknown: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.wanted or self.phrases)


def read(text: str, language: str, spelling: Spelling, synonyms: Synonyms) -> Question:
    """Return what somebody typed as a question."""
    typed = tidy(text)
    words, corrected, unknown = [], False, []
    for word in words_of(typed)[:MOST_WORDS]:
        meant = [word] if spelling.knows(word) or _is_understood(word, language, synonyms) else spelling.meant(word)
        corrected |= bool(meant) and meant[0] != word
        if not meant:
            unknown.append(word)
        words.append((word, tuple(meant) or (word,)))
    best = [meant[0] for _word, meant in words]
    said = {word: meant for word, meant in words if word not in passed_over(language)} or dict(words)
    return Question(
        typed,
        tuple(wanted for meant in said.values() if (wanted := _wanted(meant, language, synonyms)).stems),
        tuple(_phrases(tuple(stems_of(" ".join(best), language)), synonyms)),
        " ".join(best) if corrected else "",
        tuple(unknown),
        tuple(stem for meant in said.values() for stem in stems_of(meant[0], language)),
    )


def _is_understood(word: str, language: str, synonyms: Synonyms) -> bool:
    return word in passed_over(language) or tuple(stems_of(word, language)) in synonyms.also


def _wanted(meant: tuple[str, ...], language: str, synonyms: Synonyms) -> Wanted:
    """Return a word with its second guess, and with the single words that mean the same."""
    stems: dict[str, float] = {}
    for guess, word in enumerate(meant):
        weight = _OF_A_SECOND_GUESS**guess
        for stem in stems_of(word, language):
            stems.setdefault(stem, weight)
            for other in synonyms.also.get((stem,), ()):
                if len(other) == 1:
                    stems.setdefault(other[0], weight * _OF_A_SYNONYM)
    return Wanted(stems)


def _phrases(stems: Stems, synonyms: Synonyms) -> Iterator[Phrase]:
    """Yield what else is looked for because of several words together, or in several words because of one."""
    seen = set()
    for start in range(len(stems)):
        for length in range(1, min(synonyms.longest, len(stems) - start) + 1):
            key = stems[start : start + length]
            for other in sorted(synonyms.also.get(key, ())):
                if (length > 1 or len(other) > 1) and other not in seen:
                    seen.add(other)
                    yield Phrase(other, _OF_A_SYNONYM)
