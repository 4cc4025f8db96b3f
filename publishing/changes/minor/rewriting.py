"""Text that became other text: always clinical, and why, for an editor to understand. Must not excuse anything."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from publishing.changes.minor.change import Change
from publishing.changes.minor.tokens import END, MOST_TOKENS, Token, joined


def rewritten(old: list[Token], new: list[Token]) -> Iterator[Change]:
    """Yield the changes of two runs of tokens of different length: all of them are clinical."""
    if max(len(old), len(new)) > MOST_TOKENS:
        yield Change(joined(old), joined(new), False, "the text was rewritten")
        return
    texts = [[token.text for token in side] for side in (old, new)]
    for tag, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(joined(old[a:b]), joined(new[c:d]), False, _rewritten_reason(old[a:b], new[c:d]))


def _rewritten_reason(old: list[Token], new: list[Token]) -> str:
    tokens = old + new
    if any(token.kind == "number" for token in tokens):
        return "a number changed"
    for token in tokens:
        if token.kind not in {"word", "end"} and (reason := token_reason(token, END)):
            return reason
    what = "a word was" if len(tokens) == 1 else "words were"
    if not new:
        return f"{what} removed"
    return f"{what} added" if not old else "words were replaced, joined or split"


def token_reason(one: Token, two: Token) -> str:
    """Return why one token for another is clinical; empty where both are words."""
    found = {one.kind, two.kind}
    for kind, reason in (
        ("number", "a number changed"),
        ("citation", "a citation changed"),
        ("link", "a link changed"),
        ("address", "a link changed"),
        ("fixed", "a token, an id or a piece of code changed"),
        ("mark", "a dash, a sign or a Markdown mark changed"),
        ("end", "a word was added or removed"),
    ):
        if kind in found:
            return reason
    return ""
