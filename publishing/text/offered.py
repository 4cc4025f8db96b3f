"""Whether a clinic does what a page is about: what it may say of itself, in the words that patients read."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Offered(models.TextChoices):
    """What a clinic says. Until it has said anything, nothing is."""

    HERE = "here", _("Done here")
    REFERRED = "referred", _("We refer you for this")
    NOT_OFFERED = "not-offered", _("Not offered here")

    @property
    def answer(self) -> Promise:
        """What stands behind the words “Done here”."""
        return _ANSWERS[self]


_ANSWERS = {
    Offered.HERE: _("Yes"),
    Offered.REFERRED: _("No, we refer you"),
    Offered.NOT_OFFERED: _("Not offered here"),
}
