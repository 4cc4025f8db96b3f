"""What can be done to a page, one function for each verb: keyword-only, `by=` a person, atomic, one event each.

Whether a person has the right to is asked elsewhere; what must hold for everybody is refused here.
"""

import datetime
import hashlib

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from publishing.changes import minor
from publishing.desk import mail
from publishing.life import linking, policy, publication, rendering
from publishing.life.models import Event, Page, Revision
from publishing.life.models.revision import Origin
from publishing.life.models.version import current, raise_version
from publishing.life.states import PAGE_TRANSITIONS, TRANSITIONS, PageStatus, RevisionState, Verb
from publishing.text import kinds


class Refused(Exception):
    """Something that may not be done, with the reason as a sentence for the person who tried."""


class Stale(Refused):
    """A save on top of a text that somebody else has changed meanwhile. `theirs` is the revision as it stands."""

    def __init__(self, message: str, theirs: Revision) -> None:
        super().__init__(message)
        self.theirs = theirs


def digest(kind: str, language: str, slug: str, manuscript: str) -> str:
    """Return the SHA-256 that an approval is bound to."""
    return hashlib.sha256("\0".join([kind, language, slug, manuscript]).encode()).hexdigest()


@transaction.atomic
def create_page(*, by, kind: str, slug: str, manuscript: str, language: str = "en", origin=Origin.STAFF) -> Revision:
    """Begin a page that is not public yet, with its first draft."""
    if Page.objects.filter(kind=kind, language=language, slug=slug).exists():
        raise Refused(f"There is a page {kind}/{slug} already.")
    page = kinds.get(kind).model.objects.create(kind=kind, language=language, slug=slug)
    return save_draft(page=page, by=by, manuscript=manuscript, slug=slug, origin=origin)


@transaction.atomic
def save_draft(
    *,
    page: Page,
    by,
    manuscript: str,
    slug: str = "",
    based_on_sha256: str | None = None,
    origin=Origin.STAFF,
) -> Revision:
    """Save a text as the page's open revision, making one where there is none.

    based_on_sha256: the open revision that the writer had before them, empty where there was none; None asks nothing.
    Raises Stale where the open revision is another by now.
    A save of the same text changes nothing. A save after approval sends the revision back to review.
    """
    page = _locked(page)
    slug = slug or page.slug
    sha256 = digest(page.kind, page.language, slug, manuscript)
    revision = page.revisions.open().select_for_update().first()
    if revision is not None and based_on_sha256 is not None and based_on_sha256 != revision.sha256:
        raise Stale("Somebody else has saved this draft since you opened it.", revision)
    if revision is None:
        revision = _new(page, by, origin)
    else:
        if revision.sha256 == sha256:
            return revision
        revision.state = _after(revision, Verb.SAVE)
        if origin == Origin.STAFF:
            revision.origin = origin  # what staff have touched is theirs, and no newer library file discards it
        revision.approved_by = revision.approved_at = revision.approved_sha256 = None
        revision.scheduled_for = None
    revision.slug, revision.manuscript, revision.sha256 = slug, manuscript, sha256
    revision.edited_by, revision.edited_at = by, timezone.now()
    revision.save()
    _record(Verb.SAVE, page, by, revision)
    return revision


@transaction.atomic
def submit(*, revision: Revision, by, note: str = "") -> Revision:
    """Ask for a review. Raises InvalidManuscript with every fault where the text could not be published."""
    revision = _moved(revision, Verb.SUBMIT)
    _refuse_faults(revision)
    _saved(revision, Verb.SUBMIT, by, note)
    mail.submitted(revision, by, note)
    return revision


@transaction.atomic
def return_for_changes(*, revision: Revision, by, note: str) -> Revision:
    """Send a revision back to its author, with the reason."""
    if not note.strip():
        raise Refused("Say what should be changed.")
    revision = _moved(revision, Verb.RETURN)
    revision.approved_by = revision.approved_at = revision.approved_sha256 = None
    revision.scheduled_for = None
    _saved(revision, Verb.RETURN, by, note)
    mail.returned(revision, by, note)
    return revision


@transaction.atomic
def approve(*, revision: Revision, by, sha256: str, note: str = "") -> Revision:
    """Sign off one exact text. Nobody approves what they wrote, in whole or in part."""
    revision = _moved(revision, Verb.APPROVE)
    if sha256 != revision.sha256:
        raise Refused("The text has changed since you read it. Read it again, then approve.")
    if by.pk in policy.writers(revision):
        raise Refused("Nobody approves their own text. Ask a colleague.")
    revision.approved_by, revision.approved_at, revision.approved_sha256 = by, timezone.now(), revision.sha256
    _saved(revision, Verb.APPROVE, by, note)
    mail.approved(revision, by)
    return revision


@transaction.atomic
def schedule(*, revision: Revision, by, at: datetime.datetime, note: str = "") -> Revision:
    """Have an approved revision published at a time to come."""
    if at <= timezone.now():
        raise Refused("The time lies in the past. Publish at once, or choose a later time.")
    revision = _moved(revision, Verb.SCHEDULE)
    revision.scheduled_for = at
    return _saved(revision, Verb.SCHEDULE, by, note)


@transaction.atomic
def unschedule(*, revision: Revision, by, note: str = "") -> Revision:
    """Take an approved revision off the schedule. It stays approved."""
    return _saved(_moved(revision, Verb.UNSCHEDULE), Verb.UNSCHEDULE, by, note)


@transaction.atomic
def publish(*, revision: Revision, by, note: str = "") -> Page:
    """Make an approved revision what the public reads. Its approval is the page's clinical review.

    Where the address changes, the old one leads to the new one, and texts that named it follow.
    """
    revision = _moved(revision, Verb.PUBLISH)
    _refuse_faults(revision, live=True)
    former = revision.page.slug
    page = _publish(revision, by, rendering.references(revision.page.language, about_to_be_live=[revision.page_id]))
    page.reviewed_on = timezone.localdate(revision.approved_at)
    page.reviewed_by = revision.approved_by
    page.review_due_on = _due(page)
    page.save(update_fields=["reviewed_on", "reviewed_by", "review_due_on"])
    raise_version()
    _record(Verb.PUBLISH, page, by, revision, note)
    if page.slug != former:
        _let_links_follow(page, former, by)
    if page.kind == "snippets":
        _reopen_users(page, by)
    publication.refresh(page.language)
    return page


@transaction.atomic
def publish_minor(*, revision: Revision, by, note: str = "") -> Page:
    """Publish an edit that is proven minor without a new approval. The review it had stands, with its days.

    Raises Refused with every change that is not minor.
    """
    revision = _moved(revision, Verb.PUBLISH_MINOR)
    live = revision.page.live_revision
    if live is None or revision.page.status != PageStatus.LIVE:
        raise Refused("Only a page that is live can have a minor edit.")
    if not minor.is_minor(
        revision.page.kind,
        live.manuscript,
        revision.manuscript,
        same_address=live.slug == revision.slug,
        language=revision.page.language,
    ):
        texts = live.manuscript, revision.manuscript
        found = minor.differences(revision.page.kind, *texts, language=revision.page.language)
        reasons = [f"{one.before!r} to {one.after!r}: {one.reason}" for one in found if not one.is_minor]
        raise Refused("This needs a clinician's approval. " + "; ".join(reasons[:5] or ["the address changed"]) + ".")
    _refuse_faults(revision)
    revision.is_minor = True
    page = _publish(revision, by, rendering.references(revision.page.language))
    raise_version()
    _record(Verb.PUBLISH_MINOR, page, by, revision, note)
    publication.refresh(page.language)
    return page


def publish_from_library(*, revision: Revision, by, known) -> Page:
    """Make a starter page public. It was reviewed by nobody here, and says so; the caller has checked its text.

    Raises the content version and refreshes other pages only through its caller, which loads many.
    """
    if revision.origin != Origin.STARTER_LIBRARY:
        raise Refused("Only the starter library's own pages are published without an approval.")
    page = _publish(revision, by, known)
    page.reviewed_on = page.reviewed_by = page.review_due_on = None
    page.save(update_fields=["reviewed_on", "reviewed_by", "review_due_on"])
    _record(Verb.PUBLISH, page, by, revision)
    return page


@transaction.atomic
def discard(*, revision: Revision, by, note: str = "") -> Revision:
    """Give up an open revision. It is kept, and can be taken up again as a new draft."""
    revision = _moved(revision, Verb.DISCARD)
    return _saved(revision, Verb.DISCARD, by, note)


@transaction.atomic
def withdraw(*, page: Page, by, note: str) -> Page:
    """Take a page from the public: its address answers 410. Its versions are kept."""
    if not note.strip():
        raise Refused("Say why the page is withdrawn.")
    page = _locked(page)
    page.status = _page_after(page, Verb.WITHDRAW)
    for planned in page.revisions.filter(state=RevisionState.SCHEDULED):
        unschedule(revision=planned, by=by, note=note)  # or the page would come back by itself
    page.withdrawn_at = timezone.now()
    page.withdrawal_due_at, page.withdrawal_by, page.withdrawal_note = None, None, ""
    page.save(update_fields=["status", "withdrawn_at", "withdrawal_due_at", "withdrawal_by", "withdrawal_note"])
    return _changed(page, Verb.WITHDRAW, by, note)


@transaction.atomic
def restore(*, page: Page, by, note: str = "") -> Page:
    """Bring a withdrawn page back as it was."""
    page = _locked(page)
    page.status = _page_after(page, Verb.RESTORE)
    page.withdrawn_at = None
    page.save(update_fields=["status", "withdrawn_at"])
    return _changed(page, Verb.RESTORE, by, note)


@transaction.atomic
def plan_withdrawal(*, page: Page, by, at: datetime.datetime, note: str) -> Page:
    """Have a live page withdrawn at a time to come."""
    if not note.strip():
        raise Refused("Say why the page is to be withdrawn.")
    if at <= timezone.now():
        raise Refused("The time lies in the past. Withdraw at once, or choose a later time.")
    return _plan(page, by, Verb.PLAN_WITHDRAWAL, note, at)


@transaction.atomic
def cancel_withdrawal(*, page: Page, by, note: str = "") -> Page:
    """Let a page stay that was to be withdrawn."""
    return _plan(page, by, Verb.CANCEL_WITHDRAWAL, note, None)


@transaction.atomic
def confirm_review(*, page: Page, by, sha256: str, note: str = "") -> Page:
    """Reviewed, no change needed: the next review moves on, "updated" stays. Bound to the text that is live."""
    page = _locked(page)
    _page_after(page, Verb.CONFIRM_REVIEW)
    live = page.live_revision
    if live.sha256 != sha256:
        raise Refused("The live page has changed since you read it. Read it again, then confirm.")
    if by.pk in policy.writers(live):
        raise Refused("Nobody reviews their own text. Ask a colleague.")
    page.reviewed_on, page.reviewed_by = timezone.localdate(), by
    page.review_due_on = _due(page)
    page.save(update_fields=["reviewed_on", "reviewed_by", "review_due_on"])
    return _changed(page, Verb.CONFIRM_REVIEW, by, note)


@transaction.atomic
def hand_over(*, leaving, to, by) -> int:
    """Give every page that a contributor owns or stands in for to another, and return the number of texts changed."""
    if leaving == to:
        raise Refused("Choose somebody else to take the pages over.")
    mentions = linking.kept_by(leaving.pk)
    for mention in mentions:
        text = linking.pass_on(mention.revision.manuscript, leaving.pk, to.pk)
        _rewrite(mention, text, by, Verb.HAND_OVER, f"{leaving} handed over to {to}.")
    raise_version()
    return len(mentions)


def _plan(page: Page, by, verb: Verb, note: str, at: datetime.datetime | None) -> Page:
    page = _locked(page)
    _page_after(page, verb)
    if at and page.withdrawal_due_at:
        raise Refused("A withdrawal is planned already. Cancel it first, then plan another.")
    if not at and not page.withdrawal_due_at:
        raise Refused("No withdrawal is planned.")
    page.withdrawal_due_at = at
    page.withdrawal_by, page.withdrawal_note = (by, note) if at else (None, "")
    page.save(update_fields=["withdrawal_due_at", "withdrawal_by", "withdrawal_note"])
    _record(verb, page, by, page.live_revision, note)
    return page


def _let_links_follow(page: Page, former: str, by) -> None:
    """Rewrite the texts that name a page by its former address."""
    for mention in linking.mentions(page, former):
        text = mention.revision.manuscript
        if mention.page.language == page.language:
            text = linking.follow(text, page.kind, former, page.slug)
        else:
            text = linking.translate_from(text, page.slug)
        _rewrite(mention, text, by, Verb.MOVE_LINKS, f"{page.kind}/{former} is {page.address} now.")


def _rewrite(mention: linking.Mention, text: str, by, verb: Verb, note: str) -> None:
    """Put a text that follows from something else in the place of one: a live one as a minor edit, a draft as saved."""
    origin = Origin(mention.revision.origin)
    if mention.is_draft:
        save_draft(page=mention.page, by=by, manuscript=text, slug=mention.revision.slug, origin=origin)
        return
    revision = _new(mention.page, by, origin)
    revision.slug, revision.manuscript, revision.is_minor = mention.page.slug, text, True
    revision.sha256 = digest(mention.page.kind, mention.page.language, revision.slug, text)
    page = _publish(revision, by, rendering.references(mention.page.language))
    _record(verb, page, by, revision, note)


def _reopen_users(snippet: Page, by) -> None:
    """A text that was approved with a snippet's old words, and is not public yet, is reviewed again."""
    for mention in linking.users_of_snippet(snippet.slug, snippet.language):
        if mention.is_draft and mention.revision.state in TRANSITIONS[Verb.REOPEN]:
            revision = _moved(mention.revision, Verb.REOPEN)
            revision.approved_by = revision.approved_at = revision.approved_sha256 = None
            _saved(revision, Verb.REOPEN, by, f"The snippet {snippet.title!r} has changed.")


def _new(page: Page, by, origin: Origin) -> Revision:
    """Return the next revision of a page, not saved yet."""
    return Revision(
        page=page,
        number=(page.revisions.aggregate(Max("number"))["number__max"] or 0) + 1,
        created_by=by,
        edited_by=by,
        edited_at=timezone.now(),
        origin=origin,
        based_on=page.live_revision,
    )


def _publish(revision: Revision, by, known) -> Page:
    """The part that every publication shares: apply, mark, supersede."""
    revision.state = RevisionState.PUBLISHED
    revision.scheduled_for = None
    revision.published_by, revision.published_at = by, timezone.now()
    revision.save()
    try:
        page = publication.apply(revision, known)
    except IntegrityError as error:
        raise Refused(f"The address {revision.slug} belongs to another page.") from error
    publication.supersede(page, revision)
    return page


def _due(page: Page) -> datetime.date:
    """The day of the next review: some months after the last one (product.md, R5), at the end of a short month."""
    months = page.data.get("review_every_months") or kinds.get(page.kind).review_months
    month = page.reviewed_on.month - 1 + months
    year, month = page.reviewed_on.year + month // 12, month % 12 + 1
    for day in range(page.reviewed_on.day, 27, -1):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    return datetime.date(year, month, page.reviewed_on.day)


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update(of=("self",)).select_related("live_revision").get(pk=page.pk)


def _moved(revision: Revision, verb: Verb) -> Revision:
    """Return the revision, locked and read again, in the state that the verb leads to."""
    Page.objects.select_for_update().get(pk=revision.page_id)
    revision = Revision.objects.select_for_update().select_related("page").get(pk=revision.pk)
    revision.state = _after(revision, verb)
    if revision.state != RevisionState.SCHEDULED:
        revision.scheduled_for = None
    return revision


def _after(revision: Revision, verb: Verb) -> RevisionState:
    try:
        return TRANSITIONS[verb][RevisionState(revision.state)]
    except KeyError:
        raise Refused(f"A revision that is {revision.get_state_display()} cannot be {verb.label}.") from None


def _page_after(page: Page, verb: Verb) -> PageStatus:
    try:
        return PAGE_TRANSITIONS[verb][PageStatus(page.status)]
    except KeyError:
        raise Refused(f"A page that is {page.get_status_display()} cannot be {verb.label}.") from None


def _refuse_faults(revision: Revision, *, live: bool = False) -> None:
    known = rendering.references(revision.page.language, about_to_be_live=[revision.page_id] if live else ())
    if faults := publication.check(revision, known):
        raise publication.InvalidManuscript(faults)


def _saved(revision: Revision, verb: Verb, by, note: str) -> Revision:
    revision.save()
    _record(verb, revision.page, by, revision, note)
    return revision


def _changed(page: Page, verb: Verb, by, note: str) -> Page:
    raise_version()
    _record(verb, page, by, page.live_revision, note)
    publication.refresh(page.language)
    return page


def _record(verb: Verb, page: Page, by, revision: Revision | None, note: str = "") -> None:
    Event.objects.create(
        page_id=page.pk,
        revision=revision,
        verb=verb,
        by=by,
        note=note,
        sha256=revision.sha256 if revision else "",
        content_version=current(),
    )


#: The function of every verb that a person can ask for.
BY_VERB = {
    Verb.SUBMIT: submit,
    Verb.RETURN: return_for_changes,
    Verb.APPROVE: approve,
    Verb.SCHEDULE: schedule,
    Verb.UNSCHEDULE: unschedule,
    Verb.PUBLISH: publish,
    Verb.PUBLISH_MINOR: publish_minor,
    Verb.DISCARD: discard,
    Verb.WITHDRAW: withdraw,
    Verb.PLAN_WITHDRAWAL: plan_withdrawal,
    Verb.CANCEL_WITHDRAWAL: cancel_withdrawal,
    Verb.RESTORE: restore,
    Verb.CONFIRM_REVIEW: confirm_review,
}
