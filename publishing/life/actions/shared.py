"""What the publication of a shared text does to the pages that use it, and what its withdrawal would."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst

from publishing.life import known
from publishing.life.actions.steps import moved, saved, without_approval
from publishing.life.addresses import slugs_of
from publishing.life.errors import Refused
from publishing.life.models import Mention, Page, Revision
from publishing.life.rendering import html_of, shared_html
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS
from publishing.text import explaining, kinds, validation
from publishing.text.naming import Naming
from publishing.text.preparing import Prepared, joined


def refuse_in_use(page: Page) -> None:
    """Raise Refused where a live text puts a page in: taken away, it would leave a hole in that text."""
    if reason := in_use(page):
        raise Refused(reason)


def in_use(page: Page) -> str:
    """Return why a page cannot be withdrawn now: the live texts that put it in; empty where none does."""
    users = Mention.objects.live().filter(what=Naming.SNIPPET, target=page).exclude(revision__page=page)
    titles = list(users.order_by("revision__page__title").values_list("revision__page__title", flat=True)[:5])
    return f"It stands on pages that are live: {', '.join(titles)}. Take it out of them first." if titles else ""


def refuse_lost_cards(page: Page, ready: Prepared) -> None:
    """Raise Refused where a shared text's new words would take from a live page a warning card that it must have."""
    if lost := lost_card(page, ready, Page.objects.live()):
        raise Refused(lost)


def lost_card(page: Page, ready: Prepared, users: QuerySet[Page]) -> str:
    """Return which of some pages would lose a card that it must have by a shared text's new words; empty for none."""
    if not ready.kind.is_shared:
        return ""
    before = shared_html(page.language)
    after = {**before, **dict.fromkeys([ready.slug, *slugs_of(page)], ready.joined)}
    if validation.cards_in(before.get(page.slug, ""), before) <= validation.cards_in(ready.joined, after):
        return ""
    reached = users.filter(live_revision__mentions__in=_reached(page, before)).distinct()
    for user in reached.iterator(chunk_size=50):
        if lacking := validation.lacking_cards(kinds.get(user.kind), user.data, html_of(user), after):
            return f"“{user}” would lose a warning: {lacking[0]}."
    return ""


def refuse_holes(page: Page) -> None:
    """Raise Refused where a page that comes back puts in a shared text that is gone, or would lack a warning card."""
    shared, html = shared_html(page.language), html_of(page)
    put_in = validation.snippets_in(joined(html), shared)
    if gone := [slug for slug in put_in if slug not in shared]:
        raise Refused(f"It puts in a shared text that is not public: {', '.join(gone)}. Bring that back first.")
    if lacking := validation.lacking_cards(kinds.get(page.kind), page.data, html, shared):
        raise Refused(f"It lacks a warning: {lacking[0]}. Correct it, then publish it again.")


def refuse_explained(page: Page) -> None:
    """Raise Refused where a term that comes back explains a word that another term explains meanwhile."""
    for word, term in known.explained_elsewhere(page, page.data):
        raise Refused(f"{capfirst(explaining.fault(word, term))}. Take it out of one of the two first.")


def _reached(page: Page, shared: Mapping[str, str]) -> QuerySet[Mention]:
    """Return the mentions of a shared text, and of those that put it in, in texts that are live or open."""
    names = slugs_of(page)
    around = [slug for slug, html in shared.items() if names & {*validation.snippets_in(html, shared)}]
    found = Mention.objects.current().filter(what=Naming.SNIPPET, language=page.language)
    return found.filter(name__in=[f"{page.kind}/{slug}" for slug in (*names, *around)])


def _using(page: Page, drafts: QuerySet[Revision]) -> QuerySet[Revision]:
    """Return those of some drafts that a shared text reaches. Few are open, and thousands may have it."""
    return drafts.filter(Exists(_reached(page, shared_html(page.language)).filter(revision=OuterRef("pk"))))


def hold_users(page: Page) -> None:
    """Hold the pages with a draft that a shared text's publication may send back to review, before it takes its key.

    Whoever saves such a draft names the shared text, and waits for its key with the draft's page in their hands.
    """
    Page.objects.hold(*_using(page, Revision.objects.open()).values_list("page_id", flat=True))


def reopen_users(page: Page, by: User) -> None:
    """A text that was approved with a shared text's old words, and is not public yet, is reviewed again."""
    approved = Revision.objects.filter(state__in=DEEDS[Verb.REOPEN].revision)
    for stands in _using(page, approved):
        revision = moved(stands, Verb.REOPEN)
        without_approval(revision)
        saved(revision, Verb.REOPEN, by, f"The snippet {page.title!r} has changed.")
