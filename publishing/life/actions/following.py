"""Texts that follow something: a page's new address, a page's new owner. One text in one transaction.

A reader sees a new address at once, because a name means the page that had it. The texts are rewritten afterwards, by
a job, each as a minor edit of its own: a page that a thousand texts name must not hold up everybody for a minute.
"""

import time

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from publishing.life import authorship, vocabulary, writing
from publishing.life.actions import drafts
from publishing.life.actions.steps import locked, record
from publishing.life.errors import Refused
from publishing.life.models import Contributor, Mention, Page, Revision
from publishing.life.models.mention import MentionQuerySet
from publishing.life.models.page import texts_of
from publishing.life.models.revision import Origin
from publishing.life.models.version import lock, raise_version
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.text import naming, preparing
from publishing.text.naming import OF_PAGES, Naming


def outdated() -> QuerySet[Mention]:
    """Return the mentions that call a page by a name that it had before."""
    named = Mention.objects.current().filter(what__in=OF_PAGES)
    named = named.filter(target__isnull=False).exclude(target__status=PageStatus.NEVER_PUBLIC)
    now = Concat(F("target__kind"), Value("/"), F("target__slug"), output_field=CharField())
    return named.exclude(name=now)


def outdated_texts() -> list[int]:
    """Return the ids of the revisions that call a page by a name that it had before."""
    return list(outdated().order_by("revision_id").values_list("revision_id", flat=True).distinct())


def follow_links() -> int:
    """Rewrite every text that calls a page by a name that it had before, and return how many there were."""
    return sum(follow(pk) for pk in outdated_texts())


_MOVED = ("target__live_revision__published_by",)
_UNREAD = (*texts_of("target"), "target__live_revision__manuscript")


def follow(pk: int) -> bool:
    """Rewrite one text, in the name of whoever gave the page its new address; return whether it was rewritten."""
    revision = Revision.objects.with_page().get(pk=pk)
    text, notes, by = revision.manuscript, [], revision.edited_by
    for mention in outdated().filter(revision=revision).select_related(*_MOVED).defer(*_UNREAD):
        target, (kind, _slash, old) = mention.target, mention.name.partition("/")
        if target is None or target.live_revision is None:  # `outdated` asks for none such
            continue
        if mention.what == Naming.TRANSLATION:
            text = naming.translate_from(text, target.slug)
        else:
            text = naming.follow(text, kind, old, target.slug)
        notes.append(f"{mention.name} is {target.address} now.")
        by = target.live_revision.published_by or by
    return rewrite(revision, text, by, Verb.MOVE_LINKS, " ".join(notes)[:2000])


def hand_over(*, leaving: Contributor, to: Contributor, by: User) -> int:
    """Give every page that a contributor owns or stands in for to another, and return the number of texts changed.

    A text that somebody else changes at that moment is met again as what it became.
    """
    if leaving == to:
        raise Refused("Choose somebody else to take the pages over.")
    note = f"{leaving} handed over to {to}."
    count = 0
    for _round in range(ROUNDS):
        for mention in kept_by(leaving.pk).with_texts():
            text = naming.pass_on(mention.revision.manuscript, leaving.pk, to.pk)
            count += rewrite(mention.revision, text, by, Verb.HAND_OVER, note)
    return count


ROUNDS = 3  # in which every page is handed over; what is left then is a text that cannot be published


def give_keepers(*, pages: list[int], owner: Contributor, deputy: Contributor | None, by: User, until: float) -> int:
    """Give an owner, and somebody who stands in, to pages that have none, and return how many texts were changed.

    A page's live text and its open draft are changed, each on its own, so that nothing waits for a long list. Ends at a
    moment of the monotonic clock: whoever asks again goes on where this one ended. Raises Refused where both are one.
    """
    if owner == deputy:
        raise Refused("Choose somebody else for when the owner is away.")
    note = f"{owner} looks after it." + (f" When away, {deputy} does." if deputy else "")
    count = 0
    texts = Revision.objects.filter(Q(live_page__in=pages) | Q(page__in=pages, state__in=OPEN)).order_by("page", "pk")
    for pk in list(texts.values_list("pk", flat=True)):
        if time.monotonic() > until:
            break
        revision = Revision.objects.with_page().get(pk=pk)
        text = naming.keep_by(revision.manuscript, revision.page.kind, owner.pk, deputy.pk if deputy else "")
        count += rewrite(revision, text, by, Verb.HAND_OVER, note)
    return count


def without_keeper(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Return those pages of which neither the live text nor the open draft names an owner."""
    kept = Mention.objects.current().filter(what=Naming.KEEPER, revision__page=OuterRef("pk"))
    return pages.filter(owner=None).exclude(Exists(kept))


def kept_by(contributor: str) -> MentionQuerySet:
    """Return the mentions of a contributor as owner or deputy, in texts that are live or open."""
    found = Mention.objects.current().filter(what=Naming.KEEPER, name=contributor)
    return found.order_by("revision__page__title", "revision_id")


def rewrite(revision: Revision, text: str, by: User, verb: Verb, note: str) -> bool:
    """Put a text that follows from something else in the place of one: a live one as a minor edit, a draft as saved.

    Returns whether it was put there: not where somebody has changed the text meanwhile.
    """
    if text == revision.manuscript:
        return False
    if revision.published_at is None:
        return _rewrite_draft(revision, text, by, note)
    return _rewrite_live(revision, text, by, verb, note)


def _rewrite_draft(revision: Revision, text: str, by: User, note: str) -> bool:
    found = drafts.gist_of(text, revision.page.kind, revision.page.language)
    with transaction.atomic():
        page = locked(revision.page)
        draft = page.revisions.open().filter(pk=revision.pk, sha256=revision.sha256).first()
        if draft is None:
            return False  # published, discarded or changed: the text must not come back
        drafts.save_followed(revision=draft, by=by, manuscript=text, found=found, note=note)
    return True


def _rewrite_live(revision: Revision, text: str, by: User, verb: Verb, note: str) -> bool:
    page = revision.page
    ready = preparing.prepare(text, page.kind, language=page.language, slug=page.slug)
    found = drafts.gist_of(text, page.kind, page.language)
    vocabulary.dictionary()
    with transaction.atomic():
        lock()
        page = locked(page)
        if page.live_revision_id != revision.pk or page.status != PageStatus.LIVE or not ready.is_rendered:
            return False
        following = drafts.new_revision(page, by, Origin(revision.origin))
        following.is_minor = True
        # Never open, not even for a moment: the page may have an open draft beside it, and it may have but one.
        following.state = RevisionState.PUBLISHED
        following.published_by, following.published_at = by, timezone.now()
        drafts.with_text(following, page.slug, text, found)
        authorship.keep(following, of=revision)
        page.revisions.open().filter(minor_of=revision).update(minor_of=following)
        written = writing.put_out(following, ready, by, says_the_same=True)
        raise_version()
        record(verb, written, by, following, note)
    return True
