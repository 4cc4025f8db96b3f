"""What somebody typed and did not save, and who writes where at this moment. Neither is a version of a page."""

import hashlib
import json

from django.conf import settings
from django.db import models

from publishing.life.models.page import Page


class KeptText(models.Model):
    """The form of one page as one person left it without saving. Nobody else is ever shown it.

    Each opened form has its own, so that two windows of one person never write over each other. tab: which form that
    is. fields: name -> values, as it would send them. turn: rises with each change
    in that form, so that what arrives late replaces nothing newer. place: the field that was written in last.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)
    turn = models.BigIntegerField(default=0)
    fields = models.JSONField(default=dict)
    place = models.CharField(max_length=120, blank=True)
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["by", "page", "tab"], name="one_kept_text_per_form")]

    def __str__(self) -> str:
        return f"{self.by}: {self.page}"

    @property
    def digest(self) -> str:
        """By what two texts are told apart: the same words have the same one."""
        return hashlib.sha256(json.dumps(self.fields, sort_keys=True).encode()).hexdigest()[:16]


class Writing(models.Model):
    """That somebody writes on a page.

    part: what the part is called. since_at: from when; empty where they have left. seen_at: when their form was last
    heard of. saved_tab: which of their forms was saved last: what comes from it later is old.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=80, blank=True)
    since_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    saved_tab = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["by", "page"], name="one_writing_per_person_and_page")]

    def __str__(self) -> str:
        return f"{self.by}: {self.page}"
