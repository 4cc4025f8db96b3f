"""What a reader gets: a published page with its parts in order, or the right answer where there is none."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.life import addresses, rendering
from publishing.life.models import Page
from publishing.life.models.compiled import Compiled
from publishing.life.models.page import PageQuerySet
from publishing.life.pictures import as_printed
from publishing.life.states import PageStatus
from publishing.public import assembling, dates, listing, plates
from publishing.public.listing import OfPage, Titled
from publishing.text import kinds, stencils
from publishing.text.binding import without_citations
from publishing.text.kinds import Kind
from publishing.text.parts import ShownPart, before_contents, parts

#: The name of the one sheet to take along, behind the address of its page.
HANDOUT = "hand-out"
#: Where else to go from a withdrawn page, by its id: what the list is called, and its pages.
Beside = Callable[[int], tuple[Any, Sequence[Page] | Sequence[Titled]]]


@cache
def _called(model: type[OfPage], unread: str) -> Compiled[OfPage]:
    """By its name alone, which one page has: SQLite would look for what is live in an index of all that are."""
    pages: PageQuerySet = PageQuerySet(model).filter(kind__in=kinds.public_names()).as_read(unread)
    return Compiled(lambda language, slug: pages.filter(language=language, slug=slug))


_reviewer: Compiled[User] = Compiled(lambda pk: User.objects.select_related("contributor").filter(pk=pk))


def find(model: type[OfPage], slug: str, *, is_printed: bool = False) -> OfPage | None:
    """Return the published page of the language of the request, or None. One query, and one for its reviewer.

    is_printed: whether its stencil is what is asked for, and not the parts that it was made of.
    """
    called = _called(model, "html" if is_printed else "stencil")
    page = next((page for page in called(get_language() or "", slug) if page.public_url), None)
    if page is not None and page.reviewed_by_id:
        [page.reviewed_by] = _reviewer(page.reviewed_by_id)
    return page


def players(language: str) -> dict[str, Page]:
    """Return role -> the page that the public reads in it, of a language. One query."""
    pages = Page.objects.published().in_language(language).exclude(role="").titles("role")
    return {page.role: page for page in pages}


def absent(
    request: HttpRequest, kind: str, slug: str, beside: Beside | None = None, *, behind: str = ""
) -> HttpResponse:
    """Answer for an address without a published page: moved (301), withdrawn (410), or Http404.

    beside: where else to go from a withdrawn page, a title and pages; without it those that it was related to. behind:
    what stands behind the page's address where its second page was asked for.
    """
    name = f"{kind}/{slug}"
    page = addresses.named(get_language(), [name]).get(name)
    if page is None or page.status == PageStatus.NEVER_PUBLIC:
        raise Http404
    return (
        _gone(request, page.pk, beside or _related_to)
        if page.url is None
        else HttpResponsePermanentRedirect(page.url + behind)
    )


def _gone(request: HttpRequest, pk: int, beside: Beside) -> HttpResponse:
    """Answer 410. Of the page itself nothing is said: neither what it was called nor why it went."""
    title, pages = beside(pk)
    instead = Page.objects.published().titles().filter(pk__in=Page.objects.filter(pk=pk).values("instead")).first()
    others = [page for page in pages if instead is None or page.pk != instead.pk]
    return render(request, "410.html", {"instead": instead, "beside_title": title, "beside": others}, status=410)


def _related_to(pk: int) -> tuple[Any, list[Titled]]:
    return _("Pages that it was linked with"), related(Page(pk=pk))


def context(page: Page, rows: Iterable = (), stand: assembling.Standing | None = None, *, second: bool = False) -> dict:
    """Return what every detail template prints: the page put together with its plate, and the pages related to it.

    rows: the typed links that it prints; each gets its `shown`. stand: where it is not what stands today. second:
    whether it is the second page of the topic.
    """
    rows = list(rows)
    together = assembling.put_together(page, rendering.html_of(page), rows, stand, second=second)
    return _around(page, rows, together) | {
        "before_contents": "" if second else before_contents(together.html),
        "parts": [] if second else parts(page.kind, together.html),
        "title": second_title(page) if second else page.title,
    }


def printed(
    page: Page, rows: Iterable = (), stand: assembling.Standing | None = None, *, but: Container[str] = ()
) -> dict:
    """Return what is printed of a page whose main part was printed with its text (`publishing/printed.html`).

    As `context`, with `cut`: that part, its holes still open. but: holes behind which nothing is printed.
    """
    rows = list(rows)
    together = assembling.put_in(page, stencils.without(rendering.stencil_of(page), but), rows, stand)
    return _around(page, rows, together) | {"title": page.title, "cut": together.cut}


def _around(page: Page, rows: list, together: assembling.Together) -> dict:
    list_title, list_url = listing.list_of(page) or ("", "")
    page.plate = plates.of_picture(together.picture)
    return {
        "page": page,
        "shown": together.html,
        "citations": together.citations,
        "publisher": together.clinic,
        "read_more": SimpleLazyObject(partial(related, page)),  # a sheet and a second page ask for none
        "changed_at": dates.changed_at(page, together.changed_at),
        "evidence_checked_on": dates.evidence_checked_on(page, rows),
        "care_part": kinds.get(page.kind).care_part,
        "list_title": list_title,
        "list_url": list_url,
        "picture": as_printed(together.picture) if together.picture else None,
    }


def second_title(page: Page) -> str:
    """Return the title of the second page of a topic."""
    deep = kinds.get(page.kind).second
    return str(deep.title) % {"title": page.title} if deep else page.title


def addresses_of(request: HttpRequest, page: Page, *, has_second: bool) -> dict[str, str]:
    """Return the addresses of a topic's pages, as `main_url`, `second_url` and `handout_url`; "" where there is none.

    A preview leads to the previews of the others, and never to what is public.
    """
    kind = kinds.get(page.kind)
    second = kind.second.name if kind.second and has_second else ""
    return {
        "main_url": address_behind(request, page),
        "second_url": address_behind(request, page, second) if second else "",
        "handout_url": address_behind(request, page, HANDOUT) if kind.handout else "",
    }


def address_behind(request: HttpRequest, page: Page, name: str = "") -> str:
    """Return the address of what stands behind a page's own, by its name; without one the page's own."""
    if shown_at := getattr(request, "shown_at", ""):
        return f"{shown_at}?page={name}" if name else shown_at
    return f"{page.get_absolute_url()}{name}/" if name else page.get_absolute_url()


def handout(request: HttpRequest, page: Page, stand: assembling.Standing | None = None) -> HttpResponse:
    """Answer with the one sheet of a page that a patient takes along: key points, and the sections of its kind."""
    kind = kinds.get(page.kind)
    together = assembling.put_together(page, _on_sheet(kind, rendering.html_of(page)), (), stand)
    sections = {part.id: part for part in parts(page.kind, together.html)}
    found = _around(page, [], together) | {
        "title": _("%(title)s: hand-out") % {"title": page.title},
        "parts": [without_numbers(sections[part]) for part in kind.handout if part in sections],
        "blanks": kind.blanks(page),
        "key_points": [without_citations(point) for point in together.html.get("key_points", ())],
        "main_address": settings.SITE_URL + page.get_absolute_url(),
        "is_unlisted": True,
        **addresses_of(request, page, has_second=False),
    }
    return render(request, "publishing/handout.html", found)


def _on_sheet(kind: Kind, html: dict) -> dict:
    """Return the HTML that a hand-out prints, and no other: a hard word is explained where it first stands on it."""
    return {
        **{key: html[key] for key in ("authors", "key_points") if key in html},
        "sections": [section for section in html["sections"] if section["id"] in kind.handout],
        "made": {part: made for part, made in html.get("made", {}).items() if part in kind.handout},
    }


def without_numbers(part: ShownPart) -> ShownPart:
    """Return a section without the numbers of sources: a sheet has no list that they would lead to."""
    return replace(part, html=without_citations(part.html), made=without_citations(part.made))


def related(page: Page) -> list[Titled]:
    """Return the published pages that a page names as related, or that name it. By title; one query."""
    if page.related_names is None:
        others = map(Titled._make, _related(page.pk, page.pk, page.pk))
        return listing.by_title(other for other in others if other.is_public)
    names = addresses.named(page.language, page.related_names).values()  # of a text that is stored nowhere
    ids = {one.pk for one in names} | set(_naming(page.pk).values_list("from_page", flat=True))
    ids.discard(page.pk)
    pages = Page.objects.published().filter(pk__in=ids).values_list(*Titled._fields)
    return listing.by_title(map(Titled._make, pages)) if ids else []


def _naming(pk: int) -> QuerySet:
    return Page.related.through.objects.filter(to_page=pk)


def _both_ways(named_by: int, naming: int, but: int) -> QuerySet:
    """By ids alone: with both ways joined, or with what makes a page public in it, the query scans every page."""
    named = Page.related.through.objects.filter(from_page=named_by).values("to_page")
    ids = named.union(_naming(naming).values("from_page"))
    return Page.objects.filter(pk__in=ids).exclude(pk=but).values_list(*Titled._fields)


_related: Compiled[tuple] = Compiled(_both_ways)
