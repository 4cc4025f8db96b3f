"""That a text names something: kept when the text is saved, so that nobody has to search all texts for it."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When

from publishing.life.models.page import Page, texts_of
from publishing.life.models.revision import Revision
from publishing.life.states import OPEN, PageStatus, RevisionState
from publishing.text.naming import Naming


class MentionQuerySet(models.QuerySet):
    """Mentions of texts that somebody reads or still works on."""

    def current(self) -> Self:
        """In a live text or an open draft."""
        return self.filter(self._live() | Q(revision__state__in=OPEN))

    def live(self) -> Self:
        """In a text that the public reads."""
        return self.filter(self._live())

    def of_pictures(self, *names: str) -> Self:
        """Of pictures, by their names; of all where none is named."""
        found = self.filter(what=Naming.PICTURE)
        return found.filter(name__in=names) if names else found

    def sent(self) -> Self:
        """In a draft that waits for a clinician or was approved, or in a text that was public last."""
        waits = (RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED)
        return self.filter(Q(revision__live_page__isnull=False) | Q(revision__state__in=waits))

    def of(self, page: Page) -> Self:
        """In the texts of other pages than the one that is named."""
        return self.filter(target_id=page.pk).exclude(revision__page_id=page.pk)

    def with_texts(self) -> Self:
        """Fetch along the texts, and their pages without what is public of them."""
        return self.select_related("revision__page").defer(*texts_of("revision__page"))

    def with_pages(self) -> Self:
        """Fetch along the texts' revisions and pages, without the texts."""
        return self.with_texts().defer("revision__manuscript")

    def with_texts_of(self, kinds: Collection[str]) -> Self:
        """Fetch along the pages, and as `text` those of some kinds; empty for the others, of which nobody asks."""
        is_asked = When(revision__page__kind__in=kinds, then=F("revision__manuscript"))
        return self.with_pages().annotate(text=Case(is_asked, default=Value("", models.TextField())))

    @staticmethod
    def _live() -> Q:
        return Q(revision__live_page__status=PageStatus.LIVE)


class Mention(models.Model):
    """One thing that a revision's text names, right or wrong.

    what: how it names it. name: a page's ("conditions/sciatica"), a picture's, a contributor's. target: the page that
    the name meant when the text was saved, or that took the name later; it stays when that page moves. language: of
    the page that is named.

    Only the text that was published last and an open draft have mentions.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="mentions")
    what = models.CharField(max_length=12, choices=[(what, what) for what in Naming])
    language = models.CharField(max_length=8)
    name = models.CharField(max_length=160)
    target = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions")

    objects = MentionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name", "language", "what"], name="mention_of")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "what", "language", "name"], name="named_once_in_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.name}"

    @property
    def page(self) -> Page:
        """The page whose text names something."""
        return self.revision.page

    @property
    def is_draft(self) -> bool:
        """Whether the text is an open draft."""
        return self.revision.state in OPEN
