"""White space and punctuation between two words: whether other marks there may change what a sentence says.

Knows one gap and its sentence; it must not excuse what stands beside a number, a mark or a word that decides.
"""

import re
from dataclasses import dataclass

from publishing.changes.minor.tokens import Token, nearest, sentence
from publishing.changes.minor.vocabulary import beside, is_opposite, protected, word_list

_QUOTES = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True)
class Gap:
    """What stands before the token at an index, in two texts of as many tokens.

    is_whole: the texts start and end with their own sentences.
    """

    old: list[Token]
    new: list[Token]
    index: int
    is_whole: bool

    @property
    def gaps(self) -> tuple[str, str]:
        """White space and punctuation, before and after."""
        return self.old[self.index].gap, self.new[self.index].gap

    @property
    def marks(self) -> tuple[str, str]:
        """Punctuation alone, before and after."""
        one, other = (re.sub(r"\s", "", gap) for gap in self.gaps)
        return one, other

    @property
    def is_same_marks(self) -> bool:
        """Whether only white space differs."""
        return self.marks[0] == self.marks[1]

    @property
    def is_same_shape(self) -> bool:
        """Whether only the length of white space differs."""
        one, other = (re.sub(r"\s+", " ", gap) for gap in self.gaps)
        return self.is_same_marks and one == other

    def reason(self) -> str:
        """Return why the difference is clinical; empty where it is proven minor."""
        if self.index == 0:
            return "punctuation at the start of a text changed"
        if reason := self._touching_reason() or self._near_reason():
            return reason
        one, other = self.marks
        if one.translate(_QUOTES) == other.translate(_QUOTES):
            return ""
        return self._marks_reason(one, other)

    def _touching_reason(self) -> str:
        """Return why what the gap touches forbids any other punctuation there."""
        left, right = self.old[self.index - 1], self.old[self.index]
        if {left.kind, right.kind} & {"mark", "link", "fixed", "address"}:
            return "punctuation beside a mark, a link or an address changed"
        for token, end in ((left, 0), (right, -1)):
            if token.kind == "citation" and {gap[end] for gap in self.gaps if gap} - set(" \n.,;"):
                return "punctuation beside a citation changed"
        return ""

    def _near(self) -> list[Token]:
        """A citation is no word: what stands beyond it is what the gap stands beside."""
        near = (nearest(self.old, self.index - 1, -1), nearest(self.old, self.index, 1))
        return [token for token in near if token is not None]

    def _near_reason(self) -> str:
        for token in self._near():
            if token.kind != "word":
                return "punctuation beside a number or a mark changed"
            if reason := beside(token.word):
                return f"punctuation changed where {reason}"
        return ""

    def _marks_reason(self, one: str, other: str) -> str:
        """Return why these marks for those are clinical between two ordinary words."""
        if not self.is_whole:
            return "punctuation changed in a sentence of several lines"
        if re.findall("[\"'“”‘’]", one) != re.findall("[\"'“”‘’]", other):
            return "quotation marks or an apostrophe came or went"
        if one.count("?") != other.count("?"):
            return "a question mark came or went"
        if all(token.kind in {"citation", "end"} for token in self.old[self.index :]):
            # A colon there introduces what follows.
            return "" if set(one + other) <= set(".,;!") else "the end of a text changed"
        if one.count(":") != other.count(":"):
            return "a colon came or went"
        if bool(set(one) & set(".!")) != bool(set(other) & set(".!")):
            return "sentences were joined or split"
        return self._scope_reason()

    def _scope_reason(self) -> str:
        """Return why a mark inside a sentence may change what the sentence says."""
        for token in self._near():
            if token.word not in {"and", "or"} and (reason := protected(token.word)):
                return f"punctuation changed where {reason}"
        words = sentence(self.old, self.new, self.index)
        if any(word in word_list("scope") or word in word_list("negations") or is_opposite(word) for word in words):
            return "punctuation changed in a sentence with a condition or a negation"
        if sum(word in {"and", "or"} for word in words) > 1:
            return "punctuation changed between several parts joined by and, or"
        return ""
