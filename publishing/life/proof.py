"""Whether a draft is proven to be a minor edit of what is live, or what of it needs a clinician.

The one place in which `changes.minor`, which knows texts alone, is asked about rows.
"""

from functools import partial

from publishing.changes import minor
from publishing.changes.minor import Difference
from publishing.life import vocabulary
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus


def is_minor(page: Page, revision: Revision) -> bool:
    """Whether a revision is proven to be a minor edit of what is live."""
    live = page.live_revision
    if live is None or page.status != PageStatus.LIVE:
        return False
    return _is_minor(page, live, revision.slug, revision.manuscript)


def minor_of(page: Page, slug: str, manuscript: str) -> int | None:
    """Return the id of the live revision that a text is a minor edit of; None where it is none. Reads the live text."""
    live = Revision.objects.filter(live_page=page.pk, live_page__status=PageStatus.LIVE).first()
    return live.pk if live is not None and _is_minor(page, live, slug or live.slug, manuscript) else None


def clinical_differences(page: Page, revision: Revision) -> list[Difference]:
    """Return what of a revision needs a clinician, in the order of the text; nothing where there is no live text."""
    live = page.live_revision
    if live is None:
        return []
    known = partial(vocabulary.standing_elsewhere, page)
    found = minor.differences(
        page.kind, live.manuscript, revision.manuscript, language=page.language, known_words=known
    )
    moved = [Difference(live.slug, revision.slug, False, "the address changed")] if live.slug != revision.slug else []
    return moved + [difference for difference in found if not difference.is_minor]


def _is_minor(page: Page, live: Revision, slug: str, manuscript: str) -> bool:
    return minor.is_minor(
        page.kind,
        live.manuscript,
        manuscript,
        same_address=live.slug == slug,
        language=page.language,
        known_words=partial(vocabulary.standing_elsewhere, page),
    )
