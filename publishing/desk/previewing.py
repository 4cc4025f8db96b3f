"""A text exactly as the public would get it, or got it on a day: put together by the code that the public's page is.

Writes nothing and locks nothing: the page that is shown is a row in memory.
"""

import datetime
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from publishing.life import history, known, rendering, writing
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus
from publishing.public import assembling
from publishing.public.assembling import Standing
from publishing.text import kinds
from publishing.text.preparing import Prepared


def preview(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Return a revision as its page. Where it cannot be shown, return its faults (422)."""
    ready = rendering.prepared(revision)
    if _can_be_shown(ready):
        request.preview = revision  # type: ignore[attr-defined]  # the frame of the site asks for it
        page = as_if_published(revision, ready)
        response = _shown(request, page, ready, ready.kind.rows(page, ready.data, ready.shared))
    else:
        response = _faulty(request, revision, ready)
    return _for_nobody_else(response)


def on_day(request: HttpRequest, page: Page, day: datetime.date) -> HttpResponse:
    """Return a page as the public read it at the end of a day, with the shared texts, hard words and rows of that day.

    Raises Http404 where it was not public. Phone numbers, people, addresses and pictures are today's, and it says so.
    """
    texts = history.Day(day)
    revision = texts.of(page)
    if revision is None:
        raise Http404
    ready = rendering.prepared(revision)
    if not _can_be_shown(ready):  # what this release cannot read is still there as text
        return _for_nobody_else(_faulty(request, revision, ready))
    request.on_day = day  # type: ignore[attr-defined]  # the frame of the site asks for it
    page = as_if_published(revision, ready, revision.published_at)
    response = _shown(request, page, ready, list(_rows_on(texts, page, ready)), _standing_on(texts, page.language))
    return _for_nobody_else(response)


def as_if_published(revision: Revision, ready: Prepared, at: datetime.datetime | None = None) -> Page:
    """Return a page's row as a publication of this text would leave it, or left it at a time. Nothing is saved."""
    page = ready.kind.model.objects.get(pk=revision.page_id)
    now = at or revision.published_at or timezone.now()
    page.status, page.slug, page.withdrawn_at = PageStatus.LIVE, revision.slug, None
    page.published_at, page.updated_at = page.published_at or now, now
    page.live_revision = revision
    writing.fill(page, ready)
    page.related_names = ready.data.get("related", [])
    return page


def _shown(
    request: HttpRequest, page: Page, ready: Prepared, rows: list, stand: Standing | None = None
) -> HttpResponse:
    with override(ready.language):
        request.LANGUAGE_CODE = ready.language
        request.path = request.path_info = _path_of(page, ready)
        return ready.kind.show(request, page, rows, stand)


def _path_of(page: Page, ready: Prepared) -> str:
    """Return where the public reads a page, so that its links and its frame say what they will say there."""
    if ready.kind.has_address:
        return page.get_absolute_url()
    return reverse(f"{ready.kind.name}:list") if ready.kind.list_title else reverse("home")


def _can_be_shown(ready: Prepared) -> bool:
    """Whether a text could be rendered, and has every key without which its page has nothing to print."""
    if not ready.is_rendered:
        return False
    described = ready.kind.schema.keys
    return all(name in ready.data for name, key in described.items() if key.required)


def _faulty(request: HttpRequest, revision: Revision, ready: Prepared) -> HttpResponse:
    context = {"faults": known.faults_of(ready), "revision": revision}
    return render(request, "publishing/faulty.html", context, status=422)


def _for_nobody_else(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _standing_on(texts: history.Day, language: str) -> Standing:
    """Return what stood for all pages on a day; the clinic and the people are today's."""
    today = assembling.standing(language)
    shared = {ready.slug: rendering.joined(ready.html) for _page, ready in _live(texts, kinds.shared_names(), language)}
    words = [
        assembling.word(page.slug, page.title, page.also_called, page.summary)
        for page, _ready in _live(texts, kinds.explained_names(), language)
    ]
    return Standing(today.tokens, shared, assembling.Words(tuple(words)), {}, today.people)


def _rows_on(texts: history.Day, page: Page, ready: Prepared) -> Iterator:
    """Yield the rows that a page showed on a day: those of its own text, and those of the texts that linked to it."""
    if ready.kind.links_to:
        yield from ready.kind.rows(page, ready.data, ready.shared)
    for kind in kinds.all_kinds():
        if kind.links_to == page.kind:
            for other, linking in _live(texts, [kind.name], page.language, naming=page):
                rows = kind.rows(other, linking.data, linking.shared)
                yield from (row for row in rows if row.is_about(page))


def _live(texts: history.Day, names: list[str], language: str, naming: Page | None = None) -> Iterator:
    """Yield the pages of some kinds that were live on a day, each with its text of that day made ready."""
    for revision in texts.live(names, language, naming):
        ready = rendering.prepared(revision)
        if _can_be_shown(ready):
            yield as_if_published(revision, ready, revision.published_at), ready
