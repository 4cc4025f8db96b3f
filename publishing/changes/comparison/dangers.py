"""Words that a clinician must look at where they changed, and what is said of them. Knows words, not where they stand.

These lists are short on purpose, unlike the long ones of `changes.minor`: an alarm at every "after" or "back" would
hide the one at the dose, while there a word too many only asks a clinician. They have Spanish, unlike those.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext_lazy

DOSE = r"mg|mcg|[µμ]g|g|kg|ml|cl|dl|l|cc|iu|mmol|meq|mg/dl"
DOSE_WORD = (
    r"units?|tablets?|pills?|capsules?|drops?|puffs?|patch(?:es)?|doses?|tabletas?|pastillas?|comprimidos?|dosis"
)
_WORDS = {
    "dose": f"mg mcg ml mmol dosage dosages {DOSE_WORD}",
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
REASONS = {
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


@lru_cache(maxsize=4096)
def word_danger(word: str) -> str:
    """Return why a word is dangerous, a key of `REASONS`; empty where it is not."""
    if any(character.isdigit() for character in word):
        return "number"
    parts = (word, *word.split("-"))
    return next(
        (reason for reason, pattern in _WORD_PATTERNS.items() if any(pattern.fullmatch(part) for part in parts)), ""
    )
