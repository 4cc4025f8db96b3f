"""Two versions of a page side by side, word by word: what a clinician with three minutes looks at before signing.

Compares texts and knows no model: names of sources, pages and people are handed in. It shows drafts that may still be
wrong, so it reads without checking, and what it cannot read it compares line by line: no difference stays unsaid.
Everything here is plain text as somebody wrote it. Escaping is the template's work.
"""

import difflib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import yaml
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import kinds, manuscripts
from publishing.prose import blocks, headings
from publishing.schema import FILE_NAME, Choice, Date, ListOf, Name, Record, Text, Type

#: Takes `to` ("source", "contributor" or "page", as in `schema.Name`) and a name (of a page, its address). Returns
#: what people call that thing, and where it does not know it the name itself.
NameOf = Callable[[str, str], str]


@dataclass(frozen=True)
class Span:
    """A run of text. mark: "", "removed" or "added". alarm: in words why the run must be looked at, or ""."""

    text: str
    mark: str = ""
    alarm: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the comparison.

    label: what it is, with its number or place in the later version. kind: "same", "changed", "added", "removed" or
    "moved"; a moved row may have marked spans too. before, after: its text in both versions; empty where it was not
    there. was: of a moved row, the label that it had before. number: its place in the table, from 1. is_folded: whether
    it is the same as before and stands next to nothing that changed.
    """

    label: str
    kind: str
    before: list[Span]
    after: list[Span]
    was: str = ""
    number: int = 0
    is_folded: bool = False

    @property
    def has_marks(self) -> bool:
        """Whether any of its words changed."""
        return any(span.mark for span in (*self.before, *self.after))

    @property
    def sides(self) -> list[tuple[str, list[Span]]]:
        """Both versions of its text, each with its name, for a template."""
        return [(_("Before"), self.before), (_("After"), self.after)]


@dataclass(frozen=True)
class Alarm:
    """What must be looked at in a row. number: the row's. reason: such as "dose changed". before, after: the words."""

    number: int
    label: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True)
class Summary:
    """How many rows of each kind there are, and every alarm in the order of the rows."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    same: int = 0
    alarms: list[Alarm] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.changed or self.added or self.removed or self.moved)


def compare(kind_name: str, before: str, after: str, *, name_of: NameOf | None = None) -> list[Row]:
    """Return the rows of two manuscripts of a kind of page; an empty text is a page that is not there yet.

    Raises KeyError where there is no such kind.
    """
    schema = kinds.get(kind_name).schema
    rows: list[Row] | None = None
    try:
        (old, old_body), (new, new_body) = _read(before), _read(after)
    except _UnreadableError:
        pass
    else:
        rows = list(_Comparer(name_of or _its_own_name).record(schema, old, new))
        rows += _body_rows(_blocks(old_body), _blocks(new_body))
    if rows is None or (before != after and all(row.kind == "same" for row in rows)):
        rows = list(_line_rows(before, after))
    return _numbered(rows)


def summary(rows: Sequence[Row]) -> Summary:
    """Count rows by kind and collect their alarms, one for each reason in each row."""
    alarms = []
    for row in rows:
        reasons = dict.fromkeys(span.alarm for span in (*row.before, *row.after) if span.alarm)
        for reason in reasons:
            words = [" … ".join(span.text for span in side if span.alarm == reason) for side in (row.before, row.after)]
            alarms.append(Alarm(row.number, row.label, reason, *words))
    return Summary(**Counter(row.kind for row in rows), alarms=alarms)


def _its_own_name(to: str, name: str) -> str:
    return name


def _numbered(rows: list[Row]) -> list[Row]:
    """Number the rows, and fold away what is the same, but for one row of context beside each change."""
    shown = [any(row.kind != "same" for row in rows[max(0, place - 1) : place + 2]) for place in range(len(rows))]
    for place in range(1, len(rows) - 1):
        shown[place] |= shown[place - 1] and shown[place + 1]  # a line that says "1 unchanged row" saves none
    return [replace(row, number=place + 1, is_folded=not shown[place]) for place, row in enumerate(rows)]


# Words, and which of them are dangerous

_DOSE = r"mg|mcg|[µμ]g|g|kg|ml|cl|dl|l|cc|iu|mmol|meq|mg/dl"
_DOSE_WORD = (
    r"units?|tablets?|pills?|capsules?|drops?|puffs?|patch(?:es)?|doses?|tabletas?|pastillas?|comprimidos?|dosis"
)
_TOKEN = re.compile(
    rf"""
      (?P<opaque> \[@[^\]\[]{{1,400}}\]          # a citation
                | \]\([^)\s]{{1,400}}            # the target of a link
                | https?://[^\s)]{{1,400}}
                | \{{\#[^}}\s]{{1,100}}\}} )
    | (?P<dose>   (?:(?<!\w)[-−])?\d+(?:[.,:/]\d+)*[ -]?(?:{_DOSE}|{_DOSE_WORD})\b(?:/\w+)? )
    | (?P<number> (?:(?<!\w)[-−+<>≤≥])?\d+(?:[.,:/]\d+)*%?
                | \{{(?:emergency_number|clinic_phone)\}} )
    | (?P<word>   \w+(?:['’-]\w+)* )
    | (?P<sign>   (?P<one>[^\w\s])(?P=one)* )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = {
    "dose": f"mg mcg ml mmol dosage dosages {_DOSE_WORD}",
    "number": "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million half third"
    " quarter once twice double triple uno una dos tres cuatro cinco seis siete ocho nueve diez doce cien mil mitad",
    "unit": "percent seconds? minutes? hours? days? weeks? months? years? hourly daily nightly weekly monthly yearly mm"
    " cm inch(?:es)? degrees? segundos? minutos? horas? días? semanas? mes(?:es)? años?",
    "side": "left right upper lower both either inner outer above below bilateral unilateral superior inferior"
    " izquierd[oa]s? derech[oa]s? amb[oa]s intern[oa] extern[oa] arriba abajo",
    "negation": "no non not never without cannot neither nor none nothing nobody nowhere avoid(?:s|ed|ing)?"
    r" stop(?:s|ped|ping)? don.?ts? except unless against \w+n['’]t"
    r" nunca jamás sin evit\w* suspend\w* deje ni ning[uú]n\w* tampoco",
    "warning": "emergency emergencies urgent urgently immediately emergencia urgente inmediatamente",
}
_WORD_PATTERNS = {reason: re.compile(words.replace(" ", "|"), re.IGNORECASE) for reason, words in _WORDS.items()}

#: Why something must be looked at, as a person reads it: where it changed, where it is new, where it is gone.
_REASONS = {
    "number": (gettext_lazy("number changed"), gettext_lazy("number added"), gettext_lazy("number removed")),
    "dose": (gettext_lazy("dose changed"), gettext_lazy("dose added"), gettext_lazy("dose removed")),
    "unit": (gettext_lazy("unit changed"), gettext_lazy("unit added"), gettext_lazy("unit removed")),
    "side": (gettext_lazy("side changed"), gettext_lazy("side added"), gettext_lazy("side removed")),
    "negation": (gettext_lazy("negation changed"), gettext_lazy("negation added"), gettext_lazy("negation removed")),
    "warning": (gettext_lazy("warning level changed"), gettext_lazy("warning added"), gettext_lazy("warning removed")),
    "strength": (
        gettext_lazy("strength of evidence changed"),
        gettext_lazy("strength of evidence added"),
        gettext_lazy("strength of evidence removed"),
    ),
    "use": (gettext_lazy("use changed"), gettext_lazy("use added"), gettext_lazy("use removed")),
}


@dataclass(frozen=True)
class _Token:
    """A word as it is compared (key) and shown (text), with what stands behind it. reason: why it is dangerous."""

    text: str
    key: str
    reason: str = ""
    behind: str = " "


def _tokens(text: str) -> list[_Token]:
    """Split text into words, numbers with their unit, and signs. A source's name or a link's target is no number."""
    found = []
    for match in _TOKEN.finditer(text):
        behind = " " if text[match.end() : match.end() + 1].isspace() else ""
        kind = match.lastgroup
        reason = kind if kind in {"dose", "number"} else _word_reason(match[0]) if kind == "word" else ""
        found.append(_Token(match[0], match[0], reason, behind))
    return found


@lru_cache(maxsize=4096)
def _word_reason(word: str) -> str:
    if any(character.isdigit() for character in word):
        return "number"
    parts = (word, *word.split("-"))
    return next(
        (reason for reason, pattern in _WORD_PATTERNS.items() if any(pattern.fullmatch(part) for part in parts)), ""
    )


def _whole(text: str, key: str = "", reason: str = "", behind: str = "\n") -> _Token:
    """A token that changes as a whole."""
    return _Token(_plain(text), key or _plain(text), reason, behind)


def _plain(text: Any) -> str:
    """Return a string without what a subclass of str promises: a name marked as safe HTML is a name, not HTML."""
    return "".join(list(str(text)))


def _row(
    label: str,
    before: list[_Token] | None,
    after: list[_Token] | None,
    *,
    is_moved: bool = False,
    was: str = "",
) -> Row:
    """Return the row of two texts; None is a text that is not there."""
    label = _plain(label)
    if before is None:
        return Row(label, "added", [], _spans(after, set(), "added", 1))
    if after is None:
        return Row(label, "removed", _spans(before, set(), "removed", 2), [])
    if [token.key for token in before] == [token.key for token in after]:
        kind, same = ("moved" if is_moved else "same"), set(range(len(after)))
        return Row(label, kind, _spans(before, same, "", 0), _spans(after, same, "", 0), was=was if is_moved else "")
    pairs = _kept_words(before, after)
    return Row(
        label,
        "moved" if is_moved else "changed",
        _spans(before, {i for i, _j in pairs}, "removed", 0),
        _spans(after, {j for _i, j in pairs}, "added", 0),
        was=was if is_moved else "",
    )


def _kept_words(before: list[_Token], after: list[_Token]) -> list[tuple[int, int]]:
    """Pair the words that stayed. A lone little word between long changes is no help to a reader, nor is confetti."""
    pairs = _in_order([token.key for token in before], [token.key for token in after])
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and (pair[0] - 1, pair[1] - 1) == runs[-1][-1]:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    kept, end = [], (-1, -1)
    for number, run in enumerate(runs):
        following = runs[number + 1][0] if number + 1 < len(runs) else (len(before), len(after))
        gaps = (
            max(run[0][0] - end[0] - 1, run[0][1] - end[1] - 1),
            max(following[0] - run[-1][0] - 1, following[1] - run[-1][1] - 1),
        )
        is_little = sum(len(before[i].text) for i, _j in run) <= 4 and not any(before[i].reason for i, _j in run)
        if not (is_little and min(gaps) >= 2):
            kept += run
        end = run[-1]
    is_confetti = len(kept) * 5 < min(len(before), len(after)) and len(before) + len(after) > 12
    return [] if is_confetti else kept


def _spans(tokens: list[_Token], kept: set[int], mark: str, phrase: int) -> list[Span]:
    """Join tokens into spans. A space belongs to a span only where it stands between two words of that span."""
    pieces: list[tuple[str, str, str]] = []
    marks = ["" if index in kept else mark for index in range(len(tokens))]
    alarms = [token.reason if marks[index] else "" for index, token in enumerate(tokens)]
    for index, token in enumerate(tokens):
        pieces.append((token.text, marks[index], alarms[index]))
        if index + 1 < len(tokens) and token.behind:
            between = marks[index] if marks[index] == marks[index + 1] else ""
            pieces.append((token.behind, between, alarms[index] if alarms[index] == alarms[index + 1] else ""))
    spans: list[tuple[list[str], str, str]] = []
    for text, its_mark, alarm in pieces:
        if spans and spans[-1][1:] == (its_mark, alarm):
            spans[-1][0].append(text)
        else:
            spans.append(([text], its_mark, alarm))
    return [
        Span("".join(texts), its_mark, str(_REASONS[alarm][phrase]) if alarm else "")
        for texts, its_mark, alarm in spans
    ]


# Which belongs to which

_SMALL = 1_000  # pairs that difflib may look at in one go; its time grows with their square
_ALIKE, _ALIKE_ALONE, _ALIKE_FAR = 0.4, 0.3, 0.6  # the share of words that two texts have in common
_WINDOW = 8  # how many neighbors a text is held against
_MOST_FAR = 4_000  # pairs of what was removed and added, over the whole list


@dataclass(frozen=True)
class _Item:
    """One of a list that is aligned with another. key: equal for equals. identity: a name that it keeps, or ""."""

    key: Hashable
    words: frozenset[str]
    identity: Hashable = ""
    form: str = ""


def _item(text: str, **more) -> _Item:
    return _Item(text, frozenset(re.findall(r"\w+", text.lower())), **more)


def _in_order(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pair equal things without crossing. Patience: what is unique on both sides first, difflib in small gaps only.

    difflib alone takes seconds on long texts of few different words; this takes n log n, and stops on its budget.
    """
    pairs: list[tuple[int, int]] = []
    waiting = [(0, len(a), 0, len(b))]
    budget = 30 * (len(a) + len(b))
    while waiting and budget > 0:
        a_low, a_high, b_low, b_high = waiting.pop()
        while a_low < a_high and b_low < b_high and a[a_low] == b[b_low]:
            pairs.append((a_low, b_low))
            a_low, b_low = a_low + 1, b_low + 1
        while a_low < a_high and b_low < b_high and a[a_high - 1] == b[b_high - 1]:
            a_high, b_high = a_high - 1, b_high - 1
            pairs.append((a_high, b_high))
        if a_low == a_high or b_low == b_high:
            continue
        budget -= a_high - a_low + b_high - b_low
        anchors = _anchors(a, b, range(a_low, a_high), range(b_low, b_high))
        if anchors:
            pairs += anchors
            corners = [(a_low - 1, b_low - 1), *anchors, (a_high, b_high)]
            waiting += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(corners)]
        elif (a_high - a_low) * (b_high - b_low) <= _SMALL:
            matcher = difflib.SequenceMatcher(None, a[a_low:a_high], b[b_low:b_high], autojunk=False)
            for match in matcher.get_matching_blocks():
                pairs += [(a_low + match.a + n, b_low + match.b + n) for n in range(match.size)]
    return sorted(pairs)


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable], in_a: range, in_b: range) -> list[tuple[int, int]]:
    """Return the longest row of pairs of what stands once in either range, in the order of both."""
    count_a, count_b = Counter(a[i] for i in in_a), Counter(b[j] for j in in_b)
    place = {b[j]: j for j in in_b if count_b[b[j]] == 1}
    return _rising([(i, place[a[i]]) for i in in_a if count_a[a[i]] == 1 and a[i] in place])


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs, sorted by their first, in which the second rises too."""
    ends: list[int] = []
    chain: list[int] = []
    previous: list[int] = []
    for index, (_i, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        previous.append(chain[place - 1] if place else -1)
        ends[place : place + 1] = [j]
        chain[place : place + 1] = [index]
    found = []
    index = chain[-1] if chain else -1
    while index >= 0:
        found.append(pairs[index])
        index = previous[index]
    return found[::-1]


def _similarity(a: _Item, b: _Item) -> float:
    """How alike two items are, from 0 to 1."""
    if a.form == b.form == "link" or (a.identity and a.identity == b.identity):
        return float(a.identity == b.identity)
    total = len(a.words) + len(b.words)
    ratio = 2 * len(a.words & b.words) / total if total else 0.0
    if a.form == b.form == "card":
        return max(ratio, 0.5)
    return ratio if a.form == b.form else ratio * 0.7


def _align(before: list[_Item], after: list[_Item]) -> list[tuple[int | None, int | None, bool]]:
    """Return (place before, place after, whether it moved) in the order of a table; None where there is none."""
    partner: dict[int, int] = dict(_in_order([item.key for item in before], [item.key for item in after]))
    anchors = sorted(partner.items())
    _pair_equals(before, after, partner)
    # What is left between the same two neighbors, most alike first; then what went far.
    gap_a, gap_b = _gaps(anchors, len(before), 0), _gaps(anchors, len(after), 1)
    free_a, free_b = _free(before, after, partner)
    left: dict[int, list[int]] = defaultdict(list)
    right: dict[int, list[int]] = defaultdict(list)
    for i in free_a:
        left[gap_a[i]].append(i)
    for j in free_b:
        right[gap_b[j]].append(j)
    for gap, ours in left.items():
        theirs = right[gap]
        least = _ALIKE_ALONE if len(ours) == len(theirs) == 1 else _ALIKE
        scale = len(theirs) / len(ours)
        near = (
            (i, j)
            for place, i in enumerate(ours)
            for j in theirs[max(0, int(place * scale) - _WINDOW) : int(place * scale) + _WINDOW + 1]
        )
        _pair_alike(before, after, partner, near, least)
    free_a, free_b = _free(before, after, partner)
    if len(free_a) * len(free_b) <= _MOST_FAR:
        _pair_alike(before, after, partner, ((i, j) for i in free_a for j in free_b), _ALIKE_FAR)
    return list(_in_table_order(len(before), len(after), partner))


def _free(before: list[_Item], after: list[_Item], partner: dict[int, int]) -> tuple[list[int], list[int]]:
    taken = set(partner.values())
    return [i for i in range(len(before)) if i not in partner], [j for j in range(len(after)) if j not in taken]


def _gaps(anchors: list[tuple[int, int]], length: int, side: int) -> list[int]:
    """Return for each place how many anchors stand before it."""
    places = {anchor[side] for anchor in anchors}
    gaps, count = [], 0
    for place in range(length):
        gaps.append(count)
        count += place in places
    return gaps


def _pair_equals(before: list[_Item], after: list[_Item], partner: dict[int, int]) -> None:
    """Pair what is equal but stands elsewhere."""
    free_a, free_b = _free(before, after, partner)
    places: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(free_b):
        places[after[j].key].append(j)
    for i in free_a:
        if places.get(before[i].key):
            partner[i] = places[before[i].key].pop()


def _pair_alike(before, after, partner: dict[int, int], near: Iterator[tuple[int, int]], least: float) -> None:
    """Pair what is most alike first, each only once. `near` yields the pairs to look at, all of them free."""
    candidates = sorted(((_similarity(before[i], after[j]), -abs(i - j), i, j) for i, j in near), reverse=True)
    taken: set[int] = set()
    for ratio, _distance, i, j in candidates:
        if ratio >= least and i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)


def _in_table_order(
    length_a: int, length_b: int, partner: dict[int, int]
) -> Iterator[tuple[int | None, int | None, bool]]:
    """Yield pairs in the order of the later version; what was removed stands where it was."""
    unmoved = set(_rising(sorted(partner.items())))
    back = {j: i for i, j in partner.items()}
    next_a = 0
    for j in range(length_b):
        i = back.get(j)
        if i is not None and (i, j) in unmoved:
            yield from ((k, None, False) for k in range(next_a, i) if k not in partner)
            next_a = i + 1
        yield i, j, i is not None and (i, j) not in unmoved
    yield from ((k, None, False) for k in range(next_a, length_a) if k not in partner)


# Front matter

_TITLES = {
    "icd10": gettext_lazy("ICD-10 codes"),
    "benefits": gettext_lazy("Chance of benefit"),
    "risks": gettext_lazy("Chance of harm"),
    "no_procedure": gettext_lazy("No procedure for now"),
    "comparison": gettext_lazy("In the comparison"),
    "review_every_months": gettext_lazy("Review every (months)"),
}
_PARTS = {
    "relation": gettext_lazy("what it is used for"),
    "who": gettext_lazy("who it is for"),
    "involves": gettext_lazy("what it involves"),
    "relief": gettext_lazy("how long relief lasts"),
    "risks": gettext_lazy("what can go wrong"),
    "recovery": gettext_lazy("how soon back to normal"),
    "disagreement": gettext_lazy("where experts disagree"),
    "in_favor": gettext_lazy("in favor"),
    "means": gettext_lazy("what it means for the reader"),
    "checked_on": gettext_lazy("sources checked on"),
    "alt": gettext_lazy("what it shows"),
}
_ANY = Text()
_DEEPEST = 20  # levels of front matter; the deepest key of any kind is at the fifth


class _UnreadableError(ValueError):
    """The front matter is not what a manuscript's can be."""


def _read(text: str) -> tuple[dict, str]:
    """Return front matter, every scalar a string, and body. Raises _UnreadableError where something would be lost."""
    if not text.strip():
        return {}, ""
    fence = manuscripts.FENCE
    if not text.startswith(fence) or (end := text.find("\n" + fence, len(fence) - 1)) == -1:
        raise _UnreadableError
    front = text[len(fence) : end + 1]
    try:
        data = _front_matter(front)
    except yaml.YAMLError as error:
        raise _UnreadableError from error
    # A comment is in no value, and would change unseen.
    if front.count("#") != sum(string.count("#") for string in _strings(data)):
        raise _UnreadableError
    return data, manuscripts.tidy(text[end + 1 + len(fence) :])


def _front_matter(text: str) -> dict:
    """Return YAML as dicts, lists and strings. Raises _UnreadableError or yaml.YAMLError."""
    # The parser in C, where there is one, is ten times as fast. It is asked for events, one by one: what it makes of a
    # text nested some ten thousand deep takes seconds, or is a crash that no `except` catches.
    events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        return {}
    value = _value(next(events), events, 0)
    next(events)  # the end of the document
    if not isinstance(value, dict) or not isinstance(next(events), yaml.StreamEndEvent):
        raise _UnreadableError
    return value


def _value(event: yaml.Event, rest: Iterator[yaml.Event], depth: int) -> Any:
    """Return the value that starts with an event. Refuses what would be lost: aliases, tags, keys that stand twice."""
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag or depth > _DEEPEST:
        raise _UnreadableError
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(rest), yaml.SequenceEndEvent):
            items.append(_value(event, rest, depth + 1))
        return items
    found: dict[str, Any] = {}
    while not isinstance(event := next(rest), yaml.MappingEndEvent):
        key = _value(event, rest, depth + 1)
        if not isinstance(key, str) or key in found:
            raise _UnreadableError
        found[key] = _value(next(rest), rest, depth + 1)
    return found


def _strings(value: Any) -> Iterator[str]:
    """Yield every string of a value of any form."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif value is not None:
        yield str(value)


def _title(key: str) -> str:
    return str(_TITLES.get(key) or capfirst(key.replace("_", " ")))


def _part(key: str) -> str:
    return str(_PARTS.get(key) or key.replace("_", " "))


def _is_chance(schema: Record) -> bool:
    """Whether a record is a whole-number fact, which reads best as its sentence."""
    return {"count", "of", "outcome"} <= schema.keys.keys()


def _is_link(schema: Record) -> bool:
    """Whether a record is a typed link: known by its two ends and what one is to the other, wherever it stands."""
    return {"condition", "relation"} <= schema.keys.keys()


def _record_item(schema: Record, value: dict) -> _Item:
    """Return what a record of a list is aligned by: a link by its condition and relation, others by their words."""
    text = " ".join(_strings(value))
    if _is_link(schema):
        # Where nothing has both, a link to the same condition is that link, and its relation changed.
        condition, relation = (" ".join(_strings(value.get(key))) for key in ("condition", "relation"))
        return replace(_item(text, identity=condition, form="link"), key=(condition, relation))
    first = next(iter(schema.keys))
    is_named = isinstance(schema.keys[first].type, Text) and isinstance(value.get(first), str)
    return _item(text, identity=value[first] if is_named else "")


def _without_title(schema: Record, values: list[dict | None]) -> list[dict | None]:
    """Return a link on both sides without what its title says already, where that is the same."""
    there = [value for value in values if value is not None]
    said = {key for key in ("condition", "relation") if there[0].get(key) == there[-1].get(key)}
    if not _is_link(schema) or not any(value.keys() - said for value in there):
        return values
    return [value and {key: inner for key, inner in value.items() if key not in said} for value in values]


class _Comparer:
    """Walks two front matters by the schema of their kind."""

    def __init__(self, name_of: NameOf) -> None:
        self._name_of = name_of

    def record(self, schema: Record | None, before: Any, after: Any, label: str = "") -> Iterator[Row]:
        """Yield the rows of each key that either side has; a key that the schema does not know comes last."""
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        known = schema.keys if schema else {}
        for key in dict.fromkeys((*known, *new, *old)):
            if key in old or key in new:
                its_label = _("%(what)s: %(part)s") % {"what": label, "part": _part(key)} if label else _title(key)
                its_type = known[key].type if key in known else _ANY
                yield from self.value(key, its_type, old.get(key), new.get(key), its_label)

    def value(self, key: str, its_type: Type, before: Any, after: Any, label: str) -> Iterator[Row]:
        """Yield the rows of one key; None is a key that is not there."""
        there = [value for value in (before, after) if value is not None]
        if all(isinstance(value, dict) for value in there):
            yield from self.record(its_type if isinstance(its_type, Record) else None, before, after, label)
        elif all(isinstance(value, list) for value in there):
            item = its_type.item if isinstance(its_type, ListOf) else _ANY
            yield from self._list(key, item, before, after, label)
        else:
            yield _row(label, *(None if v is None else self._words(key, its_type, v) for v in (before, after)))

    def _words(self, key: str, its_type: Type, value: Any) -> list[_Token]:
        """Return the words of one value. A value of the wrong form is shown with all its words."""
        if not isinstance(value, str):
            return _tokens(" ".join(_strings(value)))
        if isinstance(its_type, Choice):
            labels = dict(zip(its_type.values, its_type.labels or its_type.values, strict=True))
            reason = {"strength": "strength", "relation": "use"}.get(key, "")
            return [_whole(labels.get(value, value), value, reason)]
        if isinstance(its_type, Name):
            return [_whole(self._name(its_type, value), value)]
        if isinstance(its_type, Date) or (isinstance(its_type, Text) and its_type.pattern == FILE_NAME):
            return [_whole(value)]
        if key in {"translated_from", "url"}:
            return [_whole(value)]
        return _tokens(value)

    def _name(self, its_type: Name, value: str) -> str:
        """Return what people call a thing, with its id, since two things may have one name."""
        found = self._name_of(its_type.to, its_type.prefix + value)
        return value if found in {value, its_type.prefix + value} else f"{found} ({value})"

    def _list(self, key: str, item: Type, before: list | None, after: list | None, label: str) -> Iterator[Row]:
        old, new = before or [], after or []
        if isinstance(item, Choice | Name) and all(isinstance(value, str) for value in (*old, *new)):
            sides = ([self._words("", item, v)[0] for v in side] or None for side in (old, new))
            yield _row(label, *sides)
        elif isinstance(item, Record) and all(isinstance(value, dict) for value in (*old, *new)):
            yield from self._records(key, item, old, new, label)
        else:
            aligned = _align(*([_item(" ".join(_strings(value))) for value in side] for side in (old, new)))
            for i, j, is_moved in aligned:
                labels = [None if n is None else f"{label}, {n + 1}" for n in (i, j)]
                sides = (None if n is None else self._words(key, item, side[n]) for n, side in ((i, old), (j, new)))
                yield _row(labels[1] or labels[0], *sides, is_moved=is_moved, was=labels[0] or "")

    def _records(self, key: str, schema: Record, old: list[dict], new: list[dict], label: str) -> Iterator[Row]:
        sides = [[_record_item(schema, value) for value in side] for side in (old, new)]
        for i, j, is_moved in _align(*sides):
            values = [None if n is None else side[n] for n, side in ((i, old), (j, new))]
            titles = [
                None if value is None else self._title_of(schema, value, label, n)
                for n, value in zip((i, j), values, strict=True)
            ]
            title = titles[1] or titles[0]
            if _is_chance(schema):
                words = (None if value is None else self._chance(schema, value) for value in values)
                yield _row(title, *words, is_moved=is_moved, was=titles[0] or "")
                continue
            if is_moved:
                places = (_tokens(_("Place %(number)s") % {"number": n + 1}) for n in (i, j))
                yield Row(title, "moved", *(_spans(place, {0, 1}, "", 0) for place in places))
            yield from self.record(schema, *_without_title(schema, values), title)

    def _title_of(self, schema: Record, value: dict, label: str, index: int) -> str:
        """Return what one record of a list is called."""
        if _is_link(schema):
            slug, its_type = " ".join(_strings(value.get("condition"))), schema.keys["condition"].type
            name = self._name_of(its_type.to, its_type.prefix + slug)
            if name in {slug, its_type.prefix + slug}:
                name = capfirst(slug.replace("-", " "))
            words = self._words("relation", schema.keys["relation"].type, value.get("relation", "?"))
            return f"{name} ({' '.join(word.text for word in words)})"
        if "name" in schema.keys and isinstance(value.get("name"), str):
            return _("%(what)s, “%(name)s”") % {"what": label, "name": value["name"]}
        return f"{label} {index + 1}" if _is_chance(schema) else f"{label}, {index + 1}"

    def _chance(self, schema: Record, value: dict) -> list[_Token]:
        """Return a chance as the sentence that it is printed as, with all else that it says behind it."""
        said = {key: " ".join(_strings(inner)) for key, inner in value.items() if key != "source"}
        sentence = _("%(count)s in %(of)s people %(outcome)s") % {
            key: said.pop(key, "?") for key in ("count", "of", "outcome")
        }
        if "when" in said:
            sentence += f", {said.pop('when')}"
        words = _tokens("; ".join([sentence, *(f"{_part(key)} {inner}" for key, inner in said.items())]))
        if "source" in value:
            name = self._words("source", schema.keys["source"].type, value["source"])
            words += [_whole(_("; source:"), behind=" "), *name]
        return words


# The body

_ITEM = re.compile(r"^(?P<indent> *)(?P<marker>[-*+]|\d{1,9}[.)]) +(?P<text>\S.*)$")
_HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<text>\S.*)$")
_RULER = re.compile(r"^\|?[ :|-]*-[ :|-]*$")
_CONTAINERS = {
    "emergency": gettext_lazy("emergency card"),
    "call-today": gettext_lazy("“call us today” card"),
    "ask": gettext_lazy("“ask at your next visit” card"),
    "do": gettext_lazy("list of what to do"),
    "dont": gettext_lazy("list of what not to do"),
    "details": gettext_lazy("part that opens on a tap"),
}
_FORMS = {
    "heading": gettext_lazy("heading"),
    "paragraph": gettext_lazy("paragraph"),
    "item": gettext_lazy("list item"),
    "step": gettext_lazy("numbered item"),
    "card": gettext_lazy("headline"),
    "details": gettext_lazy("headline"),
    "snippet": gettext_lazy("shared text"),
    "table": gettext_lazy("table row"),
    "block": gettext_lazy("block"),
}


@dataclass(frozen=True)
class _Block:
    """A piece of the body. section: the heading that it stands under. inside: the block around it. id: a heading's."""

    text: str
    form: str
    section: str = ""
    inside: str = ""
    id: str = ""

    @property
    def label(self) -> str:
        """What it is and where it stands."""
        inner = f"{_CONTAINERS[self.inside]}, {_forms(self.form)}" if self.inside else _forms(self.form)
        return _("%(what)s: %(part)s") % {"what": self.section, "part": inner} if self.section else capfirst(inner)

    @property
    def item(self) -> _Item:
        """What it is aligned by. A card stays the card of its place, whatever its level; a heading keeps its id."""
        identity = ("card", self.section, self.inside) if self.form == "card" else self.id
        item = _item(self.text, identity=identity, form=self.form.split()[0])
        return replace(item, key=(self.text, self.inside)) if self.form == "card" else item

    @property
    def place(self) -> str:
        """What a reader sees of it besides its words."""
        parts = (str(_CONTAINERS.get(self.inside, "")), _forms(self.form), f"#{self.id}" if self.id else "")
        return ", ".join(part for part in parts if part)

    def tokens(self) -> list[_Token]:
        """Its words; of a card first its level."""
        if self.form == "card":
            return [
                _whole(f"{capfirst(str(_CONTAINERS[self.inside]))}:", self.inside, "warning", " "),
                *_tokens(self.text),
            ]
        if self.form == "snippet":
            # On many pages the warnings are in a snippet.
            reason = "warning" if self.section == _section_name("", "when-to-get-help") else ""
            return [_whole(self.text, self.text, reason)]
        return _tokens(self.text)


def _forms(form: str) -> str:
    name, _space, number = form.partition(" ")
    return f"{_FORMS[name]} ({_('level %(number)s') % {'number': number}})" if number else str(_FORMS[name])


def _section_name(text: str, identifier: str) -> str:
    """Return a short name for a section: the fixed ids are words, and shorter than the headings."""
    name = capfirst(identifier.replace("-", " ")) if identifier else text
    return name if len(name) <= 60 else f"{name[:59]}…"


def _blocks(body: str) -> list[_Block]:
    """Split a body into headings, paragraphs, list items, headlines of cards and table rows."""
    found: list[_Block] = []
    section, inside = "", ""
    open_lines: list[str] = []
    open_form = "paragraph"

    def close() -> None:
        if open_lines:
            found.append(_Block(" ".join(" ".join(open_lines).split()), open_form, section, inside))
            open_lines.clear()

    for line in body.split("\n"):
        opening, heading, item = blocks.OPENING.match(line), _HEADING.match(line), _ITEM.match(line.expandtabs(4))
        if opening or heading or item or not line.strip() or line.startswith(("///", "|")):
            close()
        if opening:
            name, argument = opening["name"], opening["argument"] or ""
            if name in blocks.CARE_LEVELS:
                inside = name
                found.append(_Block(argument or blocks.care_title(name), "card", section, inside))
            elif name in _CONTAINERS:
                inside = name
                if argument:
                    found.append(_Block(argument, "details", section))
            elif name == "snippet":
                found.append(_Block(argument, "snippet", section))
            else:
                found.append(_Block(line, "block", section))
        elif line == blocks.CLOSING:
            inside = ""
        elif line.startswith("///"):
            found.append(_Block(line, "block", section))
        elif heading:
            text, identifier = headings.EXPLICIT.sub("", heading["text"]), headings.EXPLICIT.search(heading["text"])
            fixed = identifier["id"] if identifier else ""
            section = _section_name(text, fixed)
            found.append(_Block(text, f"heading {len(heading['marks'])}", section, "", fixed))
        elif line.startswith("|"):
            if not _RULER.match(line):
                found.append(_Block(" ".join(line.strip(" |").split()), "table", section, inside))
        elif item:
            depth = len(item["indent"]) // 4 + 1
            open_form = ("item" if item["marker"] in "-*+" else "step") + (f" {depth}" if depth > 1 else "")
            open_lines.append(item["text"])
        elif line.strip():
            open_form = open_form if open_lines else "paragraph"
            open_lines.append(line)
    close()
    return found


def _body_rows(before: list[_Block], after: list[_Block]) -> Iterator[Row]:
    labels_of: dict[tuple[str, ...], str] = {}  # a translation takes longer than all the rest

    def label_of(block: _Block) -> str:
        key = (block.section, block.inside, block.form)
        if key not in labels_of:
            labels_of[key] = block.label
        return labels_of[key]

    for i, j, is_moved in _align([block.item for block in before], [block.item for block in after]):
        old, new = None if i is None else before[i], None if j is None else after[j]
        labels = [None if block is None else label_of(block) for block in (old, new)]
        sides = [None if block is None else block.tokens() for block in (old, new)]
        reason = _place_reason(old, new)
        if reason is not None:
            for block, side in ((old, sides[0]), (new, sides[1])):
                if block is not None:
                    side.insert(0, _whole(f"{capfirst(block.place)}:", block.place, reason, " "))
        yield _row(labels[1] or labels[0], *sides, is_moved=is_moved, was=labels[0] or "")


def _place_reason(old: _Block | None, new: _Block | None) -> str | None:
    """Return whether a block's place must be said, and why: "" without alarm; None where it need not be said.

    The level of a warning is the card that it stands in.
    """
    both = [block for block in (old, new) if block is not None]
    inside = {block.inside for block in both}
    if any(block.form == "card" for block in both) or (
        len(both) == 2 and (old.inside, old.form, old.id) == (new.inside, new.form, new.id)
    ):
        return None
    if inside & set(blocks.CARE_LEVELS) and (len(both) == 1 or len(inside) == 2):
        return "warning"
    if len(both) == 1:
        return None
    return "negation" if "dont" in inside and len(inside) == 2 else ""


# Texts that cannot be read


def _line_rows(before: str, after: str) -> Iterator[Row]:
    """Compare line by line, spaces and empty lines too."""
    old, new = (text.split("\n") if text else [] for text in (before, after))
    for i, j, is_moved in _align([_item(line) for line in old], [_item(line) for line in new]):
        labels = [None if n is None else _("Line %(number)s") % {"number": n + 1} for n in (i, j)]
        sides = (None if n is None else _line_tokens(lines[n]) for n, lines in ((i, old), (j, new)))
        yield _row(labels[1] or labels[0], *sides, is_moved=is_moved, was=labels[0] or "")


def _line_tokens(line: str) -> list[_Token]:
    """Return the words of a line, with every space but a single one between two words as a sign that can be seen."""
    found: list[_Token] = []
    for part in re.split(r"(^\s+|\s+$|[^\S ]+|\s{2,})", line):
        if part.isspace():
            found.append(_Token("␣" * len(part), part, behind=""))
        else:
            words = _tokens(part)
            found += [replace(word, key=word.key + word.behind) for word in words]
    return found or [_whole(_("(empty line)"), "")]
