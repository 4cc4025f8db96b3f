"""Procedures, and their link to conditions, which carries the evidence."""

import json
from collections.abc import Iterable
from itertools import islice

from django.db import models
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from conditions.models import Condition
from procedures.evidence import TEXTS, in_short, stored
from procedures.types import COMPARED, DAY_PLAN, EVIDENCE, MOST_COMPARED, Place, ProcedureType, Relation, place_of
from publishing.life.models import Page, Source
from publishing.life.models.page import Encoder
from publishing.life.rendering import rendered_now
from publishing.life.states import PageStatus
from publishing.public.rated import Row
from publishing.text.preparing import renderer_version
from publishing.text.prose.headings import is_of_the_frame
from publishing.text.ratings import Certainty, Effect


class Procedure(Page):
    """A procedure, a treatment or a test."""

    type = models.CharField(max_length=24, choices=ProcedureType.choices, blank=True)
    body_areas = models.JSONField(default=list, blank=True)

    #: The link that a list prints, where `rows.put_leading_on` has put one on it.
    leading: "Indication | None" = None

    class Meta:
        verbose_name = _("procedure")

    @property
    def plan_url(self) -> str:
        """Where its day plan is, if it has one."""
        return f"{self.get_absolute_url()}{DAY_PLAN}/"

    def beside(self, others: Iterable["Procedure"]) -> str:
        """Return the address where it stands side by side with others: with as many as are shown there."""
        slugs = list(dict.fromkeys(page.slug for page in (self, *others)))[:MOST_COMPARED]
        return f"{reverse('procedures:compare')}?{COMPARED}={','.join(slugs)}"


class IndicationQuerySet(models.QuerySet):
    """Links, with what one of their ends prints of the other."""

    def published(self):
        """Links of which both ends are public."""
        return self.filter(procedure__status=PageStatus.LIVE, condition__status=PageStatus.LIVE)

    def with_public(self, end: str):
        """Links of a page that is public, whose other end is so, too. end: "condition" or "procedure"."""
        return self.filter(**{f"{end}__status": PageStatus.LIVE})

    def treating(self):
        """Links that say that the condition is treated, whether that is known to help or not."""
        return self.filter(relation=Relation.TREATS)

    def to_conditions(self, *, in_short: bool = False):
        """Fetch along what a procedure prints of each condition. in_short: as its main page does."""
        return self._with_title_of("condition", in_short)

    def from_procedures(self, *, in_short: bool = False):
        """Fetch along what a condition prints of each procedure. in_short: as its main page does."""
        return self._with_title_of("procedure", in_short).order_by("procedure_id", "position")

    def _with_title_of(self, end: str, in_short: bool):
        unread = {"html", "changed_at"} if in_short else {"short_html"}
        own = [field.attname for field in Indication._meta.concrete_fields if field.attname not in unread]
        return self.select_related(end).only(
            *own, *(f"{end}__{name}" for name in ("kind", "language", "slug", "title", "offered"))
        )


#: Links of which there is more to say than a row of a main page says.
IS_DEEP = models.Q(is_disputed=True) | models.Q(has_numbers=True) | models.Q(has_details=True)


class Indication(models.Model):
    """What a procedure is to a condition, and how well that is known. Written by the procedure's manuscript only.

    `html` holds what its pages print, with marks: `evidence.TEXTS`, the procedure's answers to a condition's questions;
    and the ids of its sources by side. `short_html`: what of that a main page may print. `changed_at` is when that, or
    whether the procedure is public, changed last.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="indications")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="indications")
    position = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=12, choices=Relation.choices)
    effect = models.CharField(max_length=16, choices=Effect.choices)
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    is_disputed = models.BooleanField(default=False)
    has_numbers = models.BooleanField(default=False)
    has_details = models.BooleanField(default=False)
    html = models.JSONField(encoder=Encoder)
    short_html = models.JSONField(default=dict, encoder=Encoder)
    rendered_with = models.CharField(max_length=64, blank=True)
    checked_on = models.DateField()
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = IndicationQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "position"], name="indications_are_ordered"),
            models.UniqueConstraint(
                fields=["procedure", "condition", "relation"], name="one_link_per_condition_and_relation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.get_relation_display()} {self.condition}"

    #: What is printed of it; set when a page is put together.
    shown: dict
    #: What the page prints, "number" being the drawing of the first number; set by the view, for no source may get a
    #: number, or a way back, that no reader sees.
    prints: tuple[str, ...] = (*TEXTS, "answers")

    def stored(self) -> dict:
        """The HTML with marks that the page prints, by this renderer, from whichever column was asked for."""
        found = self._stored(short="number" in self.prints or "html" in self.get_deferred_fields())
        return {key: value for key, value in found.items() if key in self.prints}

    def _stored(self, *, short: bool) -> dict:
        if self.rendered_with == renderer_version() or self.procedure.live_revision_id is None:
            return self.short_html if short else self.html
        ready = rendered_now(self.procedure.live_revision_id)
        pairs = zip(ready.data.get("indications", ()), ready.shared.get("indications", ()), strict=False)
        # An older release may have let a text pass that this one cannot read: then as far as it can.
        written, texts = next(islice(pairs, self.position, None), ({}, {}))
        whole = stored(written, texts, ready.shared.get("comparison", {}))
        return in_short(whole) if short else whole

    @property
    def says(self) -> tuple:
        """All that a reader is told by it. Words, not markup: a new release of the software says nothing new."""
        words = strip_tags(json.dumps(self.html, sort_keys=True))
        return (self.relation, self.effect, self.certainty, self.is_disputed, words, self.checked_on)

    @property
    def is_deep(self) -> bool:
        """Whether there is more to say of it than a row of a main page says. `IS_DEEP` asks the database the same."""
        return self.is_disputed or self.has_numbers or self.has_details

    @property
    def place(self) -> Place:
        """Under which heading it stands on both its pages."""
        return place_of(self.relation, self.effect)

    @property
    def treats(self) -> bool:
        """Whether the condition counts as one that the procedure treats."""
        return self.place == Place.TREATS

    @property
    def is_in_doubt(self) -> bool:
        """Whether the procedure is used for the condition, and nobody has shown that it helps."""
        return self.place == Place.IN_DOUBT

    @property
    def is_finding(self) -> bool:
        """Whether the procedure finds the cause, or guides other care."""
        return self.place == Place.FINDS

    @property
    def is_not_for(self) -> bool:
        """Whether it says that the procedure is not used for the condition."""
        return self.place == Place.NOT_FOR

    @property
    def effect_label(self) -> Effect:
        """What it does, with its words and its sign."""
        return Effect(self.effect)

    @property
    def certainty_label(self) -> Certainty:
        """How sure that is, with its words."""
        return Certainty(self.certainty)

    @property
    def as_row(self) -> Row:
        """How its procedure prints it at a glance, once that is put together."""
        verdict, condition = self.shown.get("verdict", ""), self.condition
        url = condition.get_absolute_url()
        return Row(condition.title, url, verdict, self.effect_label, self.certainty_label, self.is_disputed)

    @property
    def evidence_url(self) -> str:
        """Where it stands in full, with both sides."""
        return f"{self.procedure.get_absolute_url()}{EVIDENCE}/#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Its place on that page: the name of the condition where it treats it, if no frame of a page has that."""
        slug = self.condition.slug
        is_plain = self.relation == Relation.TREATS and not is_of_the_frame(slug)
        return slug if is_plain else f"{slug}-{self.relation}"

    @property
    def order(self) -> tuple[int, int]:
        """What sorts links: what helps most first, and of these what is surest."""
        return Effect.values.index(self.effect), Certainty.values.index(self.certainty)


class IndicationCitation(models.Model):
    """That a link cites a source: for the link itself, or for one side of a disagreement."""

    indication = models.ForeignKey(Indication, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="indication_citations")
    side = models.CharField(max_length=10, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["indication", "side", "source"], name="one_source_per_side")]

    def __str__(self) -> str:
        return self.source_id
