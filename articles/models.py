"""Articles: background for patients. An article explains conditions and procedures, which it names as related pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.life.models import Page


class Topic(models.TextChoices):
    """What an article is about, in the order in which a new patient would ask."""

    YOUR_TEAM = "your-team", _("Your care team")
    YOUR_VISIT = "your-visit", _("Your visit")
    UNDERSTANDING_PAIN = "understanding-pain", _("Understanding pain")
    TESTS_AND_SAFETY = "tests-and-safety", _("Tests and safety")
    TREATMENT_CHOICES = "treatment-choices", _("Treatment choices")
    LIVING_WITH_PAIN = "living-with-pain", _("Living with pain")


class Role(models.TextChoices):
    """What the site asks an article for, whatever its name is."""

    WARNING_SIGNS = "warning-signs", _("Warning signs: the start page leads to it")


class Article(Page):
    """An article page."""

    topic = models.CharField(max_length=20, choices=Topic.choices, blank=True)

    class Meta:
        verbose_name = _("article")
