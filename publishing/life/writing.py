"""Making the row say what a revision says. Every way to the public goes through `show` and `connect`: `put_out` for one
text, `actions.arrivals` for many of which nobody knew; in one transaction.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
from django.db.models import Model
from django.utils import timezone

from publishing.life import addresses, known, rendering, vocabulary
from publishing.life.errors import InvalidManuscript, Refused
from publishing.life.joining import join
from publishing.life.models import Citation, Mention, Page, Revision
from publishing.life.states import OPEN, PageStatus, RevisionState
from publishing.text import kinds
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

#: A page, and the text that it is to say.
OfText = tuple[Page, Prepared]


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
        page = _written(revision, ready, None if says_the_same else moment_of(written_on, now))
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
    page.html, page.stencil, page.rendered_with = ready.html, ready.stencil, ready.rendered_with
    page.passages = ready.passages
    page.owner_id, page.deputy_id = data.get("owner"), data.get("deputy")


def describe(page: Page, kind: Kind, data: dict) -> None:
    """Make the columns that lists print say what front matter says."""
    page.title, page.summary = data["title"], data.get("summary", "")
    page.also_called = data.get("also_called", [])
    page.role = data.get("role", "")
    kind.fill(page, data)


def moment_of(written_on: datetime.date | None, now: datetime.datetime) -> datetime.datetime:
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
    page.instead_id = page.instead_id if was_live else None  # a live page has one only where it is planned to go
    page.translation_of_id = _translated(page, data)
    show(page, revision, ready, at)
    page.save(update_fields=columns_of(kind))
    _follow_original(page)
    connect([(page, ready)])
    if was_withdrawn:
        kind.touch(page)
    return page


def show(page: Page, revision: Revision, ready: Prepared, at: datetime.datetime | None) -> None:
    """Make a page's columns those of a live one that says a text; the caller saves it. at: as of `_written`."""
    page.status, page.withdrawn_at = PageStatus.LIVE, None
    if at is not None:
        page.published_at, page.updated_at = min(page.published_at or at, at), at
    page.live_revision = revision
    fill(page, ready)


def connect(texts: list[OfText]) -> None:
    """Write what pages have beside their own row: who wrote them, what they name, their typed links, their rare words.

    About three queries for each sort of these, whatever the number of pages.
    """
    ids = [page.pk for page, _ready in texts]
    authors = dict.fromkeys((page.pk, person) for page, ready in texts for person in ready.data.get("authors", []))
    _instead(Page.authors.through, ("page", "contributor"), ids, authors)
    _instead(Page.related.through, ("from_page", "to_page"), ids, dict.fromkeys(_related(texts)))
    _instead(Citation, ("page", "source"), ids, ((page.pk, source) for page, ready in texts for source in ready.cited))
    for kind_name in dict.fromkeys(page.kind for page, _ready in texts):
        of_kind = [(page, ready.data, ready.shared) for page, ready in texts if page.kind == kind_name]
        kinds.get(kind_name).link(of_kind)
    vocabulary.remember({page.pk: ready.text for page, ready in texts})


def _related(texts: list[OfText]) -> Iterator[tuple[int, int]]:
    """Yield each page with each other page that its text calls related. Two queries at most for each language."""
    spoken = defaultdict(list)
    for page, ready in texts:
        spoken[page.language].append((page.pk, ready.data.get("related", [])))
    for language, written in spoken.items():
        named = addresses.named(language, {name for _pk, names in written for name in names})
        for pk, names in written:
            yield from ((pk, named[name].pk) for name in names if name in named and named[name].pk != pk)


def _instead(model: type[Model], columns: tuple[str, str], ids: list[int], rows: Iterable[tuple]) -> None:
    """Write rows in the place of those that some pages have. columns: that of the page, and what it is joined with."""
    model._default_manager.filter(**{f"{columns[0]}__in": ids}).delete()
    join(model, columns, rows)


def columns_of(kind: kinds.Kind) -> list[str]:
    """Return the columns that a publication writes of a page of a kind: those of every page, and its own table's."""
    own = (field.name for field in kind.model._meta.local_concrete_fields if not field.primary_key)
    return [*COLUMNS, *own]


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
