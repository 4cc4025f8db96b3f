"""What a reader gets: a published page with its parts in order, or the right answer where there is none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.life import addresses, rendering
from publishing.life.models import Page
from publishing.life.models.page import PageQuerySet
from publishing.life.pictures import as_printed
from publishing.life.states import PageStatus
from publishing.public import assembling, dates, listing, plates
from publishing.public.listing import OfPage
from publishing.text import kinds

#: Where else to go from a withdrawn page, by its id: what the list is called, and its pages.
Beside = Callable[[int], tuple[Any, Sequence[Page]]]


@dataclass
class ShownPart:
    """One section as the template prints it: its prose, and what is made from data behind it."""

    id: str
    title: Any
    html: str = ""
    template: str = ""
    headings: list = field(default_factory=list)
    made: str = ""


def find(model: type[OfPage], slug: str) -> OfPage | None:
    """Return the published page of the language of the request, or None. One query, and one for its reviewer."""
    pages: QuerySet[OfPage] = PageQuerySet(model).published().as_read().filter(language=get_language(), slug=slug)
    page = next(iter(pages), None)
    if page is not None and page.reviewed_by_id:
        page.reviewed_by = User.objects.select_related("contributor").get(pk=page.reviewed_by_id)
    return page


def published_list(model: type[OfPage], *columns: str) -> list[OfPage]:
    """Return the published pages of the language of the request by title. One query.

    columns: what the list prints beside the title, or groups by.

    Raises Http404 where a language other than the main one has none: it is not spoken here yet.
    """
    found: QuerySet[OfPage] = PageQuerySet(model).published().in_language(get_language()).titles(*columns)
    pages = listing.by_title(found)
    if not pages and get_language() != settings.LANGUAGE_CODE:
        raise Http404
    return pages


def players(language: str) -> dict[str, Page]:
    """Return role -> the page that the public reads in it, of a language. One query."""
    pages = Page.objects.published().in_language(language).exclude(role="").titles("role")
    return {page.role: page for page in pages}


def absent(request: HttpRequest, kind: str, slug: str, beside: Beside | None = None) -> HttpResponse:
    """Answer for an address without a published page: moved (301), withdrawn (410), or Http404.

    beside: where else to go from a withdrawn page, a title and pages; without it those that it was related to.
    """
    name = f"{kind}/{slug}"
    page = addresses.named(get_language(), [name]).get(name)
    if page is None or page.status == PageStatus.NEVER_PUBLIC:
        raise Http404
    return (
        _gone(request, page.pk, beside or _related_to) if page.url is None else HttpResponsePermanentRedirect(page.url)
    )


def _gone(request: HttpRequest, pk: int, beside: Beside) -> HttpResponse:
    """Answer 410. Of the page itself nothing is said: neither what it was called nor why it went."""
    title, pages = beside(pk)
    instead = Page.objects.published().titles().filter(pk__in=Page.objects.filter(pk=pk).values("instead")).first()
    others = [page for page in pages if page != instead]
    return render(request, "410.html", {"instead": instead, "beside_title": title, "beside": others}, status=410)


def _related_to(pk: int) -> tuple[Any, list[Page]]:
    return _("Pages that it was linked with"), related(Page(pk=pk))


def parts(kind_name: str, html: dict, *, has_rows: bool) -> list[ShownPart]:
    """Return a page's sections in the order of its kind: the written ones, and those made from data.

    has_rows: whether the page has typed links to print; without them there is no section for them.
    """
    written = {section["id"]: section for section in html["sections"]}
    shown = []
    made = html.get("made", {})
    for part in kinds.get(kind_name).skeleton:
        template = "" if part.is_of_text else part.template
        if part.is_written and part.id in written:
            shown.append(_written(written.pop(part.id), template, made.get(part.id, "")))
        elif not part.is_written and ((template and has_rows) or part.id in made):
            shown.append(ShownPart(part.id, part.title, template=template, made=made.get(part.id, "")))
    free = [_written(section) for section in html["sections"] if section["id"] in written]
    return free + shown


def _written(section: dict, template: str = "", made: str = "") -> ShownPart:
    return ShownPart(section["id"], section["title"], section["html"], template, section["headings"], made)


def context(page: Page, rows: Iterable = (), stand: assembling.Standing | None = None) -> dict:
    """Return what every detail template prints: the page put together with its plate, and the pages related to it.

    rows: the typed links that it prints; each gets its `shown`. stand: where it is not what stands today.
    """
    rows, html = list(rows), rendering.html_of(page)
    together = assembling.put_together(page, html, rows, stand)
    page.plate = plates.of_picture(together.opening)
    return {
        "page": page,
        "shown": together.html,
        "parts": parts(page.kind, together.html, has_rows=bool(rows)),
        "citations": together.citations,
        "read_more": related(page),
        "changed_at": dates.changed_at(page, together.changed_at),
        "opening": as_printed(together.opening) if together.opening else None,
    }


def related(page: Page) -> list[Page]:
    """Return the published pages that a page names as related, or that name it. By title; two queries.

    By ids: one query with both ways joined scans every page.
    """
    either = Q(from_page=page.pk) | Q(to_page=page.pk)
    pairs = Page.related.through.objects.filter(either).values_list("from_page", "to_page")
    ids = {one for one, other in pairs if other == page.pk}
    if page.related_names is None:
        ids |= {other for one, other in pairs if one == page.pk}
    else:  # a text that is stored nowhere
        ids |= {one.pk for one in addresses.named(page.language, page.related_names).values()}
    ids.discard(page.pk)
    return listing.by_title(Page.objects.published().filter(pk__in=ids).titles()) if ids else []
