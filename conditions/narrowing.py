"""What a list is narrowed by where its pages have body areas: an area, or a region of several."""

import operator
from collections.abc import Mapping
from functools import reduce

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy as _

from conditions.areas import BodyArea, Category, Region, address_value, areas_of
from publishing.public.listing import OfPage
from publishing.public.narrowing import Choices, Narrowing, one_of


def _areas() -> Choices:
    """Return the regions, each with its areas where it has several, and the areas that are in none."""
    for region in Region:
        if len(region.areas) == 1:
            yield region.value, region.label
        else:
            yield region.label, [(region.value, region.label), *((area.value, area.label) for area in region.areas)]
    inside = {area for region in Region for area in region.areas}
    yield _("Elsewhere"), [(area.value, area.label) for area in BodyArea if area not in inside]


def in_area(pages: QuerySet[OfPage], value: str) -> QuerySet[OfPage]:
    """Return the pages with a body area, or with any of a region's.

    The areas are compared as text, each with its quotes, because SQLite cannot look into a list.
    """
    as_text = Cast("body_areas", TextField())
    return pages.filter(reduce(operator.or_, (Q(Contains(as_text, f'"{area.value}"')) for area in areas_of(value))))


_CHOSEN_AS = {area.value: address_value(area) for area in BodyArea}


class ByArea(Narrowing):
    """Narrows by body area. An area that is alone in its region is known by either name, and chosen as the region."""

    area = one_of(_("Body area"), _areas())

    def __init__(self, asked: Mapping[str, str]) -> None:
        value = asked.get("area")
        super().__init__({**dict(asked.items()), "area": _CHOSEN_AS.get(value, value)} if value else asked)

    def narrow_area(self, pages: QuerySet[OfPage], value: str) -> QuerySet[OfPage]:
        """Return the pages of an area or a region."""
        return in_area(pages, value)


class ByAreaAndCategory(ByArea):
    """Narrows conditions by body area and by family."""

    kind = one_of(_("Kind"), Category.choices)

    def narrow_kind(self, pages: QuerySet[OfPage], value: str) -> QuerySet[OfPage]:
        """Return the conditions of a family."""
        return pages.filter(category=value)
