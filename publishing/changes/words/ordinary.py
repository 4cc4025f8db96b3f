"""English words and how frequent they are, from pyspellchecker's dictionary. Must not know which words decide."""

from collections.abc import Mapping
from functools import cache

from spellchecker import SpellChecker

#: An ordinary word stands as often as this in the dictionary's sources (film subtitles): a rarer one is too often a
#: term that only looks ordinary. About 26,000 words do.
ORDINARY = 500


@cache
def dictionary() -> Mapping[str, int]:
    """English words with their frequency. Read once, when the first word is judged (0.2 s)."""
    return SpellChecker(language="en", distance=1).word_frequency.dictionary


def is_ordinary(word: str) -> bool:
    """Whether a lower-case word is one that everybody knows."""
    return dictionary().get(word, 0) >= ORDINARY
