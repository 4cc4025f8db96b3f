"""Kinds of procedure, as a patient would sort them, and how a procedure relates to a condition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.text.ratings import HELPING

#: The name of the second page of a procedure, behind its address.
EVIDENCE = "evidence"
#: The name of its dated plan, behind its address, and of the page on which a reader chooses one.
DAY_PLAN = "day-plan"
#: The name of the page with some of them side by side, what of its address names them, and how many it shows at most.
COMPARE, COMPARED, MOST_COMPARED = "compare", "with", 3


class ProcedureType(models.TextChoices):
    INJECTION = "injection", _("Injections")
    NERVE_BLOCK = "nerve-block", _("Nerve blocks")
    NERVE_TREATMENT = "nerve-treatment", _("Nerve treatments")
    STIMULATOR_OR_PUMP = "stimulator-or-pump", _("Stimulators and pumps")
    BONE_AND_SPINE = "bone-and-spine", _("Bone and spine procedures")
    MOVEMENT_AND_HANDS_ON = "movement-and-hands-on", _("Movement and hands-on care")
    MEDICINE = "medicine", _("Medicines")
    MIND_AND_BODY = "mind-and-body", _("Mind and body")
    TEST = "test", _("Tests")


#: Procedures in which a needle brings medicine to one place.
NEEDLES = frozenset({ProcedureType.INJECTION, ProcedureType.NERVE_BLOCK, ProcedureType.NERVE_TREATMENT})
#: Procedures that open the skin: what is missed before or after one can cost a nerve or a life.
INVASIVE = NEEDLES | {ProcedureType.STIMULATOR_OR_PUMP, ProcedureType.BONE_AND_SPINE}


class Relation(models.TextChoices):
    """Only `treats` counts as a condition that a procedure treats."""

    TREATS = "treats", _("used to treat")
    DIAGNOSES = "diagnoses", _("used to find the cause")
    GUIDES = "guides", _("used to guide another treatment")
    NOT_FOR = "not-for", _("not used for")


#: The relations of a test: they say how well it tells, and not whether it helps.
FINDING = (Relation.DIAGNOSES, Relation.GUIDES)


class Place(models.TextChoices):
    """Under which heading a link stands, on both of its pages. A place says what the rating says."""

    TREATS = "treats", _("Conditions it treats")
    IN_DOUBT = "in-doubt", _("Used for, in doubt")
    FINDS = "finds", _("Helps to find or to guide")
    NOT_FOR = "not-for", _("Not used for")


def place_of(relation: str, effect: str) -> Place:
    """Return where a link stands: nothing that does not help is listed under what it treats."""
    if relation == Relation.NOT_FOR:
        return Place.NOT_FOR
    if relation in FINDING:
        return Place.FINDS
    return Place.TREATS if effect in HELPING else Place.IN_DOUBT
