"""Making the row say what a revision says. Every way to the public goes through `put_out`, in one transaction."""

import datetime
import json

from django.conf import settings
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
from django.utils import timezone

from publishing.life import addresses, known, rendering, vocabulary
from publishing.life.errors import InvalidManuscript, Refused
from publishing.life.models import Citation, Mention, Page, Revision
from publishing.life.states import OPEN, PageStatus, RevisionState
from publishing.text import kinds, preparing
from publishing.text.kinds import Kind
from publishing.text.preparing import Prepared

#: The columns that every publication writes; a kind adds its own.
COLUMNS = (
    *("slug", "status", "withdrawn_at", "published_at", "updated_at", "live_revision"),
    *("role", "title", "summary", "also_called", "data", "body", "html", "stencil", "passages", "rendered_with"),
    *("owner", "deputy", "translation_of", "instead"),
)
#: The columns of its revision that a publication writes.
OF_REVISION = ("state", "scheduled_for", "is_minor", "published_by", "published_at")


def fit_for_the_public(revision: Revision, ready: Prepared | None = None) -> Prepared:
    """Return the revision's text made ready. Raises InvalidManuscript with every fault where it must not be public.

    ready: the text as it was made ready before the transaction began; used only where the text is still the same.
    """
    if ready is None or (ready.text, ready.slug) != (revision.manuscript, revision.slug):
        ready = rendering.prepared(revision)
    if faults := known.faults_of(ready, revision.page):
        raise InvalidManuscript(faults)
    return ready


def put_out(
    revision: Revision,
    ready: Prepared,
    by: User,
    *,
    says_the_same: bool = False,
    written_on: datetime.date | None = None,
) -> Page:
    """Publish: mark the revision, write its page, let go of what was published before. The text has been checked.

    says_the_same: whether a reader is told nothing new, so that the page's day of change stands.
    written_on: the day from which the words date, where they are older than their publication here.
    The caller holds the content version's row, and the page's.
    """
    now = timezone.now()
    revision.state, revision.scheduled_for = RevisionState.PUBLISHED, None
    revision.published_by, revision.published_at = by, now
    revision.save(update_fields=OF_REVISION)
    try:
        page = _written(revision, ready, None if says_the_same else _moment_of(written_on, now))
    except IntegrityError as error:
        raise Refused(f"The address {revision.slug} belongs to another page.") from error
    _supersede(page, revision)
    return page


def fill(page: Page, ready: Prepared) -> None:
    """Make a page's columns say what a text says; the database is not asked. For a publication and for a preview."""
    data = ready.data
    describe(page, ready.kind, data)
    page.data = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    page.body = ready.body
    page.html, page.stencil, page.rendered_with = ready.html, ready.stencil, preparing.renderer_version()
    page.passages = ready.passages
    page.owner_id, page.deputy_id = data.get("owner"), data.get("deputy")


def describe(page: Page, kind: Kind, data: dict) -> None:
    """Make the columns that lists print say what front matter says."""
    page.title, page.summary = data["title"], data.get("summary", "")
    page.also_called = data.get("also_called", [])
    page.role = data.get("role", "")
    kind.fill(page, data)


def _moment_of(written_on: datetime.date | None, now: datetime.datetime) -> datetime.datetime:
    """Return the moment from which words date: now, or noon of their day, if that is not to come.

    Noon, because it is the same day in the time zones around, should the clinic correct its own.
    """
    if written_on is None:
        return now
    return min(timezone.make_aware(datetime.datetime.combine(written_on, datetime.time(12))), now)


def _written(revision: Revision, ready: Prepared, at: datetime.datetime | None) -> Page:
    """Fill a page's columns and links; it is live afterwards. at: when it changed, None where it says the same."""
    kind, data = ready.kind, ready.data
    page = kind.model.objects.get(pk=revision.page_id)
    was_live, was_withdrawn = page.status == PageStatus.LIVE, page.status == PageStatus.WITHDRAWN
    if page.slug != revision.slug:
        addresses.move(page, revision.slug)
    elif not page.published_at:
        addresses.take(page)
    page.status, page.withdrawn_at = PageStatus.LIVE, None
    page.instead_id = page.instead_id if was_live else None  # a live page has one only where it is planned to go
    if at is not None:
        page.published_at, page.updated_at = min(page.published_at or at, at), at
    page.live_revision = revision
    fill(page, ready)
    named = addresses.named(page.language, data.get("related", []))
    page.translation_of_id = _translated(page, data)
    page.save(update_fields=[*COLUMNS, *_own_columns(kind)])
    _follow_original(page)
    page.authors.set(data.get("authors", []))
    page.related.set({target.pk for target in named.values()} - {page.pk})
    Citation.objects.filter(page=page).delete()
    Citation.objects.bulk_create(Citation(page_id=page.pk, source_id=source) for source in ready.cited)
    kind.link(page, data, ready.shared)
    vocabulary.remember(page.pk, ready.text)
    if was_withdrawn:
        kind.touch(page)
    return page


def _own_columns(kind: kinds.Kind) -> list[str]:
    """Return the columns of a kind's own table."""
    return [field.name for field in kind.model._meta.local_concrete_fields if not field.primary_key]


def _translated(page: Page, data: dict) -> int | None:
    if "translation_of" not in data:
        return None
    name = f"{page.kind}/{data['translation_of']}"
    original = addresses.named(settings.LANGUAGE_CODE, [name]).get(name)
    return original.pk if original else None  # a library may name what it has withdrawn, and a site never had


def _follow_original(page: Page) -> None:
    """What the clinic says of itself it says of the original, and a translation has it from there."""
    if page.translation_of_id is not None:
        page.offered = Page.objects.values_list("offered", flat=True).get(pk=page.translation_of_id)
        page.save(update_fields=["offered"])


def _supersede(page: Page, by: Revision) -> None:
    """Whatever was published before is superseded, and nobody asks any more what its text names."""
    page.revisions.filter(state=RevisionState.PUBLISHED).exclude(pk=by.pk).update(state=RevisionState.SUPERSEDED)
    done = Mention.objects.filter(revision__page_id=page.pk).exclude(revision=by)
    done.exclude(revision__state__in=OPEN).delete()
