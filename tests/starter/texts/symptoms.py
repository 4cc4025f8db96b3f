"""Names of symptoms: the same to a patient is the same in words, and one name is one place on the body."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from conditions.areas import by_region

#: Words without which a name means the same.
_SMALL = {"the", "a", "an", "your", "my", "one's", "in", "of", "on", "at", "and", "or"}
_ENDING = re.compile(r"(?<=\w{3})(?:ness|ing|er|ed|es|s)$")
_REGION_OF = {area.value: region for region, _title, areas in by_region() for area in areas}


def meant(name: str) -> frozenset[str]:
    """Return what a name says, whatever the order and the endings of its words."""
    words = re.findall(r"[\w']+", name.lower())
    return frozenset(_ENDING.sub("", word) for word in words if word not in _SMALL)


def faults(symptoms: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield each pair of names that mean the same, and each name with areas in several regions."""
    regions: dict[str, set[str]] = {}
    for symptom in symptoms:
        regions.setdefault(symptom["name"], set()).add(_REGION_OF[symptom["area"]])
    for one, other in combinations(sorted(regions), 2):
        if meant(one) == meant(other):
            yield f"{one!r} and {other!r} mean the same: use one of them"
    for name, found in regions.items():
        if len(found) > 1:
            yield f"{name!r} is in several regions: {', '.join(sorted(found))}"
