"""Words that mean the same to whoever asks: those of the language, and those that staff have added.

`words/en.txt` has a line for each group. "shot, jab, injection" are one thing. "wear and tear > osteoarthritis" says
that who asks for the first is also shown the second, and not the other way round.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from search.analysis import stems_of, words_of

_FOLDER = Path(__file__).parent / "words"
#: Stems of several words in order.
Stems = tuple[str, ...]


class Synonyms(NamedTuple):
    """stems of what is asked -> stems of what is also looked for. longest: the most words that a phrase has.

    own: what staff have said means something else: that is looked for instead, and not beside it.
    """

    also: Mapping[Stems, frozenset[Stems]]
    longest: int
    own: frozenset[Stems] = frozenset()


@cache
def of_language(language: str) -> Synonyms:
    """Return the synonyms of a language's own file."""
    path = _FOLDER / f"{language.partition('-')[0]}.txt"
    return of_lines(path.read_text(encoding="utf-8").splitlines() if path.is_file() else [], language)


def with_own(general: Synonyms, own: Synonyms) -> Synonyms:
    """Return the synonyms of a language with those of staff, which take the place of what it says of the same words."""
    return Synonyms({**general.also, **own.also}, max(general.longest, own.longest), frozenset(own.also))


def of_lines(lines: Iterable[str], language: str) -> Synonyms:
    """Return the synonyms that lines name. What is behind # is for people."""
    also: dict[Stems, set[Stems]] = {}
    for asked, shown in _pairs(lines):
        key, value = _stems(asked, language), _stems(shown, language)
        if key and value and key != value:
            also.setdefault(key, set()).add(value)
    return Synonyms(
        {key: frozenset(values) for key, values in also.items()}, max((len(key) for key in also), default=0)
    )


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        said, arrow, shown = line.partition("#")[0].partition(">")
        asked = [phrase.strip() for phrase in said.split(",") if phrase.strip()]
        if arrow:
            targets = [phrase.strip() for phrase in shown.split(",") if phrase.strip()]
            yield from ((one, other) for one in asked for other in targets)
        else:
            yield from ((one, other) for one in asked for other in asked if one != other)


def _stems(phrase: str, language: str) -> Stems:
    return tuple(stems_of(phrase, language))


class PassedOver(NamedTuple):
    """What says nothing of what is asked for: words such as "can I my", with their stems; and words together."""

    words: frozenset[str]
    stems: frozenset[str]
    together: frozenset[tuple[str, ...]]


@cache
def passed_over(language: str) -> PassedOver:
    """Return what is passed over in a question of a language. A line of two words is about the two together."""
    path = _FOLDER / f"{language.partition('-')[0]}-passed-over.txt"
    lines = [words_of(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
    together = frozenset(tuple(line) for line in lines if len(line) == 2)
    words = frozenset(word for line in lines if len(line) != 2 for word in line)
    return PassedOver(words, frozenset(stems_of(" ".join(sorted(words)), language)), together)


def told(words: list[str], language: str) -> list[str]:
    """Return the words that tell what is asked for; all of them where none does."""
    passed = passed_over(language)
    silent = {
        place + step
        for place in range(len(words))
        for step in (0, 1)
        if tuple(words[place : place + 2]) in passed.together
    }
    said = [word for place, word in enumerate(words) if place not in silent and word not in passed.words]
    return said or words


@lru_cache(maxsize=20_000)  # names, again and again
def told_stems(text: str, language: str) -> Stems:
    """Return the stems of the words of a text that tell what it is about."""
    return tuple(stems_of(" ".join(told(words_of(text), language)), language))
