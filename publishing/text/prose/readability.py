"""How hard a text is to read. Advice to a writer, never a gate.

The grade is Flesch-Kincaid's (Kincaid et al. 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import pyphen

LONG_SENTENCE = 25  # words
AIM, HARD_GRADE = 6, 8.0  # US school years

_BLOCK = re.compile(r"^///.*$", re.MULTILINE)
_CARD = re.compile(r"^/// (?!details|snippet).*?^///$", re.MULTILINE | re.DOTALL)
_NO_PARAGRAPH = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+\.[ \t]|\||!\[)")
_CITATION = re.compile(r"(?<!\s)\s*\[@[^\[\]]*\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_MARKS = re.compile(r"^[ \t]*(?:[#>*+-]+|\d+\.)[ \t]+|[*_`|]|\{#[^{}]*\}", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?:])[\"')]*\s+|\n\s*\n|\n(?=\x1e)")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*")


@dataclass(frozen=True)
class Readability:
    """`grade` in US school years; `long_sentences` as they stand in the text; counts of words and sentences."""

    grade: float
    long_sentences: list[str]
    words: int
    sentences: int


@cache
def _hyphenation(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang={"en": "en_US"}.get(language, language))


@lru_cache(maxsize=50_000)
def syllables(word: str, language: str) -> int:
    """Return the number of syllables, at least 1. Short words in which hyphenation finds none count as 1."""
    parts = _hyphenation(language).inserted(word.lower()).count("-") + 1
    vowels = len(re.findall(r"[aeiouyà-ÿ]+", re.sub(r"(?<=[^aeiouyl])e$", "", word.lower())))
    return max(1, parts, vowels if len(word) > 3 else 1)


def readable_words(text: str) -> str:
    """Return Markdown as the words that a reader sees, each list item a sentence of its own."""
    text = _LINK.sub(r"\1", _CITATION.sub("", _BLOCK.sub("", text)))
    text = re.sub(r"^[ \t]*(?:[*+-]|\d+\.)[ \t]+", "\x1e", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:#+ |\|).*$", "", text, flags=re.MULTILINE)  # headings and table rows are no sentences
    return _MARKS.sub("", text)


def sentences(text: str) -> list[tuple[str, int]]:
    """Return the sentences of a Markdown text and how many words each has. An item of a list is one at least."""
    found = (" ".join(part.replace("\x1e", " ").split()) for part in _SENTENCE.split(readable_words(text)))
    return [(sentence, count) for sentence in found if (count := len(_WORD.findall(sentence)))]


def running(body: str) -> str:
    """Return the paragraphs of a Markdown body: without headings, lists, tables, pictures and cards."""
    without_cards = _CARD.sub("", body)
    blocks = re.split(r"\n\s*\n", re.sub(r"^(?:///.*|#.*)$", "\n", without_cards, flags=re.MULTILINE))
    return "\n\n".join(block for block in blocks if block.strip() and not _NO_PARAGRAPH.match(block.lstrip("\n")))


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are counted."""
    return _WORD.findall(text)


def places_of_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text with their places."""
    return _WORD.finditer(text)


def measure(text: str, language: str, explained: Container[str] = ()) -> Readability:
    """Measure a Markdown text. An empty text has grade 0.

    explained: words in lower case that readers have explained to them, so that their syllables are no burden.
    """
    found = sentences(text)
    total = sum(count for _sentence, count in found)
    if not total:
        return Readability(0.0, [], 0, 0)
    counts = [
        syllables(word, language)
        for sentence, _ in found
        for word in _WORD.findall(sentence)
        if word.lower() not in explained
    ]
    grade = 0.39 * total / len(found) + 11.8 * sum(counts) / max(len(counts), 1) - 15.59
    long = [sentence for sentence, count in found if count > LONG_SENTENCE]
    return Readability(round(max(grade, 0.0), 1), long, total, len(found))
