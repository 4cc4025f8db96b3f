"""A whole page in two versions: every difference, and whether all are minor. Knows no rule but that of language."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from publishing.changes.minor.body import body_changes
from publishing.changes.minor.change import Change
from publishing.changes.minor.front_matter import front_matter_changes
from publishing.changes.minor.judgment import Judge
from publishing.changes.minor.versions import Version, read
from publishing.changes.minor.vocabulary import word_list
from publishing.text import kinds


def is_minor(kind_name: str, before: str, after: str, *, same_address: bool = True, language: str = "en") -> bool:
    """Return whether the edit from one whole manuscript to another is proven minor. No edit at all is not minor.

    same_address: False where the slug changes, which is always clinical. language: outside English nothing but white
    space can be judged. Raises KeyError for an unknown kind.
    """
    if not same_address or before == after:
        return False
    found = False
    for change in _changes(kind_name, before, after, language):
        if not change.is_minor:
            return False
        found = True
    return found


def changes(kind_name: str, before: str, after: str, *, language: str = "en") -> list[Change]:
    """Return every difference of two whole manuscripts, in the order of the text, each with its reason.

    Raises KeyError for an unknown kind.
    """
    return list(_changes(kind_name, before, after, language))


def _changes(kind_name: str, before: str, after: str, language: str) -> Iterator[Change]:
    schema = kinds.get(kind_name).schema
    if before == after:
        return
    old, new = read(before, schema), read(after, schema)
    if old is None or new is None:
        yield Change(before, after, False, "a version cannot be read as a manuscript")
        return
    words = Counter(re.findall(r"[^\W\d_]+", new.text.casefold()))
    is_english = language == "en" and not (_is_translated(old) or _is_translated(new)) and _reads_as_english(words)
    judge = Judge(is_english, words)
    yield from front_matter_changes(old, new, schema, judge)
    yield from body_changes(old.body, new.body, judge)
    if old.front == new.front and old.body == new.body:
        yield Change("", "", True, "white space changed")


def _is_translated(version: Version) -> bool:
    return any(key.value in {"translation_of", "translated_from"} for key, _ in version.root.value)


def _reads_as_english(words: Mapping[str, int]) -> bool:
    """In English, more than a tenth of the words of any longer text are the commonest ones; elsewhere hardly one is."""
    total = sum(words.values())
    return total < 50 or sum(words.get(word, 0) for word in word_list("function")) > total / 10
