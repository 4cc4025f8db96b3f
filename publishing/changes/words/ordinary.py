"""English words and how frequent they are, from pyspellchecker's dictionary. Must not know which words decide."""

import re
from collections.abc import Mapping
from functools import cache

from spellchecker import SpellChecker

#: An ordinary word stands as often as this in the dictionary's sources (film subtitles): a rarer one is too often a
#: term that only looks ordinary. About 26,000 words do.
ORDINARY = 500
#: A word with more letters is a misspelling of no ordinary one.
LONGEST = 40


@cache
def dictionary() -> Mapping[str, int]:
    """English words with their frequency. Read once, when the first word is judged (0.2 s)."""
    return SpellChecker(language="en", distance=1).word_frequency.dictionary


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is one that everybody knows."""
    return dictionary().get(word, 0) >= ORDINARY


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, in its order. Only letters are a part of a word."""
    return re.findall(r"[^\W\d_]+", text.casefold())


def unknown_in(text: str) -> set[str]:
    """Return the words of a text that the dictionary does not have, in lower case."""
    known = dictionary()
    return {word for word in set(words_of(text)) if word.isascii() and len(word) <= LONGEST and word not in known}
