"""What two sequences have in common, in the order of both. Knows that things are equal, not what they are."""

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

_SMALL = 1_000  # pairs that difflib may look at in one go; its time grows with their square


def paired(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
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


def unpaired(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[slice, slice]]:
    """Return the runs of either sequence that stand between what both have in common, those empty on both sides not."""
    pairs = [(-1, -1), *paired(a, b), (len(a), len(b))]
    gaps = [(slice(i + 1, k), slice(j + 1, m)) for (i, j), (k, m) in pairwise(pairs)]
    return [gap for gap in gaps if any(side.start < side.stop for side in gap)]


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable], in_a: range, in_b: range) -> list[tuple[int, int]]:
    """Return the longest row of pairs of what stands once in either range, in the order of both."""
    count_a, count_b = Counter(a[i] for i in in_a), Counter(b[j] for j in in_b)
    place = {b[j]: j for j in in_b if count_b[b[j]] == 1}
    return rising([(i, place[a[i]]) for i in in_a if count_a[a[i]] == 1 and a[i] in place])


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
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
