"""Who may do what: which right each verb needs, and which verbs a person has on a page at this moment.

`actions` refuses what must hold for everybody; this module knows persons and rights.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from publishing.models import Page, Revision
from publishing.states import PAGE_TRANSITIONS, TRANSITIONS, Verb

WRITE, REVIEW, PUBLISH = "publishing.write_pages", "publishing.review_pages", "publishing.publish_pages"

RIGHTS: dict[Verb, str] = {
    Verb.SAVE: WRITE,
    Verb.SUBMIT: WRITE,
    Verb.DISCARD: WRITE,
    Verb.RETURN: REVIEW,
    Verb.APPROVE: REVIEW,
    Verb.CONFIRM_REVIEW: REVIEW,
    Verb.PUBLISH: PUBLISH,
    Verb.SCHEDULE: PUBLISH,
    Verb.WITHDRAW: PUBLISH,
    Verb.RESTORE: PUBLISH,
}


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
    Verb.SCHEDULE: Offer(Verb.SCHEDULE, _("Schedule"), needs_time=True),
    Verb.DISCARD: Offer(Verb.DISCARD, _("Discard this draft"), is_grave=True),
    Verb.WITHDRAW: Offer(Verb.WITHDRAW, _("Withdraw the page"), needs_note=True, is_grave=True),
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
    found = []
    for verb, offer in LABELS.items():
        if not has_right(person, verb):
            continue
        if verb in PAGE_TRANSITIONS:
            if page.status in PAGE_TRANSITIONS[verb] and not (verb == Verb.CONFIRM_REVIEW and _wrote(person, page)):
                found.append(offer)
        elif revision is not None and revision.state in TRANSITIONS[verb]:
            if verb == Verb.APPROVE and person.pk in writers(revision):
                continue
            found.append(offer)
    return found


def writers(revision: Revision) -> set[int]:
    """Return the ids of everybody who had a hand in a revision's text."""
    saved = revision.events.filter(verb=Verb.SAVE).values_list("by_id", flat=True)
    return {*saved, revision.created_by_id, revision.edited_by_id}


def _wrote(person, page: Page) -> bool:
    return page.live_revision is not None and person.pk in writers(page.live_revision)
