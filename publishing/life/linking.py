"""Which texts name a thing: for whoever is about to move it, change it or take it away."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from publishing.life import rendering
from publishing.life.models import Mention, Page, Revision
from publishing.life.models.page import texts_of
from publishing.life.states import OPEN


def linked_from(page: Page) -> list[Mention]:
    """Return one mention for each live text and open draft of another page that names a page, by title. One query."""
    return by_text(Mention.objects.current().of(page).with_pages())


def by_text(mentions: Iterable[Mention]) -> list[Mention]:
    """Return one mention for each text of some, by the title of its page."""
    found = {mention.revision_id: mention for mention in mentions}
    return sorted(found.values(), key=lambda mention: (mention.page.title, mention.is_draft, mention.revision_id))


def naming(to: str, name: str) -> Iterator[Page]:
    """Yield each page whose text names a "source" or a "contributor": live, withdrawn, or in an open draft. By title.

    Texts in which the name stands are read one by one: it may be an ordinary word there.
    """
    current = Revision.objects.filter(Q(live_page__isnull=False) | Q(state__in=OPEN), manuscript__contains=name)
    seen: set[int] = set()
    for revision in current.select_related("page").defer(*texts_of("page")).order_by("page__title", "pk"):
        if revision.page_id not in seen and name in rendering.prepared(revision).named(to):
            seen.add(revision.page_id)
            yield revision.page
