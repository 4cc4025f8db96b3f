"""The first publication of texts that came with the library, many at once.

Of a page that nobody has touched it is known what a publication would ask and undo: there is no draft and no text
before it, nobody has written of it, and nobody is to be told (`announcing`). So the rows of many are written together.
They are the very rows that `drafts.save_read` and `publication.publish_from_library` leave one by one, in a fraction of
the queries.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from publishing.life import addresses, authorship, writing
from publishing.life.actions import drafts
from publishing.life.actions.drafts import Gist
from publishing.life.actions.publication import refuse_unready
from publishing.life.actions.steps import event_of
from publishing.life.models import Event, FormerAddress, Page, Revision
from publishing.life.models.revision import Origin, approval_digest
from publishing.life.models.version import current
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import kinds
from publishing.text.preparing import Prepared


@dataclass(frozen=True)
class Arrival:
    """A text that comes in: the id of its page, the text made ready, its gist, and the SHA-256 of its file.

    written_on: the day from which its words date; None where that is today.
    """

    page: int
    ready: Prepared
    found: Gist
    sha256: str
    written_on: datetime.date | None = None


def untouched(ids: Iterable[int]) -> set[int]:
    """Return which pages have nothing but a row that a load has made: nobody can have named, written or moved there.

    One query. The caller holds the pages.
    """
    at = {column: OuterRef(column) for column in ("kind", "language", "slug")}
    touched = Exists(Revision.objects.filter(page=OuterRef("pk"))) | Exists(FormerAddress.objects.filter(**at))
    rows = Page.objects.filter(pk__in=ids, status=PageStatus.NEVER_PUBLIC, loaded_sha256="", is_own=False)
    return set(rows.exclude(Q(touched)).values_list("pk", flat=True))


def publish_first(texts: list[Arrival], by: User) -> None:
    """Save texts of pages that are `untouched`, none of them shared or a translation, and make them public.

    The caller has checked the texts, holds the content version's row and the pages, and raises the version. Raises
    Refused, with nothing written, where what one of them names is not ready for the public.
    """
    if not texts:
        return
    refuse_unready(*(text.ready for text in texts))
    now = timezone.now()
    pages = _pages(texts)
    revisions = [_revision(pages[text.page], text, by, now) for text in texts]
    Revision.objects.bulk_create(revisions)
    drafts.remember([(revision, text.found) for revision, text in zip(revisions, texts, strict=True)])
    authorship.add([by.pk], *revisions)
    verbs, version = (Verb.SAVE, Verb.PUBLISH), current()
    Event.objects.bulk_create(event_of(verb, one.page, by, one, version) for one in revisions for verb in verbs)
    addresses.claim(*pages.values())
    for revision, text in zip(revisions, texts, strict=True):
        page = pages[text.page]
        page.loaded_sha256 = text.sha256
        writing.show(page, revision, text.ready, writing.moment_of(text.written_on, now))
        page.save(update_fields=[*writing.columns_of(text.ready.kind), "loaded_sha256"])
    writing.connect([(pages[text.page], text.ready) for text in texts])


def _pages(texts: list[Arrival]) -> dict[int, Page]:
    """Return the pages by their ids, each with its kind's own columns. One query for each kind."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        wanted[text.ready.kind_name].append(text.page)
    return {pk: page for name, ids in wanted.items() for pk, page in kinds.get(name).model.objects.in_bulk(ids).items()}


def _revision(page: Page, text: Arrival, by: User, now: datetime.datetime) -> Revision:
    manuscript = text.ready.text
    return Revision(
        page=page,
        number=1,
        slug=page.slug,
        manuscript=manuscript,
        sha256=approval_digest(page.kind, page.language, page.slug, manuscript),
        grade=text.found.grade,
        read_with=text.found.read_with,
        state=RevisionState.PUBLISHED,
        origin=Origin.STARTER_LIBRARY,
        created_by=by,
        edited_by=by,
        edited_at=now,
        published_by=by,
        published_at=now,
    )
