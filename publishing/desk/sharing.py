"""Links that open one thing without an account: a draft to look at, a text to approve. Signed, bounded, revocable."""

import datetime
from typing import TypeVar

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from publishing.life.models import MailedApproval, Revision, SharedDraft
from publishing.life.models.page import texts_of
from publishing.life.states import PageStatus

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


def draft_path(shared: SharedDraft) -> str:
    """Return the path of a shared draft."""
    return reverse("shared-draft", args=[signing.dumps(shared.pk, salt=DRAFT)])


def shared_revision(token: str) -> Revision | None:
    """Return the revision behind a link, or None where the link is wrong, over or revoked, or its text withdrawn."""
    shared = _found(SharedDraft, token, DRAFT)
    if shared is None or not shared.is_open:
        return None
    revision = shared.revision
    was_withdrawn = revision.page.status == PageStatus.WITHDRAWN and revision.published_at is not None
    return None if was_withdrawn else revision  # what was taken from the public is not shown by another door


def approval_path(revision: Revision, reviewer: User) -> str:
    """Make the right of one person to approve one text once, and return the path that uses it."""
    right = MailedApproval.objects.create(
        revision=revision,
        reviewer=reviewer,
        sha256=revision.sha256,
        expires_at=timezone.now() + APPROVABLE_FOR,
    )
    return reverse("mailed-approval", args=[signing.dumps(right.pk, salt=APPROVAL)])


def approval(token: str) -> MailedApproval | None:
    """Return a right that can still be used, or None."""
    right = _found(MailedApproval, token, APPROVAL)
    if right is None or right.used_at or right.expires_at <= timezone.now() or right.sha256 != right.revision.sha256:
        return None
    return right if right.reviewer.is_active else None


@transaction.atomic
def use(right: MailedApproval) -> bool:
    """Mark a right as used, and return whether it was still unused: of two that come at once, one gets it."""
    return bool(MailedApproval.objects.filter(pk=right.pk, used_at=None).update(used_at=timezone.now()))


def _found(model: type[Link], token: str, salt: str) -> Link | None:
    try:
        pk = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    return model.objects.select_related("revision__page").defer(*texts_of("revision__page")).filter(pk=pk).first()
