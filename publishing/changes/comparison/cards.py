"""The rows of a comparison as cards, one for each change, what is dangerous first. Reads rows; makes none.

A row of evidence is one card, whatever of it changed. In the body, what changed side by side is one. What is the same
is in no card, and counted.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.utils.translation import gettext as _

from publishing.changes.comparison.as_read import plainly
from publishing.changes.comparison.rows import Row, Span

#: Whether a text became another by nothing but a slip of spelling put right.
IsSlip = Callable[[str, str], bool]
_WORDS_A_MINUTE = 150  # that somebody reads who weighs them
_SECONDS_A_GRAVE = 20  # for what must be looked at, in a text whose rest is known
_AROUND = 4  # words that a line says before what changed


@dataclass(frozen=True)
class Card:
    """A change. number: that of its first row. title: the part of the page. rows: what is shown; rest: of the same
    thing, what did not change. tags: in words why it must be looked at, or else what was done. is_grave: whether it
    must.
    """

    number: int
    title: str
    rows: list[Row]
    rest: list[Row] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    is_grave: bool = False

    @property
    def is_record(self) -> bool:
        """Whether it is one thing of the front matter, such as a row of evidence."""
        return self.rows[0].place.is_record

    def said(self, called: Mapping[str, str]) -> str:
        """Return what changed, in a few words: for a line of a letter. called: what people call what a text names."""
        row = next((row for row in self.rows if row.has_marks), self.rows[0])
        before, after, joined = (plainly(side, called) for side in (row.before, row.after, row.joined))
        return _brief(replace(row, before=before, after=after, joined=joined))


@dataclass(frozen=True)
class Cards:
    """All cards, and the rows that are the same. is_new: whether the text is new as a whole, and read as one."""

    cards: list[Card]
    same: list[Row]
    is_new: bool = False

    @property
    def grave(self) -> int:
        """How many of them must be looked at."""
        return sum(card.is_grave for card in self.cards)

    @property
    def minutes(self) -> int:
        """About how long it takes to read them: the one figure, for the first page, the letter and the page itself."""
        words = sum(len(span.text.split()) for card in self.cards for row in card.rows for span in row.joined)
        seconds = 60 * words / _WORDS_A_MINUTE + (0 if self.is_new else _SECONDS_A_GRAVE * self.grave)
        return max(1, math.ceil(seconds / 60))


def _never(before: str, after: str) -> bool:
    return False


def cards_of(rows: Sequence[Row], is_slip: IsSlip = _never, *, in_order: bool = False) -> Cards:
    """Return the cards of a comparison. in_order: as the page is read, for a text that is new as a whole."""
    cards: list[Card] = []
    same: list[Row] = []
    for _group, found in groupby(rows, _thing):
        together = list(found)
        if all(row.kind == "same" for row in together):
            same += together
        elif together[0].place.is_record:
            cards.append(_of_record(together, is_slip))
        else:
            same += [row for row in together if row.kind == "same"]
            cards += _runs(together, is_slip)
    if not in_order:
        cards.sort(key=lambda card: not card.is_grave)
    return Cards(cards, same, is_new=in_order)


def _thing(row: Row) -> tuple:
    """Return what is equal for rows that stand behind one another and belong together."""
    return (row.place.key, row.place.heading, row.place.group, row.place.is_record)


def _of_record(rows: list[Row], is_slip: IsSlip) -> Card:
    """Return the card of a record: what changed of it, and what decides."""
    shown = [row for row in rows if row.kind != "same" or row.place.decides]
    return _card(shown, [row for row in rows if row not in shown], is_slip)


def _runs(rows: list[Row], is_slip: IsSlip) -> Iterator[Card]:
    """Yield a card for each run of rows that changed."""
    for is_same, found in groupby(rows, lambda row: row.kind == "same"):
        if not is_same:
            yield _card(list(found), [], is_slip)


def _card(rows: list[Row], rest: list[Row], is_slip: IsSlip) -> Card:
    changed = [row for row in rows if row.kind != "same"]
    spans = [span for row in changed for span in (*row.before, *row.after)]
    alarms = list(dict.fromkeys(span.alarm for span in spans if span.alarm))
    tags = alarms or [_done(changed, is_slip)]
    title = rows[0].place.group or rows[0].label
    return Card(changed[0].number, title, rows, rest, tags, bool(alarms))


def _done(rows: list[Row], is_slip: IsSlip) -> str:
    """Return in words what was done to rows that raise no alarm."""
    kinds = {row.kind for row in rows}
    if kinds == {"added"}:
        return _("new")
    if kinds == {"removed"}:
        return _("taken out")
    if kinds == {"moved"} and not any(row.has_marks for row in rows):
        return _("moved")
    if all(row.kind == "changed" and is_slip(text_of(row.before), text_of(row.after)) for row in rows):
        return _("spelling")
    return _("words changed")


def text_of(spans: Sequence[Span]) -> str:
    """Return the words of one side."""
    return "".join(span.text for span in spans)


def _brief(row: Row) -> str:
    """Return what changed in a text, with the words around it."""
    if row.kind == "added":
        return _short(text_of(row.after))
    if row.kind == "removed":
        return _("taken out: %(words)s") % {"words": _short(text_of(row.before))}
    first = next((place for place, span in enumerate(row.joined) if span.mark), None)
    if first is None:
        return _short(text_of(row.after))
    before = " ".join(text_of(row.joined[:first]).split()[-_AROUND:])
    changed, last = [], first
    while last < len(row.joined) and (row.joined[last].mark or not row.joined[last].text.strip()):
        changed.append(row.joined[last])
        last += 1
    gone, new = (_short("".join(span.text for span in changed if span.mark == mark)) for mark in ("removed", "added"))
    behind = " ".join(text_of(row.joined[last:]).split()[:2])
    middle = f"{gone} → {new}" if gone and new else new or _("without “%(words)s”") % {"words": gone}
    return " ".join(part for part in (before, middle, behind) if part)


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:12]) + ("…" if len(words) > 12 else "")
