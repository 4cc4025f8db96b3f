"""Undoing a publication: the earlier text is public again, with the sign-off that it had, and the later one is a draft.

Only words that a clinician of this clinic signed off come back so. All others go to one first, as any text does.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.life import authorship, history, rendering, vocabulary, writing
from publishing.life.actions import drafts
from publishing.life.actions.dates import next_review
from publishing.life.actions.drafts import Gist
from publishing.life.actions.publication import REVIEW, refuse_unready
from publishing.life.actions.shared import hold_users, refuse_lost_cards, reopen_users
from publishing.life.actions.steps import locked, moved, page_after, record, refuse_taken, saved, without_approval
from publishing.life.errors import Refused
from publishing.life.history import Earlier
from publishing.life.models import Page, Revision
from publishing.life.models.revision import Origin
from publishing.life.models.version import lock, raise_version
from publishing.life.states import RevisionState, Verb
from publishing.life.verbs import DEEDS, does
from publishing.text.preparing import Prepared

_OTHER = gettext_lazy("The public page has changed since you opened this. Look at it again, then decide.")


@does(Verb.UNDO)
def undo(*, page: Page, by: User, sha256: str, note: str = "") -> Page:
    """Put the text back that the public read before the last publication. Its sign-off is the page's review again.

    sha256: of the live text that the person had before them.
    Raises Refused without a reason, where that is not what is live, where there is no earlier text, where the page was
    off the site before, and where nobody of this clinic signed the earlier words off.
    """
    if not note.strip():
        raise Refused(_("Say why the earlier text is put back."))
    seen, found = _before(page)
    ready = rendering.prepared(found.revision)
    gists = [drafts.gist_of(text.manuscript, page.kind, page.language) for text in (found.revision, seen)]
    vocabulary.dictionary()
    with transaction.atomic():
        lock()
        page = locked(page)
        page_after(page, Verb.UNDO)
        taken_back, earlier = _still(page, sha256, seen, found)
        signed = _signed(earlier)
        ready = _fit(page, earlier, ready)
        if ready.kind.is_shared:
            hold_users(page)
        revision = _copied(page, earlier.revision, by, gists[0])
        page = revision.page = writing.put_out(revision, ready, by)
        page.reviewed_on, page.reviewed_by = timezone.localdate(signed.at), signed.by
        page.review_due_on = next_review(page)
        page.save(update_fields=REVIEW)
        _keep(page, taken_back, revision, by, note, gists[1])
        raise_version()
        record(Verb.UNDO, page, by, revision, note)
        if ready.kind.is_shared:
            reopen_users(page, by)
    return page


def _before(page: Page) -> tuple[Revision, Earlier]:
    """Return what is public and what was before it, asked before anything is held. Raises Refused without either."""
    seen, found = Page.objects.select_related("live_revision").get(pk=page.pk).live_revision, history.earlier(page)
    if seen is not None and history.undone(page) is not None:
        raise Refused(_("It was undone already. The text that was taken back is kept."))
    if seen is None or found is None:
        raise Refused(_("There is no earlier text of this page that the public has read."))
    return seen, found


def _still(page: Page, sha256: str, seen: Revision, found: Earlier) -> tuple[Revision, Earlier]:
    """Return the same two of a page that is held. Raises Refused where one is another, or not what the person saw."""
    taken_back, earlier = page.live_revision, history.earlier(page)
    if taken_back is None or earlier is None or taken_back.sha256 != sha256:
        raise Refused(_OTHER)
    if taken_back.pk != seen.pk or earlier.revision.pk != found.revision.pk:
        raise Refused(_OTHER)
    return taken_back, earlier


def _fit(page: Page, earlier: Earlier, ready: Prepared) -> Prepared:
    """Return an earlier text, ready, as the public may read it today. Raises Refused where it may not."""
    refuse_taken(page, earlier.revision.slug)
    ready = writing.fit_for_the_public(earlier.revision, ready)
    refuse_unready(ready)
    refuse_lost_cards(page, ready)
    return ready


def _signed(earlier: Earlier) -> history.SignOff:
    if earlier.was_off:
        raise Refused(_("Before this text the page was off the site. Take it off the site, or publish another text."))
    if earlier.sign_off is None:
        raise Refused(_("Nobody of this clinic has approved the earlier words. Send them to a clinician first."))
    return earlier.sign_off


def _copied(page: Page, earlier: Revision, by: User, found: Gist) -> Revision:
    """Return the next version of a page, with the words, the writers and the approval of an earlier one."""
    revision = drafts.new_revision(page, earlier.created_by, Origin(earlier.origin))
    for name in ("edited_by", "edited_at", "is_minor", "approved_by", "approved_at", "approved_sha256"):
        setattr(revision, name, getattr(earlier, name))
    # Never open, not even for a moment: the page may have an open draft beside it, and it may have but one.
    revision.state = RevisionState.PUBLISHED
    revision.published_by, revision.published_at = by, timezone.now()
    drafts.with_text(revision, earlier.slug, earlier.manuscript, found)
    authorship.keep(revision, of=earlier)
    return revision


def _keep(page: Page, taken_back: Revision, now: Revision, by: User, note: str, found: Gist) -> None:
    """Keep the text that was taken back as a draft; a draft that was made on it goes back to who wrote it.

    Whoever reviews it then sees it beside what is public now, and so whatever made somebody take the other text back.
    """
    draft = page.revisions.open().first()
    if draft is None:
        draft = drafts.new_revision(page, taken_back.created_by, Origin.STAFF)
        draft.edited_by, draft.based_on = taken_back.edited_by, now
        drafts.with_text(draft, taken_back.slug, taken_back.manuscript, found)
        authorship.keep(draft, of=taken_back)
        record(Verb.SAVE, page, by, draft, note)
        return
    Revision.objects.filter(pk=draft.pk).update(based_on=now, minor_of=None)
    if draft.state in DEEDS[Verb.RETURN].revision:
        draft = moved(draft, Verb.RETURN)
        without_approval(draft)
        saved(draft, Verb.RETURN, by, f"The text that this was made on was taken back: {note}")
