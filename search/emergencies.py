"""Whether a question sounds as if somebody needs help now, so that the number to call stands above all results.

The rules are in `words/<language>-emergencies.txt`, in the words of the page of warning signs. They look for words that
stand near one another, however these are misspelled. A language without such a file has no rules: its page of results
has the emergency number at its foot, as every page.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publishing.changes.words.ordinary import is_ordinary
from search.analysis import tidy, words_of
from search.spelling import Spelling

_FOLDER = Path(__file__).parent / "words"
_YEAR = re.compile(r"(?:19|20)\d\d")  # as in "a stroke in 2009"
_LONGEST = 2000  # characters that are read: what frightens most may stand at the end
_FIRST = 2  # words in which an opening begins
_NEAR = 20  # words among which the words of a sign stand

Phrase = tuple[str, ...]


class Sounds(Enum):
    """What a question sounds like."""

    CALM = "calm"
    URGENT = "urgent"
    MOOD = "mood"


class Rules(NamedTuple):
    """words: name -> the phrases that mean it. signs, moods: names that are a sign together. spelling: of all words."""

    words: Mapping[str, frozenset[Phrase]]
    signs: tuple[tuple[str, ...], ...]
    moods: tuple[tuple[str, ...], ...]
    spelling: Spelling


def sounds_like(text: str, language: str) -> Sounds:
    """Return what a question sounds like."""
    rules = _rules(language)
    if rules is None:
        return Sounds.CALM
    words = [_meant(word, rules.spelling) for word in words_of(tidy(text, _LONGEST))]
    if any(_has(words, sign, rules) for sign in rules.moods):
        return Sounds.MOOD
    if not any(_has(words, sign, rules) for sign in rules.signs):
        return Sounds.CALM
    is_now = _has(words, ("now",), rules)
    return Sounds.CALM if _is_asked_about(words, rules) and not is_now else Sounds.URGENT


def _is_asked_about(words: list[str], rules: Rules) -> bool:
    """Whether somebody asks about a thing, or tells of times past."""
    has_year = any(map(_YEAR.fullmatch, words))
    return (
        has_year or _has(words, ("about",), rules) or any(place < _FIRST for place in _places(words, "opening", rules))
    )


def _meant(word: str, spelling: Spelling) -> str:
    """Return a word as it was meant. An ordinary word is what it is."""
    if spelling.knows(word) or is_ordinary(word):
        return word
    return next(iter(spelling.meant(word)), word)


def _has(words: list[str], sign: tuple[str, ...], rules: Rules) -> bool:
    """Whether some words have each part of a sign, near one another."""
    places = [list(_places(words, name, rules)) for name in sign]
    if not all(places):
        return False
    return any(
        all(any(start <= place < start + _NEAR for place in there) for there in places) for start in range(len(words))
    )


def _places(words: list[str], name: str, rules: Rules) -> Iterator[int]:
    """Yield where one of the phrases of a name stands."""
    for phrase in rules.words.get(name, ()):
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                yield start


@cache
def _rules(language: str) -> Rules | None:
    """Return the rules of a language, or None where it has none."""
    path = _FOLDER / f"{language.partition('-')[0]}-emergencies.txt"
    if not path.is_file():
        return None
    words: dict[str, set[Phrase]] = {}
    signs: dict[str, list[tuple[str, ...]]] = {"sign": [], "mood": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _colon, said = line.partition("#")[0].partition(":")
        if name in signs:
            signs[name].append(tuple(part.strip() for part in said.split("+")))
        elif said.strip():
            words.setdefault(name, set()).update(tuple(words_of(one)) for one in said.split(",") if one.strip())
    if undefined := {part for sign in (*signs["sign"], *signs["mood"]) for part in sign} - words.keys():
        raise ValueError(f"{path.name}: no words for {', '.join(sorted(undefined))}")
    if any(() in phrases for phrases in words.values()):
        raise ValueError(f"{path.name}: a phrase without a word")
    known = {word for phrases in words.values() for phrase in phrases for word in phrase}
    named = {name: frozenset(phrases) for name, phrases in words.items()}
    return Rules(named, tuple(signs["sign"]), tuple(signs["mood"]), Spelling(dict.fromkeys(known, 1), known))
