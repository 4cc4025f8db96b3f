"""The lists of words that decide, and what follows from each. Must not know what a comparison looks like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from publishing.changes.words.ordinary import is_ordinary

FOLDER = Path(__file__).parent

#: The files that are not in `LISTS`: "function", the commonest words of English; "prefixes" and "suffixes" of medical
#: terms, and "endings", those suffixes that drugs have; "everyday", words that only look as if they had one, or were
#: the opposite of another; "symbols", which mean a unit only behind a number: an l by itself is a letter; "common",
#: words that raise an alarm only beside one that counts or measures, and "phrases", in which up and down are no side.
OTHERS = ("function", "prefixes", "suffixes", "endings", "everyday", "symbols", "common", "phrases")
#: A medical word as long as this is known in every longer word that starts with it.
STEM = 5
#: Prefixes that turn an ordinary word into its opposite.
OPPOSITES = ("un", "non", "dis", "mis", "im", "in", "ir", "il", "ab", "anti", "de", "mal", "under", "over", "out")


@dataclass(frozen=True)
class WordList:
    """A list of words. name: its file. reason: why its words are never misspelled ones, as a sentence about a change.

    alarm: which alarm a changed word of it raises in the comparison, or "". is_guard: whether a word beside it is never
    a misspelled one either, because what stands there decides about a dose, a number or a denial.
    """

    name: str
    reason: str
    alarm: str = ""
    is_guard: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return read_list(self.name)


#: In the order in which they give their reason and their alarm. What decides about a dose, a place, a time, a duty or a
#: denial raises one. An alarm at every "back", "more" or "risk" would hide those, so the broader lists raise none.
LISTS = (
    WordList("warnings", "a word for how urgent it is, is concerned", "warning"),
    WordList("negations", "a word that says no, or not, is concerned", "negation", is_guard=True),
    WordList("doses", "a unit or a dose is concerned", "dose", is_guard=True),
    WordList("numbers", "a number word is concerned", "number", is_guard=True),
    WordList("periods", "a word for a time or a frequency is concerned", "unit", is_guard=True),
    WordList("units", "a unit or a dose is concerned", "unit", is_guard=True),
    WordList("sides", "a word for a side or a place is concerned", "side"),
    WordList("times", "a word for a time or a frequency is concerned", "time"),
    WordList("modals", "a word that says must, may or can is concerned", "modal"),
    WordList("drugs", "a drug's name is concerned", "medicine", is_guard=True),
    WordList("spanish/warnings", "a word for how urgent it is, is concerned", "warning"),
    WordList("spanish/negations", "a word that says no, or not, is concerned", "negation", is_guard=True),
    WordList("spanish/doses", "a unit or a dose is concerned", "dose", is_guard=True),
    WordList("spanish/numbers", "a number word is concerned", "number", is_guard=True),
    WordList("spanish/periods", "a word for a time or a frequency is concerned", "unit", is_guard=True),
    WordList("spanish/sides", "a word for a side or a place is concerned", "side"),
    WordList("spanish/times", "a word for a time or a frequency is concerned", "time"),
    WordList("spanish/modals", "a word that says must, may or can is concerned", "modal"),
    WordList("spanish/joints", "a word that joins or limits statements is concerned"),
    WordList("places", "a word for a side or a place is concerned"),
    WordList("abbreviations", "a unit or a dose is concerned", is_guard=True),
    WordList("moments", "a word for a time or a frequency is concerned"),
    WordList("quantities", "a word for an amount or a comparison is concerned"),
    WordList("likelihood", "a word that says must, may or can is concerned"),
    WordList("logic", "a word that joins or limits statements is concerned"),
    WordList("judgments", "a word for an instruction, a risk or the evidence is concerned"),
    WordList("body", "a part of the body is concerned"),
    WordList("medicine", "a medical term is concerned"),
)


@cache
def read_list(name: str) -> frozenset[str]:
    """Return the words of one file."""
    return frozenset((FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=4096)
def alarm(word: str) -> str:
    """Return which alarm a change of a word raises; empty for one that raises none."""
    if any(character.isdigit() for character in word):
        return "number"
    whole = word.lower().replace("’", "'")
    if whole.endswith("n't") or whole.startswith("un-"):  # by itself "un" is Spanish for one
        return "negation"
    parts = {whole, *whole.removeprefix("anti-").split("-")}  # an anti-swelling drug denies nothing to the reader
    known = next((found.alarm for found in LISTS if found.alarm and not parts.isdisjoint(found.words)), "")
    return known or ("medicine" if any(map(_ends_as_drug, parts)) else "")


def is_everyday(words: Sequence[str], place: int) -> bool:
    """Whether a word raises no alarm where it stands: "can", "one" and "day" by themselves, the "up" of "stand up".

    Beside a number, a dose, a unit or a word for a time each does: "one tablet", "the last 3 days", "twice a day".
    """
    word = words[place].lower()
    if word in read_list("common"):
        beside = (*words[max(0, place - 2) : place], *words[place + 1 : place + 3])
        return word == "can" or not any(_measures(other, is_day=word == "day") for other in beside)
    behind = words[place + 1].lower() if place + 1 < len(words) else ""
    return bool(place) and behind != "to" and f"{words[place - 1].lower()}-{word}" in read_list("phrases")


def _measures(word: str, *, is_day: bool) -> bool:
    """Whether a word counts or measures. In "the day before" and "every day" the other word raises the alarm."""
    kinds = {"number", "dose", "unit"} if is_day else {"number", "dose", "unit", "time"}
    return word.lower() not in read_list("common") and alarm(word) in kinds


def _ends_as_drug(word: str) -> bool:
    return len(word) >= STEM and word.endswith(_affixes("endings")) and word not in read_list("everyday")


def protected(word: str) -> str:
    """Return why a lower-case word is never a misspelled one, or its correction; empty for an ordinary one."""
    if reason := next((found.reason for found in LISTS if word in found.words), ""):
        return reason
    if is_medical(word):
        return "a medical term is concerned"
    return "a word that says no, or not, is concerned" if is_opposite(word) else ""


@cache
def all_protected() -> frozenset[str]:
    """Every word of every list."""
    return frozenset().union(*(found.words for found in LISTS))


@cache
def guards() -> frozenset[str]:
    """The words beside which none is a misspelled one."""
    return frozenset().union(*(found.words for found in LISTS if found.is_guard))


def is_medical(word: str) -> bool:
    """Whether a word has a part that drugs and medical terms are made of."""
    return word not in read_list("everyday") and (
        (len(word) > 3 and word.endswith((*_affixes("suffixes"), *_affixes("endings"))))
        or (len(word) > 4 and word.startswith(_affixes("prefixes")))
        or word.startswith(_stems())
    )


def is_opposite(word: str) -> bool:
    """Whether a word is an ordinary one with a prefix or suffix that denies it: unlikely, useless."""
    if word in read_list("everyday"):
        return False
    return word.endswith("n't") or any(is_ordinary(rest) for rest in _affirmed(word))


def _affirmed(word: str) -> Iterator[str]:
    """Yield what is left of a word without a denying prefix or suffix."""
    if word.endswith(("less", "free")):
        yield word[:-4]
    for prefix in OPPOSITES:
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            yield word[len(prefix) :]


@cache
def _affixes(name: str) -> tuple[str, ...]:
    return tuple(sorted(read_list(name)))


@cache
def _stems() -> tuple[str, ...]:
    """Medical words that are long enough to be known by their start: allergy is in allergies, headache in headaches."""
    found = {word for name in ("body", "drugs", "medicine") for word in read_list(name) if len(word) >= STEM}
    return tuple(sorted({word.removesuffix("y") for word in found}))
