"""What the publication of a shared text does to the pages that use it, and what its withdrawal would."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from publishing.life.actions.steps import moved, saved, without_approval
from publishing.life.errors import Refused
from publishing.life.models import Mention, Page
from publishing.life.rendering import html_of, joined, shared_html
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS
from publishing.text import kinds, validation
from publishing.text.naming import Naming
from publishing.text.preparing import Prepared


def uses(page: Page) -> QuerySet[Mention]:
    """Return the mentions of a shared text in texts that are live or open."""
    return Mention.objects.current().filter(what=Naming.SNIPPET, target=page)


def refuse_in_use(page: Page) -> None:
    """Raise Refused where a live text puts a page in: taken away, it would leave a hole in that text."""
    users = Mention.objects.live().filter(what=Naming.SNIPPET, target=page).exclude(revision__page=page)
    titles = list(users.order_by("revision__page__title").values_list("revision__page__title", flat=True)[:5])
    if titles:
        raise Refused(f"It stands on pages that are live: {', '.join(titles)}. Take it out of them first.")


def refuse_lost_cards(page: Page, ready: Prepared) -> None:
    """Raise Refused where a shared text's new words would take from a live page a warning card that it must have."""
    if not ready.kind.is_shared:
        return
    before = shared_html(page.language)
    after = {**before, page.slug: joined(ready.html), ready.slug: joined(ready.html)}
    if validation.cards_in(before.get(page.slug, ""), before) <= validation.cards_in(joined(ready.html), after):
        return
    users = Page.objects.live().filter(live_revision__mentions__in=uses(page)).distinct()
    for user in users.iterator(chunk_size=50):
        kind = kinds.get(user.kind)
        if lacking := validation.lacking_cards(kind, user.data, html_of(user), after):
            raise Refused(f"“{user}” would lose a warning: {lacking[0]}.")


def reopen_users(page: Page, by: User) -> None:
    """A text that was approved with a shared text's old words, and is not public yet, is reviewed again."""
    approved = DEEDS[Verb.REOPEN].revision
    for mention in uses(page).filter(revision__state__in=approved).select_related("revision"):
        revision = moved(mention.revision, Verb.REOPEN)
        without_approval(revision)
        saved(revision, Verb.REOPEN, by, f"The snippet {page.title!r} has changed.")
