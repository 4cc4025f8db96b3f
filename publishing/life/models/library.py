"""What pages refer to: sources, the people behind the pages, pictures."""

import hashlib
import json
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from publishing.text.manuscripts import picture_file
from publishing.text.records import ContributorKind, InIt, License, SourceKind
from publishing.text.short_names import short_name


class FromLibrary(models.Model):
    """A row that a library may have brought, and that staff may have changed since.

    `loaded_sha256` is the digest of its entry in the library as it was last met, empty where none ever was: a row that
    says something else is the staff's. `offered` is what the library says now where it has changed what staff have
    changed too. `left_at`: since when the library has no such entry any more.
    """

    loaded_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    offered = models.JSONField(null=True, blank=True, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Source(FromLibrary):
    """Where a fact was read. `year` and `url` are empty where nobody saw them on the source itself.

    proposed_by: who suggested it, for as long as nobody with the right to change sources has checked it. No text that
    names it becomes public before that (`actions.proposed`).
    """

    id = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(_("title"), max_length=400)
    publisher = models.CharField(_("publisher"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices)
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def short_name(self) -> str:
        """What people call it in a few letters, such as "AAN 2025"."""
        return short_name(self.pk, self.publisher, self.title, self.year)


class Contributor(FromLibrary):
    """Who wrote, owns or reviewed pages, as the public may know them. Staff who sign in are linked by `user`."""

    id = models.CharField(max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=ContributorKind.choices)
    credentials = models.CharField(_("credentials"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    about = models.CharField(_("about"), max_length=600, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributor"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class StoredPictureQuerySet(models.QuerySet):
    """Pictures, those included that somebody has sent and not said anything of yet."""

    def kept(self) -> Self:
        """What a text may show."""
        return self.filter(is_staged=False)


class StoredPicture(FromLibrary):
    """A picture in the site's storage, under a name made from its bytes, so that it may be cached for ever.

    `name` is the library's name ("drawings/knee.svg"); `file` the stored file that an <img> falls back to;
    `variants` a list of [what for, [[file, width], ...]]: media types that a browser chooses from, best format first,
    and PLATE, a square cut from it. Sizes are CSS pixels.

    What was said of an upload: what it `shows`, for who cannot see it, or that it is only decoration; the words below
    it, who made it, why it may be shown, who is in it; the point that must stay in view, in hundredths of its sides.
    Pages have their own copy of the words: they are reviewed with the text. `is_staged`: sent, and nothing said of it
    yet. `needs_sizes`: the job has its sizes still to make; `sizes_failed_at`: when it could not, last. `removed_at`:
    when it was taken away for good; a stand-in is stored since.
    """

    PLATE = "plate"
    SAID = ("shows", "is_decoration", "caption", "credit", "license", "in_it", "focus_x", "focus_y")

    name = models.CharField(max_length=160, unique=True)
    digest = models.CharField(max_length=64)
    original = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    variants = models.JSONField(default=list, blank=True)

    shows = models.CharField(max_length=300, blank=True)
    is_decoration = models.BooleanField(default=False)
    caption = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=120, blank=True)
    license = models.CharField(max_length=12, choices=License.choices, blank=True)
    in_it = models.CharField(max_length=12, choices=InIt.choices, blank=True)
    focus_x = models.PositiveSmallIntegerField(null=True, blank=True)
    focus_y = models.PositiveSmallIntegerField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staged = models.BooleanField(default=False, editable=False)
    needs_sizes = models.BooleanField(default=False, editable=False)
    sizes_failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StoredPictureQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("picture")

    def __str__(self) -> str:
        """What people call it: what it shows, or else the words of its file's name."""
        return self.shows or capfirst(self.file_in_texts.rpartition(".")[0].replace("-", " "))

    @property
    def said_sha256(self) -> str:
        """The SHA-256 of what was said of it, and of which file: what somebody who changes it had before them."""
        said = [self.digest, *(getattr(self, name) for name in self.SAID)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def file_in_texts(self) -> str:
        """How a text says it: the file of its name, whatever file is stored."""
        return picture_file(self.name)

    @property
    def is_drawing(self) -> bool:
        """Whether it is a drawing of a library, and no photograph."""
        return self.name.endswith(".svg")
