"""Procedures, and their link to conditions, which carries the evidence."""

import json
from itertools import islice

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from conditions.models import Condition
from procedures.evidence import stored
from procedures.types import ProcedureType, Relation
from publishing.life.models import Page, Source
from publishing.life.models.page import Encoder
from publishing.life.rendering import rendered_now
from publishing.life.states import PageStatus
from publishing.text.preparing import renderer_version
from publishing.text.strength import Strength


class Procedure(Page):
    """A procedure, a treatment or a test."""

    type = models.CharField(max_length=24, choices=ProcedureType.choices, blank=True)
    body_areas = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("procedure")


class IndicationQuerySet(models.QuerySet):
    """Links, with what one of their ends prints of the other."""

    def published(self):
        """Links of which both ends are public."""
        return self.filter(procedure__status=PageStatus.LIVE, condition__status=PageStatus.LIVE)

    def treating(self):
        """Links that say that the condition is treated."""
        return self.filter(relation=Relation.TREATS)

    def to_conditions(self):
        """Fetch along what a procedure prints of each condition."""
        return self._with_title_of("condition")

    def from_procedures(self):
        """Fetch along what a condition prints of each procedure."""
        return self._with_title_of("procedure").order_by("procedure_id", "position")

    def _with_title_of(self, end: str):
        own = [field.attname for field in Indication._meta.concrete_fields]
        return self.select_related(end).only(
            *own, *(f"{end}__{name}" for name in ("kind", "language", "slug", "title"))
        )


class Indication(models.Model):
    """What a procedure is to a condition, and how well that is known. Written by the procedure's manuscript only.

    `html` holds what both pages print, with marks: who, evidence, relief, disagreement where experts disagree, the
    procedure's answers to a condition's questions, and the ids of its sources by side. `changed_at` is when that, or
    whether the procedure is public, changed last.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="indications")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="indications")
    position = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=12, choices=Relation.choices)
    strength = models.CharField(max_length=12, choices=Strength.choices)
    is_disputed = models.BooleanField(default=False)
    html = models.JSONField(encoder=Encoder)
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

    def stored(self) -> dict:
        """The HTML with marks, by this renderer."""
        if self.rendered_with == renderer_version() or self.procedure.live_revision_id is None:
            return self.html
        ready = rendered_now(self.procedure.live_revision_id)
        pairs = zip(ready.data.get("indications", ()), ready.shared.get("indications", ()), strict=False)
        # An older release may have let a text pass that this one cannot read: then as far as it can.
        written, texts = next(islice(pairs, self.position, None), ({}, {}))
        return stored(written, texts, ready.shared.get("comparison", {}))

    @property
    def says(self) -> tuple:
        """All that a reader is told by it. Words, not markup: a new release of the software says nothing new."""
        words = strip_tags(json.dumps(self.html, sort_keys=True))
        return (self.relation, self.strength, self.is_disputed, words, self.checked_on)

    @property
    def treats(self) -> bool:
        """Whether the condition counts as one that the procedure treats."""
        return self.relation == Relation.TREATS

    @property
    def is_not_for(self) -> bool:
        """Whether it says that the procedure is not used for the condition."""
        return self.relation == Relation.NOT_FOR

    @property
    def is_other(self) -> bool:
        """Whether the procedure neither treats the condition nor is said not to: it finds a cause, or guides."""
        return self.relation in {Relation.DIAGNOSES, Relation.GUIDES}

    @property
    def strength_label(self) -> Strength:
        """The strength with its words and its place on the scale."""
        return Strength(self.strength)

    @property
    def sources(self) -> list[Source]:
        """The sources of the link itself."""
        return self.shown["sources"].get("", [])

    @property
    def sources_in_favor(self) -> list[Source]:
        """The sources of those in favor, where experts disagree."""
        return self.shown["sources"].get("in_favor", [])

    @property
    def sources_against(self) -> list[Source]:
        """The sources of those against, where experts disagree."""
        return self.shown["sources"].get("against", [])


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
