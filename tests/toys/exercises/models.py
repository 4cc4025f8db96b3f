"""An exercise. Its effort has a column because a list is grouped by it."""

from django.db import models

from publishing.life.models import Page


class Effort(models.TextChoices):
    EASY = "easy", "Easy"
    HARD = "hard", "Hard"


class Exercise(Page):
    """A page about one exercise."""

    effort = models.CharField(max_length=8, choices=Effort.choices, blank=True)

    class Meta:
        verbose_name = "exercise"
