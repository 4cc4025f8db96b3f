"""Procedures, and their link to conditions, which carries the evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conditions.models import Condition
from procedures.types import ProcedureType, Relation
from publishing.life.models import Page, Source
from publishing.life.models.page import PageQuerySet
from publishing.life.states import PageStatus
from publishing.text.strength import Strength


class Procedure(Page):
    """A procedure, a treatment or a test. `comparison` is its answers in a condition's grid, as HTML."""

    type = models.CharField(max_length=24, choices=ProcedureType.choices, blank=True)
    body_areas = models.JSONField(default=list, blank=True)
    comparison = models.JSONField(default=dict, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("procedure")


class IndicationQuerySet(models.QuerySet):
    def published(self):
        """Links of which both ends are public."""
        return self.filter(procedure__status=PageStatus.LIVE, condition__status=PageStatus.LIVE)

    def with_sources(self):
        """Fetch along both ends and every source that a line of evidence prints. Two queries."""
        citations = IndicationCitation.objects.select_related("source")
        return self.select_related("procedure", "condition").prefetch_related(models.Prefetch("citations", citations))


class Indication(models.Model):
    """What a procedure is to a condition, and how well that is known. Written by the procedure's manuscript only.

    `html` holds the texts as both pages print them: who, evidence, relief, and disagreement where experts disagree.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="indications")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="indications")
    position = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=12, choices=Relation.choices)
    strength = models.CharField(max_length=12, choices=Strength.choices)
    is_disputed = models.BooleanField(default=False)
    html = models.JSONField()
    checked_on = models.DateField()

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

    @property
    def treats(self) -> bool:
        """Whether the condition counts as one that the procedure treats."""
        return self.relation == Relation.TREATS

    @property
    def strength_label(self) -> Strength:
        """The strength with its words and its place on the scale."""
        return Strength(self.strength)

    def sources_of(self, side: str) -> list[Source]:
        """The sources of the link itself (""), or of one side of the disagreement."""
        return [citation.source for citation in self.citations.all() if citation.side == side]

    @property
    def sources(self) -> list[Source]:
        """The sources of the link itself."""
        return self.sources_of("")

    @property
    def sources_in_favor(self) -> list[Source]:
        """The sources of those in favor, where experts disagree."""
        return self.sources_of("in_favor")

    @property
    def sources_against(self) -> list[Source]:
        """The sources of those against, where experts disagree."""
        return self.sources_of("against")


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
