"""Terms: a hard word, the other names that patients meet it under, and what it means in plain words."""

from django.utils.translation import gettext_lazy as _

from publishing.life.models import Page


class Term(Page):
    """One entry of the glossary. It has no page of its own: its title is the word, its summary what the word means."""

    class Meta:
        verbose_name = _("explained word")
        verbose_name_plural = _("glossary")
