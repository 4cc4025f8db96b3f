"""A misspelled word put right: whether it can have meant no other word. Knows two words, not their sentence."""

from publishing.changes.words.lists import all_protected, guards, is_medical, is_opposite, protected, read_list
from publishing.changes.words.ordinary import dictionary, is_ordinary

#: A shorter word has too many others one edit away, but for a plain slip of one of the commonest words: "teh".
SHORTEST = 4
#: A word as long as this is told by its other letters.
LONG = 6
#: The right word must be this many times as frequent as any other one that the misspelled one could be.
PLAINLY = 5
LETTERS, VOWELS = "abcdefghijklmnopqrstuvwxyz", frozenset("aeiouy")
#: Words that grammar itself doubles: the pain that that brings, what it is is unclear.
DOUBLED_BY_GRAMMAR = frozenset(["had", "that", "is", "was", "do", "did", "does", "in", "on", "her", "so", "out", "up"])
#: Words that only join, so that they decide nothing where one stands twice.
JOINTS = frozenset(["and", "or", "of", "to", "for", "with", "are", "be", "by", "as", "from", "at"])


def doubling_reason(word: str) -> str:
    """Return why a word that stood twice must not stand once; empty where it was doubled by mistake."""
    if not (word.isascii() and word.isalpha() and word.islower() and is_ordinary(word)):
        return "a word was removed"
    if word in DOUBLED_BY_GRAMMAR:
        return "a word was removed that may stand twice"
    return "" if word in JOINTS else protected(word)


def correction_reason(before: str, after: str) -> str:
    """Return why one lower-case word for another is no proven correction; empty where it is."""
    if not all(word.isascii() and word.isalpha() for word in (before, after)):
        return "a letter that is not plain English, an apostrophe or a hyphen changed"
    if before == after:
        return "capital letters changed"
    if reason := protected(before) or protected(after):
        return reason
    if before in dictionary():
        return "a word was replaced by another"
    if not is_ordinary(after):
        return "a word was replaced by one that is not an ordinary word"
    edits = _edits(before)
    if after not in edits:
        return "a word was replaced by one spelled differently in more than one place"
    is_commonest = after in read_list("function") and _is_slip(before, after)
    if len(before) < SHORTEST and not is_commonest:
        return "a word too short to be sure of changed"
    if not is_commonest and (reason := _sound_reason(before, after)):
        return reason
    if len(after) <= SHORTEST and _is_near_weightier(after):
        return "a word that decides is one letter away from a short one"
    return _other_reading(before, after, edits - {after})


def is_plain_slip(before: str, after: str) -> bool:
    """Whether a long word had swapped neighbors or a doubled letter: then nothing that stands beside it matters."""
    return len(after) >= LONG and _is_slip(before, after)


def _sound_reason(before: str, after: str) -> str:
    """Return why two words one edit apart do not sound alike enough; empty where they do.

    So a rare word that no dictionary has is taken for no other: "wirelessly" is no "tirelessly".
    """
    is_slip = _is_slip(before, after)
    if before[0] != after[0] and not (len(after) >= LONG and (is_slip or before == after[1:])):
        return "the first letter of a word changed"
    if is_slip:
        return ""
    if before[-1] != after[-1]:
        return "the ending of a word changed"
    changed = {pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]}
    if len(before) == len(after) and not all(VOWELS.issuperset(pair) for pair in changed):
        return "a consonant was replaced by another letter"
    return ""


def _other_reading(before: str, after: str, edits: set[str]) -> str:
    """Return why a misspelled word may have meant another one of the words that are one edit away from it.

    Where neighbors were swapped or a letter was doubled or lost its double, words that another edit leads to are no
    readings, but for those that decide, in a short word: "recieve" is no "relieve", and "shok" may be a shock.
    """
    known, is_slip = dictionary(), _is_slip(before, after)
    is_clear = len(after) >= LONG or after in read_list("function")
    for word in sorted(edits & (known.keys() | all_protected())):
        if is_slip and not _is_slip(before, word) and (is_clear or word not in all_protected()):
            continue
        if word in all_protected() or (is_ordinary(word) and (is_medical(word) or is_opposite(word))):
            return "the misspelled word could be one that decides"
        if known.get(word, 0) * PLAINLY > known[after]:
            return "the misspelled word could be another word"
    return ""


def _is_near_weightier(word: str) -> bool:
    """Whether a term or a word for a dose, more frequent than a word, is one edit away: "slap" is near "slip"."""
    known, weighty = dictionary(), guards() | read_list("body") | read_list("medicine")
    return any(known.get(near, 0) > known[word] for near in _edits(word) & weighty)


def _is_slip(one: str, other: str) -> bool:
    """Whether two words one edit apart differ by swapped neighbors, or by a letter that one has twice in a row."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 2
    short, long = sorted((one, other), key=len)
    return any(long[:i] + long[i + 1 :] == short and long[i] in long[i + 1 : i + 2] for i in range(len(long)))


def _edits(word: str) -> set[str]:
    """Every string that one added, dropped, changed or swapped letter makes of a word."""
    splits = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    found = {a + b[1:] for a, b in splits if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in splits if b for letter in LETTERS}
    found |= {a + letter + b for a, b in splits for letter in LETTERS}
    return found - {word}
