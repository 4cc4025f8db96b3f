"""A text exactly as the public would get it, or got it on a day: put together by the code that the public's page is.

Writes nothing and locks nothing: the page that is shown is a row in memory.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from publishing.desk.form.forms import from_text
from publishing.desk.words.faults import placed
from publishing.life import history, known, rendering, writing
from publishing.life.actions.dates import next_review
from publishing.life.errors import first_of
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus
from publishing.public import assembling, finding, listing
from publishing.public.assembling import Standing
from publishing.text import kinds, manuscripts
from publishing.text.binding import Word
from publishing.text.kinds import Kind
from publishing.text.preparing import Prepared
from publishing.text.schema import Findings, ListOf, Record, Type


def preview(request: HttpRequest, revision: Revision) -> HttpResponse:
    """Return a revision as its page. Where it cannot be shown, return its faults (422)."""
    ready = rendering.prepared(revision)
    if _can_be_shown(ready):
        return as_page(request, revision, ready)
    return _for_nobody_else(_faulty(request, revision, ready))


def as_page(request: HttpRequest, revision: Revision, ready: Prepared) -> HttpResponse:
    """Return a text that can be shown as its page. The revision may be one that is stored nowhere."""
    if revision.pk is None or revision.pk != revision.page.live_revision_id:
        request.preview = revision  # type: ignore[attr-defined]  # the frame of the site asks for it
    page = _reviewed(_row_of(ready.kind, revision), revision, ready)
    return _for_nobody_else(_shown(request, page, ready, ready.kind.rows(page, ready.data, ready.shared)))


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
    page = _reviewed(_row_of(ready.kind, revision), revision, ready)
    response = _shown(request, page, ready, list(_rows_on(texts, page, ready)), _standing_on(texts, page.language))
    return _for_nobody_else(response)


def _row_of(kind: Kind, revision: Revision) -> Page:
    """Return the page of a text as a row of its kind, without its texts."""
    return kind.model.objects.without_texts().get(pk=revision.page_id)


def _reviewed(page: Page, revision: Revision, ready: Prepared) -> Page:
    """Return a page's row as a publication of this text would leave it, with what is known of the text's own review.

    The row has the review of what is live: another text, which a reviewer has read, would lend it to a draft, which
    nobody has. A minor edit has the review of what it is an edit of.
    """
    live, signed = page.live_revision_id, revision
    while signed.pk != live and signed.approved_at is None and signed.minor_of is not None:
        signed = signed.minor_of
    page = as_if_published(page, revision, ready, revision.published_at)
    if signed.pk != live:
        is_approved = signed.approved_at is not None
        page.reviewed_by = signed.approved_by
        page.reviewed_on = timezone.localdate(signed.approved_at) if is_approved else None
        page.review_due_on = next_review(page) if is_approved else None
    return page


def as_if_published(page: Page, revision: Revision, ready: Prepared, at: datetime.datetime | None = None) -> Page:
    """Return a page's row as a publication of this text would leave it, or left it at a time. Nothing is saved."""
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
    deep = ready.kind.second
    name = request.GET.get("page", "")
    sheets = {**({finding.HANDOUT: finding.handout} if ready.kind.handout else {}), **ready.kind.sheets}
    second = {"second": True} if deep and name == deep.name else {}
    with override(ready.language):
        request.LANGUAGE_CODE = ready.language
        request.shown_at = request.path  # type: ignore[attr-defined]  # its other page is a preview, too
        behind = f"{name}/" if second or name in sheets else ""
        request.path = request.path_info = _path_of(page, ready) + behind
        if name in sheets:
            return sheets[name](request, page, stand)
        return ready.kind.show(request, page, rows, stand, **second)


def _path_of(page: Page, ready: Prepared) -> str:
    """Return where the public reads a page, so that its links and its frame say what they will say there."""
    if ready.kind.has_address:
        return page.get_absolute_url()
    found = listing.list_of(page)
    return found[1] if found else reverse("home")


def _can_be_shown(ready: Prepared) -> bool:
    """Whether a text could be rendered, and has every key without which its page has nothing to print."""
    return ready.is_rendered and _is_whole(ready.kind.schema, ready.data)


def _is_whole(described: Type, value: Any) -> bool:
    """Whether a value has every key that it needs, and so has each record in it."""
    if isinstance(described, ListOf):
        return all(_is_whole(described.item, one) for one in value)
    if not isinstance(described, Record):
        return True
    return all(
        _is_whole(key.type, value[name]) if name in value else not key.required for name, key in described.keys.items()
    )


def _faulty(request: HttpRequest, revision: Revision, ready: Prepared) -> HttpResponse:
    found, more = first_of(known.faults_of(ready, revision.page))
    form = from_text(ready.kind, ready.language, admin.site, revision.manuscript)
    faults = placed(form, ready.kind, revision.manuscript, found)
    context = {"faults": faults, "more_faults": more, "revision": revision}
    request.path = request.path_info = reverse("home")  # the frame of the site, with the number for an emergency
    return render(request, "publishing/faulty.html", context, status=422)


def _for_nobody_else(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _standing_on(texts: history.Day, language: str) -> Standing:
    """Return what stood for all pages on a day; the clinic and the people are today's."""
    today = assembling.standing(language)
    shared = _SharedTexts(texts.live(kinds.shared_names(), language))
    words = assembling.Words(tuple(_words(texts.live(kinds.explained_names(), language))))
    return Standing(today.clinic, today.tokens, shared, words, {}, today.people)


class _SharedTexts(Mapping[str, str]):
    """The HTML of shared texts by slug. Each is rendered when a page first puts it in."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        self._texts = {revision.slug: revision for revision in revisions}
        self._html: dict[str, str] = {}

    def __getitem__(self, slug: str) -> str:
        if slug not in self._html:
            self._html[slug] = rendering.joined(rendering.prepared(self._texts[slug]).html)
        return self._html[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _words(revisions: Iterable[Revision]) -> Iterator[Word]:
    """Yield the hard words that texts explain. Their front matter says it all, so nothing is rendered."""
    for revision in revisions:
        kind = kinds.get(revision.page.kind)
        text = manuscripts.read(revision.manuscript, kind.name, Findings(""), slug=revision.slug)
        if text is not None and _is_whole(kind.schema, text.data):
            page = kind.model(slug=revision.slug)
            writing.describe(page, kind, text.data)
            yield assembling.word(page.slug, page.title, page.also_called, page.summary)


def _rows_on(texts: history.Day, page: Page, ready: Prepared) -> Iterator:
    """Yield the rows that a page showed on a day: those of its own text, and those of the texts that linked to it.

    As many queries for many such texts as for one.
    """
    if ready.kind.links_to:
        yield from ready.kind.rows(page, ready.data, ready.shared)
    for kind in kinds.all_kinds():
        if kind.links_to == page.kind:
            yield from kind.rows_to(list(_linking(texts, kind, page)), page)


def _linking(texts: history.Day, kind: Kind, page: Page) -> Iterator[tuple[Page, dict, dict]]:
    """Yield the pages of a kind whose text of a day names a page, each as that text left it, with what it says."""
    revisions = list(texts.live([kind.name], page.language, naming=page))
    pages = kind.model.objects.without_texts().in_bulk([revision.page_id for revision in revisions])
    for revision in revisions:
        ready = rendering.prepared(revision)
        if _can_be_shown(ready):
            other = as_if_published(pages[revision.page_id], revision, ready, revision.published_at)
            yield other, ready.data, ready.shared
