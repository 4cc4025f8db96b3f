"""Plates: the small picture that stands for a page in its title and in lists, cut from its first picture."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat

from publishing.life.models import Page, StoredPicture
from publishing.life.pictures import plate_in
from publishing.public.listing import OfPage
from publishing.text.binding import Picture


def of_picture(stored: StoredPicture | None) -> Picture | None:
    """Return the plate of a stored picture, or None where there is none."""
    return plate_in(stored.variants) if stored else None


def put_on(pages: Iterable[OfPage]) -> list[OfPage]:
    """Return the pages, each with its `plate`. One query, however many pages there are."""
    pages = list(pages)
    plates = _plates([page.pk for page in pages])
    for page in pages:
        page.plate = plates.get(page.pk)
    return pages


def _plates(ids: list[int]) -> dict[int, Picture | None]:
    """Return the plate of each page that opens with a picture which is stored and has one."""
    drawn, taken = (Concat(Value(folder), KT("data__drawings__0__file")) for folder in ("drawings/", "images/"))
    stored = StoredPicture.objects.filter(Q(name=OuterRef("drawn")) | Q(name=OuterRef("taken"))).values("variants")
    pages = Page.objects.filter(pk__in=ids).annotate(drawn=drawn, taken=taken, cut=Subquery(stored[:1]))
    found = pages.filter(cut__isnull=False)
    return {pk: plate_in(variants) for pk, variants in found.values_list("pk", F("cut"))}
