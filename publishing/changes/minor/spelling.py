"""A misspelled word put right: whether it can have meant no other word. Knows two words, not their sentence."""

from publishing.changes.minor.vocabulary import ORDINARY, all_protected, dictionary, is_medical, is_opposite, protected

#: A shorter word has too many others one letter away.
SHORTEST = 4
#: Below this length, two wrong letters are another word.
TWO_EDITS_FROM = 7
#: The right word must be this many times as frequent as any other word one letter away from the misspelled one.
PLAINLY = 5
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def letters_reason(before: str, after: str) -> str:
    """Return why the letters of two words alone show that one does not correct the other; empty where they do not."""
    if not (before.isascii() and after.isascii()):
        return "a letter that is not plain English changed"
    if "'" in before + after:
        return "an apostrophe changed a word"
    if before.casefold() == after.casefold():
        return "capital letters changed"
    is_capitalized = any(word[1:] != word[1:].lower() for word in (before, after))
    if is_capitalized or before[0].isupper() != after[0].isupper():
        return "a word with capital letters changed"
    return ""


def correction_reason(before: str, after: str) -> str:
    """Return why one lower-case word for another is no proven correction; empty where it is. Neither is protected."""
    known = dictionary()
    if before in known or before in all_protected():
        return "a word was replaced by another"
    if known.get(after, 0) < ORDINARY:
        return "a word was replaced by one that is not an ordinary word"
    shorter, distance = min(len(before), len(after)), _distance(before, after)
    if shorter < SHORTEST:
        return "a word too short to be sure of changed"
    if distance > (2 if shorter >= TWO_EDITS_FROM else 1):
        return "a word was replaced by one spelled very differently"
    near_before = _edits(before)
    if reason := _near_reason(near_before) or _near_reason(_edits(after)):
        return reason
    return _other_reading(after, distance, [word for word in near_before if word in known])


def _near_reason(near: set[str]) -> str:
    """Return why a word must not change that has these words one letter away."""
    if found := near & all_protected():
        return f"{protected(min(found))}: one letter away"
    known = dictionary()
    if any(known.get(word, 0) >= ORDINARY and (is_medical(word) or is_opposite(word)) for word in near):
        return "a medical term or a denied word is one letter away"
    return ""


def _other_reading(after: str, distance: int, readings: list[str]) -> str:
    """Return why a misspelled word may have meant another one of its readings: known words one letter away."""
    known = dictionary()
    if distance > 1 and readings:
        return "the misspelled word is closer to another word"
    if any(known[word] * PLAINLY > known[after] for word in readings if word != after):
        return "the misspelled word could be another word"
    return ""


def _edits(word: str) -> set[str]:
    """Every string that one added, dropped, changed or swapped letter makes of a word."""
    splits = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    found = {a + b[1:] for a, b in splits if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in splits if b for letter in LETTERS}
    found |= {a + letter + b for a, b in splits for letter in LETTERS}
    return found - {word}


def _distance(one: str, other: str) -> int:
    """The Damerau-Levenshtein distance of two words (no letter edited twice)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    older: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        oldest, older, row = older, row, [i]
        for j, second in enumerate(other, start=1):
            cost = min(older[j] + 1, row[j - 1] + 1, older[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, oldest[j - 2] + 1)
            row.append(cost)
    return row[-1]
