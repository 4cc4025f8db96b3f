"""Which piece of one version belongs to which of the other, and what moved. Knows likeness, not what is shown."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from publishing.changes.sequences import paired, rising

_ALIKE, _ALIKE_ALONE, _ALIKE_FAR = 0.4, 0.3, 0.6  # the share of words that two texts have in common
_WINDOW = 8  # how many neighbors a text is held against
_MOST_FAR = 4_000  # pairs of what was removed and added, over the whole list


@dataclass(frozen=True)
class Item:
    """One of a list that is aligned with another.

    key: equal for equals. identity: a name that it keeps, or "". is_only_itself: whether it is never like one of
    another identity. form: what it is; those of two forms are less alike. least: how alike those of one are at least.
    """

    key: Hashable
    words: frozenset[str]
    identity: Hashable = ""
    is_only_itself: bool = False
    form: str = ""
    least: float = 0.0


def item_of(text: str, **more: Any) -> Item:
    """Return the item of a text; its words are what it is like others by."""
    return Item(text, frozenset(re.findall(r"\w+", text.lower())), **more)


def _similarity(a: Item, b: Item) -> float:
    """How alike two items are, from 0 to 1."""
    if (a.is_only_itself and b.is_only_itself) or (a.identity and a.identity == b.identity):
        return float(a.identity == b.identity)
    total = len(a.words) + len(b.words)
    ratio = 2 * len(a.words & b.words) / total if total else 0.0
    return max(ratio, min(a.least, b.least)) if a.form == b.form else ratio * 0.7


def align(before: list[Item], after: list[Item]) -> list[tuple[int | None, int | None, bool]]:
    """Return (place before, place after, whether it moved) in the order of a table; None where there is none."""
    partner: dict[int, int] = dict(paired([item.key for item in before], [item.key for item in after]))
    anchors = sorted(partner.items())
    _pair_equals(before, after, partner)
    for near, least in _neighborhoods(before, after, partner, anchors):
        _pair_alike(before, after, partner, near, least)
    free_a, free_b = _free(before, after, partner)
    if len(free_a) * len(free_b) <= _MOST_FAR:
        _pair_alike(before, after, partner, ((i, j) for i in free_a for j in free_b), _ALIKE_FAR)
    return list(_in_table_order(len(before), len(after), partner))


def _neighborhoods(
    before: list[Item], after: list[Item], partner: dict[int, int], anchors: list[tuple[int, int]]
) -> Iterator[tuple[Iterator[tuple[int, int]], float]]:
    """Yield, for each gap between two anchors, the pairs left in it to look at, and how alike they must be."""
    free_a, free_b = _free(before, after, partner)
    left = _by_gap(free_a, _gaps(anchors, len(before), 0))
    right = _by_gap(free_b, _gaps(anchors, len(after), 1))
    for gap, ours in left.items():
        theirs = right[gap]
        yield _near(ours, theirs), _ALIKE_ALONE if len(ours) == len(theirs) == 1 else _ALIKE


def _by_gap(free: list[int], gaps: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place in free:
        found[gaps[place]].append(place)
    return found


def _near(ours: list[int], theirs: list[int]) -> Iterator[tuple[int, int]]:
    """Yield each place with those about as far along on the other side."""
    scale = len(theirs) / len(ours)
    for number, i in enumerate(ours):
        middle = int(number * scale)
        yield from ((i, j) for j in theirs[max(0, middle - _WINDOW) : middle + _WINDOW + 1])


def _free(before: list[Item], after: list[Item], partner: dict[int, int]) -> tuple[list[int], list[int]]:
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


def _pair_equals(before: list[Item], after: list[Item], partner: dict[int, int]) -> None:
    """Pair what is equal but stands elsewhere."""
    free_a, free_b = _free(before, after, partner)
    places: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(free_b):
        places[after[j].key].append(j)
    for i in free_a:
        if places.get(before[i].key):
            partner[i] = places[before[i].key].pop()


def _pair_alike(
    before: list[Item], after: list[Item], partner: dict[int, int], near: Iterator[tuple[int, int]], least: float
) -> None:
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
    unmoved = set(rising(sorted(partner.items())))
    back = {j: i for i, j in partner.items()}
    next_a = 0
    for j in range(length_b):
        i = back.get(j)
        if i is not None and (i, j) in unmoved:
            yield from ((k, None, False) for k in range(next_a, i) if k not in partner)
            next_a = i + 1
        yield i, j, i is not None and (i, j) not in unmoved
    yield from ((k, None, False) for k in range(next_a, length_a) if k not in partner)
