"""The symptoms of a language: what live conditions say that they feel like, by the name that a patient would use.

A symptom has no row: it is there for as long as a live condition has it. Knows no page of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.text import slugify

from conditions.areas import by_region
from conditions.models import Condition
from publishing.life.models.version import per_version
from publishing.public import listing


class Said(NamedTuple):
    """What one condition says of a symptom. title: of the condition."""

    pk: int
    title: str
    name: str
    area: str
    how: str


@dataclass(frozen=True)
class Symptom:
    """A symptom, under the name that most conditions give it. region: the id of a region, as `by_region` has them.

    hows: id of a condition -> how it feels there, by the title of the condition.
    """

    slug: str
    title: str
    region: str
    hows: dict[int, tuple[str, ...]]

    @property
    def region_title(self) -> Any:
        """What its region is called."""
        return next(title for region, title, _areas in by_region() if region == self.region)

    def get_absolute_url(self) -> str:
        """Where its page stands, in the language of the request."""
        return reverse("symptoms:detail", args=[self.slug])


class Region(NamedTuple):
    """A region of the body with its symptoms, in the order of the alphabet."""

    id: str
    title: Any
    symptoms: list[Symptom]


_REGION_OF = {area.value: region for region, _title, areas in by_region() for area in areas}


@per_version
def symptoms(language: str) -> dict[str, Symptom]:
    """Return slug -> symptom, in the order of the alphabet. One query, once per content version."""
    said: dict[str, list[Said]] = {}
    slug_of = cache(slugify)  # thousands of pages share some hundreds of names
    for one in _said(language):
        said.setdefault(slug_of(one.name), []).append(one)
    found = [_symptom(slug, ones) for slug, ones in said.items() if slug]
    return {one.slug: one for one in sorted(found, key=lambda one: listing.sorted_as(one.title))}


def _said(language: str) -> Iterable[Said]:
    """Yield what every live condition of a language says of its symptoms, by its title."""
    rows = Condition.objects.published().in_language(language).values_list("pk", "title", "symptoms")
    for pk, title, symptoms in sorted(rows, key=lambda row: listing.sorted_as(row[1])):
        for one in symptoms:
            yield Said(pk, title, one["name"], one["area"], one["how"])


def _symptom(slug: str, said: list[Said]) -> Symptom:
    """Return a symptom from all that is said of it. Of two that are as common the first stands."""
    hows: dict[int, tuple[str, ...]] = {}
    for one in said:
        hows[one.pk] = (*hows.get(one.pk, ()), one.how)
    (name, _times), *_rest = Counter(one.name for one in said).most_common()
    (region, _times), *_rest = Counter(_REGION_OF[one.area] for one in said).most_common()
    return Symptom(slug, name, region, hows)


def regions(known: Mapping[str, Symptom]) -> list[Region]:
    """Return the regions in which there are symptoms."""
    found = known.values()
    places = [
        Region(region, title, [one for one in found if one.region == region]) for region, title, _areas in by_region()
    ]
    return [place for place in places if place.symptoms]


def neighbors(known: Mapping[str, Symptom], symptom: Symptom) -> list[Symptom]:
    """Return the other symptoms of the region of one."""
    return [one for one in known.values() if one.region == symptom.region and one.slug != symptom.slug]


@per_version
def areas_with_pages(language: str) -> frozenset[str]:
    """Return the body areas that live conditions of a language have. One query, once per content version."""
    rows = Condition.objects.published().in_language(language).values_list("body_areas", flat=True)
    return frozenset(area for areas in rows for area in areas)
