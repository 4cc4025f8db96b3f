"""Terms: a hard word, the other names that patients meet it under, and what it means in plain words.

Must not know pages: a term names its page by address, which the floors above resolve.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """One entry of the glossary."""

    language = models.CharField(max_length=8, default="en")
    slug = models.SlugField(max_length=80)
    term = models.CharField(_("term"), max_length=80)
    also_called = models.JSONField(_("also called"), default=list, blank=True)
    definition = models.CharField(_("plain definition"), max_length=400)
    page = models.CharField(_("page about it"), max_length=120, blank=True)
    source_ids = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="one_term_per_slug")]

    def __str__(self) -> str:
        return self.term

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling under which a text may use the term."""
        return (self.term, *self.also_called)
