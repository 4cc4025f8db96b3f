"""Publication: now, at a time to come, as a minor edit, with the library.

A text is made ready before the transaction begins: while the content version's row is held, nobody else can publish.
"""

import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from publishing.life import authorship, proof, rendering, vocabulary, writing
from publishing.life.actions.dates import next_review
from publishing.life.actions.pictures import refuse_unasked
from publishing.life.actions.proposed import refuse_unchecked
from publishing.life.actions.shared import hold_users, refuse_lost_cards, reopen_users
from publishing.life.actions.steps import moved, record, refuse_taken, saved, with_time
from publishing.life.errors import Refused, Stale
from publishing.life.models import Page, Revision
from publishing.life.models.revision import Origin
from publishing.life.models.version import lock, raise_version
from publishing.life.states import PageStatus, Verb
from publishing.life.verbs import does
from publishing.text.preparing import Prepared


@does(Verb.SCHEDULE)
@transaction.atomic
def schedule(*, revision: Revision, by: User, at: datetime.datetime, note: str = "") -> Revision:
    """Have an approved revision published at a time to come."""
    if at <= timezone.now():
        raise Refused("The time lies in the past. Publish at once, or choose a later time.")
    refuse_unready(rendering.prepared(revision))
    revision = moved(revision, Verb.SCHEDULE)
    revision.scheduled_for = at
    return saved(revision, Verb.SCHEDULE, by, with_time(note, at))


@does(Verb.UNSCHEDULE)
@transaction.atomic
def unschedule(*, revision: Revision, by: User, note: str = "") -> Revision:
    """Take an approved revision off the schedule. It stays approved."""
    return saved(moved(revision, Verb.UNSCHEDULE), Verb.UNSCHEDULE, by, note)


@does(Verb.PUBLISH)
def publish(*, revision: Revision, by: User, note: str = "") -> Page:
    """Make an approved revision what the public reads. Its approval is the page's clinical review.

    Where the address changes, the old one leads to the new one; texts that named it print the new one at once, and
    are rewritten by a job.
    """
    ready = rendering.prepared(revision)
    vocabulary.dictionary()  # the first time it takes a while, and nobody is to wait for that
    with transaction.atomic():
        lock()
        revision = moved(revision, Verb.PUBLISH)
        _refuse_older(revision)
        refuse_taken(revision.page, revision.slug)
        ready = writing.fit_for_the_public(revision, ready)
        refuse_unready(ready)
        refuse_lost_cards(revision.page, ready)
        if ready.kind.is_shared:
            hold_users(revision.page)
        page = writing.put_out(revision, ready, by)
        page.reviewed_on = timezone.localdate(revision.approved_at)
        page.reviewed_by = revision.approved_by
        page.review_due_on = next_review(page)
        page.save(update_fields=REVIEW)
        raise_version()
        record(Verb.PUBLISH, page, by, revision, note)
        if ready.kind.is_shared:
            reopen_users(page, by)
    return page


REVIEW = ["reviewed_on", "reviewed_by", "review_due_on"]


@does(Verb.PUBLISH_MINOR)
def publish_minor(*, revision: Revision, by: User, note: str = "") -> Page:
    """Publish an edit that is proven minor without a new approval. The review it had stands, with its days.

    Its words are those of the text that was live, and so are their writers.
    Raises Refused with every change that is not minor.
    """
    ready = rendering.prepared(revision)
    vocabulary.dictionary()  # the first time it takes a while, and nobody is to wait for that
    with transaction.atomic():
        lock()
        revision = moved(revision, Verb.PUBLISH_MINOR)
        _refuse_older(revision)
        live = _refuse_clinical(revision)
        ready = writing.fit_for_the_public(revision, ready)
        refuse_unready(ready)
        revision.is_minor = True
        page = writing.put_out(revision, ready, by)
        authorship.keep(revision, of=live)
        raise_version()
        record(Verb.PUBLISH_MINOR, page, by, revision, note)
    return page


def refuse_unready(*texts: Prepared) -> None:
    """Raise Refused where what a text names is not ready for the public: a source that nobody has checked yet, or a
    picture of people who were not asked. Asked before every publication of other words. Two queries, for many as for
    one.
    """
    refuse_unchecked(set().union(*(ready.named("source") for ready in texts)))
    refuse_unasked(set().union(*(ready.named("picture") for ready in texts)))


def _refuse_older(revision: Revision) -> None:
    """Raise Stale where a draft was made on another text than the live one; what only follows a name is none."""
    live = revision.page.live_revision
    if live is not None and revision.based_on_id != live.pk and not live.is_minor:
        raise Stale("The live text is a newer one than this draft was made on. Compare the two first.", live)


def _refuse_clinical(revision: Revision) -> Revision:
    """Return the live text that a revision is a minor edit of. Raises Refused where it is none."""
    page, live = revision.page, revision.page.live_revision
    if live is None or page.status != PageStatus.LIVE:
        raise Refused("Only a page that is live can have a minor edit.")
    if not proof.is_minor(page, revision):
        found = proof.clinical_differences(page, revision)
        reasons = [f"{one.before!r} to {one.after!r}: {one.reason}" for one in found[:5]]
        raise Refused("This needs a clinician's approval. " + "; ".join(reasons or ["nothing changed"]) + ".")
    return live


def publish_from_library(
    *, revision: Revision, by: User, ready: Prepared, written_on: datetime.date | None = None
) -> Page:
    """Make a starter page public. It was reviewed by nobody here, and says so.

    written_on: the day from which its words date; None where that is today.
    The caller, who loads many, has checked the text, holds the content version's row, and raises it. Raises Refused as
    every publication does where what the text names is not ready.
    """
    if revision.origin != Origin.STARTER_LIBRARY:
        raise Refused("Only the starter library's own pages are published without an approval.")
    refuse_unready(ready)
    if ready.kind.is_shared:
        hold_users(revision.page)
    page = writing.put_out(revision, ready, by, written_on=written_on)
    page.reviewed_on = page.reviewed_by = page.review_due_on = None
    page.save(update_fields=REVIEW)
    record(Verb.PUBLISH, page, by, revision)
    if ready.kind.is_shared:
        reopen_users(page, by)
    return page
