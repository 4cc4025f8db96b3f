"""Where a draft stands and the one step that is next, in words, and by the name of whoever has it next.

What a person may do, `policy` says; this says only which of that is next.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics.clock import ahead, day_of, moment
from publishing.desk.letters.hands import Hands
from publishing.desk.reporting.reports import person_name
from publishing.desk.review.verdicts import Verdict
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus, RevisionState, Verb

#: The value of a button that only leads to what is to be put right.
FIX = "fix"


@dataclass(frozen=True)
class Step:
    """The next step. label: what its button says. verb: what is done. leads: where it leads instead."""

    label: str
    verb: str = ""
    leads: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a draft stands: a sentence, and what happens next. things: how many things are to be put right."""

    state: str
    why: str = ""
    things: str = ""


def next_step(
    revision: Revision | None, offered: Collection[Verb], to_fix: int, verdict: Verdict | None, hands: Hands
) -> Step | None:
    """Return the next step of a person; None while it waits for somebody else. offered: what the person may do now.

    to_fix: how many things stand in the way of a draft.
    """
    may_send = Verb.SUBMIT in offered
    if to_fix and may_send:
        fix = ngettext("Go to the thing to fix", "Go to the first of %(n)s", to_fix) % {"n": to_fix}
        return Step(fix, leads=FIX)
    if Verb.PUBLISH in offered:
        return Step(_("Publish or plan …"), Verb.PUBLISH)
    if Verb.PUBLISH_MINOR in offered:
        return Step(_("Publish this correction …"), Verb.PUBLISH_MINOR)
    if may_send and verdict is not None and verdict.is_minor:
        return Step(_("Send to %(name)s to publish") % {"name": hands.publisher}, Verb.SUBMIT)
    if may_send:
        return Step(send_label(hands), Verb.SUBMIT)
    if revision is not None and Verb.APPROVE in offered:
        return Step(_("Review the changes"), leads="compare")
    if Verb.RESTORE in offered:
        return Step(_("Bring the page back …"), Verb.RESTORE)
    return None


def send_label(hands: Hands) -> str:
    """Return to whom a draft goes: whoever looks after the page by name; else it says that others get it, too."""
    return _("Send to %(name)s") % {"name": _asked(hands)}


def _asked(hands: Hands) -> str:
    if hands.is_for_one:
        return hands.reviewer
    return _("%(name)s or another clinician") % {"name": hands.reviewer}


def standing(page: Page, revision: Revision | None, to_fix: int, verdict: Verdict | None, hands: Hands) -> Standing:
    """Return where a page's draft stands."""
    if revision is None:
        return _without_draft(page)
    if revision.state in (RevisionState.DRAFT, RevisionState.RETURNED):
        return _draft(page, revision, to_fix, verdict)
    if revision.state == RevisionState.IN_REVIEW:
        who = hands.publisher if verdict is not None and verdict.is_minor else _asked(hands)
        state = _("Sent. It waits for %(name)s.") % {"name": who}
        return Standing(state, _("If you save a change, they read the new text."))
    by = person_name(revision.approved_by) if revision.approved_by else ""
    if revision.state == RevisionState.SCHEDULED and revision.scheduled_for:
        state = _("Planned for %(at)s") % {"at": ahead(revision.scheduled_for)}
    else:
        state = _("Approved by %(name)s") % {"name": by}
    return Standing(state, _("If you save a change, it goes back to review, and is not published before that."))


def _draft(page: Page, revision: Revision, to_fix: int, verdict: Verdict | None) -> Standing:
    at = moment(revision.edited_at)
    if revision.state == RevisionState.RETURNED:
        state = _("Sent back. Saved %(at)s.") % {"at": at}
    elif page.status == PageStatus.NEVER_PUBLIC:
        state = _("New, never public. Saved %(at)s.") % {"at": at}
    elif verdict is not None and verdict.is_minor:
        state = _("Small correction, saved %(at)s.") % {"at": at}
    else:
        state = _("Draft, saved %(at)s.") % {"at": at}
    things = ngettext("%(n)s thing to fix.", "%(n)s things to fix.", to_fix) % {"n": to_fix} if to_fix else ""
    return Standing(state, f"{verdict.sentence} {verdict.next}".strip() if verdict else "", things)


def _without_draft(page: Page) -> Standing:
    if page.status == PageStatus.LIVE:
        return Standing(_("Public"), _("Nothing changes for patients before a change of yours is published."))
    if page.status == PageStatus.WITHDRAWN and page.withdrawn_at:
        return Standing(_("Off the site since %(day)s") % {"day": day_of(page.withdrawn_at)})
    return Standing(_("Never public, and nothing written"))
