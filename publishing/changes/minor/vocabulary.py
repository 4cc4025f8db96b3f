"""Words that decide and words that are ordinary. Knows single words in lower case, not the text that they stand in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from spellchecker import SpellChecker

WORDS = Path(__file__).parent / "words"

#: A corrected word must stand as often as this in the dictionary's sources (film subtitles): a rarer one is too often a
#: term that only looks ordinary. About 24,000 words do.
ORDINARY = 500
#: A medical word as long as this is known in every longer word that starts with it.
STEM = 5

#: The word lists, in the order in which they give the reason of a change. The flag: punctuation beside it is clinical.
PROTECTED = {
    "negations": ("a word that says no, or not, is concerned", True),
    "sides": ("a word for a side or a place is concerned", True),
    "numbers": ("a number word is concerned", True),
    "units": ("a unit or a dose is concerned", True),
    "times": ("a word for a time or a frequency is concerned", True),
    "quantities": ("a word for an amount or a comparison is concerned", True),
    "modals": ("a word that says must, may or can is concerned", True),
    "logic": ("a word that joins or limits statements is concerned", False),
    "judgments": ("a word for an instruction, a risk or the evidence is concerned", False),
    "drugs": ("a drug's name is concerned", False),
    "body": ("a part of the body is concerned", False),
    "medicine": ("a medical term is concerned", False),
}
#: Prefixes that turn an ordinary word into its opposite.
OPPOSITES = ("un", "non", "dis", "mis", "im", "in", "ir", "il", "ab", "anti", "de", "mal", "under", "over", "out")


@cache
def word_list(name: str) -> frozenset[str]:
    return frozenset((WORDS / f"{name}.txt").read_text(encoding="utf-8").split())


@cache
def _affixes(name: str) -> tuple[str, ...]:
    return tuple(sorted(word_list(name)))


@cache
def _stems() -> tuple[str, ...]:
    """Medical words that are long enough to be known by their start: allergy is in allergies, headache in headaches."""
    found = {word for name in ("body", "drugs", "medicine") for word in word_list(name) if len(word) >= STEM}
    return tuple(sorted({word.removesuffix("y") for word in found}))


@cache
def all_protected() -> frozenset[str]:
    return frozenset().union(*map(word_list, PROTECTED))


@cache
def dictionary() -> Mapping[str, int]:
    """English words with their frequency. Read once, when the first word is judged (0.2 s)."""
    return SpellChecker(language="en", distance=1).word_frequency.dictionary


def protected(word: str) -> str:
    """Return why a word may only change with a clinician; empty for an ordinary one."""
    for name, (reason, _) in PROTECTED.items():
        if word in word_list(name):
            return reason
    if is_medical(word):
        return PROTECTED["medicine"][0]
    return PROTECTED["negations"][0] if is_opposite(word) else ""


def beside(word: str) -> str:
    """Return why punctuation beside a word is clinical; empty for an ordinary one."""
    if len(word) == 1 or "'" in word or "’" in word:
        return "a letter or a shortened word stands"
    for name, (reason, is_guarded) in PROTECTED.items():
        if is_guarded and word in word_list(name):
            return reason
    return PROTECTED["negations"][0] if is_opposite(word) else ""


def is_medical(word: str) -> bool:
    """Whether a word has a part that drugs and medical terms are made of."""
    return (
        (len(word) > 3 and word.endswith(_affixes("suffixes")))
        or (len(word) > 4 and word.startswith(_affixes("prefixes")))
        or word.startswith(_stems())
    )


def is_opposite(word: str) -> bool:
    """Whether a word is an ordinary one with a prefix or suffix that denies it: unlikely, useless."""
    known = dictionary()
    if word.endswith("n't"):
        return True
    if word.endswith(("less", "free")) and known.get(word[:-4], 0) >= ORDINARY:
        return True
    return any(
        word.startswith(prefix) and len(word) - len(prefix) > 2 and known.get(word[len(prefix) :], 0) >= ORDINARY
        for prefix in OPPOSITES
    )
