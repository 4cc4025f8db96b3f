"""The clinic's own words, where the admin overrides the settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClinicProfile(models.Model):
    """One row. An empty field means: as in the settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("clinic name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    emergency_number = models.CharField(_("emergency number"), max_length=20, blank=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    hours = models.TextField(_("opening hours"), max_length=500, blank=True)
    booking = models.TextField(_("how to book"), max_length=500, blank=True)
    email = models.EmailField(_("mail address"), blank=True)

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinic")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_clinic_profile")]

    def __str__(self) -> str:
        return self.name or "-"
