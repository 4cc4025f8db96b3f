"""Conditions: what a patient has. Must not know procedures; it looks up at them through `indications`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conditions.areas import Category
from publishing.life.models import Page


class Condition(Page):
    """A condition page."""

    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    body_areas = models.JSONField(default=list, blank=True)
    symptoms = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("condition")
