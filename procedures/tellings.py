"""What is told of a procedure for a condition: by its own link, or, where it has none, by the condition's own text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from conditions.models import Condition
from conditions.options import Option, of_text
from procedures.models import Indication
from procedures.types import Place, Relation, place_of
from publishing.life import rendering
from publishing.public import assembling
from publishing.text.binding import without_citations
from publishing.text.ratings import Certainty, Effect

#: What is read of an option: its source and its reasons are where it stands.
_OF_AN_OPTION = ("page", "verdict", "effect", "certainty", "relief", "numbers")


@dataclass(frozen=True)
class Telling:
    """One answer for one condition. relief: HTML. is_own: whether the procedure's page tells it. evidence_url: where
    both sides are told, or "".
    """

    condition: Condition
    place: Place
    verdict: str
    effect: TextChoices | None
    certainty: Certainty | None
    is_disputed: bool = False
    relief: str = ""
    numbers: list[dict] = field(default_factory=list)
    evidence_url: str = ""
    is_own: bool = True

    @property
    def order(self) -> tuple[int, int]:
        """What sorts: what helps most first, and of these what is surest; what is not rated comes last."""
        if self.effect is None or self.certainty is None:
            return len(Effect), len(Certainty)
        return Effect.values.index(self.effect.value), Certainty.values.index(self.certainty.value)

    @property
    def is_not_for(self) -> bool:
        """Whether it says that the procedure is not used for the condition."""
        return self.place == Place.NOT_FOR

    @property
    def is_told_apart(self) -> bool:
        """Whether its place must be said. What a condition offers itself stands under no such heading there."""
        return self.is_own and self.place != Place.TREATS


def of_link(link: Indication) -> Telling:
    """Return what a procedure's own link tells. link: bound, its `shown` set."""
    shown = without_sources(link.shown)
    return Telling(
        link.condition,
        link.place,
        shown.get("verdict", ""),
        link.effect_label,
        link.certainty_label,
        link.is_disputed,
        shown.get("relief", ""),
        shown.get("numbers", []),
        link.evidence_url,
    )


def by_conditions(ids: Iterable[int], stand: assembling.Standing) -> dict[tuple[str, int], Telling]:
    """Return what the texts of public conditions tell of other pages, by the page's address and the condition's id.

    ids: of conditions of one language. Five queries at most: the pages, and what all their options name.
    """
    pages = Condition.objects.published().filter(pk__in=set(ids)).titles(*rendering.STORED)
    said = [
        (page, {key: option[key] for key in _OF_AN_OPTION if key in option})
        for page in pages
        for option in rendering.html_of(page).get("other_care", ())
        if option.get("page")
    ]
    if not said:
        return {}
    html = {"other_care": [option for _page, option in said]}
    bound = assembling.put_together(said[0][0], html, stand=stand, second=True).html["other_care"]
    found: dict[tuple[str, int], Telling] = {}
    for (page, _option), one in zip(said, bound, strict=True):
        found.setdefault((one["page"], page.pk), _of_option(page, of_text("", without_sources(one), Effect)))
    return found


def _of_option(condition: Condition, option: Option) -> Telling:
    place = place_of(Relation.TREATS, option.effect.value if option.effect else "")
    relief = option.answers.get("relief", "")
    numbers = option.numbers
    return Telling(
        condition, place, option.verdict, option.effect, option.certainty, False, relief, numbers, is_own=False
    )


def without_sources(value: Any) -> Any:
    """Return bound HTML, or what holds it, without numbers of sources: there is no list that they would lead to."""
    if isinstance(value, str):
        return without_citations(value)
    if isinstance(value, dict):
        return {key: without_sources(inner) for key, inner in value.items()}
    return [without_sources(inner) for inner in value] if isinstance(value, list) else value
