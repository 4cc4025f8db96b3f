"""Kinds of procedure, as a patient would sort them, and how a procedure relates to a condition."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Relation(models.TextChoices):
    """Only `treats` counts as a condition that a procedure treats."""

    TREATS = "treats", _("used to treat")
    DIAGNOSES = "diagnoses", _("used to find the cause")
    GUIDES = "guides", _("used to guide another treatment")
    NOT_FOR = "not-for", _("not used for")
