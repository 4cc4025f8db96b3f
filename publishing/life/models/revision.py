"""Revisions and events: every version of a page, and everything that was done to it."""

import datetime
import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from publishing.life.models.page import Page, texts_of
from publishing.life.models.record import Record, RecordQuerySet
from publishing.life.states import OPEN, RevisionState, Verb


def approval_digest(kind: str, language: str, slug: str, manuscript: str) -> str:
    """Return the SHA-256 of a text with its address: what an approval is bound to."""
    return hashlib.sha256("\0".join([kind, language, slug, manuscript]).encode()).hexdigest()


class Origin(models.TextChoices):
    STAFF = "staff", _("clinic staff")
    STARTER_LIBRARY = "starter-library", _("starter library")


class RevisionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Revisions that somebody still works on: at most one a page."""
        return self.filter(state__in=OPEN)

    def due(self, at: datetime.datetime) -> Self:
        """Scheduled revisions whose time has come."""
        return self.filter(state=RevisionState.SCHEDULED, scheduled_for__lte=at)

    def without_text(self) -> Self:
        """Ask for everything but the text."""
        return self.defer("manuscript")

    def with_page(self) -> Self:
        """Fetch the page along, without its texts."""
        return self.select_related("page").defer(*texts_of("page"))


def _paired(*names: str) -> Q:
    """All of these columns are set, or none."""
    none, every = Q(), Q()
    for name in names:
        none &= Q(**{f"{name}__isnull": True})
        every &= Q(**{f"{name}__isnull": False})
    return none | every


class Revision(models.Model):
    """One version of a page as text, and how far it got on its way to the public.

    `sha256` is over kind, language, slug and manuscript; an approval is bound to it. `grade` is the reading grade of
    its own words in US school years; it and the text's mentions were read by the code of `read_with`. `writers` is
    everybody who had a hand in the text, also where it was taken up from another (`life.authorship`). `minor_of` is the
    live text that it was a proven minor edit of when it was saved: for lists, since a publication proves it anew.
    `asked` is who was chosen to approve it when it was sent; nobody where the page's own arrangement says who.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    slug = models.SlugField(max_length=80)
    manuscript = models.TextField()
    sha256 = models.CharField(max_length=64)
    grade = models.FloatField(null=True, blank=True)
    read_with = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=RevisionState.choices, default=RevisionState.DRAFT)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.STAFF)
    is_minor = models.BooleanField(default=False)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minor_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_sha256 = models.CharField(max_length=64, null=True, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ()
        permissions = [
            ("write_pages", "May write drafts and submit them for review"),
            ("review_pages", "May approve the texts of others, return them, and confirm reviews"),
            ("publish_pages", "May publish, schedule, withdraw and restore pages"),
        ]
        indexes = [
            models.Index(
                fields=["scheduled_for"], condition=Q(scheduled_for__isnull=False), name="revision_scheduled_for"
            ),
            models.Index(fields=["state"], name="revision_state"),
            models.Index(fields=["grade"], condition=Q(grade__isnull=False), name="revision_grade"),
            models.Index(fields=["read_with"], name="revision_read_with"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="revisions_are_numbered"),
            models.UniqueConstraint(fields=["page"], condition=Q(state__in=OPEN), name="one_open_revision_per_page"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("created_by")) & ~Q(approved_by=F("edited_by"))),
                name="the_approver_is_not_the_author",
            ),
            models.CheckConstraint(
                condition=_paired("approved_by", "approved_at", "approved_sha256"),
                name="an_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_sha256__isnull=True) | Q(approved_sha256=F("sha256")),
                name="an_approval_is_of_this_text",
            ),
            models.CheckConstraint(condition=_paired("published_by", "published_at"), name="a_publication_is_whole"),
            models.CheckConstraint(
                condition=~Q(state__in=[RevisionState.APPROVED, RevisionState.SCHEDULED])
                | Q(approved_by__isnull=False),
                name="approved_means_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=RevisionState.SCHEDULED, scheduled_for__isnull=False)
                | (~Q(state=RevisionState.SCHEDULED) & Q(scheduled_for__isnull=True)),
                name="scheduled_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(approved_by__isnull=False)
                | Q(origin=Origin.STARTER_LIBRARY)
                | Q(is_minor=True),
                name="published_was_approved_or_minor_or_came_along",
            ),
            models.CheckConstraint(
                condition=~Q(state=RevisionState.PUBLISHED) | Q(published_at__isnull=False),
                name="published_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} #{self.number}"


class EventQuerySet(models.QuerySet):
    """Events can be read and added to; many at once cannot be changed or deleted either."""

    update, delete = RecordQuerySet.update, RecordQuerySet.delete

    def with_revisions(self) -> Self:
        """Fetch along who did it and to which version, without its text."""
        return self.select_related("by", "revision").defer("revision__manuscript")

    def with_pages(self) -> Self:
        """Fetch along who did it and to which page, without its texts."""
        return self.select_related("by", "page").defer(*texts_of("page"))


class Event(Record):
    """One thing that was done to a page: by whom, when, why. Append-only: it cannot be changed or deleted."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="events")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True, max_length=2000)
    sha256 = models.CharField(max_length=64, blank=True)
    content_version = models.PositiveBigIntegerField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.page}: {self.get_verb_display()}"
