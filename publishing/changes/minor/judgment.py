"""The judge of two texts: what differs, and whether it is minor. Knows texts, not where on a page they stand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publishing.changes.minor.change import Change
from publishing.changes.minor.punctuation import Gap
from publishing.changes.minor.rewriting import rewritten, token_reason
from publishing.changes.minor.spelling import correction_reason, letters_reason
from publishing.changes.minor.tokens import Token, around, same, stands_free, starts_sentence, tokens_of
from publishing.changes.minor.vocabulary import protected


@dataclass(frozen=True)
class Judge:
    """Compares texts. words: how often each word stands in the manuscript as it is to be."""

    is_english: bool
    words: Mapping[str, int]

    def text(self, before: str, after: str, *, is_whole: bool = True) -> Iterator[Change]:
        """Yield the changes of a text. is_whole: it starts and ends with its own sentences."""
        if before == after:
            return
        old, new = tokens_of(before), tokens_of(after)
        start, end = same(old, new)
        middle, other = old[start : len(old) - end], new[start : len(new) - end]
        if len(middle) != len(other):
            yield from rewritten(middle, other)
            return
        if _order(middle) == _order(other) and [t.text for t in middle] != [t.text for t in other]:
            is_number = any(a.kind == "number" and a.text != b.text for a, b in zip(middle, other, strict=True))
            yield Change(before, after, False, "a number changed" if is_number else "words changed places")
            return
        if after.count("(") != after.count(")") and re.findall("[()]", before) != re.findall("[()]", after):
            yield Change(before, after, False, "a parenthesis is left open")
        for index, (one, two) in enumerate(zip(old, new, strict=True)):
            if one.gap != two.gap:
                yield self._gap(old, new, index, is_whole)
            if one.text != two.text:
                yield self._token(old, new, index)

    def _token(self, old: list[Token], new: list[Token], index: int) -> Change:
        one, two = old[index], new[index]
        reason = token_reason(one, two)
        if not reason:
            reason = self._word_reason(old, new, index) if self.is_english else "a word of another language changed"
        if reason:
            return Change(one.text, two.text, False, reason)
        if one.text.replace("’", "'") == two.text.replace("’", "'"):
            return Change(one.text, two.text, True, "an apostrophe took another form")
        return Change(one.text, two.text, True, "a misspelled word was corrected")

    def _word_reason(self, old: list[Token], new: list[Token], index: int) -> str:
        """Return why a word for another word is clinical; empty where it is a proven correction."""
        before, after = old[index].text, new[index].text
        if before.replace("’", "'") == after.replace("’", "'"):
            return protected(before.casefold().replace("’", "'"))
        if reason := letters_reason(before, after):
            return reason
        if after[0].isupper() and not starts_sentence(new, index):
            return "a name changed"
        if not all(stands_free(tokens, index) for tokens in (old, new)):
            return "a part of a compound changed"
        if reason := protected(before.casefold()) or protected(after.casefold()):
            return reason
        if self.words.get(before.casefold()):
            return "the word that was replaced stands elsewhere on the page, so it is no slip"
        return correction_reason(before.lower(), after.lower())

    def _gap(self, old: list[Token], new: list[Token], index: int, is_whole: bool) -> Change:
        gap = Gap(old, new, index, is_whole)
        before, after = (around(tokens, index) for tokens in (old, new))
        if gap.is_same_shape:
            return Change(before, after, True, "white space changed")
        reason = gap.reason() if self.is_english else "punctuation of another language changed"
        if reason:
            return Change(before, after, False, reason)
        return Change(before, after, True, "white space changed" if gap.is_same_marks else "punctuation changed")


def _order(tokens: list[Token]) -> list[str]:
    return sorted(token.text for token in tokens)
