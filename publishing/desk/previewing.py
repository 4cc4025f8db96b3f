"""A text exactly as the public would get it: put together by the code that puts the page together, from the text alone.

Writes nothing and locks nothing: the page that is shown is a row in memory.
"""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override

from publishing.life import known, rendering, writing
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus
from publishing.text import kinds
from publishing.text.preparing import Prepared


def preview(request, revision: Revision) -> HttpResponse:
    """Return a revision as its page. Where it cannot be shown, return its faults (422)."""
    ready = rendering.prepared(revision)
    if ready.is_rendered and not _lacks(ready):
        with override(ready.language):
            page = as_if_published(revision, ready)
            request.preview = revision
            request.path = request.path_info = _path_of(page, request.path)
            response = ready.kind.show(request, page, ready.manuscript.data, ready.shared)
    else:
        faults = known.faults_of(ready)
        response = render(request, "publishing/faulty.html", {"faults": faults, "revision": revision}, status=422)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _lacks(ready: Prepared) -> bool:
    """Whether a key is missing without which the page has nothing to print there."""
    described = ready.kind.schema.keys
    return any(key.required and name not in ready.manuscript.data for name, key in described.items())


def as_if_published(revision: Revision, ready: Prepared, at: datetime.datetime | None = None) -> Page:
    """Return a page's row as a publication of this text would leave it. Nothing is saved."""
    page = ready.kind.model.objects.select_related("reviewed_by__contributor").get(pk=revision.page_id)
    now = at or revision.published_at or timezone.now()
    page.status, page.slug, page.withdrawn_at = PageStatus.LIVE, revision.slug, None
    page.published_at, page.updated_at = page.published_at or now, now
    page.live_revision = revision
    writing.fill(page, ready)
    page.related_names = ready.manuscript.data.get("related", [])
    return page


def _path_of(page: Page, path: str) -> str:
    """The page's own address, so that its links and its frame say what they will say."""
    return page.get_absolute_url() if kinds.get(page.kind).has_address else path
