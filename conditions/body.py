"""The drawing of the body: where on it each body area is, from the front and from behind.

Units are those of the drawing, 64 wide and 168 high, with the middle of the body at 0. On a phone of 360 pixels one is
3.9 CSS pixels, so that a box of 11.3 units is as large as a thumb needs. No two boxes of a view share a point.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.urls import reverse

from conditions.areas import BodyArea, address_value, by_region


class Box(NamedTuple):
    """What can be tapped: its corner, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Where its dot stands."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def mirrored(self) -> "Box":
        """The same on the other side of the body."""
        return self._replace(x=-self.x - self.width)


class Place(NamedTuple):
    """A body area on the drawing. twins: the other boxes of it, which the keyboard passes over."""

    title: Any
    url: str
    box: Box
    twins: tuple[Box, ...] = ()


class Line(NamedTuple):
    """A body area in the list; url is "" where it has no page yet, and see may be the line to look under instead."""

    title: Any
    url: str
    see: "Line | None" = None

    def get_absolute_url(self) -> str:
        """Where its conditions are listed."""
        return self.url


def _both(box: Box) -> tuple[Box, Box]:
    return box.mirrored, box


FRONT: dict[BodyArea, tuple[Box, ...]] = {
    BodyArea.HEAD: (Box(-8, -3.6, 16, 11.5),),
    BodyArea.FACE: (Box(-8, 8.1, 16, 11.5),),
    BodyArea.NECK: (Box(-8, 19.8, 16, 11.5),),
    BodyArea.SHOULDER: _both(Box(12.2, 25.5, 11.8, 12)),
    BodyArea.CHEST: (Box(-11.8, 32, 23.6, 24),),
    BodyArea.ARM: _both(Box(14.9, 38, 14, 37.3)),
    BodyArea.ABDOMEN: (Box(-14.4, 56.3, 28.8, 20),),
    BodyArea.WRIST_AND_HAND: _both(Box(20.2, 75.6, 11.5, 15)),
    BodyArea.PELVIS: (Box(-8, 76.6, 16, 14.6),),
    BodyArea.HIP: _both(Box(8.4, 76.6, 11.5, 15)),
    BodyArea.LEG: (*_both(Box(0, 92, 16, 20)), *_both(Box(0, 129.6, 14, 18))),
    BodyArea.KNEE: _both(Box(0, 112.6, 16, 16.4)),
    BodyArea.ANKLE_AND_FOOT: _both(Box(0, 148, 15, 14)),
}
BACK: dict[BodyArea, tuple[Box, ...]] = {
    BodyArea.HEAD: (Box(-10, -3.6, 20, 23),),
    BodyArea.NECK: (Box(-8, 19.8, 16, 11.5),),
    BodyArea.UPPER_BACK: (Box(-14.4, 32, 28.8, 22),),
    BodyArea.ELBOW: _both(Box(15.2, 47, 14.4, 14)),
    BodyArea.LOWER_BACK: (Box(-14, 54.4, 28, 20),),
    BodyArea.BUTTOCKS: _both(Box(0, 75, 16, 20)),
    BodyArea.LEG: _both(Box(0, 96, 16, 51)),
    BodyArea.ANKLE_AND_FOOT: _both(Box(0, 148, 15, 14)),
}


def places(view: dict[BodyArea, tuple[Box, ...]], has_pages: Collection[str]) -> list[Place]:
    """Return what leads on from a drawing, from head to foot: the areas that have pages."""
    return [
        Place(area.label, address_of(area), boxes[0], boxes[1:]) for area, boxes in view.items() if area in has_pages
    ]


def lines(has_pages: Collection[str]) -> list[tuple[Any, list[Line]]]:
    """Return the list of the body: each region with its areas."""
    return [(title, [_line(area, has_pages) for area in areas]) for _region, title, areas in by_region()]


def _line(area: BodyArea, has_pages: Collection[str]) -> Line:
    """Return an area as a link, or with where else to look."""
    if area in has_pages:
        return Line(area.label, address_of(area))
    wider = _WIDER.get(area)
    return Line(area.label, "", Line(wider.label, address_of(wider)) if wider and wider in has_pages else None)


#: Where the pages of one area speak of another too: what hurts in a foot often comes down the leg.
_WIDER = {BodyArea.ANKLE_AND_FOOT: BodyArea.LEG}


def address_of(area: BodyArea) -> str:
    """Return where the conditions of an area are listed."""
    return f"{reverse('conditions:list')}?area={address_value(area)}"
