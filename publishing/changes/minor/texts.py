"""The judge of two texts: what differs, and whether it is minor. Knows texts, not where on a page they stand."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from publishing.changes.minor.difference import Difference, clinical
from publishing.changes.minor.spelling import correction_reason, doubling_reason, is_plain_slip
from publishing.changes.pieces import Piece, pieces_of
from publishing.changes.sequences import unpaired
from publishing.changes.words.lists import guards

_QUOTES = str.maketrans("“”‘’", "\"\"''")
#: Parts in which nothing is a word, and why a change of one is clinical. The last one is every other white space.
_FIXED = {
    re.compile(r"\[@[^\]\n]*\]?"): "a citation changed",
    re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)?|(?:https?://|mailto:|tel:|www\.)\S+"): "a link changed",
    re.compile(r"\{[^{}\n]*\}?|<[^<>\n]*>?|`[^`\n]*`?"): "a token, an id or a piece of code changed",
    re.compile(r"[^\S \n]"): "a tab or a space that does not break changed",
}
_OPENING, _CLOSING = re.compile(r"[\"'“‘(\[*|]+"), re.compile(r"[\"'”’)\]*|.,;:!?]+")
_AROUND = re.compile(r"[\"'“”‘’()\[\]*|]+")


#: The reason of a misspelled word put right, and of one that is none because it stands elsewhere too.
CORRECTED = "a misspelled word was corrected"
KNOWN = "the word that was replaced stands elsewhere, so it is no slip"


@dataclass(frozen=True)
class Judge:
    """Compares texts. words: the lower-case words of the later page: what still stands there is no slip."""

    is_english: bool
    words: Set[str]

    def text(self, before: str, after: str) -> Iterator[Difference]:
        """Yield the differences of a text."""
        if before == after:
            return
        fixed = next((reason for part, reason in _FIXED.items() if part.findall(before) != part.findall(after)), "")
        old, new = _shaped(before), _shaped(after)
        runs = unpaired([piece.key for piece in old], [piece.key for piece in new])
        found = [self._run(old, new, one, other, fixed) for one, other in runs]
        yield from found
        if any(not difference.is_minor for difference in found):
            return
        if fixed:
            yield clinical(before, after, fixed)
            return
        doubles = {one.start for one, other in runs if other.start == other.stop}
        yield from self._between([piece for place, piece in enumerate(old) if place not in doubles], new)

    def _run(self, old: list[Piece], new: list[Piece], one: slice, other: slice, fixed: str) -> Difference:
        """Judge pieces that became other pieces. fixed: why a part that is no word is clinical, if one changed."""
        gone, come = old[one], new[other]
        texts = _text(gone), _text(come)
        if len(gone) == 1 and not come and _is_double(old, one.start):
            reason, minor = doubling_reason(gone[0].text), "a doubled word was removed"
        elif len(gone) == len(come) == 1 and gone[0].kind == come[0].kind == "word":
            reason, minor = self._word_reason(old, new, one.start, other.start), CORRECTED
        else:
            reason, minor = _rewritten_reason(gone, come, fixed), ""
        if not reason and not self.is_english:
            reason = "a word of another language changed"
        return Difference(*texts, not reason, reason or minor)

    def _word_reason(self, old: list[Piece], new: list[Piece], place: int, other: int) -> str:
        """Return why a word for another word is clinical; empty where it is a proven correction."""
        before, after = old[place].text, new[other].text
        if before[1:] != before[1:].lower() or before[:1].isupper() != after[:1].isupper():
            return "a word with capital letters changed"
        if before[0].isupper() and not _starts_sentence(old, place):
            return "a name changed"
        if not _stands_free(old, place):
            return "a part of a compound changed"
        if reason := correction_reason(before.lower(), after.lower()):
            return reason
        if before.lower() in self.words:
            return KNOWN
        beside = (*old[max(0, place - 1) : place], *old[place + 1 : place + 2])
        if any(map(_decides, beside)) and not is_plain_slip(before.lower(), after.lower()):
            return "a word beside a number, a dose or a denial changed"
        return ""

    def _between(self, old: list[Piece], new: list[Piece]) -> Iterator[Difference]:
        """Yield what differs where the pieces are the same or minor: the shape of quotes, and white space."""
        reasons = []
        for place, (one, two) in enumerate(zip(old, new, strict=True)):
            if one.key == two.key and one.text != two.text:
                is_free = self.is_english and not _follows_number(old, place)
                reason = "the shape of quotes changed" if is_free else "a mark beside a number changed"
                yield Difference(_around(old, place), _around(new, place), is_free, reason)
            if one.behind != two.behind and place + 1 < len(old):
                reasons.append(_space_reason(old, place))
        if any(reasons):
            yield clinical(_text(old), _text(new), next(filter(None, reasons)))
        elif all(one.text == two.text for one, two in zip(old, new, strict=True)):
            yield Difference(_text(old), _text(new), True, "white space changed")


def _shaped(text: str) -> list[Piece]:
    """Return the pieces of a text, which are the same where only the shape of quotes or the length of space differs."""
    return [replace(piece, key=piece.text.translate(_QUOTES)) for piece in pieces_of(re.sub(r"[ \n]+", " ", text))]


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text + piece.behind for piece in pieces).strip()


def _around(pieces: list[Piece], place: int) -> str:
    """A piece with those on both sides, for an editor to recognize."""
    return _text(pieces[max(0, place - 1) : place + 2])


def _is_double(pieces: list[Piece], place: int) -> bool:
    """Whether a word stands there that stood just before it."""
    return place > 0 and pieces[place - 1].text == pieces[place].text and pieces[place - 1].behind == " "


def _rewritten_reason(gone: list[Piece], come: list[Piece], fixed: str) -> str:
    """Return why pieces that became other ones are clinical, for an editor to understand."""
    kinds = {piece.kind for piece in gone + come}
    if kinds & {"number", "dose"}:
        return "a number changed" if gone and come else "a number was added" if come else "a number was removed"
    if fixed:
        return fixed
    if "sign" in kinds and "word" not in kinds:
        return "a punctuation mark, a dash, a sign or a Markdown mark changed"
    what = "a word was" if len(gone + come) == 1 else "words were"
    if not come:
        return f"{what} removed"
    return f"{what} added" if not gone else "words were replaced, joined or split"


def _starts_sentence(pieces: list[Piece], place: int) -> bool:
    """Whether a word is the first of a sentence. Behind "Dr." none starts."""
    rest = pieces[:place]
    while rest and (rest[-1].kind == "opaque" or _AROUND.fullmatch(rest[-1].text)):
        rest.pop()
    return not rest or (rest[-1].text in {".", "!", "?"} and "".join(p.text for p in rest[-2:-1]).islower())


def _stands_free(pieces: list[Piece], place: int) -> bool:
    """Whether nothing is glued to a word that could make it a part of something else: a hyphen, a slash, an address."""
    left, right = place, place
    while left > 0 and not pieces[left - 1].behind:
        left -= 1
    while right + 1 < len(pieces) and not pieces[right].behind:
        right += 1
    return all(_OPENING.fullmatch(piece.text) for piece in pieces[left:place]) and all(
        piece.kind == "opaque" or _CLOSING.fullmatch(piece.text) for piece in pieces[place + 1 : right + 1]
    )


def _decides(piece: Piece) -> bool:
    return piece.kind in {"number", "dose"} or not guards().isdisjoint(piece.text.lower().split("-"))


def _follows_number(pieces: list[Piece], place: int) -> bool:
    """Whether a mark may be one of feet, inches or minutes."""
    return place > 0 and pieces[place - 1].kind in {"number", "dose"} and not pieces[place - 1].behind


def _space_reason(pieces: list[Piece], place: int) -> str:
    """Return why a space that came or went behind a piece is clinical; empty between a word and its punctuation."""
    around = pieces[max(0, place - 1) : place + 3]
    pair = sorted((piece.text for piece in pieces[place : place + 2]), key=str.isalpha)
    is_plain = len(pair[0]) == 1 and pair[0] in ",.;:!?" and len(pair[1]) > 1 and pair[1].isalpha()
    is_plain = is_plain and not any(piece.kind in {"number", "dose"} for piece in around)
    return "" if is_plain else "a space came or went beside a number, a mark or a part of a word"
