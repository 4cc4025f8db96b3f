"""Harms that several pages name, each with its one wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Where a page speaks of harms: keys of the front matter, and a section.
_WHERE = re.compile(r"risk|harm|side_effects|key_points|Risks")


@dataclass(frozen=True)
class Harm:
    """What is named (a pattern), and how it is said: any one of these wordings, however it begins."""

    name: str
    named: str
    said: tuple[str, ...]

    def faults(self, place: str, text: str) -> Iterator[str]:
        """Yield a fault where a piece of text names the harm in other words."""
        text = text.replace("**", "")
        is_named = _WHERE.search(place) and re.search(self.named, text, re.IGNORECASE)
        if is_named and not any(wording[1:] in text for wording in self.said):
            yield f"{self.name}: say {self.said[0]!r}"


HARMS = (
    Harm(
        "harm to the spinal cord or brain",
        r"paraly[sz]|\bstroke, (?:loss|par)",
        (
            "Stroke, paralysis and death are reported seldom; the exact rate is not known",
            "Stroke, loss of sight, paralysis and death",
        ),
    ),
    Harm(
        "joint infection",
        r"joint infection|infection (?:in|of) (?:the|a) joint",
        ("A joint infection follows about 1 in 1,000 injections",),
    ),
    Harm("anti-inflammatory pills", "heart attack", ("Heart attack or stroke, even in the first weeks",)),
    Harm("cement in the spinal canal", "cement .*canal", ("26 of 3,175 people",)),
    Harm("cement in the lungs", "cement .*lung", ("19 in 1,000 people",)),
    Harm(
        "a collapsed lung",
        r"collapsed lung|lung collapse|punctur\w+ .*lung",
        ("A needle near the ribs can let a lung collapse, which is reported seldom",),
    ),
    Harm(
        "headache from the nerve sac",
        r"headache from a prick|\bdural\b",
        ("in fewer than 1 in 100 people, by one hospital's count",),
    ),
    Harm(
        "infection, bleeding or nerve injury",
        r"bleeding near the spine|^Infection, bleeding (?:or|and) nerve injury|- Infection, bleeding or nerve injury",
        (
            "Infection, bleeding or nerve injury, reported seldom, needs care at once; the exact rate is not known",
            "Infection, bleeding and nerve injury can happen. Ask your surgeon how often",
        ),
    ),
    Harm(
        "skin over the injection",
        "skin .*(?:pale|lighter|thin)|(?:pale|lighter) skin",
        ("The skin may turn paler or thinner at the spot",),
    ),
)
