"""Parts of the body and families of conditions, as a patient would name them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyArea(models.TextChoices):
    """Where it hurts. From head to foot, as the list is shown."""

    HEAD = "head", _("Head")
    FACE = "face", _("Face")
    NECK = "neck", _("Neck")
    SHOULDER = "shoulder", _("Shoulder")
    ARM = "arm", _("Arm")
    ELBOW = "elbow", _("Elbow")
    WRIST_AND_HAND = "wrist-and-hand", _("Wrist and hand")
    CHEST = "chest", _("Chest")
    UPPER_BACK = "upper-back", _("Upper back")
    LOWER_BACK = "lower-back", _("Lower back")
    ABDOMEN = "abdomen", _("Belly")
    PELVIS = "pelvis", _("Pelvis")
    BUTTOCKS = "buttocks", _("Buttocks and tailbone")
    HIP = "hip", _("Hip")
    LEG = "leg", _("Leg")
    KNEE = "knee", _("Knee")
    ANKLE_AND_FOOT = "ankle-and-foot", _("Ankle and foot")
    WHOLE_BODY = "whole-body", _("All over the body")


class Category(models.TextChoices):
    """Families of conditions."""

    SPINE = "spine", _("Back, neck and spine")
    JOINTS = "joints", _("Joints")
    MUSCLES_AND_TENDONS = "muscles-and-tendons", _("Muscles and tendons")
    NERVES = "nerves", _("Nerves")
    HEAD_AND_FACE = "head-and-face", _("Head and face")
    WHOLE_BODY = "whole-body", _("Whole body")


#: Where a missed emergency costs a patient's legs, bladder or life: these pages say when to call.
NEED_EMERGENCY_CARD = {Category.SPINE, Category.NERVES, Category.HEAD_AND_FACE}


class Region(models.TextChoices):
    """Where it hurts, as the drawing of the body names it: each region holds one body area or several."""

    HEAD_AND_NECK = "head-and-neck", _("Head and neck")
    SHOULDER_AND_ARM = "shoulder-and-arm", _("Shoulder and arm")
    BACK = "back", _("Back")
    HAND_AND_WRIST = "hand-and-wrist", _("Hand and wrist")
    HIP_AND_PELVIS = "hip-and-pelvis", _("Hip and pelvis")
    LEG_AND_KNEE = "leg-and-knee", _("Leg and knee")

    @property
    def areas(self) -> tuple[BodyArea, ...]:
        """The body areas in it, from head to foot. No area is in two."""
        return _REGIONS[self]


def address_value(area: BodyArea) -> str:
    """Return what a list is narrowed to for an area: the region where it is alone in one, as the choices have it."""
    return next((region.value for region in Region if region.areas == (area,)), area.value)


def areas_of(value: str) -> tuple[BodyArea, ...]:
    """Return the body areas of what an address or a group calls them: a region, an area, or elsewhere.

    Raises ValueError where it is none of them.
    """
    for region, _title, areas in by_region():
        if region == value:
            return areas
    return (BodyArea(value),)


def by_region() -> list[tuple[str, Any, tuple[BodyArea, ...]]]:
    """Return id, name and areas of each region, and of what is in none: elsewhere, and all over the body."""
    inside = {area for region in Region for area in region.areas}
    elsewhere = tuple(area for area in BodyArea if area not in inside and area != BodyArea.WHOLE_BODY)
    return [
        *((region.value, region.label, region.areas) for region in Region),
        ("elsewhere", _("Elsewhere"), elsewhere),
        (BodyArea.WHOLE_BODY.value, BodyArea.WHOLE_BODY.label, (BodyArea.WHOLE_BODY,)),
    ]


_REGIONS = {
    Region.HEAD_AND_NECK: (BodyArea.HEAD, BodyArea.FACE, BodyArea.NECK),
    Region.SHOULDER_AND_ARM: (BodyArea.SHOULDER, BodyArea.ARM, BodyArea.ELBOW),
    Region.BACK: (BodyArea.UPPER_BACK, BodyArea.LOWER_BACK),
    Region.HAND_AND_WRIST: (BodyArea.WRIST_AND_HAND,),
    Region.HIP_AND_PELVIS: (BodyArea.PELVIS, BodyArea.BUTTOCKS, BodyArea.HIP),
    Region.LEG_AND_KNEE: (BodyArea.LEG, BodyArea.KNEE, BodyArea.ANKLE_AND_FOOT),
}
