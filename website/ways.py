"""What the search leads to beside pages: symptoms and parts of the body; and where to go on where it finds nothing."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conditions import body
from conditions.areas import BodyArea
from conditions.symptoms import areas_with_pages, symptoms
from search.ways import Way


def asked_for(language: str) -> Iterator[Way]:
    """Yield every symptom of a language, and every body area that has pages. Two queries, once per content version."""
    for symptom in symptoms(language).values():
        yield Way(symptom.title, _("Symptom"), symptom.get_absolute_url())
    for area in BodyArea:
        if area in areas_with_pages(language):
            yield Way(str(area.label), _("Body area"), body.address_of(area))


def elsewhere(language: str) -> Iterator[Way]:
    """Yield the lists on which everything can be found without a search."""
    yield Way(_("Find where it hurts on a drawing of the body"), "", reverse("body"))
    yield Way(_("Look through all symptoms"), "", reverse("symptoms:list"))
    yield Way(_("Look through all pages from A to Z"), "", reverse("a-to-z"))
