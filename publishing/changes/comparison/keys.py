"""What the keys of front matter are called in a comparison. Knows names, not values."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

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


def key_title(key: str) -> str:
    return str(_TITLES.get(key) or capfirst(key.replace("_", " ")))


def key_part(key: str) -> str:
    return str(_PARTS.get(key) or key.replace("_", " "))
