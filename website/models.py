"""The pages that a clinic puts about itself: how we write, privacy, contact and the like."""

from django.utils.translation import gettext_lazy as _

from publishing.life.models import Page


class AboutPage(Page):
    """A trust or contact page."""

    class Meta:
        verbose_name = _("page about us")
        verbose_name_plural = _("pages about us")
