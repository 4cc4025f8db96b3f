"""Taking a page from the public, now or at a time to come, and bringing it back."""

import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from publishing.life.actions.pictures import refuse_unasked
from publishing.life.actions.publication import unschedule
from publishing.life.actions.shared import refuse_explained, refuse_holes, refuse_in_use
from publishing.life.actions.steps import locked, page_after, record, with_time
from publishing.life.errors import Refused
from publishing.life.known import player_of
from publishing.life.models import Page
from publishing.life.models.version import lock, raise_version
from publishing.life.states import RevisionState, Verb
from publishing.life.verbs import does
from publishing.text import kinds


@does(Verb.WITHDRAW)
@transaction.atomic
def withdraw(*, page: Page, by: User, note: str, instead: Page | None = None) -> Page:
    """Take a page from the public: its address answers 410. Its versions are kept.

    instead: the page that its readers are offered in its place, for as long as that is live. Raises Refused where it
    is not live now, is in another language, or is the page itself.
    """
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
    page.instead = _in_place_of(page, instead)
    page.save(update_fields=["status", "withdrawn_at", *_PLANNED])
    return _changed(page, Verb.WITHDRAW, by, note)


_PLANNED = ["withdrawal_due_at", "withdrawal_by", "withdrawal_note", "instead"]


def _in_place_of(page: Page, instead: Page | None) -> Page | None:
    """Return what readers of a page are offered in its place, read again. Raises Refused where they cannot open it."""
    if instead is None:
        return None
    others = Page.objects.published().in_language(page.language).exclude(pk=page.pk)
    found = others.titles().filter(pk=instead.pk).first()
    if found is None:
        raise Refused("What is offered instead must be another page of this language that is live.")
    return found


@does(Verb.RESTORE)
@transaction.atomic
def restore(*, page: Page, by: User, note: str = "") -> Page:
    """Bring a withdrawn page back as it was. Raises Refused where something of it would be missing, or twice, now."""
    lock()
    page = locked(page)
    page.status = page_after(page, Verb.RESTORE)
    refuse_holes(page)
    refuse_explained(page)
    if page.live_revision is not None:
        refuse_unasked(page.live_revision.mentions.of_pictures().values("name"))
    _refuse_played(page)
    page.withdrawn_at, page.instead = None, None
    page.save(update_fields=["status", "withdrawn_at", "instead"])
    return _changed(page, Verb.RESTORE, by, note)


def _refuse_played(page: Page) -> None:
    if other := player_of(page.role, page.language, besides=page.pk):
        raise Refused(f"“{other}” has its role, {page.role}, by now. Take the role out of that page first.")


@does(Verb.PLAN_WITHDRAWAL)
@transaction.atomic
def plan_withdrawal(*, page: Page, by: User, at: datetime.datetime, note: str, instead: Page | None = None) -> Page:
    """Have a live page withdrawn at a time to come.

    instead: as in `withdraw`; where that page is not live any more when the time comes, nothing is offered.
    """
    if not note.strip():
        raise Refused("Say why the page is to be withdrawn.")
    if at <= timezone.now():
        raise Refused("The time lies in the past. Withdraw at once, or choose a later time.")
    return _plan(page, by, Verb.PLAN_WITHDRAWAL, note, at, instead)


@does(Verb.CANCEL_WITHDRAWAL)
@transaction.atomic
def cancel_withdrawal(*, page: Page, by: User, note: str = "") -> Page:
    """Let a page stay that was to be withdrawn."""
    return _plan(page, by, Verb.CANCEL_WITHDRAWAL, note, None)


def _plan(
    page: Page, by: User, verb: Verb, note: str, at: datetime.datetime | None, instead: Page | None = None
) -> Page:
    page = locked(page)
    page_after(page, verb)
    if at and page.withdrawal_due_at:
        raise Refused("A withdrawal is planned already. Cancel it first, then plan another.")
    if not at and not page.withdrawal_due_at:
        raise Refused("No withdrawal is planned.")
    if at:
        refuse_in_use(page)
    page.withdrawal_due_at, page.instead = at, _in_place_of(page, instead)
    page.withdrawal_by, page.withdrawal_note = (by, note) if at else (None, "")
    page.save(update_fields=_PLANNED)
    record(verb, page, by, page.live_revision, with_time(note, at) if at else note)
    return page


def _changed(page: Page, verb: Verb, by: User, note: str) -> Page:
    kinds.get(page.kind).touch(page)
    raise_version()
    record(verb, page, by, page.live_revision, note)
    return page
