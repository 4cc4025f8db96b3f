"""The page: one table for every kind. The row is what is live; a draft is a revision and never touches it."""

import datetime
from functools import cache
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from publishing.changes.words.ordinary import LONGEST
from publishing.life.models.library import Contributor, Source
from publishing.life.states import OPEN, PageStatus
from publishing.text import kinds
from publishing.text.binding import Picture
from publishing.text.offered import Offered


class Encoder(DjangoJSONEncoder):
    """JSON with every letter as it is: half of what escapes would take, and read twice as fast."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


#: The columns with a page's text and what it became. A list needs none of them.
TEXTS = ("data", "body", "html", "stencil", "passages")


def texts_of(relation: str) -> list[str]:
    """Return the names of these columns of a page that is fetched along, for `defer`."""
    return [f"{relation}__{column}" for column in TEXTS]


class PageQuerySet(models.QuerySet):
    """The one gate between what exists and what the public may see."""

    def published(self) -> Self:
        """Pages that are live and have an address."""
        return self.filter(status=PageStatus.LIVE, kind__in=kinds.public_names())

    def live(self) -> Self:
        """Pages that the public reads, at an address or on other pages."""
        return self.filter(status=PageStatus.LIVE)

    def kept(self) -> Self:
        """Pages but those that were thrown away before the public saw them: never public, and without a draft."""
        texts: Any = self.model._meta.get_field("revisions").related_model  # it names this module
        drafts = texts._default_manager.filter(page=OuterRef("pk"), state__in=OPEN)
        return self.filter(~Q(status=PageStatus.NEVER_PUBLIC) | Exists(drafts))

    def in_role(self, role: str) -> Self:
        """Pages that the site uses for something. Of those that are live there is one in a language at most."""
        return self.filter(role=role)

    def in_language(self, language: str) -> Self:
        """Pages of one language."""
        return self.filter(language=language)

    def titles(self, *more: str) -> Self:
        """Ask for what a list prints of a page, and nothing of its text. more: columns of its own."""
        return self.only("kind", "language", "slug", "title", "also_called", "summary", "status", "offered", *more)

    def as_read(self, *but: str) -> Self:
        """Ask for what a page prints of itself, and not for what only staff look at. but: columns that it need not."""
        kept_by_staff = ("data", "body", "passages", "owner", "deputy", "translation_of", "left_at", "is_own")
        return self.defer(
            *but, *kept_by_staff, "withdrawn_at", "withdrawal_due_at", "withdrawal_by", "withdrawal_note", "instead"
        )

    def without_texts(self) -> Self:
        """Ask for everything but the texts and what they became."""
        return self.defer(*TEXTS)

    def hold(self, *ids: int) -> None:
        """Hold the rows of pages until the transaction ends. Read them afterwards: what is read in waiting is old.

        They are held without their keys, so that two drafts that name each other's page do not wait for each other. A
        publication takes its page's key as well; whoever publishes several holds all of them first.
        """
        list(self.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))

    def offerable(self) -> Self:
        """Pages of which the clinic may say whether it does what they are about. Translations follow their original."""
        return self.filter(kind__in=kinds.offered_names(), translation_of=None)

    def due_for_withdrawal(self, at: datetime.datetime) -> Self:
        """Live pages whose planned withdrawal has come."""
        return self.filter(status=PageStatus.LIVE, withdrawal_due_at__lte=at)

    def due_for_review(self, on: datetime.date) -> Self:
        """Live pages whose review is due on a day, or was before it."""
        return self.published().filter(review_due_on__lte=on)


class Page(models.Model):
    """What is public at an address, as its last published revision said it. Before that it has the title of its draft.

    `data` is the manuscript's front matter, `html` the same rendered, with its sections and with marks for what only
    the moment of reading can say; both are written by a publication and only read by a view. `stencil` is the main part
    of the page made of that, `passages` is what a search reads of it. `rendered_with` says by which renderer.
    """

    kind = models.CharField(max_length=20, editable=False)
    language = models.CharField(max_length=8, default=settings.LANGUAGE_CODE)
    slug = models.SlugField(max_length=80)
    translation_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="translations"
    )
    status = models.CharField(max_length=12, choices=PageStatus.choices, default=PageStatus.NEVER_PUBLIC)

    role = models.CharField(max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=70, blank=True)
    also_called = models.JSONField(default=list, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    data = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True)
    html = models.JSONField(default=dict, blank=True, encoder=Encoder)
    stencil = models.JSONField(default=dict, blank=True, encoder=Encoder)
    passages = models.JSONField(default=list, blank=True, encoder=Encoder)

    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_pages",
    )
    review_due_on = models.DateField(null=True, blank=True)
    live_revision = models.OneToOneField(
        "publishing.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="live_page"
    )
    authors = models.ManyToManyField(Contributor, related_name="pages", blank=True)
    owner = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_pages")
    deputy = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, null=True, blank=True, related_name="deputized_pages"
    )
    related = models.ManyToManyField("self", symmetrical=False, related_name="related_from", blank=True)

    withdrawal_due_at = models.DateTimeField(null=True, blank=True)
    withdrawal_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_note = models.CharField(max_length=2000, blank=True)
    # What a reader of a withdrawn page, or of one that will be, is offered instead of it.
    instead = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # What the clinic says of itself (`actions.say_offered`), and no text does; a translation has what its original has.
    offered = models.CharField(_("done here"), max_length=12, choices=Offered.choices, blank=True)

    # What the library had for it: the SHA-256 of the file last met; since when there is none; whether the page is the
    # clinic's own whatever the library says, as staff or the clinic's own library have said.
    loaded_sha256 = models.CharField(max_length=64, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    is_own = models.BooleanField(default=False)
    rendered_with = models.CharField(max_length=64, blank=True)

    objects = PageQuerySet.as_manager()

    #: The names that a text which is stored nowhere calls related; None where those of the row stand.
    related_names: list[str] | None = None
    #: The small picture that stands for the page, where `public.plates` has put one on it.
    plate: Picture | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "slug"], name="one_page_per_address"),
            models.CheckConstraint(
                condition=Q(reviewed_on__isnull=True, reviewed_by__isnull=True)
                | Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
                name="a_review_has_a_day_and_a_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=PageStatus.NEVER_PUBLIC,
                    published_at__isnull=True,
                    live_revision__isnull=True,
                    withdrawn_at__isnull=True,
                )
                | Q(
                    status=PageStatus.LIVE,
                    published_at__isnull=False,
                    live_revision__isnull=False,
                    withdrawn_at__isnull=True,
                )
                | Q(
                    status=PageStatus.WITHDRAWN,
                    published_at__isnull=False,
                    live_revision__isnull=False,
                    withdrawn_at__isnull=False,
                ),
                name="a_page_is_never_public_live_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_due_at__isnull=True, withdrawal_by__isnull=True, withdrawal_note="")
                | (
                    Q(withdrawal_due_at__isnull=False, withdrawal_by__isnull=False, status=PageStatus.LIVE)
                    & ~Q(withdrawal_note="")
                ),
                name="a_planned_withdrawal_is_whole",
            ),
            models.UniqueConstraint(
                fields=["role", "language"],
                condition=Q(status=PageStatus.LIVE) & ~Q(role=""),
                name="one_live_page_per_role",
            ),
            models.CheckConstraint(
                condition=Q(instead__isnull=True)
                | (
                    ~Q(instead=F("id"))
                    & (Q(status=PageStatus.WITHDRAWN) | Q(status=PageStatus.LIVE, withdrawal_due_at__isnull=False))
                ),
                name="another_page_stands_for_what_goes",
            ),
            models.CheckConstraint(condition=~Q(translation_of=F("id")), name="a_page_does_not_translate_itself"),
        ]
        indexes = [
            models.Index(fields=["kind", "language", "status"], name="page_list"),
            models.Index(
                fields=["withdrawal_due_at"], condition=Q(withdrawal_due_at__isnull=False), name="page_withdrawal_due"
            ),
            models.Index(fields=["review_due_on"], condition=Q(review_due_on__isnull=False), name="page_review_due"),
            models.Index(fields=["rendered_with", "status"], name="page_rendered_with"),
            # Read whole whenever something was published: an index of the search compares it with what it has.
            models.Index(fields=["status", "kind", "live_revision", "rendered_with"], name="page_as_searched"),
            # Read whole by every start: behind the texts of ten thousand rows it would take more than a second.
            models.Index(
                fields=["language", "kind", "slug", "status", "loaded_sha256", "is_own", "left_at", "id"],
                name="page_as_loaded",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind}/{self.slug}"

    def get_absolute_url(self) -> str:
        """The page's address in its own language, without the host."""
        return public_address(self.kind, self.language, self.slug)

    @property
    def public_url(self) -> str:
        """Where the public opens the page; empty where it cannot."""
        is_open = self.status == PageStatus.LIVE and kinds.get(self.kind).has_address
        return self.get_absolute_url() if is_open else ""

    @property
    def address(self) -> str:
        """The name by which manuscripts refer to the page."""
        return f"{self.kind}/{self.slug}"

    @property
    def offered_answer(self) -> str:
        """What stands behind the words “Done here”; empty until the clinic has said it."""
        return str(Offered(self.offered).answer) if self.offered else ""

    @property
    def is_done_elsewhere(self) -> bool:
        """Whether the clinic has said that it does not do itself what the page is about."""
        return self.offered in {Offered.REFERRED, Offered.NOT_OFFERED}

    @property
    def is_review_overdue(self) -> bool:
        """Whether the day of the next review has passed."""
        return bool(self.review_due_on and self.review_due_on < timezone.localdate())


def public_address(kind: str, language: str, slug: str) -> str:
    """Return the address of a page, such as /conditions/sciatica/ or /es/conditions/ciatica/, without the host."""
    before, after = _around_slug(kind, language)
    return f"{before}{slug}{after}"


@cache
def _around_slug(kind: str, language: str) -> tuple[str, str]:
    """What stands before and behind the slug. Asked of the URL tree once: a list prints a hundred addresses."""
    with override(language):
        before, _slug, after = reverse(f"{kind}:detail", kwargs={"slug": "SLUG"}).partition("SLUG")
    return before, after


class Snippet(Page):
    """A text used on several pages: revised and approved like a page, without an address of its own."""

    class Meta:
        verbose_name = _("shared text")
        verbose_name_plural = _("shared texts")


class Citation(models.Model):
    """That a page's own text cites a source. Its number on the page is given when the page is put together."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "source"], name="one_citation_per_source")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.source_id}"


class RareWord(models.Model):
    """A word of a page's live text that the dictionary does not have, in lower case (`life.vocabulary`)."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="rare_words")
    word = models.CharField(max_length=LONGEST)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["word", "page"], name="one_row_per_rare_word")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.word}"


class Recall(models.Model):
    """That the library has withdrawn a text for safety. It is urgent for as long as the page is live, unless kept."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="recalls")
    reason = models.TextField(max_length=2000)
    since = models.DateField()
    met_at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page}: {self.reason}"


class FormerAddress(models.Model):
    """Where a page was once public; a visitor who comes there is sent on."""

    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    slug = models.SlugField(max_length=80)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_addresses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language", "slug"], name="one_page_per_former_address")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
