"""What a reader gets: a published page with its parts in order, or the right answer where there is none."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from publishing.life.models import FormerAddress, Page
from publishing.life.models.page import public_address
from publishing.life.states import PageStatus
from publishing.public import listing
from publishing.text import kinds


@dataclass
class Part:
    """One section as the template prints it: its prose, and what is made from data behind it."""

    id: str
    title: Any
    html: str = ""
    template: str = ""
    headings: list = field(default_factory=list)


def find(model, slug: str):
    """Return the published page of the language of the request, with its review, or None. One query."""
    pages = model.objects.published().with_review()
    return pages.filter(language=get_language(), slug=slug).first()


def published_list(model) -> list[Page]:
    """Return the published pages of the language of the request by title. One query.

    Raises Http404 where a language other than the main one has none: it is not spoken here yet.
    """
    pages = listing.by_title(model.objects.published().in_language(get_language()))
    if not pages and get_language() != settings.LANGUAGE_CODE:
        raise Http404
    return pages


def absent(request, kind: str, slug: str) -> HttpResponse:
    """Answer for an address without a published page: moved (301), withdrawn (410), or Http404."""
    language = get_language()
    at = {"kind": kind, "language": language, "slug": slug}
    if Page.objects.filter(status=PageStatus.WITHDRAWN, **at).exists():
        return render(request, "410.html", status=410)
    former = FormerAddress.objects.filter(**at).select_related("page").first()
    if former is None or former.page.status == PageStatus.NEVER_PUBLIC:
        raise Http404
    if former.page.status == PageStatus.WITHDRAWN:
        return render(request, "410.html", status=410)
    return HttpResponsePermanentRedirect(public_address(kind, language, former.page.slug))


def parts(page: Page) -> list[Part]:
    """Return the page's sections in the order of its kind: the written ones, and those made from data."""
    skeleton = kinds.get(page.kind).skeleton
    written = {section["id"]: section for section in page.html["sections"]}
    shown = []
    for part in skeleton:
        if part.is_written and part.id in written:
            section = written.pop(part.id)
            shown.append(_written(section, part.template))
        elif not part.is_written and (not part.keys or any(key in page.html for key in part.keys)):
            shown.append(Part(part.id, part.title, template=part.template))
    free = [_written(section) for section in page.html["sections"] if section["id"] in written]
    return free + shown


def _written(section: dict, template: str = "") -> Part:
    return Part(section["id"], section["title"], section["html"], template, section["headings"])


def context(page: Page) -> dict:
    """Return what every detail template prints. Two queries: its sources, and the pages related to it."""
    related = Page.objects.published().filter(Q(related=page) | Q(related_from=page)).distinct()
    return {
        "page": page,
        "parts": parts(page),
        "citations": list(page.citations.select_related("source")),
        "read_more": listing.by_title(related.only("kind", "language", "slug", "title", "summary")),
    }
