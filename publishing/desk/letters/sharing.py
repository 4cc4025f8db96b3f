"""Links that open one thing without an account: a draft to look at, a text to approve. Signed, bounded, revocable."""

import datetime
from typing import TypeVar

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.basics import lines
from publishing.desk.basics.clock import day_of, hour
from publishing.desk.reporting.reports import person_name
from publishing.life import policy
from publishing.life.models import Event, MailedApproval, Revision, SentText, SharedDraft
from publishing.life.models.page import texts_of
from publishing.life.states import RevisionState, Verb

DRAFT, APPROVAL = "publishing.shared-draft", "publishing.mailed-approval"
Link = TypeVar("Link", SharedDraft, MailedApproval)
SHARED_FOR = datetime.timedelta(days=14)
APPROVABLE_FOR = datetime.timedelta(hours=72)


def share(*, revision: Revision, by: User) -> SharedDraft:
    """Make a link to a revision."""
    return SharedDraft.objects.create(revision=revision, by=by, expires_at=timezone.now() + SHARED_FOR)


def revoke(*, shared: SharedDraft) -> None:
    """End a link now."""
    shared.revoked_at = timezone.now()
    shared.save(update_fields=["revoked_at"])


def heard(event: Event) -> None:
    """Keep a text as it is sent, until its revision is not open any more; and close what nobody is to see. Called with
    every event.

    Closed are the links to a draft that is discarded or published, and all of a page that is withdrawn.
    What was taken from the public, or put right there, is not shown by another door. A page that comes back does not
    open it again.
    """
    if event.verb == Verb.SUBMIT and event.revision is not None:
        text = {"manuscript": event.revision.manuscript}
        SentText.objects.get_or_create(revision=event.revision, sha256=event.sha256, defaults=text)
    if event.verb in {Verb.DISCARD, Verb.PUBLISH, Verb.PUBLISH_MINOR}:
        SentText.objects.filter(revision=event.revision).delete()
        _close(SharedDraft.objects.filter(revision=event.revision))
    elif event.verb == Verb.WITHDRAW:
        _close(SharedDraft.objects.filter(revision__page=event.page_id))
        waiting = MailedApproval.objects.filter(revision__page=event.page_id, used_at=None)
        waiting.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now())


def open_by(person: User | None) -> list[SharedDraft]:
    """Return the links of a person that still show something, for a list."""
    shares = SharedDraft.objects.filter(by=person).select_related("by", "revision__page")
    texts = ("revision__manuscript", *texts_of("revision__page"))
    return [shared for shared in shares.defer(*texts) if _shows(shared)] if person else []


def _shows(shared: SharedDraft) -> bool:
    """Whether a link shows anything: it is open, and whoever made it may still look at drafts."""
    return shared.is_open and policy.may_see(shared.by)


def _close(shares: QuerySet[SharedDraft]) -> None:
    shares.filter(revoked_at=None).update(revoked_at=timezone.now())


def draft_path(shared: SharedDraft) -> str:
    """Return the path of a shared draft."""
    return reverse("shared-draft", args=[signing.dumps(shared.pk, salt=DRAFT)])


def shared_revision(token: str) -> Revision | None:
    """Return the revision behind a link, or None where the link is wrong, over, revoked, or its maker gone."""
    shared = _found(SharedDraft, token, DRAFT)
    if shared is None or not _shows(shared):
        return None
    return shared.revision


def let_approve(revision: Revision, reviewer: User) -> MailedApproval:
    """Make the right of one person to approve one text, as it is now, once."""
    return MailedApproval.objects.create(
        revision=revision,
        reviewer=reviewer,
        sha256=revision.sha256,
        expires_at=timezone.now() + APPROVABLE_FOR,
    )


def approval_path(right: int) -> str:
    """Return the path that uses a right, by its number."""
    return reverse("mailed-approval", args=[signing.dumps(right, salt=APPROVAL)])


def right_of(token: str) -> MailedApproval | None:
    """Return the right behind a link, whether or not it still stands; None where the link was not made here, or who it
    was made for may not approve any more.
    """
    right = _found(MailedApproval, token, APPROVAL)
    return right if right is not None and policy.has_right(right.reviewer, Verb.APPROVE) else None


def refusal(right: MailedApproval) -> str:
    """Return why a right cannot be used at this moment; empty where it can."""
    revision = right.revision
    if right.used_at:
        at = {"day": day_of(right.used_at), "time": hour(right.used_at)}
        return _("You used this link on %(day)s at %(time)s. It works once.") % at
    if right.expires_at <= timezone.now():
        return _("This link is too old: it worked for 72 hours. Nothing was approved.")
    if right.sha256 != revision.sha256:
        return _("This text changed after the email was sent. Nothing was approved.")
    if policy.may(right.reviewer, Verb.APPROVE, revision.page, revision):
        return ""
    if revision.approved_by is not None:
        return _("This text is already approved by %(who)s.") % {"who": person_name(revision.approved_by)}
    if revision.state != RevisionState.IN_REVIEW:
        state = lines.label_of(RevisionState, revision.state)
        return _("Nobody asks for an approval of this text now: it is %(state)s.") % {"state": state}
    return _("Nobody approves their own text.")


@transaction.atomic
def use(right: MailedApproval) -> bool:
    """Mark a right as used, and return whether it was still unused: of two that come at once, one gets it."""
    return bool(MailedApproval.objects.filter(pk=right.pk, used_at=None).update(used_at=timezone.now()))


def number_of(token: str, salt: str) -> int | None:
    """Return which link a token is, without the database; None where it was not made here. salt: DRAFT or APPROVAL."""
    try:
        return signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None


def _found(model: type[Link], token: str, salt: str) -> Link | None:
    pk = number_of(token, salt)
    if pk is None:
        return None
    return model.objects.select_related("revision__page").defer(*texts_of("revision__page")).filter(pk=pk).first()
