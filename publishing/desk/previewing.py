"""A draft exactly as the public would get it: published for the length of one answer, then taken back.

The same code renders the draft and the page, so a preview cannot lie. Nothing of it is ever committed.
"""

from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import override

from publishing.life import outage, publication, rendering
from publishing.life.models import Revision
from publishing.text.prose import References, blocks, checks


def preview(request, revision: Revision) -> HttpResponse:
    """Return a revision as its page. Where it has a fault that stops rendering, return the faults (422)."""
    try:
        with transaction.atomic():
            response = _shown(request, revision)
            transaction.set_rollback(True)
    except (publication.InvalidManuscript, DatabaseError, KeyError) as error:
        if outage.is_outage(error):
            raise
        faults = getattr(error, "faults", None) or publication.check(revision)
        response = render(request, "publishing/faulty.html", {"faults": faults, "revision": revision}, status=422)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _shown(request, revision: Revision) -> HttpResponse:
    page = revision.page
    known = rendering.references(page.language, about_to_be_live=[page.pk])
    _refuse_what_takes_minutes(revision, known)
    revision.published_at = revision.published_at or timezone.now()
    page = publication.apply(revision, known)
    request.preview = revision
    if page.kind == "snippets":
        return render(request, "publishing/snippet.html", {"page": page, "title": page.title})
    with override(page.language):
        path = page.get_absolute_url()
        match = resolve(path)
        request.path = request.path_info = path
        return match.func(request, *match.args, **match.kwargs)


def _refuse_what_takes_minutes(revision: Revision, known: References) -> None:
    """Raise InvalidManuscript on a body that the parser would choke on, while nobody else could save."""
    body = publication.read(revision).body
    is_long = any(
        len(paragraph) >= checks.MAX_PARAGRAPH or paragraph.count("[") > checks.MAX_BRACKETS
        for paragraph in body.split("\n\n")
    )
    if is_long or blocks.is_too_much(blocks.expand_snippets(body, known.snippets)):
        raise publication.InvalidManuscript(publication.check(revision, known))
