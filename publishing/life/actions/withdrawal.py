"""Taking a page from the public, now or at a time to come, and bringing it back."""

import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from publishing.life.actions.publication import unschedule
from publishing.life.actions.shared import refuse_explained, refuse_holes, refuse_in_use
from publishing.life.actions.steps import locked, page_after, record
from publishing.life.errors import Refused
from publishing.life.models import Page
from publishing.life.models.version import lock, raise_version
from publishing.life.states import RevisionState, Verb
from publishing.life.verbs import does
from publishing.text import kinds


@does(Verb.WITHDRAW)
@transaction.atomic
def withdraw(*, page: Page, by: User, note: str) -> Page:
    """Take a page from the public: its address answers 410. Its versions are kept."""
    if not note.strip():
        raise Refused("Say why the page is withdrawn.")
    lock()
    page = locked(page)
    page.status = page_after(page, Verb.WITHDRAW)
    refuse_in_use(page)
    for planned in page.revisions.filter(state=RevisionState.SCHEDULED):
        unschedule(revision=planned, by=by, note=note)  # or the page would come back by itself
    page.withdrawn_at = timezone.now()
    page.withdrawal_due_at, page.withdrawal_by, page.withdrawal_note = None, None, ""
    page.save(update_fields=["status", "withdrawn_at", *_PLANNED])
    return _changed(page, Verb.WITHDRAW, by, note)


_PLANNED = ["withdrawal_due_at", "withdrawal_by", "withdrawal_note"]


@does(Verb.RESTORE)
@transaction.atomic
def restore(*, page: Page, by: User, note: str = "") -> Page:
    """Bring a withdrawn page back as it was. Raises Refused where something of it would be missing, or twice, now."""
    lock()
    page = locked(page)
    page.status = page_after(page, Verb.RESTORE)
    refuse_holes(page)
    refuse_explained(page)
    page.withdrawn_at = None
    page.save(update_fields=["status", "withdrawn_at"])
    return _changed(page, Verb.RESTORE, by, note)


@does(Verb.PLAN_WITHDRAWAL)
@transaction.atomic
def plan_withdrawal(*, page: Page, by: User, at: datetime.datetime, note: str) -> Page:
    """Have a live page withdrawn at a time to come."""
    if not note.strip():
        raise Refused("Say why the page is to be withdrawn.")
    if at <= timezone.now():
        raise Refused("The time lies in the past. Withdraw at once, or choose a later time.")
    return _plan(page, by, Verb.PLAN_WITHDRAWAL, note, at)


@does(Verb.CANCEL_WITHDRAWAL)
@transaction.atomic
def cancel_withdrawal(*, page: Page, by: User, note: str = "") -> Page:
    """Let a page stay that was to be withdrawn."""
    return _plan(page, by, Verb.CANCEL_WITHDRAWAL, note, None)


def _plan(page: Page, by: User, verb: Verb, note: str, at: datetime.datetime | None) -> Page:
    page = locked(page)
    page_after(page, verb)
    if at and page.withdrawal_due_at:
        raise Refused("A withdrawal is planned already. Cancel it first, then plan another.")
    if not at and not page.withdrawal_due_at:
        raise Refused("No withdrawal is planned.")
    if at:
        refuse_in_use(page)
    page.withdrawal_due_at = at
    page.withdrawal_by, page.withdrawal_note = (by, note) if at else (None, "")
    page.save(update_fields=_PLANNED)
    record(verb, page, by, page.live_revision, note)
    return page


def _changed(page: Page, verb: Verb, by: User, note: str) -> Page:
    kinds.get(page.kind).touch(page)
    raise_version()
    record(verb, page, by, page.live_revision, note)
    return page
