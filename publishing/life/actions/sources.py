"""A source that public pages print and link: what another word of it means for them."""

from django.contrib.auth.models import User
from django.db.models import Q

from publishing.life.actions.steps import record
from publishing.life.models import Citation, Page, Source
from publishing.life.states import Verb
from publishing.text import kinds

#: What readers see of a source; another word there changes every page that cites it, without a review.
SEEN = ("title", "publisher", "year", "url", "kind")


def note_change(*, source: Source, by: User, was: str) -> list[Page]:
    """Record on each public page that prints a source that it says something else now; return the pages, as `pages_on`
    does. was: how it was called before. Call it in the transaction that saves.
    """
    pages = pages_on(source)
    for page in pages:
        record(Verb.CHANGE_SOURCE, page, by, None, was)
    return pages


def pages_on(source: Source) -> list[Page]:
    """Return the public pages that print a source, by title, with their owners and whoever reviewed them: those whose
    own text cites it, and both ends of a link whose evidence does, whichever text that stands in. A query for each kind
    with such links, and one.
    """
    beside = set().union(*(kind.printing(source.pk) for kind in kinds.all_kinds()))
    citing = Citation.objects.filter(source=source).values("page")
    pages = Page.objects.live().without_texts().filter(Q(pk__in=citing) | Q(pk__in=beside))
    return list(pages.select_related("owner__user", "reviewed_by").order_by("title", "pk"))
