"""How strong the evidence is, in words. The same scale wherever a benefit is stated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Strength(models.TextChoices):
    """From what a guideline or review says; where they differ, the cautious reading."""

    STRONG = "strong", _("Strong evidence")
    MODERATE = "moderate", _("Moderate evidence")
    LIMITED = "limited", _("Limited evidence")
    INSUFFICIENT = "insufficient", _("Too little evidence to judge")
    AGAINST = "against", _("Evidence or guidelines advise against it")

    @property
    def steps(self) -> int:
        """How many of the scale's four marks are filled: 0 where the evidence speaks against it."""
        return {"strong": 4, "moderate": 3, "limited": 2, "insufficient": 1, "against": 0}[self.value]
