"""A text as words, numbers, marks and the gaps between them, and where in a sentence each stands. Knows no meaning."""

import re
from typing import NamedTuple

#: More than this many words that differ are not compared word by word: the text is another one.
MOST_TOKENS = 400

_TOKEN = re.compile(
    r"""(?P<citation>\[@[^\]\n]*\])
      | (?P<link>\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\))
      | (?P<fixed>\{[^{}\n]*\} | <[^<>\n]*> | `[^`\n]*`)
      | (?P<address>(?:https?://|mailto:|tel:|www\.)\S+)
      | (?P<number>[^\W_]*\d[^\W_]*)
      | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
      | (?P<gap>[ \n,.;:!?"'“”‘’()]+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """What is not white space or ordinary punctuation, with the gap before it. kind: the group of `_TOKEN`."""

    kind: str
    text: str
    gap: str

    @property
    def word(self) -> str:
        return self.text.casefold()


END = Token("end", "", "")


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text; the last one is its end, with the gap before it."""
    found, gap = [], ""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "gap":
            gap = match[0]
        else:
            found.append(Token(match.lastgroup, match[0], gap))
            gap = ""
    return [*found, END._replace(gap=gap)]


def same(old: list[Token], new: list[Token]) -> tuple[int, int]:
    """Return how many tokens are the same (their texts) at the start and at the end."""
    limit = min(len(old), len(new))
    start = 0
    while start < limit and old[start].text == new[start].text:
        start += 1
    end = 0
    while end < limit - start and old[-1 - end].text == new[-1 - end].text:
        end += 1
    return start, end


def joined(tokens: list[Token]) -> str:
    return "".join((" " if index and token.gap else "") + token.text for index, token in enumerate(tokens)).strip()


def around(tokens: list[Token], index: int) -> str:
    """The gap before a token with the words on both sides, for an editor to recognize."""
    left = tokens[index - 1].text if index else ""
    return f"{left}{tokens[index].gap}{tokens[index].text}"


def nearest(tokens: list[Token], index: int, step: int) -> Token | None:
    """The token from an index on that is not a citation, or None at the text's end."""
    while 0 <= index < len(tokens) and tokens[index].kind == "citation":
        index += step
    return tokens[index] if 0 <= index < len(tokens) and tokens[index].kind != "end" else None


def sentence(old: list[Token], new: list[Token], index: int) -> list[str]:
    """The words of the sentence, or of both, that the gap before a token belongs to."""

    def ends(number: int) -> bool:
        return all(re.search("[.!?]", tokens[number].gap) for tokens in (old, new))

    first = index - 1
    while first > 0 and not ends(first):
        first -= 1
    last = index + 1
    while last < len(old) and not ends(last):
        last += 1
    return [token.word for token in old[first:last] if token.kind == "word"]


def starts_sentence(tokens: list[Token], index: int) -> bool:
    while index > 0 and not re.search("[.!?]", tokens[index].gap):
        if tokens[index - 1].text not in {"*", "[", "_"} and tokens[index - 1].kind != "citation":
            return False
        index -= 1
    return True


def stands_free(tokens: list[Token], index: int) -> bool:
    """Whether nothing is glued to a word that could make it a part of something else: a hyphen, a digit, a slash."""
    gap, following = tokens[index].gap, tokens[index + 1]
    if gap.endswith(("'", "’", "‘")) or following.gap.startswith(("'", "’")):
        return False
    before = tokens[index - 1] if index and not gap else None
    after = following if not following.gap else None
    if before and before.kind not in {"citation", "end"} and before.text not in {"*", "_", "[", "|"}:
        return False
    return not (after and after.kind not in {"citation", "link", "end"} and after.text not in {"*", "_", "]", "|"})
