"""A whole page in two versions: every difference, and whether all are minor. Knows no rule but that of language."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache

from publishing.changes.minor.body import body_differences
from publishing.changes.minor.difference import Difference, clinical
from publishing.changes.minor.front_matter import front_matter_differences
from publishing.changes.minor.texts import CORRECTED, KNOWN, Judge
from publishing.changes.words.lists import read_list
from publishing.changes.words.ordinary import words_of
from publishing.text import canonical, kinds, manuscripts
from publishing.text.manuscripts import Manuscript
from publishing.text.schema import Findings

#: Takes lower-case words, and returns those of them that stand where they were checked: on another live page, in a
#: source, in somebody's name.
KnownWords = Callable[[Set[str]], Set[str]]
FAULTY = "something in the text must be put right first"


def is_minor(
    kind_name: str,
    before: str,
    after: str,
    *,
    language: str,
    same_address: bool = True,
    known_words: KnownWords | None = None,
) -> bool:
    """Return whether the edit from one whole manuscript to another is proven minor. No edit at all is not minor.

    language: outside English nothing but white space can be judged. same_address: False where the slug changes, which
    is always clinical. known_words: which words are none, however odd they look; asked at most once, and only where
    all else is minor. Raises KeyError for an unknown kind.
    """
    if not same_address:
        return False
    found = found_in(kind_name, before, after, language)
    if not found or not all(difference.is_minor for difference in found):
        return False
    return all(difference.is_minor for difference in _with_known(found, known_words))


def differences(
    kind_name: str, before: str, after: str, *, language: str, known_words: KnownWords | None = None
) -> list[Difference]:
    """Return every difference of two whole manuscripts, in the order of the text, each with its reason.

    Raises KeyError for an unknown kind.
    """
    return _with_known(found_in(kind_name, before, after, language), known_words)


@lru_cache(maxsize=16)
def found_in(kind_name: str, before: str, after: str, language: str) -> tuple[Difference, ...]:
    """Return what follows from two texts alone: a screen asks for it several times, and again when it is opened."""
    return tuple(_differences(kind_name, before, after, language))


def _with_known(found: Iterable[Difference], known_words: KnownWords | None) -> list[Difference]:
    """Return differences, of which the correction of a word that is known is none."""
    corrected = {one.before.lower() for one in found if one.reason == CORRECTED}
    known = known_words(corrected) if known_words and corrected else frozenset[str]()
    return [
        clinical(one.before, one.after, KNOWN) if one.reason == CORRECTED and one.before.lower() in known else one
        for one in found
    ]


def _differences(kind_name: str, before: str, after: str, language: str) -> Iterator[Difference]:
    schema = kinds.get(kind_name).schema
    if before == after:
        return
    old, new = _read(before, kind_name), _read(after, kind_name)
    if old is None or new is None:
        yield clinical("", "", FAULTY if new is None else "the public text cannot be read as a manuscript")
        return
    words = Counter(words_of(after))
    is_english = language == "en" and not (old.is_translation or new.is_translation) and _reads_as_english(words)
    judge = Judge(is_english, words.keys())
    fronts = [(manuscripts.split(text) or ("", text))[0] for text in (before, after)]
    if fronts[0] != fronts[1]:
        yield from front_matter_differences(schema, old.data, new.data, fronts, judge)
    yield from body_differences(old.body, new.body, judge)
    if fronts[0] == fronts[1] and old.body == new.body:
        yield Difference("", "", True, "white space changed")


@lru_cache(maxsize=16)
def _read(text: str, kind_name: str) -> Manuscript | None:
    """Return a manuscript, or None where anything about it is not as it must be. Each draft is held to the live text:
    that is read once, and nobody changes what is returned.
    """
    findings = Findings("")
    found = None if canonical.REFUSED.search(text) else manuscripts.read(text, kind_name, findings)
    return None if findings.faults else found


def _reads_as_english(words: Mapping[str, int]) -> bool:
    """In English, more than a tenth of the words of any longer text are the commonest ones; elsewhere hardly one is."""
    total = sum(words.values())
    return total < 50 or sum(words.get(word, 0) for word in read_list("function")) > total / 10
