"""Who may do what: which right each verb needs, and which verbs a person has on a page at this moment.

`actions` refuses what must hold for everybody; this module knows persons and rights.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.changes import minor
from publishing.life.models import Event, Page, Revision
from publishing.life.states import PAGE_TRANSITIONS, TRANSITIONS, PageStatus, Verb

WRITE, REVIEW, PUBLISH = "publishing.write_pages", "publishing.review_pages", "publishing.publish_pages"

RIGHTS: dict[Verb, str] = {
    Verb.SAVE: WRITE,
    Verb.SUBMIT: WRITE,
    Verb.DISCARD: WRITE,
    Verb.RETURN: REVIEW,
    Verb.APPROVE: REVIEW,
    Verb.CONFIRM_REVIEW: REVIEW,
    Verb.PUBLISH: PUBLISH,
    Verb.PUBLISH_MINOR: PUBLISH,
    Verb.UNSCHEDULE: PUBLISH,
    Verb.PLAN_WITHDRAWAL: PUBLISH,
    Verb.CANCEL_WITHDRAWAL: PUBLISH,
    Verb.SCHEDULE: PUBLISH,
    Verb.WITHDRAW: PUBLISH,
    Verb.RESTORE: PUBLISH,
}


#: Verbs that act on the page itself rather than on a revision of it.
OF_PAGES = frozenset(PAGE_TRANSITIONS)


@dataclass(frozen=True)
class Offer:
    """A verb that a person may use now, as a button says it."""

    verb: Verb
    label: str
    needs_note: bool = False
    needs_time: bool = False
    is_grave: bool = False


LABELS = {
    Verb.SUBMIT: Offer(Verb.SUBMIT, _("Submit for review")),
    Verb.RETURN: Offer(Verb.RETURN, _("Return for changes"), needs_note=True),
    Verb.APPROVE: Offer(Verb.APPROVE, _("Approve this text")),
    Verb.PUBLISH: Offer(Verb.PUBLISH, _("Publish now")),
    Verb.SCHEDULE: Offer(Verb.SCHEDULE, _("Publish at that time"), needs_time=True),
    Verb.UNSCHEDULE: Offer(Verb.UNSCHEDULE, _("Take off the schedule")),
    Verb.PUBLISH_MINOR: Offer(Verb.PUBLISH_MINOR, _("Publish as a minor edit")),
    Verb.DISCARD: Offer(Verb.DISCARD, _("Discard this draft"), is_grave=True),
    Verb.WITHDRAW: Offer(Verb.WITHDRAW, _("Withdraw the page"), needs_note=True, is_grave=True),
    Verb.PLAN_WITHDRAWAL: Offer(
        Verb.PLAN_WITHDRAWAL, _("Withdraw at that time"), needs_note=True, needs_time=True, is_grave=True
    ),
    Verb.CANCEL_WITHDRAWAL: Offer(Verb.CANCEL_WITHDRAWAL, _("Keep the page after all")),
    Verb.RESTORE: Offer(Verb.RESTORE, _("Bring the page back")),
    Verb.CONFIRM_REVIEW: Offer(Verb.CONFIRM_REVIEW, _("Reviewed, no change needed")),
}


def has_right(person, verb: Verb) -> bool:
    """Whether a person's roles include a verb, whatever the page."""
    return person.is_active and person.has_perm(RIGHTS[verb])


def may_see(person) -> bool:
    """Whether a person may look at drafts and their history."""
    return any(person.has_perm(right) for right in (WRITE, REVIEW, PUBLISH))


def offers(person, page: Page, revision: Revision | None) -> list[Offer]:
    """Return the verbs that a person has on a page now, in the order of the work."""
    return [offer for verb, offer in LABELS.items() if has_right(person, verb) and _fits(person, verb, page, revision)]


def _fits(person, verb: Verb, page: Page, revision: Revision | None) -> bool:
    """Whether the page is in a state for a verb, and the person not in its way."""
    if verb in PAGE_TRANSITIONS:
        if page.status not in PAGE_TRANSITIONS[verb]:
            return False
        return {
            Verb.CONFIRM_REVIEW: not _wrote(person, page),
            Verb.PLAN_WITHDRAWAL: page.withdrawal_due_at is None,
            Verb.CANCEL_WITHDRAWAL: page.withdrawal_due_at is not None,
        }.get(verb, True)
    if revision is None:
        return verb == Verb.SUBMIT  # what is typed is saved first, and that makes the draft
    if revision.state not in TRANSITIONS[verb]:
        return False
    if verb == Verb.APPROVE:
        return person.pk not in writers(revision)
    return verb != Verb.PUBLISH_MINOR or _is_minor(page, revision)


def _is_minor(page: Page, revision: Revision) -> bool:
    live = page.live_revision
    return page.status == PageStatus.LIVE and minor.is_minor(
        page.kind,
        live.manuscript,
        revision.manuscript,
        same_address=live.slug == revision.slug,
        language=page.language,
    )


def writers(revision: Revision) -> set[int]:
    """Return the ids of everybody who had a hand in a revision's text. Under a minor edit lies the text of others."""
    found: set[int] = set()
    while revision is not None:
        found |= {revision.created_by_id, revision.edited_by_id}
        # Also who saved the same words before: a discarded text that a colleague takes up again stays its writer's.
        saved = Event.objects.filter(page_id=revision.page_id, verb=Verb.SAVE)
        saved = saved.filter(Q(revision=revision) | Q(sha256=revision.sha256))
        found |= set(saved.values_list("by_id", flat=True))
        revision = revision.based_on if revision.is_minor else None
    return found


def _wrote(person, page: Page) -> bool:
    return page.live_revision is not None and person.pk in writers(page.live_revision)
