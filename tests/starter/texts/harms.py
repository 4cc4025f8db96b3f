"""Harms that several pages name, each with its one wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Harm:
    """What is named (a pattern), where a page speaks of it as a harm (a pattern of places), and how it is said (patterns,
    any one of them in the same piece)."""

    name: str
    named: str
    said: tuple[str, ...]
    where: str = r"risk|harm|side_effects|grave_harm|key_points|Risks"

    def faults(self, place: str, text: str) -> Iterator[str]:
        """Yield a fault where a piece of text names the harm in other words."""
        is_named = re.search(self.where, place) and re.search(self.named, text, re.IGNORECASE)
        if is_named and not any(wording in text for wording in self.said):
            yield f"{self.name}: say {self.said[0]!r}"


HARMS = (
    Harm(
        "harm to the spinal cord or brain",
        r"paraly[sz]|\bstroke, (?:loss|par)",
        ("troke, paralysis and death are reported seldom; the exact rate is not known", "troke, loss of sight, paralysis and death", "tiny rate"),
    ),
    Harm("joint infection after an injection", r"joint infection|infection (?:in|of) the joint", ("about 1 in 1,000 injections", "1 in 1,000 injections")),
    Harm("anti-inflammatory pills", r"heart attack", ("Heart attack or stroke, even in the first weeks", "heart attack or stroke, even in the first weeks")),
    Harm("cement in the spinal canal", r"cement .*canal", ("26 of 3,175 people",)),
    Harm("cement in the lungs", r"cement .*lung", ("19 in 1,000 people",)),
    Harm("a collapsed lung", r"collapsed lung|lung collapse|punctur\w+ .*lung", ("a needle near the ribs can let a lung collapse, which is reported seldom", "A needle near the ribs can let a lung collapse, which is reported seldom")),
    Harm("headache from the nerve sac", r"headache from a prick|\bdural\b", ("in fewer than 1 in 100 people, by one hospital's count", "About 5 in 1,000 people, in one hospital's leaflet")),
    Harm("infection or bleeding near the spine", r"bleeding near the spine", ("nfection or bleeding near the spine,",)),
    Harm("skin over the injection", r"skin .*(?:pale|lighter|thin)|(?:pale|lighter) skin", ("skin may turn paler or thinner at the spot",)),
)  # fmt: skip
