"""Warning signs: each has one wording and one level, over the shared cards, the pages and the page of warning signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publishing.text.manuscripts import Manuscript

_CARD = re.compile(r"^/// (emergency|call-today|ask)\b[^\n]*\n(.*?)^///$", re.MULTILINE | re.DOTALL)
EMERGENCY, TODAY = "emergency", "call-today"


@dataclass(frozen=True)
class Sign:
    """What a line of a card speaks of (a pattern), in which card it stands, and what it must then say (a pattern)."""

    name: str
    named: str
    level: str
    said: str


SIGNS = (
    Sign("bladder", r"\burine|bladder", EMERGENCY, r"pass, hold or feel urine|pass or hold urine"),
    Sign("leaking", r"\bleak", EMERGENCY, r"newly leak stool"),
    Sign("numb where you sit", r"genitals|bottom|saddle", EMERGENCY, r"around your genitals or bottom"),
    Sign(
        "a foot that drags", r"\bdrags|\bslaps|drop foot", EMERGENCY, r"newly drags or slaps, or is weak and no doctor"
    ),
    Sign(
        "weak within days",
        r"goes weak|weaker within",
        EMERGENCY,
        r"suddenly goes weak, or numb all over and stays so, or gets weaker within days",
    ),
    Sign("a face that droops", r"droop", EMERGENCY, r"[Ff]ace\*{0,2} droops|drooping face|eyelids droop"),
    Sign("stiff neck", r"stiff neck", EMERGENCY, r"[Ff]ever (?:with|and) a stiff neck"),
    Sign("chest", r"chest pain", EMERGENCY, r"[Cc]hest pain"),
    Sign(
        "breath",
        r"trouble breathing|short of breath|breathing gets",
        EMERGENCY,
        r"trouble breathing|breathing gets hard",
    ),
    Sign(
        "an infected joint",
        r"hot, swollen.*(?:fever,|ill)",
        EMERGENCY,
        r"hot, swollen and very painful, and you have a fever, feel ill, or have weak immunity or an artificial",
    ),
    Sign(
        "a hot joint",
        r"hot, swollen.*no fever",
        TODAY,
        r"hot, swollen and very painful, but you have no fever and feel well",
    ),
    Sign("a tight limb", r"very tight", EMERGENCY, r"very tight and painful, numb, cold or a strange color"),
    Sign(
        "high sugar, and ill",
        r"vomit|breathe fast",
        EMERGENCY,
        r"vomit, have belly pain, breathe fast or get very sleepy, whatever your sugar reads",
    ),
    Sign(
        "high sugar", r"sugar above", TODAY, r"[Ww]ith diabetes, sugar above your agreed number, or, with none agreed"
    ),
    Sign(
        "clumsy hands",
        r"clumsy",
        TODAY,
        r"Your hands have become clumsy, or you are unsteady, stiff in the legs, or falling",
    ),
    Sign("red skin", r"redness, warmth", TODAY, r"More redness, warmth or swelling where the needle or cut was"),
    Sign(
        "headache upright", r"upright|sit or stand", TODAY, r"worse when you are upright|changes when you sit or stand"
    ),
    Sign(
        "jaw and sight",
        r"jaw pain.*sight(?<!normal sight)",
        EMERGENCY,
        r"jaw pain on chewing or a sore temple and any change in sight",
    ),
    Sign("jaw alone", r"[Jj]aw pain.*normal sight", TODAY, r"Jaw pain on chewing or a sore temple, with normal sight"),
    Sign("blood thinner", r"blood thinner", EMERGENCY, r"On a blood thinner, any new pain, numbness or weakness"),
)


def cards(manuscript: Manuscript) -> Iterator[tuple[str, str]]:
    """Yield (level, line) for each line of each card that a manuscript writes itself."""
    for level, inside in _CARD.findall(manuscript.body):
        yield from ((level, line) for line in inside.strip().split("\n") if line.strip())


def faults(manuscript: Manuscript) -> Iterator[str]:
    """Yield each line of a card that has a sign in other words, or at another level."""
    for level, line in cards(manuscript):
        for sign in SIGNS:
            if not re.search(sign.named, line.replace("**", ""), re.IGNORECASE):
                continue
            if not re.search(sign.said, line.replace("**", "")):
                yield f"{sign.name}: {line!r} should say {sign.said!r}"
            if level != sign.level and "call {emergency_number}" not in line:
                yield f"{sign.name}: {line!r} belongs into the card {sign.level!r}"
