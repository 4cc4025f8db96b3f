"""The rows of a comparison and their spans: the words of two texts, marked. Must not know what part of a page it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from publishing.changes.comparison.alarms import phrase
from publishing.changes.pieces import Piece, plain
from publishing.changes.sequences import paired


@dataclass(frozen=True)
class Span:
    """A run of text. mark: "", "removed" or "added". alarm: in words why the run must be looked at, or ""."""

    text: str
    mark: str = ""
    alarm: str = ""


@dataclass(frozen=True)
class Place:
    """Where a row stands, for whoever puts rows together.

    key: of the front matter; empty for the body. heading: of the body, the level 2 heading that it stands under.
    group: what all that belongs together is called. part: what this row is called in it. is_record: whether the group
    is one thing, such as a row of evidence. decides: whether its value is one that decides (`schema.Key.alarm`).
    """

    key: str = ""
    heading: str = ""
    group: str = ""
    part: str = ""
    is_record: bool = False
    decides: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the comparison.

    label: what it is, with its number or place in the later version. kind: "same", "changed", "added", "removed" or
    "moved"; a moved row may have marked spans too. before, after: its text in both versions; empty where it was not
    there. was: of a moved row, the label that it had before. number: its place in the table, from 1. is_folded: whether
    it is the same as before and stands next to nothing that changed. joined: both texts as one, what is gone and what
    is new in their places. is_apart: whether more than half of the text is new, so that one text would be no help.
    """

    label: str
    kind: str
    before: list[Span]
    after: list[Span]
    was: str = ""
    number: int = 0
    is_folded: bool = False
    joined: list[Span] = field(default_factory=list)
    is_apart: bool = False
    place: Place = Place()

    @property
    def has_marks(self) -> bool:
        """Whether any of its words changed."""
        return any(span.mark for span in (*self.before, *self.after))

    @property
    def sides(self) -> list[tuple[str, list[Span]]]:
        """Both versions of its text, each with its name, for a template."""
        return [(_("Before"), self.before), (_("After"), self.after)]


def row_of(
    label: str,
    before: list[Piece] | None,
    after: list[Piece] | None,
    *,
    is_moved: bool = False,
    was: str = "",
    place: Place | None = None,
) -> Row:
    """Return the row of two texts; None is a text that is not there."""
    row = _row(plain(label), before, after, is_moved)
    return replace(row, was=was if row.kind == "moved" else "", place=place or Place(group=row.label))


def _row(label: str, before: list[Piece] | None, after: list[Piece] | None, is_moved: bool) -> Row:
    if before is None:
        new = _spans([_Shown(piece, "added", "added") for piece in after or []])
        return Row(label, "added", [], new, joined=new)
    if after is None:
        gone = _spans([_Shown(piece, "removed", "removed") for piece in before])
        return Row(label, "removed", gone, [], joined=gone)
    if [piece.key for piece in before] == [piece.key for piece in after]:
        text = _unmarked(after)
        return Row(label, "moved" if is_moved else "same", _unmarked(before), text, joined=text)
    pairs = _kept_words(before, after)
    was, now = _marked(before, after, pairs)
    return Row(
        label,
        "moved" if is_moved else "changed",
        _spans(was),
        _spans(now),
        joined=_joined(was, now, pairs),
        is_apart=len(pairs) * 2 < len(after),
    )


def place_row(label: str, before: list[Piece], after: list[Piece], place: Place) -> Row:
    """Return the row that says of something only that it stands elsewhere now."""
    now = _unmarked(after)
    return Row(label, "moved", _unmarked(before), now, joined=now, place=place)


def _kept_words(before: list[Piece], after: list[Piece]) -> list[tuple[int, int]]:
    """Pair the words that stayed. A lone little word between long changes is no help to a reader, nor is confetti."""
    runs = _runs(paired([piece.key for piece in before], [piece.key for piece in after]))
    ends = [(-1, -1), *(run[-1] for run in runs)]
    starts = [*(run[0] for run in runs), (len(before), len(after))]
    kept = []
    for number, run in enumerate(runs):
        gaps = (_gap(ends[number], run[0]), _gap(run[-1], starts[number + 1]))
        is_little = sum(len(before[i].text) for i, _j in run) <= 4 and not any(before[i].alarm for i, _j in run)
        if not (is_little and min(gaps) >= 2):
            kept += run
    is_confetti = len(kept) * 5 < min(len(before), len(after)) and len(before) + len(after) > 12
    return [] if is_confetti else kept


def _runs(pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return pairs in runs that follow each other without a gap on either side."""
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and (pair[0] - 1, pair[1] - 1) == runs[-1][-1]:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _gap(end: tuple[int, int], start: tuple[int, int]) -> int:
    """How many words stand between two pairs, on the side where there are more."""
    return max(start[0] - end[0] - 1, start[1] - end[1] - 1)


@dataclass(frozen=True)
class _Shown:
    """A piece as it is shown. how: whether its alarm says that something changed, was added or was removed."""

    piece: Piece
    mark: str = ""
    how: str = ""


def _marked(before: list[Piece], after: list[Piece], pairs: list[tuple[int, int]]) -> tuple[list[_Shown], list[_Shown]]:
    """Mark what is in no pair. An alarm says "changed" only where something stood, or stands, in its place."""
    was: list[_Shown] = []
    now: list[_Shown] = []
    i = j = 0
    for k, m in [*pairs, (len(before), len(after))]:
        gone, new = before[i:k], after[j:m]
        was += [_Shown(piece, "removed", "changed" if new else "removed") for piece in gone]
        now += [_Shown(piece, "added", "changed" if gone else "added") for piece in new]
        was += map(_Shown, before[k : k + 1])
        now += map(_Shown, after[m : m + 1])
        i, j = k + 1, m + 1
    return was, now


def _joined(was: list[_Shown], now: list[_Shown], pairs: list[tuple[int, int]]) -> list[Span]:
    """Return both texts as one: what is gone stands before what is new in its place."""
    found: list[_Shown] = []
    i = j = 0
    for k, m in [*pairs, (len(was), len(now))]:
        gone, new = was[i:k], now[j:m]
        if gone and new:
            last = gone[-1].piece
            gone[-1] = replace(gone[-1], piece=replace(last, behind=last.behind or " "))
        found += [*gone, *new, *now[m : m + 1]]
        i, j = k + 1, m + 1
    return _spans(found)


def _unmarked(pieces: list[Piece]) -> list[Span]:
    return _spans(list(map(_Shown, pieces)))


def _spans(shown: list[_Shown]) -> list[Span]:
    """Join pieces into spans."""
    spans: list[tuple[list[str], str, str]] = []
    for text, its_mark, alarm in _runs_of(shown):
        if spans and spans[-1][1:] == (its_mark, alarm):
            spans[-1][0].append(text)
        else:
            spans.append(([text], its_mark, alarm))
    return [Span("".join(texts), its_mark, alarm) for texts, its_mark, alarm in spans]


def _runs_of(shown: list[_Shown]) -> Iterator[tuple[str, str, str]]:
    """Yield (text, mark, alarm) of pieces and spaces. A space is marked only where it is between two marked words."""
    alarms = [phrase(one.piece.alarm, one.how) if one.mark else "" for one in shown]
    for index, one in enumerate(shown):
        yield one.piece.text, one.mark, alarms[index]
        if index + 1 < len(shown) and one.piece.behind:
            between = one.mark if one.mark == shown[index + 1].mark else ""
            yield one.piece.behind, between, alarms[index] if alarms[index] == alarms[index + 1] else ""
