"""The pages that a clinic puts about itself: how we write, privacy, contact and the like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.life.models import Page


class Role(models.TextChoices):
    """What the site asks one of these pages for, whatever its name is."""

    CONTACT = "contact", _("Contact: it shows how to reach the clinic")
    HOW_WE_WRITE = "how-we-write", _("How we write: every page leads to it")


class AboutPage(Page):
    """A trust or contact page."""

    class Meta:
        verbose_name = _("page about us")
        verbose_name_plural = _("pages about us")
