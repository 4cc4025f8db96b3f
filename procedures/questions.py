"""The questions of a comparison: those that each text answers for itself, and a condition that several are told of."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.tellings import Telling

#: The question below whose answer the way to all that can go wrong stands.
GRAVE_HARM = "grave_harm"
#: The questions that each text answers for itself, behind the conditions.
QUESTIONS = {
    "involves": gettext_lazy("What it involves"),
    "side_effects": gettext_lazy("Side effects"),
    GRAVE_HARM: gettext_lazy("Serious harm"),
    "recovery": gettext_lazy("Recovery"),
    "duration": gettext_lazy("How long it takes"),
    "hurts": gettext_lazy("How much it hurts"),
    "anesthesia": gettext_lazy("Numbing and sedation"),
    "offered": gettext_lazy("Done here"),
    "reviewed": gettext_lazy("Page reviewed"),
}


class Line(NamedTuple):
    """One question. condition: the id of the one that it is about."""

    title: Any
    key: str = ""
    condition: int = 0


def shared(sides: list[list[Telling]]) -> tuple[list[Line], list[Line]]:
    """Return the conditions that two sides are told of, or more: those for which any is used, then those for which
    none is. sides: what is told of each.
    """
    of: dict[int, list[Telling]] = {}
    for told in sides:
        for one in {one.condition.pk: one for one in reversed(told)}.values():
            of.setdefault(one.condition.pk, []).append(one)
    found = sorted((told for told in of.values() if len(told) > 1), key=_rank)
    used = [_line(told) for told in found if not all(one.is_not_for for one in told)]
    return used, [_line(told) for told in found if all(one.is_not_for for one in told)]


def _rank(told: list[Telling]) -> tuple:
    """Return what sorts the lines of conditions: those for which most are used, then what helps most."""
    used = [one for one in told if not one.is_not_for]
    return -len(used), len(told) - len(used), min(one.order for one in told)


def _line(told: list[Telling]) -> Line:
    condition = told[0].condition
    return Line(_("For %(condition)s") % {"condition": condition.title}, condition=condition.pk)
