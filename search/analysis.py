"""Words as the index has them: folded, without apostrophes, and stemmed by their language."""

import re
import unicodedata
from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

#: The stemmer of each language; words of any other stay as they are.
_STEMMERS = {"en": "english", "es": "spanish"}
_APOSTROPHES = re.compile(r"['’‘`´]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNREAD = re.compile(r"[^\w\s'’‘`´/+.-]", re.UNICODE)
#: Characters of a question that are read. A page of text is no question, and costs what a page costs.
LONGEST = 200
#: Characters of a word; what is longer is no word.
LONGEST_WORD = 40


def tidy(text: str, longest: int = LONGEST) -> str:
    """Return what a person typed without what is no letter, digit or sign of a word, at most so many characters.

    Takes anything: half a surrogate pair, what nobody sees, and signs of a query language are gone then.
    """
    sound = text[: longest * 4].encode("utf-8", "ignore").decode()
    folded = _UNSEEN.sub("", unicodedata.normalize("NFKC", sound))
    return " ".join(_UNREAD.sub(" ", folded).split())[:longest].strip()


def without_apostrophes(text: str) -> str:
    """Return a text in which "can't" is one word, as people type it."""
    return _APOSTROPHES.sub("", text)


@cache
def plain_analyzer() -> TextAnalyzer:
    """What splits a text into words as they are written, in lower case and without accents."""
    return _split().build()


@cache
def stemming_analyzer(language: str) -> TextAnalyzer:
    """What splits a text into the stems of a language."""
    found = _split()
    if stemmer := _STEMMERS.get(language.partition("-")[0]):
        found = found.filter(Filter.stemmer(stemmer))
    return found.build()


def _split() -> TextAnalyzerBuilder:
    found = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    return found.filter(Filter.lowercase()).filter(Filter.ascii_fold())


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are written, in lower case."""
    return plain_analyzer().analyze(without_apostrophes(text))


def stems_of(text: str, language: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return stemming_analyzer(language).analyze(without_apostrophes(text))
